//! The periods that village enterprises report on, as rules, SQL and lists
//! share them.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// On half a calendar year.
    Semester,
    /// On a calendar year (laporan tahunan).
    Tahunan,
}

/// A span that is reported on: a calendar year or one of its halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The calendar year.
    pub year: i32,
    /// 0 for all of it, 1 and 2 for its halves.
    pub part: u8,
}

/// A span with the day by which its report is to be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The span.
    pub span: Span,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// Last day for its report.
    pub due_on: NaiveDate,
}

/// How a report stands on a day (R57).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Not there, and its day has not passed.
    Menunggu,
    /// Handed in by its day.
    TepatWaktu,
    /// Handed in after its day.
    DisampaikanTerlambat,
    /// Not there, and its day has passed.
    Terlambat,
}

impl Span {
    /// The parts of a year in the order in which they end: first half, second
    /// half, and the year itself.
    pub const PARTS: [u8; 3] = [1, 2, 0];

    /// What kind of report is on it.
    #[must_use]
    pub const fn kind(self) -> ReportKind {
        if self.part == 0 { ReportKind::Tahunan } else { ReportKind::Semester }
    }

    /// The half, if it is one.
    #[must_use]
    pub const fn semester(self) -> Option<u8> {
        if self.part == 0 { None } else { Some(self.part) }
    }

    /// Its first day; none for a year that the calendar does not have.
    #[must_use]
    pub fn starts_on(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, if self.part == 2 { 7 } else { 1 }, 1)
    }

    /// Its last day; none for a year that the calendar does not have.
    #[must_use]
    pub fn ends_on(self) -> Option<NaiveDate> {
        let (month, day) = if self.part == 1 { (6, 30) } else { (12, 31) };
        NaiveDate::from_ymd_opt(self.year, month, day)
    }

    /// A number by which spans sort: the halves of a year, then the year.
    #[must_use]
    pub fn number(self) -> i64 {
        let place = if self.part == 0 { 3 } else { i64::from(self.part) };
        i64::from(self.year) * 10 + place
    }

    /// The span of a stored year and part; none for what the calendar does not have.
    #[must_use]
    pub fn of_stored(year: i64, part: i64) -> Option<Self> {
        Some(Self { year: i32::try_from(year).ok()?, part: u8::try_from(part).ok()? })
    }
}

/// The last day `day` of the month that lies `months` after that of `date`;
/// the month's own last day where it is shorter.
#[must_use]
pub fn day_of_later_month(date: NaiveDate, months: u32, day: u32) -> Option<NaiveDate> {
    let first = date.with_day(1)?.checked_add_months(chrono::Months::new(months))?;
    let next = first.checked_add_months(chrono::Months::new(1))?;
    let last = next.pred_opt()?;
    first.with_day(day.clamp(1, last.day()))
}
