//! The reports that a village enterprise owes.

use chrono::{Datelike, NaiveDate};

use crate::kernel::fault::Fault;
use crate::performance::drafts::PeriodicReportDraft;
use crate::performance::periods::{Period, ReportKind, ReportState, Span, day_of_later_month};
use crate::performance::problems;
use crate::registry::parameters::Parameters;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY, PARAMETER_MISSING};

/// Last day for the report on a span that ended on `ends_on`: so many months
/// later, on a day of that month, by the settings that held at the span's end.
///
/// Source: PP 11/2021 Pasal 58, R57; the days are settings.
///
/// # Errors
/// `parameter_missing`, also for a setting that names no day.
pub fn due_on(
    parameters: &Parameters,
    kind: ReportKind,
    ends_on: NaiveDate,
) -> Result<NaiveDate, Fault> {
    let (months, day) = match kind {
        ReportKind::Semester => ("bum_desa_semester_report_months", "bum_desa_semester_report_day"),
        ReportKind::Tahunan => ("bum_desa_yearly_report_months", "bum_desa_yearly_report_day"),
    };
    let number = |key: &str| {
        let unusable = |_| Fault::new(&PARAMETER_MISSING).with("key", key).with("day", ends_on);
        parameters.integer(key, ends_on).and_then(|value| u32::try_from(value).map_err(unusable))
    };
    day_of_later_month(ends_on, number(months)?, number(day)?)
        .ok_or_else(|| Fault::new(&PARAMETER_MISSING).with("key", months).with("day", ends_on))
}

/// The periods that have begun by `as_of` and are to be reported on, oldest
/// first: as far back as the settings reach, which is where the duty began.
///
/// Source: PP 11/2021 Pasal 58, R57.
#[must_use]
pub fn periods_until(parameters: &Parameters, as_of: NaiveDate) -> Vec<Period> {
    let mut periods = Vec::new();
    for year in (1..=as_of.year()).rev() {
        let spans = Span::PARTS.map(|part| Span { year, part });
        let owed = spans.into_iter().filter_map(|span| {
            let ends_on = span.ends_on()?;
            let due_on = due_on(parameters, span.kind(), ends_on).ok()?;
            Some((span.starts_on()?, Period { span, ends_on, due_on }))
        });
        let owed: Vec<(NaiveDate, Period)> = owed.collect();
        if owed.is_empty() {
            break;
        }
        let begun = owed.into_iter().rev().filter(|(starts_on, _)| *starts_on <= as_of);
        periods.extend(begun.map(|(_, period)| period));
    }
    periods.reverse();
    periods
}

/// How a report stands on `as_of`; one that was handed in later is not there yet.
///
/// Source: R57: what is missing after its day is `terlambat`.
#[must_use]
pub fn state(due_on: NaiveDate, submitted_on: Option<NaiveDate>, as_of: NaiveDate) -> ReportState {
    match submitted_on.filter(|day| *day <= as_of) {
        Some(day) if day <= due_on => ReportState::TepatWaktu,
        Some(_) => ReportState::DisampaikanTerlambat,
        None if as_of > due_on => ReportState::Terlambat,
        None => ReportState::Menunggu,
    }
}

/// Whether a report is recorded, on `today`, after its day as one that was handed
/// in by then: true perhaps, but nobody saw it there.
///
/// Source: R57, house rule ADR-0044.
#[must_use]
pub fn is_recorded_late(due_on: NaiveDate, submitted_on: NaiveDate, today: NaiveDate) -> bool {
    submitted_on <= due_on && today > due_on
}

/// Refuses a period that was over before the enterprise was founded. `last`: its
/// last day.
///
/// Source: R57, R58: nobody owes a report, or has a ranking, for it; house rule
/// ADR-0044.
///
/// # Errors
/// `date_too_early`.
pub fn check_founded(last: Option<NaiveDate>, founded: Option<NaiveDate>) -> Result<(), Fault> {
    match founded.filter(|founded| last.is_some_and(|last| last < *founded)) {
        Some(founded) => Err(Fault::at(&DATE_TOO_EARLY, "/year").with("earliest", founded)),
        None => Ok(()),
    }
}

/// The span that a draft reports on, if its days are in order: handed in at the
/// period's end or later, reviewed then or later, nothing in the future.
///
/// Source: PP 11/2021 Pasal 58, R57.
///
/// # Errors
/// `report_period`, `date_in_future`, `date_too_early`: all that there are.
pub fn check_report(draft: &PeriodicReportDraft, today: NaiveDate) -> Result<Span, Vec<Fault>> {
    let fits = (draft.kind == ReportKind::Semester) == draft.semester.is_some();
    let span = Span { year: draft.year, part: draft.semester.unwrap_or_default() };
    let Some(ends_on) = span.ends_on().filter(|_| fits) else {
        return Err(vec![Fault::at(&problems::REPORT_PERIOD, "/semester")]);
    };
    let days = [
        ("/submitted_on", Some(draft.submitted_on)),
        ("/supervisor_reviewed_on", draft.supervisor_reviewed_on),
        ("/advisor_reviewed_on", draft.advisor_reviewed_on),
    ];
    let faults = days.into_iter().filter_map(|(pointer, day)| match day? {
        day if day > today => Some(Fault::at(&DATE_IN_FUTURE, pointer).with("today", today)),
        day if day < ends_on => Some(Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", ends_on)),
        _ => None,
    });
    let faults: Vec<Fault> = faults.collect();
    if faults.is_empty() { Ok(span) } else { Err(faults) }
}
