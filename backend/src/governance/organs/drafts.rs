//! What clients give for positions, boards, ties and served villages.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::family_tie::TieRelation;
use super::entity::position::{EndReason, Organ, OrganRole};
use crate::kernel::ids::{BoardId, FamilyTieId, OrganPositionId, PersonId, ServedVillageId};
use crate::kernel::region_code::RegionCode;

/// A position as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<OrganPositionId>,
    /// The organ.
    pub organ: Organ,
    /// What the person is in it.
    pub role: OrganRole,
    /// Who, a person of the registry; left out with `ex_officio`.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// The sitting village head of the organization's village, whose record the
    /// caller need not see: for the adviser of a BUM Desa and the chief
    /// supervisor of a Merah Putih cooperative.
    #[serde(default)]
    pub ex_officio: bool,
    /// First day.
    pub held_from: NaiveDate,
    /// First day on which it is no longer held, where the decision says it.
    #[serde(default)]
    pub held_to: Option<NaiveDate>,
    /// Number of the decision that appoints them.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
    /// When that was decided, not in the future.
    pub decided_on: NaiveDate,
}

/// The end of a position.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionEndDraft {
    /// First day on which it is no longer held, not in the future; the first day
    /// of the position for what was recorded in error.
    pub ended_on: NaiveDate,
    /// Why.
    pub reason: EndReason,
}

/// One seat of a board.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardSeatDraft {
    /// The organ.
    pub organ: Organ,
    /// What the person is in it.
    pub role: OrganRole,
    /// Who, a person of the registry; left out with `ex_officio`.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// The sitting village head, as in `PositionDraft`.
    #[serde(default)]
    pub ex_officio: bool,
}

/// A whole board as one decision made it: what still runs in the organs named
/// ends on its first day.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<BoardId>,
    /// Everybody in the organs that are named.
    #[schema(min_items = 1, max_items = 60)]
    pub seats: Vec<BoardSeatDraft>,
    /// First day.
    pub held_from: NaiveDate,
    /// First day on which they are no longer held, where the decision says it.
    #[serde(default)]
    pub held_to: Option<NaiveDate>,
    /// Number of the decision.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
    /// When that was decided, not in the future.
    pub decided_on: NaiveDate,
}

/// A family tie as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FamilyTieDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<FamilyTieId>,
    /// One of them, a person of the registry.
    pub person_id: PersonId,
    /// The other.
    pub other_person_id: PersonId,
    /// How they are related.
    pub relation: TieRelation,
    /// When it was declared, not in the future; today if left out.
    #[serde(default)]
    pub declared_on: Option<NaiveDate>,
}

/// A village that a cooperative serves beside its own, as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServedVillageDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<ServedVillageId>,
    /// Kemendagri code of the village.
    pub region_code: RegionCode,
    /// First day.
    pub served_from: NaiveDate,
    /// Number of the decision by which the villages have one cooperative.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
    /// When that was decided, not in the future.
    pub decided_on: NaiveDate,
}

/// The end of serving a village.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServedVillageEndDraft {
    /// First day on which it is no longer served, not in the future.
    pub ended_on: NaiveDate,
}
