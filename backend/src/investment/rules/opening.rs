//! What a holder had before the ledger began.
//!
//! Source: house rule, ADR-0026.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::posting::{Holding, PostingFacts, active_since, check_contribution};
use crate::investment::day_change::DayChange;
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};

/// Every reason against an opening balance of a holder; none if it may be
/// posted. It is held to what a contribution is held to; besides it is the
/// first of its account: once, and before everything else.
///
/// `is_open`: whether one stands already. `days`: net changes of the account.
///
/// Source: house rule, ADR-0026; R26, R50, R64, R68 for the contribution.
#[must_use]
pub fn check_opening(
    holding: &Holding,
    posting: &PostingFacts<'_>,
    is_open: bool,
    days: &[DayChange],
) -> Vec<Fault> {
    if is_open {
        // What follows from it, such as principal savings beyond what is due,
        // would only hide the reason.
        return vec![Fault::at(&problems::OPENED_ALREADY, "/amount")];
    }
    let mut faults = check_contribution(holding, posting);
    let known = days.iter().find(|it| it.day <= posting.effective_on && !it.change.is_zero());
    if known.is_some() {
        let fault = Fault::at(&problems::OPENING_TOO_LATE, "/effective_on");
        faults.push(fault.with("day", posting.effective_on));
    }
    faults
}

/// The day from which on principal savings are fully paid; what was there
/// before the ledger began was paid when the member entered. `days` are in
/// order, each day once, and hold the `openings`.
///
/// Source: R26, UU 25/1992 Pasal 41; house rule, ADR-0026.
///
/// # Errors
/// [`AmountOverflow`].
pub fn member_since(
    days: &[DayChange],
    openings: &[DayChange],
    applied_on: NaiveDate,
    due: Money,
) -> Result<Option<NaiveDate>, AmountOverflow> {
    if openings.is_empty() {
        return active_since(days, due);
    }
    let mut paid: BTreeMap<NaiveDate, Money> = days.iter().map(|it| (it.day, it.change)).collect();
    for opening in openings {
        let then = paid.entry(opening.day).or_default();
        *then = then.checked_sub(opening.change)?;
        let before = paid.entry(applied_on).or_default();
        *before = before.checked_add(opening.change)?;
    }
    let paid: Vec<DayChange> =
        paid.into_iter().map(|(day, change)| DayChange { day, change }).collect();
    active_since(&paid, due)
}
