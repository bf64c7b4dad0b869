//! What the store gives and the rules weigh: changes of an account by day.

use chrono::NaiveDate;

use crate::kernel::money::Money;

/// The net change of an account on one day: credits less debits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayChange {
    /// The day.
    pub day: NaiveDate,
    /// By how much.
    pub change: Money,
}
