//! Spans of days, as assignments and participations have them.

use chrono::NaiveDate;

/// A span of days; `to` is the day after the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: NaiveDate,
    /// Day after the last day; absent while it goes on.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Whether `day` lies in the span.
    ///
    /// Source: house rule: spans end before their last date, as grants do.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|end| day < end)
    }

    /// Whether two spans share a day.
    ///
    /// Source: house rule.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.to.is_none_or(|end| other.from < end) && other.to.is_none_or(|end| self.from < end)
    }
}
