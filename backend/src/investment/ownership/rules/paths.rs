//! The ways by which capital reaches its ultimate holders, the largest first.
//!
//! Source: house rule, ADR-0021.

use std::collections::BinaryHeap;

use super::fixed::ONE;
use super::graph::Graph;

/// The most organizations that one way leads through.
const STEPS_MAX: usize = 40;
/// The most ways that are begun; what is smaller is not looked for.
const BEGUN_MAX: usize = 200_000;

/// One way from an organization to an ultimate holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Nodes on the way, from the organization to the holder; in a circle a
    /// node stands as often as the way passes it.
    pub nodes: Vec<u32>,
    /// What comes by this way, in parts of [`ONE`], rounded down at each step.
    pub parts: u64,
}

/// The `count` largest ways from `target`, the largest first.
///
/// Ways through circles are endless in number, but each turn makes them
/// smaller; the caller says how much of the whole the listed ones explain.
///
/// Source: house rule, ADR-0021 (best first: a way is never larger than its
/// beginning).
#[must_use]
pub fn largest_paths(graph: &Graph, target: u32, count: usize) -> Vec<Path> {
    // A step with the place of the step before it.
    let mut steps: Vec<(u32, usize, usize)> = vec![(target, usize::MAX, 1)];
    // Larger first, then the earlier begun.
    let mut open = BinaryHeap::from([(ONE, std::cmp::Reverse(0_usize))]);
    let mut found = Vec::new();
    while let Some((parts, std::cmp::Reverse(place))) = open.pop() {
        let (node, _, length) = steps[place];
        if !graph.is_owned(node) {
            found.push(Path { nodes: trace(&steps, place), parts });
            if found.len() == count {
                break;
            }
            continue;
        }
        if length > STEPS_MAX || steps.len() > BEGUN_MAX {
            continue;
        }
        let total = u128::from(graph.total(node));
        for (holder, weight) in graph.holders(node) {
            let part = u128::from(parts) * u128::from(weight) / total;
            let part = u64::try_from(part).unwrap_or(ONE);
            if part > 0 {
                open.push((part, std::cmp::Reverse(steps.len())));
                steps.push((holder, place, length + 1));
            }
        }
    }
    found
}

fn trace(steps: &[(u32, usize, usize)], last: usize) -> Vec<u32> {
    let mut nodes = Vec::new();
    let mut place = last;
    while let Some((node, before, _)) = steps.get(place) {
        nodes.push(*node);
        place = *before;
    }
    nodes.reverse();
    nodes
}
