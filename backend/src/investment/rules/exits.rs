//! What a member who leaves is paid, and when.
//!
//! Source: R32 to R34.

use chrono::{Days, NaiveDate};

use crate::investment::control::rules::{Control, check_open};
use crate::investment::entity::member::ExitReason;
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;

/// What a member has and owes on leaving, in sen; none below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExitSums {
    /// Principal savings.
    pub principal: Money,
    /// Mandatory savings.
    pub mandatory: Money,
    /// Voluntary savings.
    pub voluntary: Money,
    /// Loans that are set off.
    pub loans: Money,
    /// Part of a loss that the member bears.
    pub borne_loss: Money,
}

impl ExitSums {
    /// All savings together.
    ///
    /// Source: R32.
    ///
    /// # Errors
    /// Amounts out of range.
    pub fn savings(&self) -> Result<Money, Fault> {
        Ok(Money::checked_sum([self.principal, self.mandatory, self.voluntary].iter())?)
    }

    /// What is refunded; below zero what the member still owes, which is never
    /// paid out. Reserves and grants have no part in it.
    ///
    /// Source: R32, R33; UU 25/1992 Pasal 41 and its elucidation (reserves are
    /// not shared out among members).
    ///
    /// # Errors
    /// Amounts out of range.
    pub fn refund(&self) -> Result<Money, Fault> {
        Ok(self.savings()?.checked_sub(self.loans)?.checked_sub(self.borne_loss)?)
    }
}

/// Every reason against a settlement that lies in what is stated.
///
/// `guaranteed`: loans of others for which the member stands surety.
///
/// Source: R32 to R34.
#[must_use]
pub fn check_exit(
    sums: &ExitSums,
    guaranteed: Money,
    reason: ExitReason,
    heirs: usize,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let stated = [
        ("/loans", sums.loans),
        ("/borne_loss", sums.borne_loss),
        ("/guaranteed_loans", guaranteed),
    ];
    for (pointer, amount) in stated {
        if amount.is_negative() {
            faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, pointer));
        }
        let size = super::check_size(amount);
        faults.extend(size.map(|fault| Fault { pointer: pointer.to_owned(), ..fault }));
    }
    if guaranteed.is_positive() {
        let fault = Fault::at(&problems::GUARANTOR_BOUND, "/guaranteed_loans");
        faults.push(fault.with("amount", guaranteed.display_rupiah()));
    }
    if (reason == ExitReason::Meninggal) != (heirs > 0) {
        faults.push(Fault::at(&problems::HEIRS_UNCLEAR, "/heirs"));
    }
    faults
}

/// A name as lists show it: each word by its first letter, whatever its length.
///
/// Source: R108; UU 27/2022 Pasal 4 (personal data).
#[must_use]
pub fn masked_name(name: &str) -> String {
    let words = name.split_whitespace().filter_map(|word| word.chars().next());
    words.map(|first| format!("{first}***")).collect::<Vec<String>>().join(" ")
}

/// Refuses the exit of a person by death where the registry does not say so:
/// their heirs are paid what a lock-in would keep. And the exit for another
/// reason of who had died by then, whose heirs are to be named.
///
/// Source: R34; house rule, ADR-0033 and ADR-0045.
#[must_use]
pub fn check_death(
    reason: ExitReason,
    died_on: Option<NaiveDate>,
    left_on: NaiveDate,
) -> Option<Fault> {
    let died_on = died_on.filter(|day| *day <= left_on);
    match (reason == ExitReason::Meninggal, died_on) {
        (true, None) => Some(Fault::at(&problems::DEATH_NOT_RECORDED, "/reason")),
        (false, Some(died_on)) => {
            let fault = Fault::at(&problems::MEMBER_HAS_DIED, "/reason");
            Some(fault.with("died_on", died_on))
        }
        _ => None,
    }
}

/// Refuses the end of a membership, recorded by one person, in a closed book
/// year or further back than everybody may go; the refund and the register of
/// past years hang on that day.
///
/// Source: R33, R68; house rule, ADR-0041.
///
/// # Errors
/// That of a closed year; [`problems::EXIT_BACK_DATED`].
pub fn check_exit_day(
    control: &Control,
    left_on: NaiveDate,
    today: NaiveDate,
    senior: bool,
) -> Result<(), Fault> {
    if let Some(fault) = check_open(control, left_on) {
        return Err(Fault { pointer: "/left_on".to_owned(), ..fault });
    }
    if (today - left_on).num_days() > control.back_dating_days && !senior {
        let fault = Fault::at(&problems::EXIT_BACK_DATED, "/left_on");
        return Err(fault.with("days", control.back_dating_days));
    }
    Ok(())
}

/// The first day of payment where the by-laws count days; `None` where they
/// wait for the next annual meeting. `counted_from`: the day of leaving, or that
/// on which one person alone recorded it later (ADR-0041).
///
/// Source: R33 (the budget and by-laws decide; after the next meeting by default).
#[must_use]
pub fn payable_on(counted_from: NaiveDate, after_days: Option<i64>) -> Option<NaiveDate> {
    let days = u64::try_from(after_days?).ok()?;
    counted_from.checked_add_days(Days::new(days))
}

/// Refuses a payment before the by-laws allow it. `counted_from`: the day after
/// which the next annual meeting is; one on that day itself is not the next.
/// `meeting`: the day of the annual meeting that is named.
///
/// Source: R33.
///
/// # Errors
/// [`problems::REFUND_NOT_PAYABLE`].
pub fn check_payable(
    counted_from: NaiveDate,
    payable_on: Option<NaiveDate>,
    meeting: Option<NaiveDate>,
    day: NaiveDate,
) -> Result<(), Fault> {
    let (allowed, when, when_en) = match payable_on {
        Some(first) => (day >= first, format!("mulai {first}"), format!("from {first} on")),
        None => (
            meeting.is_some_and(|held| held > counted_from && held <= day),
            format!("setelah RAT pertama sesudah {counted_from}"),
            format!("after the first annual meeting after {counted_from}"),
        ),
    };
    if allowed {
        return Ok(());
    }
    let fault = Fault::at(&problems::REFUND_NOT_PAYABLE, "/effective_on");
    Err(fault.with("when", when).with("when_en", when_en))
}
