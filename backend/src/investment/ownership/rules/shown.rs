//! Shares as they are shown: rounded, and still the whole.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};
use rust_decimal::Decimal;

/// Digits behind the point of a percentage that is shown.
pub const PERCENT_DIGITS: u32 = 2;
/// Digits behind the point of a share of one.
pub const SHARE_DIGITS: u32 = 10;
/// The longest exact fraction that is written out, in digits of its denominator.
const FRACTION_DIGITS_MAX: usize = 60;

/// Each part of a whole as a number with `digits` behind the point, out of
/// `hundred` (100 for per cent, 1 for a share): rounded down, then one of the
/// last digit each to the largest remainders, ties to the lower index, so that
/// the numbers of parts that add up to the whole add up to `hundred` exactly.
///
/// Source: R9, house rule.
#[must_use]
pub fn shown(parts: &[BigUint], whole: &BigUint, hundred: u64, digits: u32) -> Vec<Decimal> {
    if whole.is_zero() {
        return vec![Decimal::new(0, digits); parts.len()];
    }
    let scale = BigUint::from(hundred) * BigUint::from(10_u8).pow(digits);
    let (mut numbers, mut order) = (Vec::new(), Vec::new());
    let mut remainders = BigUint::zero();
    for (index, part) in parts.iter().enumerate() {
        let (number, remainder) = (part * &scale).div_rem(whole);
        remainders += &remainder;
        numbers.push(number.to_i64().unwrap_or_default());
        order.push((std::cmp::Reverse(remainder), index));
    }
    // Where the parts are all of the whole, this is how many last digits are left.
    let left = (remainders / whole).to_usize().unwrap_or_default();
    order.sort();
    for (_, index) in order.into_iter().take(left) {
        numbers[index] += 1;
    }
    numbers.into_iter().map(|number| Decimal::new(number, digits)).collect()
}

/// A share as a fraction in lowest terms, `3/7`; `None` where it is longer than
/// anybody would read.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn fraction(part: &BigUint, whole: &BigUint) -> Option<String> {
    let common = part.gcd(whole);
    if common.is_zero() {
        return None;
    }
    let denominator = (whole / &common).to_string();
    (denominator.len() <= FRACTION_DIGITS_MAX).then(|| format!("{}/{denominator}", part / &common))
}
