//! The form of a default.

use chrono::NaiveDate;

/// One value of one parameter over a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Name under which rules ask, `snake_case`.
    pub key: &'static str,
    /// The value as text: whole number, decimal or, in `rupiah`, two decimals.
    pub value: &'static str,
    /// What the number counts.
    pub unit: Unit,
    /// The law with its article, the publication, or "house rule".
    pub basis: &'static str,
    /// First day on which the value holds.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds; `None` while it stands.
    pub valid_to: Option<NaiveDate>,
}

/// What the number of a [`Parameter`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Persons, organizations or other things.
    Count,
    /// Hundredths of a whole.
    Percent,
    /// Rupiah with two decimals.
    Rupiah,
    /// Day of the month, 1 to 31.
    DayOfMonth,
    /// Month of the year, 1 to 12.
    MonthOfYear,
    /// Calendar days.
    Days,
    /// Days without Saturdays, Sundays and public holidays.
    WorkingDays,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
    /// One year of the calendar.
    Year,
    /// Hours.
    Hours,
    /// Minutes.
    Minutes,
    /// Kilometres.
    Kilometres,
    /// Points of a score.
    Points,
    /// Parts of a whole that is the sum of all of them.
    Weight,
    /// Value of an index between 0 and 1.
    Index,
}

impl Unit {
    /// The unit as stored, `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Percent => "percent",
            Self::Rupiah => "rupiah",
            Self::DayOfMonth => "day_of_month",
            Self::MonthOfYear => "month_of_year",
            Self::Days => "days",
            Self::WorkingDays => "working_days",
            Self::Months => "months",
            Self::Years => "years",
            Self::Year => "year",
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Kilometres => "kilometres",
            Self::Points => "points",
            Self::Weight => "weight",
            Self::Index => "index",
        }
    }
}
