//! Sharing an amount so that nothing is lost and nothing invented.
//!
//! Source: house rules R2 to R4.

use super::{AMOUNT_OUT_OF_RANGE, Money};
use crate::kernel::fault::{Code, Fault, Text};

/// Money is to be shared, but nobody has a weight.
pub static NO_BASIS_FOR_DISTRIBUTION: Code = Code {
    name: "no_basis_for_distribution",
    status: 422,
    title: Text { id: "Tidak ada dasar pembagian", en: "No basis for distribution" },
    detail: Text {
        id: "Ada uang untuk dibagi, tetapi jumlah bobot semua penerima nol. Isi simpanan, transaksi atau bobot penerima dulu.",
        en: "There is money to share, but the weights of all recipients add up to zero. Enter savings, transactions or weights first.",
    },
    basis: "",
};

/// The unit that shares are rounded to is not positive.
pub static ROUNDING_UNIT_INVALID: Code = Code {
    name: "rounding_unit_invalid",
    status: 422,
    title: Text { id: "Satuan pembulatan salah", en: "Rounding unit invalid" },
    detail: Text {
        id: "Satuan pembulatan harus 1 sen atau lebih; pakai 1 untuk sen atau 100 untuk rupiah.",
        en: "The rounding unit must be 1 sen or more; use 1 for sen or 100 for rupiah.",
    },
    basis: "",
};

/// One party's part of the pool, before it becomes money.
struct Share {
    index: usize,
    units: u128,
    remainder: u128,
    has_weight: bool,
}

/// Splits `pool` by `weights` so that the shares add up to exactly `pool`.
///
/// Each share is first rounded down to whole `unit`s (in sen: 1 for sen, 100
/// for whole rupiah). The units left over go one each to the largest
/// remainders, ties to the lower index. If the pool itself is no whole number
/// of units, what is left below one unit goes undivided to the party that is
/// next in that order, so only one share is not a whole number of units.
/// A party of weight 0 gets 0. A negative pool (a reversal) is split like the
/// positive one, with every sign turned.
///
/// The result has one share for each weight, in their order.
///
/// Source: house rules R2, R3, R4 (largest remainder, Hamilton's method).
///
/// # Errors
/// [`NO_BASIS_FOR_DISTRIBUTION`] if the weights add up to 0 and the pool is not
/// 0; [`ROUNDING_UNIT_INVALID`] if `unit < 1`; [`AMOUNT_OUT_OF_RANGE`] if the
/// weights are so large that their product with the pool leaves 128 bits.
pub fn largest_remainder(pool: Money, weights: &[u128], unit: i64) -> Result<Vec<Money>, Fault> {
    if unit < 1 {
        return Err(Fault::new(&ROUNDING_UNIT_INVALID));
    }
    if pool.is_zero() {
        return Ok(vec![Money::ZERO; weights.len()]);
    }
    let unit = u128::from(unit.unsigned_abs());
    let pool_sen = u128::from(pool.sen().unsigned_abs());
    let mut shares = whole_shares(pool_sen / unit, weights)?;

    shares
        .sort_by_key(|share| (std::cmp::Reverse(share.remainder), !share.has_weight, share.index));
    let handed_out: u128 = shares.iter().map(|share| share.units).sum();
    // Fewer units are left than there are remainders above zero: each remainder
    // is less than one unit, and together they are what is left.
    let left_over = usize::try_from(pool_sen / unit - handed_out).unwrap_or(usize::MAX);
    for share in shares.iter_mut().take(left_over) {
        share.units += 1;
    }

    let mut sen = vec![0_u128; weights.len()];
    for (place, share) in shares.iter().enumerate() {
        let below_unit = if place == left_over { pool_sen % unit } else { 0 };
        sen[share.index] = share.units * unit + below_unit;
    }
    let amounts = signed(&sen, pool.is_negative())?;
    debug_assert_eq!(Money::checked_sum(&amounts), Ok(pool));
    Ok(amounts)
}

/// Each weight's share of `pool_units`, rounded down, with its remainder.
fn whole_shares(pool_units: u128, weights: &[u128]) -> Result<Vec<Share>, Fault> {
    let out_of_range = || Fault::new(&AMOUNT_OUT_OF_RANGE);
    let mut total: u128 = 0;
    for weight in weights {
        total = total.checked_add(*weight).ok_or_else(out_of_range)?;
    }
    if total == 0 {
        return Err(Fault::new(&NO_BASIS_FOR_DISTRIBUTION));
    }
    weights
        .iter()
        .enumerate()
        .map(|(index, &weight)| {
            let product = pool_units.checked_mul(weight).ok_or_else(out_of_range)?;
            Ok(Share {
                index,
                units: product / total,
                remainder: product % total,
                has_weight: weight > 0,
            })
        })
        .collect()
}

fn signed(sen: &[u128], negative: bool) -> Result<Vec<Money>, Fault> {
    sen.iter()
        .map(|&sen| {
            let sen = i128::try_from(sen).map_err(|_| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
            i64::try_from(if negative { -sen } else { sen })
                .map(Money::from_sen)
                .map_err(|_| Fault::new(&AMOUNT_OUT_OF_RANGE))
        })
        .collect()
}
