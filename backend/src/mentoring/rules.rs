//! What makes a log right, and what the figures of mentoring mean: pure
//! decisions.
//!
//! Source: RULES H (R94 to R103, R107), R7; Kepmendesa 40/2021 on the daily
//! report of mentors for R96 and R97.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};

use super::days::Days;
use super::drafts::{FollowUpDraft, Participants, Sending};
use super::entity::follow_up::{self, FollowUpStatus};
use super::entity::mentoring_log::LogStatus;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{FollowUpId, MentorId, UserId};
use crate::kernel::period::{self, Month};
use crate::registry::parameters::Parameters;

mod distance;
mod figures;

pub use distance::{MapPoint, Neighbour, is_farther_than, is_too_far, overlaps};
pub use figures::{longest_gap, mean};

/// When a visit was, on the clocks of its village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Start, UTC.
    pub started_at: DateTime<Utc>,
    /// End, UTC.
    pub ended_at: DateTime<Utc>,
    /// How far the village's clocks are ahead of UTC.
    pub offset: FixedOffset,
}

impl Visit {
    /// The day of the start in the village, which decides month and quarter.
    ///
    /// Source: R7, house rule.
    #[must_use]
    pub fn local_date(self) -> NaiveDate {
        period::local_date(self.started_at, self.offset)
    }

    /// Length in whole minutes, rounded down.
    ///
    /// Source: house rule.
    #[must_use]
    pub fn minutes(self) -> i64 {
        (self.ended_at - self.started_at).num_minutes()
    }
}

/// Start before end, not too long, not in the future beyond the skew of clocks.
///
/// Source: R94, house rule; `log_max_hours`, `clock_skew_minutes`.
#[must_use]
pub fn check_span(visit: Visit, parameters: &Parameters, now: DateTime<Utc>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let day = visit.local_date();
    if visit.started_at >= visit.ended_at {
        faults.push(Fault::at(&problems::LOG_SPAN, "/ended_at"));
    }
    match parameters.integer("log_max_hours", day) {
        Ok(hours) if visit.ended_at - visit.started_at > TimeDelta::hours(hours) => {
            faults.push(Fault::at(&problems::LOG_TOO_LONG, "/ended_at").with("hours", hours));
        }
        Ok(_) => {}
        Err(missing) => faults.push(missing),
    }
    match parameters.integer("clock_skew_minutes", day) {
        Ok(minutes) if visit.ended_at > now + TimeDelta::minutes(minutes) => {
            faults.push(Fault::at(&problems::LOG_IN_FUTURE, "/ended_at").with("minutes", minutes));
        }
        Ok(_) => {}
        Err(missing) => faults.push(missing),
    }
    faults
}

/// The parts of the participants are no more than all of them.
///
/// Source: house rule.
#[must_use]
pub fn check_participants(heads: Participants) -> Vec<Fault> {
    let parts = [
        (heads.women, "/participants/women"),
        (heads.youth, "/participants/youth"),
        (heads.with_disability, "/participants/with_disability"),
    ];
    let over = parts.into_iter().filter(|(count, _)| *count > heads.total);
    over.map(|(count, pointer)| {
        Fault::at(&problems::PARTICIPANTS_EXCEEDED, pointer)
            .with("count", count)
            .with("total", heads.total)
    })
    .collect()
}

/// A visit needs an assignment of its mentor on its day; `assigned` are those
/// to the same organization and stage.
///
/// Source: R94, house rule.
///
/// # Errors
/// [`problems::LOG_BEFORE_ASSIGNMENT`], [`problems::NOT_ASSIGNED`].
pub fn check_assigned(assigned: &[Days], day: NaiveDate) -> Result<(), Fault> {
    if assigned.iter().any(|span| span.contains(day)) {
        return Ok(());
    }
    match assigned.iter().map(|span| span.from).min() {
        Some(from) if day < from => {
            Err(Fault::at(&problems::LOG_BEFORE_ASSIGNMENT, "/started_at").with("from", from))
        }
        _ => Err(Fault::at(&problems::NOT_ASSIGNED, "/stage_id").with("day", day)),
    }
}

/// Nothing is logged for a mentor after their last day at work or their death.
///
/// Source: R98; Kepmendesa 40/2021, reports filed for the dead are the abuse known.
///
/// # Errors
/// [`problems::MENTOR_ENDED`].
pub fn check_mentor_at_work(
    ended_on: Option<NaiveDate>,
    deceased_on: Option<NaiveDate>,
    day: NaiveDate,
    pointer: &str,
) -> Result<(), Fault> {
    let last_day = [ended_on, deceased_on].into_iter().flatten().min();
    match last_day {
        Some(last_day) if day > last_day => {
            Err(Fault::at(&problems::MENTOR_ENDED, pointer).with("last_day", last_day))
        }
        _ => Ok(()),
    }
}

/// Whether a certificate that ends after `expires_on` had run out on `day`.
///
/// Source: R107, house rule.
#[must_use]
pub fn is_certificate_expired(expires_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    expires_on.is_some_and(|last| day > last)
}

/// The day of the month after `day` that a parameter names.
fn day_of_next_month(
    key: &str,
    day: NaiveDate,
    parameters: &Parameters,
) -> Result<NaiveDate, Fault> {
    let number = parameters.integer(key, day)?;
    let next = Month::of(day).next().map_or(NaiveDate::MAX, Month::first_day);
    Ok(next.checked_add_signed(TimeDelta::days(number - 1)).unwrap_or(NaiveDate::MAX))
}

/// The last local day on which a log of a visit on `day` is sent in time.
///
/// Source: R96, Kepmendesa 40/2021; `log_sync_day`.
///
/// # Errors
/// [`crate::registry::problems::PARAMETER_MISSING`].
pub fn sync_deadline(day: NaiveDate, parameters: &Parameters) -> Result<NaiveDate, Fault> {
    day_of_next_month("log_sync_day", day, parameters)
}

/// The last local day on which an author corrects a sent log.
///
/// Source: R97, Kepmendesa 40/2021; `log_correction_last_day`.
///
/// # Errors
/// [`crate::registry::problems::PARAMETER_MISSING`].
pub fn correction_deadline(day: NaiveDate, parameters: &Parameters) -> Result<NaiveDate, Fault> {
    day_of_next_month("log_correction_last_day", day, parameters)
}

/// Whether an author may replace a log that stands at `status`, visited on
/// `day`, on `today` of the village, by one that is `sending`.
///
/// A returned log was sent back for correction, so that no window binds it.
///
/// Source: R97, R99; Kepmendesa 40/2021.
///
/// # Errors
/// [`problems::LOG_VERIFIED`], [`problems::LOG_SENT`], [`problems::CORRECTION_CLOSED`].
pub fn check_replacement(
    status: LogStatus,
    sending: Sending,
    day: NaiveDate,
    today: NaiveDate,
    parameters: &Parameters,
) -> Result<(), Fault> {
    match (status, sending) {
        (LogStatus::Draft, _) | (LogStatus::Returned, Sending::Submitted) => Ok(()),
        (LogStatus::Verified, _) => Err(Fault::new(&problems::LOG_VERIFIED)),
        (_, Sending::Draft) => Err(Fault::at(&problems::LOG_SENT, "/status")),
        (LogStatus::Submitted, Sending::Submitted) => {
            let until = correction_deadline(day, parameters)?;
            if today <= until {
                return Ok(());
            }
            Err(Fault::new(&problems::CORRECTION_CLOSED).with("until", until))
        }
    }
}

/// A log stays the log of the mentor for whom it was recorded: another one
/// would make its first mentor a stranger who may verify it.
///
/// Source: R99, house rule.
///
/// # Errors
/// [`problems::MENTOR_FIXED`].
pub fn check_mentor_kept(known: MentorId, given: MentorId) -> Result<(), Fault> {
    if known == given {
        return Ok(());
    }
    Err(Fault::at(&problems::MENTOR_FIXED, "/mentor_id"))
}

/// Whether `reviewer` may verify or return a log. `writers`: who wrote any text
/// of it, and the login of its mentor.
///
/// Source: R99, house rule: authors, mentor and verifier are apart.
///
/// # Errors
/// [`problems::SELF_VERIFICATION`], [`problems::LOG_VERIFIED`], [`problems::LOG_NOT_SUBMITTED`].
pub fn check_review(
    status: LogStatus,
    reviewer: Option<UserId>,
    writers: &[UserId],
) -> Result<(), Fault> {
    if reviewer.is_some_and(|reviewer| writers.contains(&reviewer)) {
        return Err(Fault::new(&problems::SELF_VERIFICATION));
    }
    match status {
        LogStatus::Submitted => Ok(()),
        LogStatus::Verified => Err(Fault::new(&problems::LOG_VERIFIED)),
        LogStatus::Draft => Err(Fault::new(&problems::LOG_NOT_SUBMITTED).with("status", "draft")),
        LogStatus::Returned => {
            Err(Fault::new(&problems::LOG_NOT_SUBMITTED).with("status", "returned"))
        }
    }
}

/// Agreed actions are due on the day of the visit or later.
///
/// Source: R103, house rule; owner and due date are required by the schema.
#[must_use]
pub fn check_due(follow_ups: &[FollowUpDraft], day: NaiveDate) -> Vec<Fault> {
    let early = follow_ups.iter().enumerate().filter(|(_, one)| one.due_on < day);
    early
        .map(|(index, _)| {
            Fault::at(&problems::FOLLOW_UP_DUE, format!("/follow_ups/{index}/due_on"))
                .with("day", day)
        })
        .collect()
}

/// What happens to the follow-ups of a log that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A stored one stays, at another position perhaps.
    Keep(FollowUpId),
    /// A stored one gets another text.
    Change(FollowUpId),
    /// A new one.
    Add,
    /// One that the new text no longer names.
    Remove(FollowUpId),
}

/// Brings the stored follow-ups of a log to what its new text wants: one step
/// for each wanted one in order, then the removals. A wanted one is a stored
/// one by its id, or else by the same text. A closed one stays as it was.
///
/// Source: R97, R103, house rule.
///
/// # Errors
/// [`problems::FOLLOW_UP_CLOSED`] for another text of a closed one.
pub fn plan_follow_ups(
    known: &[follow_up::Model],
    wanted: &[FollowUpDraft],
) -> Result<Vec<Step>, Fault> {
    let mut left: Vec<&follow_up::Model> = known.iter().collect();
    let mut steps = Vec::with_capacity(wanted.len());
    for (index, one) in wanted.iter().enumerate() {
        let place = left.iter().position(|row| match one.id {
            Some(id) => row.id == id,
            None => one.is_text_of(row),
        });
        let Some(place) = place else {
            steps.push(Step::Add);
            continue;
        };
        let row = left.remove(place);
        if one.is_text_of(row) {
            steps.push(Step::Keep(row.id));
        } else if let Some(closed_on) = row.closed_on {
            return Err(Fault::at(&problems::FOLLOW_UP_CLOSED, format!("/follow_ups/{index}"))
                .with("closed_on", closed_on));
        } else {
            steps.push(Step::Change(row.id));
        }
    }
    steps.extend(left.iter().filter(|row| row.closed_on.is_none()).map(|row| Step::Remove(row.id)));
    Ok(steps)
}

/// Whether a follow-up agreed on `agreed_on` may be closed as `to` on `day`.
///
/// Source: R103, house rule.
///
/// # Errors
/// Every fault: closed already, in a draft, before the visit, in the future,
/// given up without a note.
pub fn check_close(
    row: &follow_up::Model,
    to: FollowUpStatus,
    note: Option<&str>,
    agreed_on: NaiveDate,
    day: NaiveDate,
    today: NaiveDate,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    if let Some(closed_on) = row.closed_on {
        faults.push(Fault::new(&problems::FOLLOW_UP_CLOSED).with("closed_on", closed_on));
    }
    if row.status == FollowUpStatus::Planned {
        faults.push(Fault::new(&problems::FOLLOW_UP_PLANNED));
    }
    if day > today {
        let fault = Fault::at(&crate::registry::problems::DATE_IN_FUTURE, "/closed_on");
        faults.push(fault.with("today", today));
    }
    if day < agreed_on {
        let fault = Fault::at(&problems::CLOSED_BEFORE_VISIT, "/closed_on");
        faults.push(fault.with("day", agreed_on));
    }
    if to == FollowUpStatus::Cancelled && note.is_none_or(|text| text.trim().is_empty()) {
        faults.push(Fault::at(&problems::NOTE_MISSING, "/note"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
