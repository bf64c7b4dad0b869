//! What clients and the demonstration give for a cluster and its parts.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::cluster::Phase;
use super::entity::evidence::EvidenceKind;
use crate::kernel::ids::{
    ClusterId, ClusterMemberId, EvidenceId, OrchestratorId, OrganizationId, PersonId, PhaseChangeId,
};
use crate::kernel::region_code::RegionCode;

/// A cluster as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<ClusterId>,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What it makes, as the field says it: `rumput laut`.
    #[schema(min_length = 1, max_length = 100)]
    pub commodity: String,
    /// Kemendagri codes of its regions, also of different regencies; none within another.
    #[schema(min_items = 1, max_items = 50)]
    pub region_codes: Vec<RegionCode>,
    /// Organization in front.
    pub lead_organization_id: OrganizationId,
    /// Goal that all members share.
    #[schema(min_length = 1, max_length = 2000)]
    pub goal: String,
    /// Day of founding, on which planning begins; today if left out; only at creation.
    #[serde(default)]
    pub founded_on: Option<NaiveDate>,
}

/// A membership as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClusterMemberDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<ClusterMemberId>,
    /// Who joins; of any region.
    pub organization_id: OrganizationId,
    /// What it brings in or does there.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub contribution: Option<String>,
    /// First day; today if left out, not in the future.
    #[serde(default)]
    pub joined_on: Option<NaiveDate>,
}

/// The end of a membership.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeavingDraft {
    /// First day on which it is no longer a member; today if left out, not in the future.
    #[serde(default)]
    pub left_on: Option<NaiveDate>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A term of an orchestrator as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrchestratorDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<OrchestratorId>,
    /// The orchestrator, a person of the registry.
    pub person_id: PersonId,
    /// The deputy, another person of the registry.
    pub deputy_person_id: PersonId,
    /// First day. A term that still runs then ends by itself.
    pub term_from: NaiveDate,
    /// First day on which the term no longer runs.
    pub term_to: NaiveDate,
}

/// Evidence as a client gives it: what it is and where the document is found.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<EvidenceId>,
    /// Kind.
    pub kind: EvidenceKind,
    /// Title.
    #[schema(min_length = 1, max_length = 300)]
    pub title: String,
    /// Number or address of the document; this or the hash is needed.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub reference: Option<String>,
    /// SHA-256 of the document's file, 64 hexadecimal digits in lower case.
    #[serde(default)]
    #[schema(pattern = r"^[0-9a-f]{64}$", max_length = 64)]
    pub sha256: Option<String>,
    /// Date of the document, not in the future.
    pub dated_on: NaiveDate,
}

/// A step between phases as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhaseChangeDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<PhaseChangeId>,
    /// Phase to enter: the next one, or any earlier one with a reason.
    pub to: Phase,
    /// First day in it; today if left out, not in the future.
    #[serde(default)]
    pub changed_on: Option<NaiveDate>,
    /// Why; needed for a step back.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub reason: Option<String>,
}
