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
