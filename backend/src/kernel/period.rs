//! Local dates, months and quarters, and Indonesian dates in words.
//!
//! An instant belongs to the day, month and quarter that the clock on the
//! wall of the village shows (R7). The kernel reads no clock: instants and
//! dates are arguments.
//!
//! Source: house rules R7, R8; R23 for working days.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, Utc, Weekday};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::{Code, Fault, Text};
use super::refused::{Refused, deserialize_text, text_schema};

/// A text is no month.
pub static MONTH_MALFORMED: Code = Code {
    name: "month_malformed",
    status: 422,
    title: Text { id: "Bulan tidak terbaca", en: "Month not readable" },
    detail: Text {
        id: "Tulis bulan sebagai tahun dan bulan, misalnya 2026-01.",
        en: "Write the month as year and month, such as 2026-01.",
    },
    basis: "",
};

/// A text is no quarter.
pub static QUARTER_MALFORMED: Code = Code {
    name: "quarter_malformed",
    status: 422,
    title: Text { id: "Triwulan tidak terbaca", en: "Quarter not readable" },
    detail: Text {
        id: "Tulis triwulan sebagai tahun dan nomor 1 sampai 4, misalnya 2026-Q1.",
        en: "Write the quarter as year and number 1 to 4, such as 2026-Q1.",
    },
    basis: "",
};

const MONTH_NAMES: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// The date that `instant` has where the clocks are `offset` ahead of UTC
/// ([`super::region_code::RegionCode::utc_offset`]).
///
/// Source: R7, house rule.
#[must_use]
pub fn local_date(instant: DateTime<Utc>, offset: FixedOffset) -> NaiveDate {
    instant.with_timezone(&offset).date_naive()
}

/// Seconds that Jakarta's clocks are ahead of UTC (WIB).
const CAPITAL_OFFSET_SECONDS: i32 = 7 * 3600;

/// The date that `instant` has in the capital, for what concerns no region:
/// grants, legal parameters, programme-wide lists.
///
/// Source: R7, house rule.
#[must_use]
pub fn capital_date(instant: DateTime<Utc>) -> NaiveDate {
    let offset = FixedOffset::east_opt(CAPITAL_OFFSET_SECONDS).expect("seven hours are an offset");
    local_date(instant, offset)
}

/// The date in Indonesian words: `21 November 2026`.
///
/// Source: R8, house rule.
#[must_use]
pub fn long_date(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month_name(date), date.year())
}

fn month_name(date: NaiveDate) -> &'static str {
    MONTH_NAMES[date.month0() as usize]
}

/// The `days`-th working day after `date`: Monday to Friday, without `holidays`.
/// The day itself does not count; 0 days is `date` itself. `None` beyond the
/// calendar's end.
///
/// Source: R23 counts in working days; the five-day week is a house rule.
#[must_use]
pub fn add_working_days(
    date: NaiveDate,
    days: u32,
    holidays: &BTreeSet<NaiveDate>,
) -> Option<NaiveDate> {
    let mut day = date;
    let mut left = days;
    while left > 0 {
        day = day.succ_opt()?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !holidays.contains(&day) {
            left -= 1;
        }
    }
    Some(day)
}

/// A month of the calendar, `2026-01` on the wire and in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct Month {
    first_day: NaiveDate,
}

impl Month {
    /// The month that `date` lies in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let first_day = date.with_day(1).expect("every month has a first day");
        Self { first_day }
    }

    /// The month of an instant where the clocks are `offset` ahead of UTC.
    ///
    /// Source: R7, house rule.
    #[must_use]
    pub fn of_instant(instant: DateTime<Utc>, offset: FixedOffset) -> Self {
        Self::of(local_date(instant, offset))
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        last_day(self.first_day, 1)
    }

    /// The month after; `None` at the calendar's end.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.first_day.checked_add_months(Months::new(1)).map(Self::of)
    }

    /// The month before; `None` at the calendar's beginning.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.first_day.checked_sub_months(Months::new(1)).map(Self::of)
    }

    /// Does `date` lie in this month?
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// The quarter that the month lies in.
    #[must_use]
    pub fn quarter(self) -> Quarter {
        Quarter::of(self.first_day)
    }

    /// The month in Indonesian words: `November 2026`.
    ///
    /// Source: R8, house rule.
    #[must_use]
    pub fn long_name(self) -> String {
        format!("{} {}", month_name(self.first_day), self.first_day.year())
    }
}

/// Three months from January, April, July or October, `2026-Q1` on the wire and
/// in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
#[sea_orm(value_type = "String", column_type = "Text")]
pub struct Quarter {
    first_day: NaiveDate,
}

impl Quarter {
    /// The quarter that `date` lies in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        let first_month = date.month0() / 3 * 3;
        let first_day = NaiveDate::from_ymd_opt(date.year(), first_month + 1, 1)
            .expect("the first of a month of a year that has the date");
        Self { first_day }
    }

    /// The quarter of an instant where the clocks are `offset` ahead of UTC.
    ///
    /// Source: R7, house rule.
    #[must_use]
    pub fn of_instant(instant: DateTime<Utc>, offset: FixedOffset) -> Self {
        Self::of(local_date(instant, offset))
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> NaiveDate {
        self.first_day
    }

    /// The last day.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        last_day(self.first_day, 3)
    }

    /// The quarter after; `None` at the calendar's end.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.first_day.checked_add_months(Months::new(3)).map(Self::of)
    }

    /// The quarter before; `None` at the calendar's beginning.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.first_day.checked_sub_months(Months::new(3)).map(Self::of)
    }

    /// Does `date` lie in this quarter?
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// The three months.
    #[must_use]
    pub fn months(self) -> [Month; 3] {
        [0, 1, 2].map(|month| Month::of(self.first_day + Months::new(month)))
    }
}

/// The last day of the `months` that begin at `first_day`.
fn last_day(first_day: NaiveDate, months: u32) -> NaiveDate {
    first_day
        .checked_add_months(Months::new(months))
        .and_then(|next| next.checked_sub_days(Days::new(1)))
        // Only the calendar's last month has no next one.
        .unwrap_or(NaiveDate::MAX)
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.first_day.year(), self.first_day.month())
    }
}

impl FromStr for Month {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let month = year_and(text, "-").and_then(|(year, month)| match month.len() {
            2 => NaiveDate::from_ymd_opt(year, number(month)?, 1),
            _ => None,
        });
        month.map(Self::of).ok_or_else(|| Refused(Fault::new(&MONTH_MALFORMED)))
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-Q{}", self.first_day.year(), self.first_day.month0() / 3 + 1)
    }
}

impl FromStr for Quarter {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let quarter = year_and(text, "-Q").and_then(|(year, quarter)| {
            let first_month = match quarter {
                "1" => 1,
                "2" => 4,
                "3" => 7,
                "4" => 10,
                _ => return None,
            };
            NaiveDate::from_ymd_opt(year, first_month, 1)
        });
        quarter.map(Self::of).ok_or_else(|| Refused(Fault::new(&QUARTER_MALFORMED)))
    }
}

/// A year of four digits, and what follows it after `separator`.
fn year_and<'a>(text: &'a str, separator: &str) -> Option<(i32, &'a str)> {
    let (year, rest) = text.split_once(separator)?;
    let year = if year.len() == 4 {
        number(year)?
    } else {
        return None;
    };
    Some((i32::try_from(year).ok()?, rest))
}

/// A number of digits alone; `parse` would take a plus sign.
fn number(digits: &str) -> Option<u32> {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits { digits.parse().ok() } else { None }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl Serialize for Quarter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl utoipa::PartialSchema for Month {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema("Month. Bulan.", r"^\d{4}-(0[1-9]|1[0-2])$", "2026-01")
    }
}

impl utoipa::ToSchema for Month {}

impl utoipa::PartialSchema for Quarter {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema("Quarter. Triwulan.", r"^\d{4}-Q[1-4]$", "2026-Q1")
    }
}

impl utoipa::ToSchema for Quarter {}

#[cfg(test)]
mod tests;
