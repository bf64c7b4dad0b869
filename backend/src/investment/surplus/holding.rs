//! What shares are measured by, between the store and the rules.

use chrono::NaiveDate;

use crate::kernel::ids::MemberId;
use crate::kernel::money::Money;

/// The days that a surplus was earned in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Period {
    /// Number of days, at least 1.
    #[must_use]
    pub fn days(&self) -> i64 {
        ((self.end - self.start).num_days() + 1).max(1)
    }
}

/// What a holder had, or did, in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub member: MemberId,
    /// Number in the register; ties go to the lowest.
    pub register_number: i64,
    /// First day in force.
    pub joined_on: Option<NaiveDate>,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Balance before the period.
    pub opening: Money,
    /// Balance at its end.
    pub closing: Money,
    /// Balances of all its days added up, in sen times days.
    pub share_days: i64,
}

impl Holding {
    /// Whether the holder was in force on some day of the period: an applicant
    /// never was.
    #[must_use]
    pub fn was_in_force(&self, period: &Period) -> bool {
        self.joined_on.is_some_and(|day| day <= period.end)
            && self.left_on.is_none_or(|day| day > period.start)
    }

    /// Whether the holder left within the period.
    #[must_use]
    pub fn left_within(&self, period: &Period) -> bool {
        self.left_on.is_some_and(|day| day <= period.end)
    }

    /// Whether the holder came within the period.
    #[must_use]
    pub fn came_within(&self, period: &Period) -> bool {
        self.joined_on.is_some_and(|day| day > period.start && day <= period.end)
    }
}
