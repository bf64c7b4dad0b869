//! What clients give for a mentor, an assignment and a log.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::entity::follow_up::{self, FollowUpStatus};
use super::entity::mentoring_log::{Confirmation, LogStatus, VisitForm};
use crate::cluster::entity::cluster::Phase;
use crate::kernel::ids::{
    AssignmentId, FollowUpId, MentorId, MentoringLogId, OrganizationId, PersonId, StageId, UserId,
};
use crate::kernel::region_code::RegionCode;
use crate::registry::drafts::Point;

/// A mentor as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MentorDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<MentorId>,
    /// Who.
    pub person_id: PersonId,
    /// Their login; it is granted what is their own, and what they are assigned to.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// The organization that sends them.
    pub organization_id: OrganizationId,
    /// Number of the certificate of competence.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub certificate_number: Option<String>,
    /// Scheme of the certificate.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub certificate_scheme: Option<String>,
    /// Last day of the certificate.
    #[serde(default)]
    pub certificate_expires_on: Option<NaiveDate>,
    /// First day at work.
    pub started_on: NaiveDate,
    /// Last day at work.
    #[serde(default)]
    pub ended_on: Option<NaiveDate>,
}

/// An assignment as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<AssignmentId>,
    /// Who.
    pub mentor_id: MentorId,
    /// Whom.
    pub organization_id: OrganizationId,
    /// At which stage of a chain that the organization takes part in.
    pub stage_id: StageId,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last day.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
}

/// The end of an assignment.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentEndDraft {
    /// Day after the last day.
    pub valid_to: NaiveDate,
    /// Why.
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}

/// Who took part in a visit, heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participants {
    /// All.
    #[schema(minimum = 0, maximum = 100_000)]
    pub total: i32,
    /// Women among them.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000)]
    pub women: i32,
    /// Young people among them.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000)]
    pub youth: i32,
    /// People with a disability among them.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000)]
    pub with_disability: i32,
}

/// A reference to a file: a photo or an attendance list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// File name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// SHA-256 of the file, 64 hexadecimal digits in lower case.
    #[schema(pattern = "^[0-9a-f]{64}$", max_length = 64)]
    pub sha256: String,
    /// Media type, such as `image/jpeg`.
    #[schema(pattern = "^[a-z]+/[a-z0-9.+-]+$", max_length = 100)]
    pub media_type: String,
}

/// An agreed action as a client gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpDraft {
    /// The client's own UUID.
    #[serde(default)]
    pub id: Option<FollowUpId>,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 1_000)]
    pub action: String,
    /// The organization that does it.
    pub owner_organization_id: OrganizationId,
    /// Who there, by function (ketua, bendahara); no name.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub owner_role: Option<String>,
    /// Last day for it.
    pub due_on: NaiveDate,
}

impl FollowUpDraft {
    /// Whether a stored follow-up says the same.
    #[must_use]
    pub fn is_text_of(&self, row: &follow_up::Model) -> bool {
        self.action.trim() == row.action
            && self.owner_organization_id == row.owner_organization_id
            && self.owner_role == row.owner_role
            && self.due_on == row.due_on
    }
}

/// What an author makes of a log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// Kept; only its author sees it.
    Draft,
    /// Sent for verification.
    #[default]
    Submitted,
}

impl Sending {
    /// The status of the log.
    #[must_use]
    pub fn status(self) -> LogStatus {
        match self {
            Self::Draft => LogStatus::Draft,
            Self::Submitted => LogStatus::Submitted,
        }
    }

    /// The status of a follow-up agreed in it.
    #[must_use]
    pub fn follow_up(self) -> FollowUpStatus {
        match self {
            Self::Draft => FollowUpStatus::Planned,
            Self::Submitted => FollowUpStatus::Open,
        }
    }
}

/// A log as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MentoringLogDraft {
    /// The device's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<MentoringLogId>,
    /// Who assisted.
    pub mentor_id: MentorId,
    /// Who was assisted.
    pub organization_id: OrganizationId,
    /// At which stage.
    pub stage_id: StageId,
    /// Phase of the programme.
    pub phase: Phase,
    /// Start, with its zone: `2026-11-20T09:00:00+09:00`.
    pub started_at: DateTime<Utc>,
    /// End, with its zone.
    pub ended_at: DateTime<Utc>,
    /// Kemendagri code of the village of the visit; its zone decides the day.
    pub village_code: RegionCode,
    /// Where, if the device knows; dropped at verification.
    #[serde(default)]
    pub point: Option<Point>,
    /// Accuracy of the point in metres.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100_000)]
    pub accuracy_metres: Option<i32>,
    /// Form of the assistance.
    pub form: VisitForm,
    /// Topic.
    #[schema(min_length = 1, max_length = 200)]
    pub topic: String,
    /// Unit of competence, such as `M.70PEN00.021.1`.
    #[serde(default)]
    #[schema(max_length = 50)]
    pub competency_unit: Option<String>,
    /// Who took part.
    pub participants: Participants,
    /// Problem found.
    #[schema(min_length = 1, max_length = 4_000)]
    pub problem: String,
    /// Advice given.
    #[schema(min_length = 1, max_length = 4_000)]
    pub advice: String,
    /// What stood in the way.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub obstacles: Option<String>,
    /// How the assisted confirmed the visit.
    #[serde(default)]
    pub confirmation: Confirmation,
    /// References to files.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Attachment>,
    /// What was agreed.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub follow_ups: Vec<FollowUpDraft>,
    /// Whether it is sent; `submitted` if left out.
    #[serde(default)]
    pub status: Sending,
}

impl MentoringLogDraft {
    /// The draft in its normal form: times in whole microseconds, which is
    /// what both engines keep, and texts without blanks around them.
    #[must_use]
    pub fn normal(self) -> Self {
        let filled = |text: Option<String>| {
            text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        Self {
            started_at: self.started_at.trunc_subsecs(6),
            ended_at: self.ended_at.trunc_subsecs(6),
            topic: self.topic.trim().to_owned(),
            competency_unit: filled(self.competency_unit),
            problem: self.problem.trim().to_owned(),
            advice: self.advice.trim().to_owned(),
            obstacles: filled(self.obstacles),
            follow_ups: self
                .follow_ups
                .into_iter()
                .map(|one| FollowUpDraft { owner_role: filled(one.owner_role), ..one })
                .collect(),
            ..self
        }
    }

    /// SHA-256 of the content, without id, point and status: the point is
    /// personal data that goes at verification, and a hash could betray it.
    ///
    /// # Errors
    /// When the draft cannot be written as JSON, which its types rule out.
    pub fn hash(&self) -> Result<Vec<u8>, serde_json::Error> {
        let content = Self {
            id: None,
            point: None,
            accuracy_metres: None,
            status: Sending::Draft,
            ..self.clone()
        };
        Ok(Sha256::digest(serde_json::to_vec(&content)?).to_vec())
    }
}
