//! Where a pledge stands on a day, and what may still be done with it.
//!
//! Source: house rules, ADR-0027; UU 40/2007 Pasal 33 and UU 25/1992 Pasal 41
//! for that a promise is no capital.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::problems;
use super::terms::Terms;
use crate::investment::day_change::DayChange;
use crate::investment::rules::{check_day, lowest_balance};
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};
use crate::registry::problems::DATE_TOO_EARLY;

/// Where a pledge stands; derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PledgeStatus {
    /// Nothing is paid yet.
    Open,
    /// A part is paid.
    Partial,
    /// All is paid.
    Completed,
    /// It was cancelled before all was paid.
    Cancelled,
    /// Its last day, or the holder's, went by before all was paid.
    Expired,
}

/// A pledge as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub status: PledgeStatus,
    /// What can still be paid on it: nothing once it has ended.
    pub open: Money,
}

/// Where a pledge stands at the end of a day. `paid`: what was paid up to that
/// day, less what was taken back.
///
/// What is paid in full stays so, whatever comes later; a reversal opens the
/// pledge again as long as it has not ended otherwise.
///
/// Source: house rule, ADR-0027.
///
/// # Errors
/// [`AmountOverflow`].
pub fn standing(terms: &Terms, paid: Money, day: NaiveDate) -> Result<Standing, AmountOverflow> {
    let rest = terms.amount.checked_sub(paid)?;
    let status = if !rest.is_positive() {
        PledgeStatus::Completed
    } else if terms.cancelled_on.is_some_and(|ended| ended <= day) {
        PledgeStatus::Cancelled
    } else if day > terms.last_on() {
        PledgeStatus::Expired
    } else if paid.is_positive() {
        PledgeStatus::Partial
    } else {
        PledgeStatus::Open
    };
    let binds = matches!(status, PledgeStatus::Open | PledgeStatus::Partial);
    Ok(Standing { status, open: if binds { rest } else { Money::ZERO } })
}

/// Refuses a payment that the pledge does not take: after its cancellation,
/// before its first or after its last day, or above what is open on the day of
/// the payment or ever after. `paid`: net payments by day, in order.
///
/// The day on which the payment counts decides, as everywhere in the ledger:
/// what was paid in time is taken also where it is recorded later.
///
/// Source: house rule, ADR-0027.
///
/// # Errors
/// [`problems::PLEDGE_CANCELLED`], [`problems::PLEDGE_EXPIRED`],
/// [`problems::PLEDGE_OPEN_AMOUNT`]; `date_too_early`; amounts out of range.
pub fn check_payment(
    terms: &Terms,
    paid: &[DayChange],
    amount: Money,
    day: NaiveDate,
) -> Result<(), Fault> {
    if let Some(ended) = terms.cancelled_on {
        return Err(
            Fault::at(&problems::PLEDGE_CANCELLED, "/pledge_id").with("cancelled_on", ended)
        );
    }
    if day < terms.pledged_on {
        return Err(Fault::at(&DATE_TOO_EARLY, "/effective_on").with("earliest", terms.pledged_on));
    }
    let last_on = terms.last_on();
    if day > last_on {
        return Err(Fault::at(&problems::PLEDGE_EXPIRED, "/effective_on").with("last_on", last_on));
    }
    let open = least_open(terms.amount, paid, day)?;
    if amount > open {
        let fault = Fault::at(&problems::PLEDGE_OPEN_AMOUNT, "/amount");
        return Err(fault.with("open", open.display_rupiah()));
    }
    Ok(())
}

/// The least that is open at the end of a day or of any later one: a payment
/// that was taken back later still stood in between.
fn least_open(amount: Money, paid: &[DayChange], day: NaiveDate) -> Result<Money, AmountOverflow> {
    let mut open = vec![DayChange { day: NaiveDate::MIN, change: amount }];
    for it in paid {
        open.push(DayChange { day: it.day, change: it.change.checked_neg()? });
    }
    lowest_balance(&open, day)
}

/// Every reason against cancelling a pledge from `day` on. `paid`: net payments
/// by day, in order; `today`: the issuer's local day.
///
/// Source: house rule, ADR-0027.
///
/// # Errors
/// Amounts out of range.
pub fn check_cancellation(
    terms: &Terms,
    paid: &[DayChange],
    day: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Fault>, AmountOverflow> {
    if let Some(ended) = terms.cancelled_on {
        return Ok(vec![Fault::new(&problems::PLEDGE_CANCELLED).with("cancelled_on", ended)]);
    }
    let sum = Money::checked_sum(paid.iter().map(|it| it.change))?;
    if sum >= terms.amount {
        return Ok(vec![Fault::new(&problems::PLEDGE_COMPLETED)]);
    }
    let mut faults: Vec<Fault> = check_day(day, today, "/cancelled_on").into_iter().collect();
    let moved = paid.iter().map(|it| it.day).max();
    let earliest = moved.map_or(terms.pledged_on, |last| last.max(terms.pledged_on));
    if day < earliest {
        faults.push(Fault::at(&DATE_TOO_EARLY, "/cancelled_on").with("earliest", earliest));
    }
    let last_on = terms.last_on();
    if day > last_on {
        faults.push(Fault::at(&problems::PLEDGE_EXPIRED, "/cancelled_on").with("last_on", last_on));
    }
    Ok(faults)
}

#[cfg(test)]
mod tests;
