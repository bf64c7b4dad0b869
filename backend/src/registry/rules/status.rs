//! Changes of an organization's status.
//!
//! Source: R23 (a planned name expires by itself); house rule.

use chrono::NaiveDate;

use super::{check_status_change, name_valid_until, status_on};
use crate::kernel::fault::Fault;
use crate::registry::entity::organization::OrganizationStatus;
use crate::registry::parameters::Parameters;
use crate::registry::problems;

/// Where an organization stands before its status changes.
#[derive(Debug, Clone, Copy)]
pub struct StatusFacts {
    /// Recorded status.
    pub status: OrganizationStatus,
    /// Its first day.
    pub since: NaiveDate,
    /// When its name was approved.
    pub name_approved_on: Option<NaiveDate>,
}

/// The first day on which an approved name counts as expired, if it does on `today`.
///
/// Source: R23, Permendesa PDTT 3/2021.
#[must_use]
pub fn expired_since(
    facts: StatusFacts,
    parameters: &Parameters,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let approved = facts.name_approved_on?;
    if status_on(facts.status, Some(approved), parameters, today) == facts.status {
        return None;
    }
    let until = name_valid_until(approved, parameters).ok().flatten()?;
    // A status never begins before the one that it follows.
    until.succ_opt().map(|day| day.max(facts.since))
}

/// Where an organization stood before the approval of its name ran out, which is
/// what an act of a day before that follows.
fn before_expiry(facts: StatusFacts) -> StatusFacts {
    match (facts.status, facts.name_approved_on) {
        (OrganizationStatus::NameExpired, Some(approved)) => StatusFacts {
            status: OrganizationStatus::NameApproved,
            since: facts.since.min(approved),
            ..facts
        },
        _ => facts,
    }
}

/// Decides a new status from the day `since`; gives the day on which the name
/// counts as approved afterwards.
///
/// A registration that was in time may be recorded later: what counts is the
/// day of the status, not of the record.
///
/// Source: R23, Permendesa PDTT 3/2021; house rule.
///
/// # Errors
/// Every fault found: a status that cannot follow, a name that has expired, a
/// day in the future or before the present status.
pub fn decide_status(
    before: StatusFacts,
    status: OrganizationStatus,
    since: NaiveDate,
    parameters: &Parameters,
    today: NaiveDate,
) -> Result<Option<NaiveDate>, Vec<Fault>> {
    let begins = status == OrganizationStatus::Active;
    let before = before_expiry(before);
    let on = |day| status_on(before.status, before.name_approved_on, parameters, day);
    if begins && on(since) == OrganizationStatus::NameExpired {
        return Err(vec![name_expired(before, parameters)]);
    }
    let present = if begins { on(since) } else { on(today) };
    let mut faults: Vec<Fault> = check_status_change(present, status).err().into_iter().collect();
    if since > today {
        faults.push(Fault::at(&problems::DATE_IN_FUTURE, "/since").with("today", today));
    }
    if since < before.since {
        faults.push(Fault::at(&problems::DATE_TOO_EARLY, "/since").with("earliest", before.since));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let approved = status == OrganizationStatus::NameApproved;
    Ok(if approved { Some(since) } else { before.name_approved_on })
}

fn name_expired(before: StatusFacts, parameters: &Parameters) -> Fault {
    let approved = before.name_approved_on.unwrap_or(before.since);
    let days = parameters.integer("bum_desa_name_working_days", approved).unwrap_or_default();
    let until = name_valid_until(approved, parameters).ok().flatten().unwrap_or(approved);
    let fault = Fault::at(&problems::NAME_EXPIRED, "/status").with("days", days);
    fault.with("expired_on", until)
}
