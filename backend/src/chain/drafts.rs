//! What clients and the demonstration give for a chain and its parts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::chain::ChainKind;
use super::entity::participation::ParticipationRole;
use super::entity::stage::StageKind;
use super::entity::stage_support::SupportFunction;
use crate::kernel::ids::{
    ChainId, ClusterId, OrganizationId, ParticipationId, StageId, StageLinkId,
};

/// A chain as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<ChainId>,
    /// The cluster; a chain stays in its cluster.
    pub cluster_id: ClusterId,
    /// Kind.
    pub kind: ChainKind,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// A stage as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<StageId>,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Kind.
    pub kind: StageKind,
    /// Place along the chain from 1; stages of one position run side by side.
    #[schema(minimum = 1, maximum = 1000)]
    pub position: i32,
    /// Support functions that the stage needs; what is usual for its kind if left out.
    #[serde(default)]
    #[schema(max_items = 9)]
    pub needed_support: Option<Vec<SupportFunction>>,
}

/// A flow between two stages as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageLinkDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<StageLinkId>,
    /// The stage that gives.
    pub from_stage_id: StageId,
    /// The stage that takes.
    pub to_stage_id: StageId,
}

/// A participation as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipationDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<ParticipationId>,
    /// Who; a member of the cluster on the first day.
    pub organization_id: OrganizationId,
    /// What it does there.
    pub role: ParticipationRole,
    /// Of a support institution: which support.
    #[serde(default)]
    pub support_function: Option<SupportFunction>,
    /// First day; today if left out.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// First day on which it no longer takes part; open if left out.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

/// The end of a participation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParticipationEndDraft {
    /// First day on which it no longer takes part; today if left out.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
