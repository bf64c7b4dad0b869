//! Percentages, rounded in one place.
//!
//! Source: house rules R9 and R101.

use rust_decimal::{Decimal, RoundingStrategy};

use super::fault::Language;
use super::money::{Money, largest_remainder};

/// `part` as a percentage of `whole`, rounded half up to two places: 18 of 24 is
/// 75.00. `None` where there is no whole (0), or the numbers leave 96 bits.
///
/// Source: R101, house rule (half up is ours).
#[must_use]
pub fn percent(part: impl Into<Decimal>, whole: impl Into<Decimal>) -> Option<Decimal> {
    let hundredfold = part.into().checked_mul(Decimal::ONE_HUNDRED)?;
    let percent = hundredfold.checked_div(whole.into())?;
    let mut rounded = percent.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    Some(rounded)
}

/// Each amount as a percentage of their sum, to two places, so that the shares
/// sum to exactly 100.00: rounded down, then 0.01 each to the largest
/// remainders, ties to the lower index. `None` where the amounts sum to 0, or one
/// is negative.
///
/// Source: R9, house rule.
#[must_use]
pub fn percent_shares(amounts: &[Money]) -> Option<Vec<Decimal>> {
    let weights: Vec<u128> =
        amounts.iter().map(|amount| u128::try_from(amount.sen()).ok()).collect::<Option<_>>()?;
    // A pool of 100.00 "rupiah" in "sen" is a hundred percent in steps of 0.01.
    let shares = largest_remainder(Money::from_sen(10_000), &weights, 1).ok()?;
    Some(shares.into_iter().map(Money::to_decimal).collect())
}

/// A percentage as people read it: in Indonesian with a decimal comma, `50,99`,
/// in English with a point.
///
/// Source: R9, common practice.
#[must_use]
pub fn display_percent(percent: Decimal, language: Language) -> String {
    match language {
        Language::Indonesian => percent.to_string().replace('.', ","),
        Language::English => percent.to_string(),
    }
}

#[cfg(test)]
mod tests;
