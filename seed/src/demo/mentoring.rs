//! Mentors, assignments and logs of the demonstration.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;

use super::Origin;

/// Content of `mentoring.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MentoringData {
    /// Mentors.
    pub mentors: Vec<Mentor>,
    /// Who mentors whom at which stage.
    pub assignments: Vec<Assignment>,
    /// Visits by day.
    pub logs: Vec<MentoringLog>,
}

/// A mentor (pendamping).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mentor {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the person.
    pub person: String,
    /// Key of the mentor organization.
    pub organization: String,
    /// Number of the competence certificate.
    pub certificate_number: Option<String>,
    /// Last day of the certificate.
    pub certificate_expires_on: Option<NaiveDate>,
    /// First day at work: that of the first assignment.
    pub started_on: NaiveDate,
    /// Always invented.
    pub origin: Origin,
}

/// A mentor's duty towards one organization at one stage.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Key of the mentor.
    pub mentor: String,
    /// Key of the organization.
    pub organization: String,
    /// Key of the stage.
    pub stage: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub until: Option<NaiveDate>,
    /// Always invented.
    pub origin: Origin,
}

/// State of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogStatus {
    /// Sent by the mentor (terkirim).
    Submitted,
    /// Verified by another person (diverifikasi).
    Verified,
    /// Sent back with a comment (dikembalikan).
    Returned,
}

/// One visit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MentoringLog {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the mentor.
    pub mentor: String,
    /// Key of the organization.
    pub organization: String,
    /// Key of the stage.
    pub stage: String,
    /// Phase of the cluster on that day.
    pub phase: String,
    /// Start, in the zone of the village.
    pub started_at: DateTime<FixedOffset>,
    /// End, in the zone of the village.
    pub ended_at: DateTime<FixedOffset>,
    /// Village of the visit.
    pub village_code: String,
    /// `visit`, `coaching`, `training`, `consultation`, `access_facilitation`.
    pub form: String,
    /// Topic.
    pub topic: String,
    /// Who came.
    pub participants: Participants,
    /// Problem found.
    pub problem: String,
    /// Advice given.
    pub advice: String,
    /// What was agreed.
    pub actions: Vec<FollowUp>,
    /// What stood in the way.
    pub obstacles: Option<String>,
    /// When the device synchronised.
    pub synced_at: DateTime<FixedOffset>,
    /// State.
    pub status: LogStatus,
    /// Username of the verifier, never the author's.
    #[serde(default)]
    pub verified_by: Option<String>,
    /// When it was verified or returned.
    #[serde(default)]
    pub verified_at: Option<DateTime<FixedOffset>>,
    /// Comment of a return.
    #[serde(default)]
    pub comment: Option<String>,
    /// Always invented.
    pub origin: Origin,
}

/// Heads counted at a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participants {
    /// All.
    pub total: u32,
    /// Women among them.
    pub women: u32,
    /// Young people among them.
    pub youth: u32,
    /// People with a disability among them.
    pub disability: u32,
}

/// An agreed action.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Key within the demonstration.
    pub key: String,
    /// What is to be done.
    pub what: String,
    /// Key of the organization that does it.
    pub owner: String,
    /// Last day for it.
    pub due_on: NaiveDate,
    /// Day it was done; `None` while open.
    pub closed_on: Option<NaiveDate>,
}
