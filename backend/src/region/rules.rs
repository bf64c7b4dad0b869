//! When a region code may open and close: pure decisions.
//!
//! Source: R20; Kepmendagri on codes and data of administrative regions.

use chrono::NaiveDate;

use super::entity::region;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::region_code::RegionCode;

/// Whether a region's code holds on a day.
///
/// Source: R20.
#[must_use]
pub fn is_in_force(row: &region::Model, day: NaiveDate) -> bool {
    row.valid_from <= day && row.valid_to.is_none_or(|end| day < end)
}

/// Decides a new code: the region above must be there and in force on its
/// first day.
///
/// `above`: the region that the code's first parts name, if it is recorded.
///
/// Source: R20.
///
/// # Errors
/// [`problems::REGION_PARENT`].
pub fn check_new(
    code: &RegionCode,
    above: Option<&region::Model>,
    valid_from: NaiveDate,
) -> Result<(), Fault> {
    let Some(parent) = code.parent() else { return Ok(()) };
    if above.is_some_and(|row| is_in_force(row, valid_from)) {
        return Ok(());
    }
    let fault = Fault::at(&problems::REGION_PARENT, "/code").with("parent", parent);
    Err(fault.with("day", valid_from))
}

/// Decides the end of a code: after its first day, with nothing in force below
/// it, and with successors of the same level that hold on that day.
///
/// `below`: a child that would stay. `successors`: codes as asked for, each with
/// its row if it is recorded.
///
/// Source: R20.
///
/// # Errors
/// Every fault found.
pub fn check_closure(
    row: &region::Model,
    valid_to: NaiveDate,
    below: Option<&str>,
    successors: &[(RegionCode, Option<region::Model>)],
) -> Result<(), Vec<Fault>> {
    let mut faults = Vec::new();
    if valid_to <= row.valid_from {
        let fault = Fault::at(&problems::REGION_PERIOD, "/valid_to");
        faults.push(fault.with("valid_from", row.valid_from));
    }
    if let Some(child) = below {
        let fault = Fault::at(&problems::REGION_HAS_CHILDREN, "/valid_to").with("child", child);
        faults.push(fault.with("day", valid_to));
    }
    for (place, (code, successor)) in successors.iter().enumerate() {
        let fits = successor.as_ref().is_some_and(|other| {
            other.code != row.code && other.level == row.level && is_in_force(other, valid_to)
        });
        if !fits {
            let pointer = format!("/successor_codes/{place}");
            let fault = Fault::at(&problems::REGION_SUCCESSOR, pointer).with("code", code);
            faults.push(fault.with("level", row.level.as_str()).with("day", valid_to));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[cfg(test)]
mod tests;
