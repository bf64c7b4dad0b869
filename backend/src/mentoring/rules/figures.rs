//! What the figures of mentoring mean.
//!
//! Source: R102, house rule.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

/// Days of the longest interval between two visits that follow each other;
/// `None` with fewer than two days. Order is free; two visits on one day count
/// as one.
///
/// Source: R102, house rule.
#[must_use]
pub fn longest_gap(days: &[NaiveDate]) -> Option<i64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).max()
}

/// `total` a piece, half up to two places; `None` for none.
///
/// Source: R102, house rule.
#[must_use]
pub fn mean(total: Decimal, count: i64) -> Option<Decimal> {
    let mean = total.checked_div(Decimal::from(count))?;
    let mut rounded = mean.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    Some(rounded)
}
