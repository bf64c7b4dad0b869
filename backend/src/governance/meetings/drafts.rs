//! What clients give for meetings.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::meeting::MeetingKind;
use crate::kernel::ids::AnnualMeetingId;

/// What a meeting's minutes say of it, wherever a decision of it is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionDraft {
    /// Which meeting.
    pub kind: MeetingKind,
    /// Number of its decision or minutes.
    #[schema(min_length = 1, max_length = 100)]
    pub number: String,
    /// When it was held.
    pub held_on: NaiveDate,
    /// How many were present, in person or by proxy.
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub present: i64,
    /// How many were entitled.
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub entitled: i64,
    /// SHA-256 of the minutes' file, hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub minutes_sha256: String,
}

/// A yearly meeting as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnualMeetingDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<AnnualMeetingId>,
    /// The book year that it was about: the year in which that ends.
    #[schema(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// Last day of the book year; 31 December if left out.
    #[serde(default)]
    pub book_year_end: Option<NaiveDate>,
    /// The meeting.
    pub meeting: DecisionDraft,
}

/// Why a record of a meeting is withdrawn.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingWithdrawalDraft {
    /// Why; kept with the record, not in the audit log.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
