//! What one holder brought in, lot by lot, and what of it is locked.
//!
//! Source: issue 3 section 1 (oldest first); ADR-0025.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{ClassTerms, in_force};
use crate::investment::classes::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};

/// What is left of what was brought in on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The day.
    pub day: NaiveDate,
    /// How much is left of it.
    pub amount: Money,
}

/// The lots that a balance consists of, oldest first. Whatever was taken out
/// came from the oldest, so the balance is what came in last.
///
/// `brought`: what came in by day, without what was taken back since.
///
/// Source: house rule, ADR-0025.
///
/// # Errors
/// [`AmountOverflow`].
pub fn lots(
    brought: &BTreeMap<NaiveDate, Money>,
    balance: Money,
) -> Result<Vec<Lot>, AmountOverflow> {
    let (mut left, mut lots) = (balance, Vec::new());
    for (day, amount) in brought.iter().rev() {
        if !left.is_positive() {
            break;
        }
        let amount = left.min(*amount);
        if amount.is_positive() {
            lots.push(Lot { day: *day, amount });
            left = left.checked_sub(amount)?;
        }
    }
    lots.reverse();
    Ok(lots)
}

/// What of some lots is locked on a day, each by the terms of the day on which
/// it came in.
///
/// Source: house rule, ADR-0025.
///
/// # Errors
/// [`AmountOverflow`].
pub fn locked(lots: &[Lot], terms: &[ClassTerms], day: NaiveDate) -> Result<Money, AmountOverflow> {
    let holds = |lot: &&Lot| {
        let lock_in = in_force(terms, lot.day).and_then(|it| it.lock_in);
        lock_in.is_some_and(|it| day < it.free_on(lot.day))
    };
    Money::checked_sum(lots.iter().filter(holds).map(|lot| lot.amount))
}

/// Refuses to take `amount` out on `day` where a lot that it comes from is
/// locked; says from when on it can be taken and how much can be now. A lot is
/// locked by the terms of the day on which it came in.
///
/// Source: house rule, ADR-0025; R28 for savings with a term.
///
/// # Errors
/// [`problems::LOCKED_IN`]; overflow.
pub fn check_lock_in(
    lots: &[Lot],
    terms: &[ClassTerms],
    amount: Money,
    day: NaiveDate,
) -> Result<(), Fault> {
    let (mut taken, mut free) = (Money::ZERO, Money::ZERO);
    let mut until: Option<NaiveDate> = None;
    for lot in lots {
        if taken >= amount {
            break;
        }
        taken = taken.checked_add(lot.amount)?;
        let lock_in = in_force(terms, lot.day).and_then(|it| it.lock_in);
        match lock_in.map(|it| it.free_on(lot.day)).filter(|free_on| day < *free_on) {
            Some(free_on) => until = until.max(Some(free_on)),
            // Behind a locked lot nothing is free: the oldest goes first.
            None if until.is_none() => free = free.checked_add(lot.amount)?,
            None => {}
        }
    }
    match until {
        Some(until) => {
            let fault = Fault::at(&problems::LOCKED_IN, "/amount").with("free_on", until);
            Err(fault.with("free", free.display_rupiah()))
        }
        None => Ok(()),
    }
}
