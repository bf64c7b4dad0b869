//! Pure decisions on rankings, reports and the status of villages.
//!
//! Source: R57 to R60; each function names its own.

mod ranking;
mod reports;
mod village_index;

pub use ranking::{
    Formula, Outcome, Weight, changed_aspects, check_form, check_verifier, formula, open_year,
    opening_day, scored, work_out,
};
pub use reports::{check_founded, check_report, due_on, is_recorded_late, periods_until, state};
pub use village_index::{Judged, idm_status, judge, require_one_system};

#[cfg(test)]
mod tests;
