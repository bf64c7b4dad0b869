//! What clients give for partnership contracts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::partnership::{LargerParty, PartnershipPattern};
use crate::investment::agreement::drafts::DocumentDraft;
use crate::kernel::ids::{OrganizationId, PartnershipId};

/// A partnership contract as a client gives it. While it is a draft, what is
/// not agreed yet may be left out; see its activation for what it must have.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<PartnershipId>,
    /// Number of the contract.
    #[schema(min_length = 1, max_length = 100)]
    pub number: String,
    /// Pattern of the partnership.
    pub pattern: PartnershipPattern,
    /// The partner in the registry; or else `partner_name`.
    #[serde(default)]
    pub partner_organization_id: Option<OrganizationId>,
    /// A partner that is not in the registry: the name of a business, not of a
    /// natural person, and no number of one.
    #[serde(default)]
    #[schema(
        min_length = 2,
        max_length = 200,
        pattern = "^[^0-9]*(([0-9][^0-9A-Za-z]*){1,9}[A-Za-z][^0-9]*)*([0-9][^0-9A-Za-z]*){0,9}$"
    )]
    pub partner_name: Option<String>,
    /// Which party is the larger business (large towards small, or medium
    /// towards small or micro).
    pub larger_party: LargerParty,
    /// Whether the larger party has a seat among the directors or managers of
    /// the smaller one.
    #[serde(default)]
    pub larger_has_director: bool,
    /// Business activity (kegiatan usaha).
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub activity: Option<String>,
    /// Rights and duties of the organization that keeps the contract.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub keeper_duties: Option<String>,
    /// Rights and duties of the partner.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub partner_duties: Option<String>,
    /// Form of development (bentuk pengembangan): training, technology, finance, market.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub development: Option<String>,
    /// How disputes are settled (penyelesaian perselisihan).
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub dispute_clause: Option<String>,
    /// First day of the term.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// First day after the term.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// The text in Indonesian; other languages may stand beside it.
    #[serde(default)]
    pub indonesian_text: Option<DocumentDraft>,
}

/// The signature that makes a draft binding.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnershipActivationDraft {
    /// When both signed, not in the future.
    pub signed_on: NaiveDate,
}
