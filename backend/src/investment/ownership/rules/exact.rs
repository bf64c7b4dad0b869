//! Shares as exact fractions, without ever dividing by what does not divide.
//!
//! All shares have one denominator: the product of the totals of the issuers
//! on the way and of the determinants of the groups. A path meets each of them
//! once, so that every division below is exact.

use num_bigint::{BigInt, BigUint};
use num_traits::{One, Signed, Zero};

use super::elimination::{System, outside};
use super::graph::{Components, Graph};
use super::look_through::{Precision, Solution};

/// One group with what it takes to solve it.
struct Stage<'a> {
    group: &'a [u32],
    /// What the group divides by; 0 where nobody outside holds it.
    divisor: BigUint,
    system: Option<System>,
}

impl<'a> Stage<'a> {
    fn of(graph: &Graph, group: &'a [u32]) -> Self {
        let open: u64 =
            group.iter().map(|node| outside(graph, group, *node)).fold(0, u64::saturating_add);
        if open == 0 {
            return Self { group, divisor: BigUint::zero(), system: None };
        }
        if let [_] = group {
            return Self { group, divisor: open.into(), system: None };
        }
        let system = System::of(graph, group);
        let (determinant, _) = system.solve(&vec![BigInt::zero(); group.len()]);
        Self {
            group,
            divisor: determinant.abs().to_biguint().unwrap_or_default(),
            system: Some(system),
        }
    }

    /// What flows through each node of the group for each unit of its weight.
    fn flow(&self, inflow: Vec<BigUint>) -> Vec<BigUint> {
        let each = |value: BigUint| value / &self.divisor;
        let Some(system) = &self.system else { return inflow.into_iter().map(each).collect() };
        let right: Vec<BigInt> = inflow.into_iter().map(|value| each(value).into()).collect();
        let (_, solved) = system.solve(&right);
        solved.into_iter().map(|value| value.to_biguint().unwrap_or_default()).collect()
    }
}

/// Looks through from `target`, which has holders, by exact fractions.
///
/// Source: house rule, ADR-0021; for the groups see [`System`].
#[must_use]
pub fn solve(graph: &Graph, groups: &Components, target: u32) -> Solution {
    let stages: Vec<Stage<'_>> =
        groups.owned_first().map(|group| Stage::of(graph, group)).collect();
    let mut whole = BigUint::one();
    for stage in stages.iter().filter(|stage| !stage.divisor.is_zero()) {
        whole *= &stage.divisor;
    }
    let mut mass = vec![BigUint::zero(); graph.len()];
    mass[target as usize] = whole.clone();
    let mut unowned = Vec::new();
    for stage in &stages {
        let inflow: Vec<BigUint> =
            stage.group.iter().map(|node| std::mem::take(&mut mass[*node as usize])).collect();
        if stage.divisor.is_zero() {
            unowned.push((stage.group.to_vec(), inflow.into_iter().sum()));
            continue;
        }
        let flow = stage.flow(inflow);
        for (node, flow) in stage.group.iter().zip(flow) {
            for (holder, weight) in graph.holders(*node) {
                if !stage.group.contains(&holder) {
                    mass[holder as usize] += &flow * weight;
                }
            }
        }
    }
    let shares = (0_u32..).zip(mass).filter(|(_, parts)| !parts.is_zero()).collect();
    unowned.retain(|(_, parts): &(Vec<u32>, BigUint)| !parts.is_zero());
    Solution { whole, shares, unowned, precision: Precision::Exact }
}
