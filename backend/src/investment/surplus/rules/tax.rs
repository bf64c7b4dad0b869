//! Tax on what savings earn.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::kernel::fault::Fault;
use crate::kernel::money::{AMOUNT_OUT_OF_RANGE, Money, SEN_PER_RUPIAH};
use crate::registry::parameters::Parameters;

/// Final tax on a member's savings interest of one month: nothing up to the
/// bound, above it the rate on the whole, rounded down to the rupiah.
///
/// Source: R47; PP 15/2009 (parameters `savings_interest_tax_free_per_month`
/// and `savings_interest_tax_percent`); the rounding is that of R47.
///
/// # Errors
/// `parameter_missing`, [`AMOUNT_OUT_OF_RANGE`].
pub fn savings_interest_tax(
    interest: Money,
    parameters: &Parameters,
    month_end: NaiveDate,
) -> Result<Money, Fault> {
    let free = parameters.decimal("savings_interest_tax_free_per_month", month_end)?;
    if interest.to_decimal() <= free {
        return Ok(Money::ZERO);
    }
    let percent = parameters.decimal("savings_interest_tax_percent", month_end)?;
    let product = interest.to_decimal().checked_mul(percent);
    let tax = product.and_then(|product| product.checked_div(Decimal::ONE_HUNDRED));
    let tax = tax.ok_or_else(|| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
    let sen = Money::from_decimal_rounded(tax, RoundingStrategy::ToZero)?.sen();
    Ok(Money::from_sen(sen - sen % SEN_PER_RUPIAH))
}
