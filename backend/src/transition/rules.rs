//! When an organization's seat or form may change: pure decisions.

use chrono::NaiveDate;

use super::problems;
use crate::kernel::fault::Fault;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// A change that is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Region code or legal form as recorded.
    pub previous: &'a str,
    /// As it is to be.
    pub present: &'a str,
    /// Local day from which it counts.
    pub effective_on: NaiveDate,
}

/// Decides a change of an organization whose latest change of the kind, else
/// its founding, was on `earliest`. The field is the pointer of what changes.
///
/// Figures have no past, so that a change counts once it is recorded; its day is
/// for the history, not in the future and in order.
///
/// Source: house rule, ADR-0020.
///
/// # Errors
/// Every fault found.
pub fn check_change(
    change: Change<'_>,
    pointer: &str,
    earliest: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    if change.previous == change.present {
        let fault = Fault::at(&problems::NOTHING_CHANGES, pointer);
        faults.push(fault.with("present", change.present));
    }
    let at = "/effective_on";
    if change.effective_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, at).with("today", today));
    }
    if let Some(earliest) = earliest.filter(|earliest| change.effective_on < *earliest) {
        faults.push(Fault::at(&DATE_TOO_EARLY, at).with("earliest", earliest));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
