//! Purchases through securities crowdfunding, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{OrganizationId, PersonId, ScfRecordId};
use crate::kernel::money::Money;

/// What was bought.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Shares.
    Saham,
    /// Debt (efek bersifat utang dan/atau sukuk).
    Ebus,
}

impl Security {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One purchase.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scf_record")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScfRecordId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// Licensed organiser (penyelenggara).
    pub organiser_name: String,
    /// The organiser's own reference of the purchase.
    pub organiser_reference: String,
    /// What was bought.
    pub security: Security,
    /// The person who bought.
    pub investor_person_id: Option<PersonId>,
    /// The organization that bought.
    pub investor_organization_id: Option<OrganizationId>,
    /// Yearly income that the person declared.
    pub income_sen: Option<Money>,
    /// Since when the person has a securities account.
    pub account_since: Option<Date>,
    /// Amount.
    pub amount_sen: Money,
    /// Day of distribution.
    pub distributed_on: Date,
    /// Day of maturity, for debt.
    pub matures_on: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
