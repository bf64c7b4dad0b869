//! What clients give for consents to the use of land.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::consent::{GrantedRight, LandBasis};
use crate::investment::agreement::drafts::DocumentDraft;
use crate::kernel::ids::{LandConsentId, OrganizationId, PersonId};
use crate::kernel::region_code::RegionCode;
use crate::registry::drafts::Point;

/// What is offered: a right to the land for a term, or the land itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferedRight {
    /// Use it (hak pakai).
    Use,
    /// Rent it (sewa).
    Lease,
    /// Work it for the right holder and share the result (pengelolaan).
    Management,
    /// The title as a contribution: always refused (R78).
    Title,
}

impl OfferedRight {
    /// The right that can be granted; none for the title.
    #[must_use]
    pub const fn granted(self) -> Option<GrantedRight> {
        match self {
            Self::Use => Some(GrantedRight::Use),
            Self::Lease => Some(GrantedRight::Lease),
            Self::Management => Some(GrantedRight::Management),
            Self::Title => None,
        }
    }
}

/// A consent to the use of land as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LandConsentDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<LandConsentId>,
    /// Village in which the land lies.
    pub land_region_code: RegionCode,
    /// Number by which the village or the land office knows the parcel (NIB,
    /// persil, number in the adat register). Blanks, points, dashes and case
    /// make no other parcel.
    #[schema(min_length = 1, max_length = 100, pattern = "[A-Za-z0-9]")]
    pub parcel_reference: String,
    /// Area in square metres.
    #[schema(minimum = 1, maximum = 100_000_000_000_i64)]
    pub area_square_metres: i64,
    /// A point on the land.
    #[serde(default)]
    pub point: Option<Point>,
    /// The right holder: a person in the registry,
    #[serde(default)]
    pub holder_person_id: Option<PersonId>,
    /// or an organization,
    #[serde(default)]
    pub holder_organization_id: Option<OrganizationId>,
    /// or a customary community by its name: no name of a natural person and
    /// no number of one.
    #[serde(default)]
    #[schema(
        min_length = 2,
        max_length = 200,
        pattern = "^[^0-9]*(([0-9][^0-9A-Za-z]*){1,9}[A-Za-z][^0-9]*)*([0-9][^0-9A-Za-z]*){0,9}$"
    )]
    pub holder_community: Option<String>,
    /// By what they have the land.
    pub basis: LandBasis,
    /// Number of certificate or permit; for `adat` that of the register, if any.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub basis_number: Option<String>,
    /// What is offered.
    pub right: OfferedRight,
    /// The document of consent.
    pub document: DocumentDraft,
    /// Day of the consent, not in the future.
    pub consented_on: NaiveDate,
    /// First day of the term.
    pub valid_from: NaiveDate,
    /// First day after the term.
    pub valid_to: NaiveDate,
}
