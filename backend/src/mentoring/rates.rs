//! How agreed actions are kept (R103).

use rust_decimal::Decimal;

use crate::kernel::ratio::percent;

/// How agreed actions are kept. Those given up do not count as due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FollowUpRates {
    /// Due by now.
    pub due: i64,
    /// Done of these.
    pub closed: i64,
    /// Done by their due day.
    pub closed_on_time: i64,
    /// Open past their due day.
    pub overdue: i64,
}

impl FollowUpRates {
    /// Done in time, of those due, in percent; `None` where nothing is due.
    ///
    /// Source: R103, house rule.
    #[must_use]
    pub fn on_time_percent(self) -> Option<Decimal> {
        percent(self.closed_on_time, self.due)
    }

    /// Done, of those due, in percent; `None` where nothing is due.
    ///
    /// Source: R103, house rule.
    #[must_use]
    pub fn closure_percent(self) -> Option<Decimal> {
        percent(self.closed, self.due)
    }
}
