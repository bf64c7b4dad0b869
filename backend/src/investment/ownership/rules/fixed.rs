//! Shares as whole parts of [`ONE`], none lost and none invented, with a bound
//! on how far each may be from the true one.
//!
//! Wherever parts are handed on, they are rounded down and the parts left over
//! go one each to the largest remainders. Each holding is thereby off by less
//! than one part, and what is handed on further is never more than was there:
//! the error of a share is less than the number of roundings on all ways to it.

use num_bigint::{BigInt, BigUint};
use num_traits::ToPrimitive;

use super::elimination::{EXACT_GROUP_MAX, System};
use super::graph::{Components, Graph};
use super::look_through::{Precision, Solution};

/// How many parts the whole has.
pub const ONE: u64 = 1_000_000_000_000_000_000;

/// The most roundings inside one group that goes round; what still circles
/// then counts as error.
const ROUNDS_MAX: u64 = 50_000_000;

/// Looks through from `target`, which has holders, in parts of [`ONE`].
///
/// Source: house rules R2 and ADR-0021.
#[must_use]
pub fn solve(graph: &Graph, groups: &Components, target: u32) -> Solution {
    let mut flow = Flow {
        graph,
        mass: vec![0; graph.len()],
        within: vec![false; graph.len()],
        roundings: 0,
        unowned: Vec::new(),
    };
    flow.mass[target as usize] = ONE;
    for group in groups.owned_first() {
        flow.pass(group);
    }
    let held = (0_u32..).zip(flow.mass).filter(|(_, parts)| *parts > 0);
    Solution {
        whole: ONE.into(),
        shares: held.map(|(node, parts)| (node, parts.into())).collect(),
        unowned: flow.unowned.into_iter().map(|(group, parts)| (group, parts.into())).collect(),
        precision: Precision::Within(flow.roundings),
    }
}

/// Splits `pool` by `weights`, whose sum is `total` above zero, into parts that
/// add up to it: rounded down, then one each to the largest remainders, ties
/// to the lower index.
///
/// `pool` is at most [`ONE`], a weight below 2^63.
///
/// Source: house rule R2 (largest remainder, Hamilton's method).
#[must_use]
pub fn split(pool: u64, weights: &[u64], total: u64) -> Vec<u64> {
    let mut parts = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = pool;
    for (index, weight) in weights.iter().enumerate() {
        let product = u128::from(pool) * u128::from(*weight);
        let (part, remainder) = (product / u128::from(total), product % u128::from(total));
        let part = u64::try_from(part).unwrap_or(u64::MAX);
        left -= part;
        parts.push(part);
        remainders.push((std::cmp::Reverse(remainder), index));
    }
    let left = usize::try_from(left).unwrap_or(usize::MAX);
    if left > 0 {
        // Fewer parts are left than there are remainders above zero.
        remainders.select_nth_unstable(left - 1);
        for (_, index) in &remainders[..left] {
            parts[*index] += 1;
        }
    }
    parts
}

struct Flow<'a> {
    graph: &'a Graph,
    /// What has arrived at each node and not gone on.
    mass: Vec<u64>,
    /// Which nodes are of the group at hand.
    within: Vec<bool>,
    roundings: u64,
    unowned: Vec<(Vec<u32>, u64)>,
}

impl Flow<'_> {
    /// Hands on all that has arrived at a group.
    fn pass(&mut self, group: &[u32]) {
        let inflow: u64 = group.iter().map(|node| self.mass[*node as usize]).sum();
        if inflow == 0 {
            return;
        }
        self.mark(group, true);
        let open: Vec<u64> = group.iter().map(|node| self.outside(*node)).collect();
        if open.iter().all(|weight| *weight == 0) {
            for node in group {
                self.mass[*node as usize] = 0;
            }
            self.unowned.push((group.to_vec(), inflow));
        } else {
            let leaving = match group.len() {
                1 => vec![inflow],
                2..=EXACT_GROUP_MAX => self.solve_group(group, &open, inflow),
                _ => self.go_round(group, &open, inflow),
            };
            for (node, leaving) in group.iter().zip(leaving) {
                self.mass[*node as usize] = 0;
                self.hand_on(*node, leaving);
            }
        }
        self.mark(group, false);
    }

    fn mark(&mut self, group: &[u32], within: bool) {
        for node in group {
            self.within[*node as usize] = within;
        }
    }

    /// What holders outside of the group have of a node.
    fn outside(&self, node: u32) -> u64 {
        let out = |(holder, _): &(u32, u64)| !self.within[*holder as usize];
        self.graph.holders(node).filter(out).map(|(_, weight)| weight).sum()
    }

    /// Splits what leaves the group at a node among its holders outside.
    fn hand_on(&mut self, node: u32, leaving: u64) {
        if leaving == 0 {
            return;
        }
        let out = |(holder, _): &(u32, u64)| !self.within[*holder as usize];
        let (holders, weights): (Vec<u32>, Vec<u64>) = self.graph.holders(node).filter(out).unzip();
        let total = weights.iter().sum();
        self.roundings += weights.len() as u64;
        for (holder, part) in holders.iter().zip(split(leaving, &weights, total)) {
            self.mass[*holder as usize] += part;
        }
    }

    /// What leaves a small group at each of its nodes: solved exactly, then
    /// rounded.
    fn solve_group(&mut self, group: &[u32], open: &[u64], inflow: u64) -> Vec<u64> {
        let right: Vec<BigInt> =
            group.iter().map(|node| BigInt::from(self.mass[*node as usize])).collect();
        let (determinant, solved) = System::of(self.graph, group).solve(&right);
        let mut left = inflow;
        let mut parts = Vec::with_capacity(group.len());
        let mut remainders = Vec::with_capacity(group.len());
        for (index, (flow, weight)) in solved.iter().zip(open).enumerate() {
            let product = flow * BigInt::from(*weight);
            let part = (&product / &determinant).to_u64().unwrap_or_default().min(left);
            left -= part;
            parts.push(part);
            remainders.push((std::cmp::Reverse(product % &determinant), index));
        }
        remainders.sort();
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        for (_, index) in remainders.iter().take(left) {
            parts[*index] += 1;
        }
        self.roundings += group.len() as u64;
        parts
    }

    /// What leaves a large group at each of its nodes: mass goes round until
    /// none moves, and what is left is at most one part a holding.
    fn go_round(&mut self, group: &[u32], open: &[u64], inflow: u64) -> Vec<u64> {
        let mut leaving = vec![0_u64; group.len()];
        let mut rounds = 0;
        loop {
            let mut moved = false;
            for ((node, open), leaving) in group.iter().zip(open).zip(&mut leaving) {
                let (here, total) = (self.mass[*node as usize], self.graph.total(*node));
                if here == 0 {
                    continue;
                }
                let part = |weight: u64| {
                    let part = u128::from(here) * u128::from(weight) / u128::from(total);
                    u64::try_from(part).unwrap_or(u64::MAX)
                };
                let mut rest = here - part(*open);
                *leaving += part(*open);
                let graph = self.graph;
                rounds += graph.holders(*node).len() as u64;
                for (holder, weight) in graph.holders(*node) {
                    // A node's holding of itself stays, and goes round with it.
                    if self.within[holder as usize] && holder != *node {
                        let part = part(weight);
                        self.mass[holder as usize] += part;
                        rest -= part;
                    }
                }
                self.mass[*node as usize] = rest;
                moved |= rest < here;
            }
            if !moved || rounds > ROUNDS_MAX {
                break;
            }
        }
        let out: u64 = leaving.iter().sum();
        self.roundings += rounds + (inflow - out);
        if out == 0 {
            // Not one part has left in all the rounds: the bound says that
            // nothing is known, and the whole rests with the first way out.
            let first = open.iter().position(|weight| *weight > 0).unwrap_or_default();
            leaving[first] = inflow;
            return leaving;
        }
        let rest = split(inflow - out, &leaving, out);
        leaving.iter().zip(rest).map(|(leaving, more)| leaving + more).collect()
    }
}

/// The parts of `whole` in fractions of [`ONE`], rounded down.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn in_parts(parts: &BigUint, whole: &BigUint) -> u64 {
    (parts * ONE / whole).to_u64().unwrap_or(ONE)
}
