//! The split itself: fixed amounts, pools, weights, shares.
//!
//! Everything runs through the one largest-remainder function of the kernel;
//! ties go to the part that stands first, and among holders to the lowest
//! register number, so that the order of the input means nothing.

use crate::investment::surplus::holding::{Holding, Period};
use crate::investment::surplus::problems;
use crate::investment::surplus::scheme::{
    CapitalBase, Destination, ExitedMembers, Rounding, SchemeTerms,
};
use crate::kernel::fault::Fault;
use crate::kernel::ids::MemberId;
use crate::kernel::money::{AMOUNT_OUT_OF_RANGE, Money, largest_remainder};

/// A year's surplus by where it was earned (R44).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surplus {
    /// From business with members; all of it where there are no members.
    pub members: Money,
    /// From business with others.
    pub others: Money,
}

/// What one part of the scheme gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// Of the surplus from members.
    pub from_members: Money,
    /// Of the surplus from others.
    pub from_others: Money,
    /// Together.
    pub amount: Money,
}

/// Shares a surplus among the parts of a scheme, in the parts' order.
///
/// Fixed amounts come off first, from the two sources in proportion, and stay
/// as they were decided. What is left of each source is split by per cent, to
/// whole units of the scheme's rounding: `Σ pools == members + others`.
///
/// Source: R2, R37, R44, R53; UU 25/1992 Pasal 45; the order is a house rule.
///
/// # Errors
/// [`problems::FIXED_PARTS_EXCEED`] where the fixed amounts are more than the
/// surplus; [`AMOUNT_OUT_OF_RANGE`].
pub fn pools(surplus: &Surplus, terms: &SchemeTerms) -> Result<Vec<Pool>, Fault> {
    let mut pools =
        vec![
            Pool { from_members: Money::ZERO, from_others: Money::ZERO, amount: Money::ZERO };
            terms.parts.len()
        ];
    let unit = terms.rounding.unit();
    let mut left = *surplus;
    for (part, pool) in terms.parts.iter().zip(&mut pools) {
        let Some(amount) = part.amount else { continue };
        let total = left.members.checked_add(left.others).map_err(Fault::from)?;
        if amount > total {
            return Err(Fault::new(&problems::FIXED_PARTS_EXCEED).with("key", &part.key));
        }
        let sources = [weight_of(left.members)?, weight_of(left.others)?];
        // Never more from a source than it has: its exact share is at most that.
        let taken = largest_remainder(amount, &sources, 1)?;
        (pool.from_members, pool.from_others) = (taken[0], taken[1]);
        left.members = left.members.checked_sub(taken[0]).map_err(Fault::from)?;
        left.others = left.others.checked_sub(taken[1]).map_err(Fault::from)?;
    }
    let members = member_percents(terms);
    if !left.members.is_zero() {
        for (pool, amount) in pools.iter_mut().zip(largest_remainder(left.members, &members, unit)?)
        {
            pool.from_members = pool.from_members.checked_add(amount).map_err(Fault::from)?;
        }
    }
    if !left.others.is_zero() {
        let others = other_percents(terms);
        for (pool, amount) in pools.iter_mut().zip(largest_remainder(left.others, &others, unit)?) {
            pool.from_others = pool.from_others.checked_add(amount).map_err(Fault::from)?;
        }
    }
    for pool in &mut pools {
        pool.amount = pool.from_members.checked_add(pool.from_others).map_err(Fault::from)?;
    }
    Ok(pools)
}

fn weight_of(amount: Money) -> Result<u128, Fault> {
    u128::try_from(amount.sen()).map_err(|_| Fault::new(&problems::SURPLUS_NOT_POSITIVE))
}

fn member_percents(terms: &SchemeTerms) -> Vec<u128> {
    let percent = |part: &crate::investment::surplus::scheme::Part| {
        part.percent.map_or(0, crate::kernel::percent::Percent::steps)
    };
    terms.parts.iter().map(percent).collect()
}

/// The weights of the parts in the surplus from others, in steps of 0.0001
/// percent: as the scheme says, else the members' split with what would go by
/// business given to the reserve.
///
/// Source: R44; UU 25/1992 Pasal 45, AD/ART practice as in DOMAIN 1.
#[must_use]
pub fn other_percents(terms: &SchemeTerms) -> Vec<u128> {
    let mut percents = vec![0_u128; terms.parts.len()];
    if !terms.non_member_parts.is_empty() {
        for other in &terms.non_member_parts {
            if let Some((position, _)) = terms.find(&other.key) {
                percents[position] += other.percent.steps();
            }
        }
        return percents;
    }
    let reserve = terms.reserve();
    for (position, percent) in member_percents(terms).into_iter().enumerate() {
        let by_business = terms.parts[position].destination == Destination::MemberPatronage;
        match reserve {
            Some(reserve) if by_business => percents[reserve] += percent,
            // Without a reserve the other parts share it by their per cents.
            None if by_business => {}
            _ => percents[position] += percent,
        }
    }
    percents
}

/// One holder's claim on a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Who.
    pub member: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// The amount that the claim rests on, as printed: S or U.
    pub base: Money,
    /// The claim: double the base by balances, so that an average is whole;
    /// sen times days by share-days; sen by business.
    pub weight: i64,
}

/// Claims by capital. Holders without any are left out.
///
/// A member who came or left within the period counts by the average, whatever
/// the base; one who left gets nothing where the by-laws say so.
///
/// Source: R43, R46, R54; UU 25/1992 Pasal 45; AD/ART of the issuer.
///
/// # Errors
/// [`AMOUNT_OUT_OF_RANGE`].
pub fn capital_weights(
    base: CapitalBase,
    exited: ExitedMembers,
    period: &Period,
    holdings: &[Holding],
) -> Result<Vec<Weight>, Fault> {
    let out_of_range = || Fault::new(&AMOUNT_OUT_OF_RANGE);
    let counts = |holding: &&Holding| {
        holding.was_in_force(period)
            && (exited == ExitedMembers::Paid || !holding.left_within(period))
    };
    let mut weights = Vec::with_capacity(holdings.len());
    for holding in holdings.iter().filter(counts) {
        let within = holding.left_within(period) || holding.came_within(period);
        let sum = || holding.opening.checked_add(holding.closing).map_err(Fault::from);
        let (printed, weight) = match base {
            CapitalBase::ShareDays => {
                (Money::from_sen(holding.share_days / period.days()), holding.share_days)
            }
            CapitalBase::Closing if !within => {
                let double = holding.closing.sen().checked_mul(2).ok_or_else(out_of_range)?;
                (holding.closing, double)
            }
            CapitalBase::Closing | CapitalBase::Average => {
                let sum = sum()?;
                (Money::from_sen(sum.sen() / 2), sum.sen())
            }
        };
        if weight > 0 {
            weights.push(Weight {
                member: holding.member,
                register_number: holding.register_number,
                base: printed,
                weight,
            });
        }
    }
    Ok(weights)
}

/// Claims by business done, which stands in `closing`. Those without any are
/// left out.
///
/// Source: R46 (own transactions, also of who came or left within the period);
/// UU 25/1992 Pasal 45(2).
#[must_use]
pub fn patronage_weights(
    exited: ExitedMembers,
    period: &Period,
    business: &[Holding],
) -> Vec<Weight> {
    let counts = |holding: &&Holding| {
        holding.closing.is_positive()
            && holding.was_in_force(period)
            && (exited == ExitedMembers::Paid || !holding.left_within(period))
    };
    let weight = |holding: &Holding| Weight {
        member: holding.member,
        register_number: holding.register_number,
        base: holding.closing,
        weight: holding.closing.sen(),
    };
    business.iter().filter(counts).map(weight).collect()
}

/// One holder's share of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The claim.
    pub claim: Weight,
    /// The share.
    pub amount: Money,
    /// What of it is rounding: the unit, or rest below a unit, that the largest
    /// remainder won.
    pub rounding: Money,
}

/// Splits a pool by claims, in the order of the register: `Σ shares == pool`,
/// each within one unit of its exact share.
///
/// Source: R2 to R4, R39, R54 (largest remainder, ties to the lowest register
/// number; house rule in the method, UU 25/1992 Pasal 45 in proportionality).
///
/// # Errors
/// `no_basis_for_distribution` where there is money and nobody has a claim
/// (R4); [`AMOUNT_OUT_OF_RANGE`].
pub fn share(pool: Money, claims: &[Weight], rounding: Rounding) -> Result<Vec<Share>, Fault> {
    let mut claims = claims.to_vec();
    claims.sort_unstable_by_key(|claim| (claim.register_number, claim.member));
    let weights: Vec<u128> =
        claims.iter().map(|claim| u128::from(claim.weight.max(0).unsigned_abs())).collect();
    let unit = rounding.unit();
    let amounts = largest_remainder(pool, &weights, unit)?;
    let total: u128 = weights.iter().sum();
    let units = u128::from(pool.sen().max(0).unsigned_abs() / unit.unsigned_abs());
    let unit = u128::from(unit.unsigned_abs());
    let shares = claims.into_iter().zip(weights).zip(amounts).map(|((claim, weight), amount)| {
        // The product fitted inside `largest_remainder` already.
        let exact = units.checked_mul(weight).and_then(|product| product.checked_div(total));
        let floor = exact.unwrap_or(0).saturating_mul(unit);
        let floor = Money::from_sen(i64::try_from(floor).unwrap_or(i64::MAX));
        let rounding = amount.checked_sub(floor).map_err(Fault::from)?;
        Ok(Share { claim, amount, rounding })
    });
    shares.collect()
}

/// Sum of all claims, as printed in the formula.
///
/// Source: house rule; the sum runs in 128 bits.
#[must_use]
pub fn total_weight(claims: &[Weight]) -> i128 {
    claims.iter().map(|claim| i128::from(claim.weight)).sum()
}
