//! The arithmetic of a sharing.

use super::{Scheme, To};

/// A pool by weights: whole units, those left over to the largest remainders,
/// ties to who stands first; what is below a unit to the next in that order.
/// Nothing where nobody has a weight.
pub fn shared(pool: i64, weights: &[i128], unit: i64) -> Option<Vec<i64>> {
    let total: i128 = weights.iter().sum();
    if total == 0 {
        return None;
    }
    let units = i128::from(pool / unit);
    let mut shares: Vec<i128> = weights.iter().map(|it| units * it / total).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|nth| {
        let remainder = units * weights[*nth] % total;
        (-remainder, weights[*nth] == 0, *nth)
    });
    let left = usize::try_from(units - shares.iter().sum::<i128>()).expect("a few units");
    for nth in &order[..left] {
        shares[*nth] += 1;
    }
    let mut amounts: Vec<i64> =
        shares.iter().map(|it| i64::try_from(*it).expect("at most the pool") * unit).collect();
    if pool % unit != 0 {
        amounts[order[left]] += pool % unit;
    }
    Some(amounts)
}

/// What each part gets of the surplus from members and from others, of which
/// the part by business goes to the reserve (R44).
pub fn pools(scheme: &Scheme, (members, others): (i64, i64)) -> Vec<i64> {
    let own: Vec<i128> = scheme.parts.iter().map(|part| part.percent).collect();
    let mut foreign = own.clone();
    let reserve = scheme.parts.iter().position(|part| part.to == To::Reserve);
    for (nth, part) in scheme.parts.iter().enumerate() {
        if part.to == To::Business {
            foreign[reserve.expect("every scheme here has a reserve")] += own[nth];
            foreign[nth] = 0;
        }
    }
    let of = |pool, weights: &[i128]| shared(pool, weights, scheme.unit).expect("100 percent");
    let (own, foreign) = (of(members, &own), of(others, &foreign));
    own.iter().zip(foreign).map(|(one, other)| one + other).collect()
}
