//! What clients give for purchases and resales.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::record::Security;
use crate::kernel::ids::{OrganizationId, PersonId, ScfRecordId};
use crate::kernel::money::Money;

/// A purchase that a licensed organiser has carried out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScfRecordDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<ScfRecordId>,
    /// Licensed organiser (penyelenggara).
    #[schema(min_length = 1, max_length = 200)]
    pub organiser_name: String,
    /// The organiser's own reference of the purchase.
    #[schema(min_length = 1, max_length = 100)]
    pub organiser_reference: String,
    /// What was bought.
    pub security: Security,
    /// The person who bought; or else `investor_organization_id`.
    #[serde(default)]
    pub investor_person_id: Option<PersonId>,
    /// The organization that bought; or else `investor_person_id`.
    #[serde(default)]
    pub investor_organization_id: Option<OrganizationId>,
    /// Yearly income that the person declared to the organiser; needed for a person.
    #[serde(default)]
    pub income: Option<Money>,
    /// Since when the person has a securities account, if they have one.
    #[serde(default)]
    pub account_since: Option<NaiveDate>,
    /// Amount, above zero.
    pub amount: Money,
    /// Day of distribution.
    pub distributed_on: NaiveDate,
    /// Day of maturity; for debt alone.
    #[serde(default)]
    pub matures_on: Option<NaiveDate>,
}

/// The resale of a purchase through the organiser.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScfResaleDraft {
    /// When it was sold.
    pub sold_on: NaiveDate,
    /// The organiser's own reference of the sale.
    #[schema(min_length = 1, max_length = 100)]
    pub organiser_reference: String,
}
