//! When a run may take its next step, and what stands in its way.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::split::Surplus;
use crate::investment::entity::ledger_account::Line;
use crate::investment::surplus::entity::run::RunStatus;
use crate::investment::surplus::holding::Period;
use crate::investment::surplus::problems;
use crate::investment::surplus::scheme::Destination;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;
use crate::registry::problems::DATE_IN_FUTURE;

/// What somebody wants to do with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Change, simulate or delete it.
    Edit,
    /// Submit it to the meeting.
    Submit,
    /// Give it back for changes.
    Return,
    /// Record that the meeting approved it.
    Approve,
    /// Pay it.
    Pay,
}

/// Refuses a step that a run in this status does not take.
///
/// Source: R36; UU 25/1992 Pasal 23 and 45 (the RAT decides), DOMAIN 1.
///
/// # Errors
/// 409: [`problems::RUN_FROZEN`] for a change after submission,
/// [`problems::RUN_NOT_APPROVED`] for paying what no meeting approved,
/// [`problems::RUN_STATUS`] otherwise.
pub fn check_step(status: RunStatus, step: Step) -> Result<(), Fault> {
    let needed = match step {
        Step::Edit | Step::Submit => RunStatus::Draft,
        Step::Return | Step::Approve => RunStatus::Diajukan,
        Step::Pay => RunStatus::Disahkan,
    };
    if status == needed {
        return Ok(());
    }
    let code = match step {
        Step::Edit => &problems::RUN_FROZEN,
        Step::Pay if status != RunStatus::Dibagikan => &problems::RUN_NOT_APPROVED,
        _ => &problems::RUN_STATUS,
    };
    Err(Fault::new(code).with("status", status.as_str()).with("needed", needed.as_str()))
}

/// Refuses a surplus that cannot be shared: a loss is not distributed, and one
/// source's loss is set off before.
///
/// Source: R45; UU 25/1992 Pasal 41 (the reserve covers losses) and 45.
#[must_use]
pub fn check_surplus(surplus: &Surplus) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (amount, pointer) in
        [(surplus.members, "/member_surplus"), (surplus.others, "/non_member_surplus")]
    {
        if amount.is_negative() {
            faults.push(Fault::at(&problems::SURPLUS_NOT_POSITIVE, pointer));
        }
    }
    if faults.is_empty() && surplus.members.is_zero() && surplus.others.is_zero() {
        faults.push(Fault::at(&problems::SURPLUS_NOT_POSITIVE, "/member_surplus"));
    }
    faults
}

/// Refuses a period that has not ended, runs backwards, is longer than a year
/// or does not end in its book year.
///
/// Source: UU 25/1992 Pasal 45 (one book year); house rule for the bounds.
#[must_use]
pub fn check_period(period: &Period, book_year: i64, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if period.end >= today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/period_end").with("today", today));
    }
    let ends_in_year = i64::from(period.end.year()) == book_year;
    if period.start > period.end || period.days() > 366 || !ends_in_year {
        faults.push(Fault::at(&problems::PERIOD_UNFIT, "/period_start").with("year", book_year));
    }
    faults
}

/// The calendar year that a book year is where nothing else is said.
///
/// Source: UU 25/1992 Pasal 35 (one book year); house rule for the calendar.
///
/// # Errors
/// [`problems::PERIOD_UNFIT`] for no year of the calendar.
pub fn calendar_year(book_year: i64) -> Result<Period, Fault> {
    let year = i32::try_from(book_year).ok();
    let day = |month, day| year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    let unfit = || Fault::at(&problems::PERIOD_UNFIT, "/book_year").with("year", book_year);
    Ok(Period { start: day(1, 1).ok_or_else(unfit)?, end: day(12, 31).ok_or_else(unfit)? })
}

/// The capital of a company when its profit is shared.
#[derive(Debug, Clone, Copy)]
pub struct CompanyFigures {
    /// Reserve before the sharing.
    pub reserve: Money,
    /// Paid-up capital.
    pub paid_up: Money,
    /// Retained earnings before the year; negative for losses carried on.
    pub retained_before: Money,
    /// The year's profit.
    pub profit: Money,
    /// What the sharing adds to the reserve.
    pub addition: Money,
    /// What it pays to shareholders.
    pub dividend: Money,
}

/// Refuses a company's sharing that forgets the reserve or pays a dividend out
/// of losses; other forms have no such duty.
///
/// Source: R65; UU 40/2007 Pasal 70 and 71(3), PP 54/2017; the bound is the
/// parameter `pt_reserve_percent`.
///
/// # Errors
/// [`problems::RESERVE_DUTY`] (422), [`problems::NO_RETAINED_EARNINGS`] (409),
/// `parameter_missing`.
pub fn check_reserve_duty(
    form: LegalForm,
    figures: &CompanyFigures,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<(), Fault> {
    if !matches!(form, LegalForm::Perseroda | LegalForm::Perseroan) {
        return Ok(());
    }
    let retained = figures.retained_before.checked_add(figures.profit).map_err(Fault::from)?;
    if figures.dividend.is_positive() && figures.dividend > retained {
        let fault = Fault::at(&problems::NO_RETAINED_EARNINGS, "/retained_before");
        return Err(fault.with("retained", retained.display_rupiah()));
    }
    let percent = parameters.decimal("pt_reserve_percent", day)?;
    let held = figures.reserve.to_decimal().checked_mul(Decimal::ONE_HUNDRED);
    let bound = figures.paid_up.to_decimal().checked_mul(percent);
    let full = matches!((held, bound), (Some(held), Some(bound)) if held >= bound);
    if full || figures.addition.is_positive() {
        return Ok(());
    }
    Err(Fault::at(&problems::RESERVE_DUTY, "/parts").with_percent("percent", percent))
}

/// The account that a part of a shared surplus is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayFrom {
    /// Code prefix in the chart of accounts.
    pub code: &'static str,
    /// Line of the capital statement.
    pub line: Line,
}

/// Where the debit of a part stands: a village enterprise's own withdrawal
/// accounts in equity, else the surplus not yet distributed; never an expense.
///
/// Source: R55; Kepmendesa 136/2022 (3.2.01, 3.2.02); UU 25/1992 Pasal 45.
#[must_use]
pub fn pay_from(form: LegalForm, destination: Destination) -> PayFrom {
    let village = matches!(form, LegalForm::BumDesa | LegalForm::BumDesaBersama);
    match destination {
        Destination::Government if village => PayFrom { code: "3.2.01", line: Line::BagiHasilDesa },
        Destination::MemberCapital if village => {
            PayFrom { code: "3.2.02", line: Line::BagiHasilMasyarakat }
        }
        _ => PayFrom { code: "3.4.01", line: Line::ShuBelumDibagi },
    }
}
