//! By when a yearly meeting is due.
//!
//! Source: R35; UU 25/1992 Pasal 26, UU 40/2007 Pasal 78.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::record::{BookYear, meeting_of};
use crate::governance::meetings::entity::meeting::MeetingKind;
use crate::kernel::period::Month;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

/// How the yearly meeting of an organization stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DueState {
    /// No law or rule wants one of this organization.
    NotRequired,
    /// Held, or there is time.
    InOrder,
    /// Later than is proper.
    Warning,
    /// Later than the law allows.
    Breach,
}

/// What is asked of organizations of one form: months after the book year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// Which meeting.
    pub kind: MeetingKind,
    /// After how many months without it somebody is warned.
    pub warning_months: Option<u32>,
    /// After how many months without it the law is broken.
    pub breach_months: Option<u32>,
}

impl Duty {
    /// The first of both limits.
    fn first_months(&self) -> Option<u32> {
        [self.warning_months, self.breach_months].into_iter().flatten().min()
    }
}

/// The duty of organizations of a form on a day; none where no limit is known:
/// a Perumda's owner approves its report without a day that we read, and before
/// the law there was no duty.
///
/// Source: R35; UU 25/1992 Pasal 26 and Permenkop 19/2015 (cooperatives); UU
/// 40/2007 Pasal 78 (companies); house rule for the meeting of a village, ADR-0038.
/// The months are the parameters named here, of the day.
#[must_use]
pub fn duty_of(form: LegalForm, parameters: &Parameters, day: NaiveDate) -> Option<Duty> {
    let months = |key: &str| {
        let months = parameters.integer(key, day).ok()?;
        Some(u32::try_from(months).unwrap_or(0))
    };
    let (warning, breach) = match form {
        LegalForm::KoperasiPrimer => (
            months("annual_meeting_warning_after_months"),
            months("annual_meeting_breach_after_months"),
        ),
        LegalForm::KoperasiSekunder => (None, months("annual_meeting_breach_after_months")),
        LegalForm::BumDesa | LegalForm::BumDesaBersama => {
            (months("village_meeting_warning_after_months"), None)
        }
        LegalForm::Perseroda | LegalForm::Perseroan => {
            (None, months("shareholders_meeting_breach_after_months"))
        }
        _ => return None,
    };
    warning.or(breach)?;
    let duty = |kind| Duty { kind, warning_months: warning, breach_months: breach };
    meeting_of(form).map(duty)
}

/// The day so many months after another; the last day of a month leads to the
/// last day of a month. `None` beyond the calendar.
///
/// Source: R35 (31 March and 30 June for a year that ends on 31 December).
#[must_use]
pub fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    let after = day.checked_add_months(Months::new(months))?;
    let last = Month::of(day).last_day() == day;
    Some(if last { Month::of(after).last_day() } else { after })
}

/// The yearly meeting that is due next, or overdue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The oldest book year without a meeting.
    pub book_year: BookYear,
    /// Last day on which nobody is warned.
    pub warning_after: Option<NaiveDate>,
    /// Last day that the law allows.
    pub breach_after: Option<NaiveDate>,
    /// How it stands.
    pub state: DueState,
}

/// The end of the oldest book year without a meeting: after that of the latest
/// meeting; else the first since the founding; else the year before last, since
/// a year whose meeting nobody recorded is taken as one without.
fn unmet(last: Option<NaiveDate>, founded: Option<NaiveDate>, as_of: NaiveDate) -> NaiveDate {
    let year = founded.map_or_else(|| as_of.year().saturating_sub(2), |day| day.year());
    let calendar = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX);
    last.map_or(calendar, |last| months_after(last, 12).unwrap_or(NaiveDate::MAX))
}

/// How the yearly meeting stands on a day. `last`: end of the latest book year
/// with a meeting that was held by then; a book year ends as the last one did,
/// and by the calendar where none is known.
///
/// Source: R35; UU 25/1992 Pasal 26, Permenkop 19/2015, UU 40/2007 Pasal 78.
#[must_use]
pub fn due(
    duty: &Duty,
    last: Option<NaiveDate>,
    founded: Option<NaiveDate>,
    as_of: NaiveDate,
) -> Due {
    let end = unmet(last, founded, as_of);
    let limit = |months: Option<u32>| months.and_then(|months| months_after(end, months));
    let (warning_after, breach_after) = (limit(duty.warning_months), limit(duty.breach_months));
    let past = |limit: Option<NaiveDate>| limit.is_some_and(|limit| limit < as_of);
    let state = if past(breach_after) {
        DueState::Breach
    } else if past(warning_after) {
        DueState::Warning
    } else {
        DueState::InOrder
    };
    Due { book_year: BookYear::ending(end), warning_after, breach_after, state }
}

/// Which organizations of a form are overdue on a day, as a query asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Those whose latest book year with a meeting ended on this day or before.
    pub last: NaiveDate,
    /// Of those without any meeting: those founded on this day or before.
    pub founded: NaiveDate,
    /// Of those: also whose founding is not known.
    pub unknown: bool,
}

/// The [`Cut`] of organizations that [`due`] finds overdue, or with `breach` in
/// breach alone; none where the duty has no such limit.
///
/// Source: R35; the same limits as [`due`].
#[must_use]
pub fn cut(duty: &Duty, breach: bool, as_of: NaiveDate) -> Option<Cut> {
    let months = if breach { duty.breach_months } else { duty.first_months() }?;
    let late = |end: NaiveDate| months_after(end, months).is_some_and(|limit| limit < as_of);
    let ended = |last: NaiveDate| months_after(last, 12).is_some_and(late);
    // A month's length cannot move a limit by more than four days.
    let start = as_of.checked_sub_months(Months::new(months.checked_add(12)?))?;
    let last = start.checked_add_days(chrono::Days::new(5))?;
    let last = last.iter_days().rev().take(12).find(|day| ended(*day))?;
    let latest = as_of.checked_sub_months(Months::new(months))?.year();
    let year_end = |year| NaiveDate::from_ymd_opt(year, 12, 31);
    let founded = [latest, latest - 1].into_iter().filter_map(year_end).find(|end| late(*end))?;
    let unknown = year_end(as_of.year() - 2).is_some_and(late);
    Some(Cut { last, founded, unknown })
}

/// Whether a cooperative may have its NIK certificate, by its meetings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The book years that count.
    pub book_years: Vec<i64>,
    /// Those of them without a meeting.
    pub missing: Vec<i64>,
}

impl Certificate {
    /// Whether there was a meeting in each.
    #[must_use]
    pub fn eligible(&self) -> bool {
        self.missing.is_empty()
    }
}

/// How many of the last book years need a meeting for the certificate; only
/// cooperatives have one, and none had before it was made.
///
/// Source: R35; the parameter `cooperative_certificate_required_meetings` of the day.
#[must_use]
pub fn required(form: LegalForm, parameters: &Parameters, day: NaiveDate) -> Option<i64> {
    if !matches!(form, LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder) {
        return None;
    }
    let years = parameters.integer("cooperative_certificate_required_meetings", day).ok()?;
    Some(years.clamp(1, 10))
}

/// Whether there was a meeting on each of the last `required` book years. A year
/// counts once its meeting was held or its time by law has run out, so that the
/// certificate does not lapse each New Year. `held`: book years with a meeting;
/// `last`: as in [`due`].
///
/// Source: R35, practice of the NIK koperasi certificate; ADR-0038.
#[must_use]
pub fn certificate(
    duty: &Duty,
    required: i64,
    held: &[i64],
    last: Option<NaiveDate>,
    as_of: NaiveDate,
) -> Certificate {
    let (month, day) = last.map_or((12, 31), |last| (last.month(), last.day()));
    // 29 February is an end of a book year in leap years only.
    let end_in = |year| {
        NaiveDate::from_ymd_opt(year, month, day)
            .or_else(|| NaiveDate::from_ymd_opt(year, month, 28))
    };
    let ended = end_in(as_of.year()).is_some_and(|end| end < as_of);
    let mut year = if ended { as_of.year() } else { as_of.year() - 1 };
    let breach = duty.breach_months.unwrap_or(0);
    let limit = end_in(year).and_then(|end| months_after(end, breach));
    let has_time = limit.is_some_and(|limit| as_of <= limit);
    if has_time && !held.contains(&i64::from(year)) {
        year -= 1;
    }
    let book_years: Vec<i64> = (0..required).map(|back| i64::from(year) - back).collect();
    let missing = book_years.iter().copied().filter(|year| !held.contains(year)).collect();
    Certificate { book_years, missing }
}
