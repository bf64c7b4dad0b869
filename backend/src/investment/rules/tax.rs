//! Tax that was withheld and is paid to the state.
//!
//! Source: R47.

use chrono::NaiveDate;

use super::{check_day, check_size};
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;

/// The number of a piece of evidence as it is compared and kept: people write
/// the 16 signs of an NTPN in groups and in either case.
///
/// Source: house rule; the state's receipt number (NTPN) by PMK 32/PMK.05/2014
/// (to be checked).
#[must_use]
pub fn evidence_key(number: &str) -> String {
    number.split_whitespace().collect::<String>().to_uppercase()
}

/// What of the tax on a month's interest could not be withheld.
///
/// Source: R47.
///
/// # Errors
/// Amounts out of range.
pub fn not_withheld(due: Money, withheld: Money) -> Result<Money, Fault> {
    Ok(due.checked_sub(withheld)?.max(Money::ZERO))
}

/// What was withheld of a month's interest beyond the tax on it, since interest
/// was taken back after others had borne its tax.
///
/// Source: R47; house rule, ADR-0045.
///
/// # Errors
/// Amounts out of range.
pub fn over_withheld(due: Money, withheld: Money) -> Result<Money, Fault> {
    not_withheld(withheld, due)
}

/// Warns where less was withheld of a month's interest than is due: the state is
/// owed it, whoever bears it. And where it was more: the member is owed that.
///
/// Source: R47; house rule, ADR-0042.
///
/// # Errors
/// Amounts out of range.
pub fn check_withheld(due: Money, withheld: Money) -> Result<Option<Fault>, Fault> {
    let shortfall = not_withheld(due, withheld)?;
    let excess = over_withheld(due, withheld)?;
    let fault = if shortfall.is_positive() {
        Fault::new(&problems::TAX_NOT_WITHHELD).with("shortfall", shortfall.display_rupiah())
    } else if excess.is_positive() {
        Fault::new(&problems::TAX_OVER_WITHHELD).with("excess", excess.display_rupiah())
    } else {
        return Ok(None);
    };
    let fault = fault.with("due", due.display_rupiah());
    Ok(Some(fault.with("withheld", withheld.display_rupiah())))
}

/// Every reason against a remittance that lies in what is stated. What is owed
/// is asked apart.
///
/// Source: R47; PP 15/2009, PMK 112/PMK.03/2010 (to be checked).
#[must_use]
pub fn check_remittance(amount: Money, day: NaiveDate, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !amount.is_positive() {
        faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(check_size(amount));
    faults.extend(check_day(day, today, "/effective_on"));
    faults
}
