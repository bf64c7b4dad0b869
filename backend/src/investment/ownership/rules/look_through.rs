//! Who owns an organization in the end.
//!
//! A unit of capital in an organization flows on to its holders, in the
//! proportion of what they hold, until it rests with somebody whom nobody
//! holds. Where organizations hold each other the flow goes round and leaves
//! the circle with each turn; what goes round for ever, since nobody outside
//! holds any of it, rests with nobody.

use num_bigint::BigUint;

use super::graph::{Components, Graph, components};
use super::{exact, fixed};

/// How exactly the shares are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Precision {
    /// The shares are the true fractions.
    Exact,
    /// No share is further from the true one than this many parts in
    /// [`fixed::ONE`].
    Within(u64),
}

/// What rests with whom, in parts of [`Solution::whole`].
#[derive(Debug, Clone)]
pub struct Solution {
    /// The whole.
    pub whole: BigUint,
    /// Parts by ultimate holder, in order of node; nobody has nothing.
    pub shares: Vec<(u32, BigUint)>,
    /// Groups that nobody outside holds, with what circles in them.
    pub unowned: Vec<(Vec<u32>, BigUint)>,
    /// How exact the parts are; they add up to the whole in any case.
    pub precision: Precision,
}

/// The most 64-bit words that exact shares may take, 32 MB: beyond it they
/// would be more digits than anybody could use.
const EXACT_WORDS_MAX: u64 = 1 << 22;

/// Looks through from `target` to its ultimate holders.
///
/// Shares are exact fractions while these stay of a reasonable length, else
/// whole parts of [`fixed::ONE`] with a stated bound.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn look_through(graph: &Graph, target: u32) -> Solution {
    if !graph.is_owned(target) {
        let whole = BigUint::from(1_u8);
        let shares = vec![(target, whole.clone())];
        return Solution { whole, shares, unowned: Vec::new(), precision: Precision::Exact };
    }
    let groups = components(graph, [target]);
    if is_short(graph, &groups) {
        exact::solve(graph, &groups, target)
    } else {
        fixed::solve(graph, &groups, target)
    }
}

/// Whether exact shares stay of a reasonable length.
fn is_short(graph: &Graph, groups: &Components) -> bool {
    let (mut bits, mut places) = (0_u64, 0_u64);
    for group in groups.holders_first() {
        if group.len() > super::elimination::EXACT_GROUP_MAX {
            return false;
        }
        for node in group {
            bits += u64::from(u64::BITS - graph.total(*node).leading_zeros());
            places += graph.holders(*node).len() as u64 + 1;
        }
    }
    bits.div_ceil(64).saturating_mul(places) <= EXACT_WORDS_MAX
}
