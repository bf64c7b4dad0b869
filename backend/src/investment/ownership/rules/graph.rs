//! Who holds what of whom, as a graph of whole-numbered weights.
//!
//! Source: house rule, ADR-0021.

use num_integer::Integer;

use crate::kernel::money::AmountOverflow;

/// One holding: `holder` has `weight` of the capital of `issuer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// Number of the node that is owned.
    pub issuer: u32,
    /// Number of the node that owns.
    pub holder: u32,
    /// How much of it, in any unit that all holdings of this issuer share.
    pub weight: u64,
}

/// The largest total of one issuer: so that a share in [`super::fixed::ONE`]
/// parts times a weight stays in 128 bits.
const TOTAL_MAX: u64 = i64::MAX.unsigned_abs();

/// Owned nodes with their holders, in compressed rows: 16 bytes a holding.
///
/// Nodes are numbered from 0. A node without holders is an ultimate holder.
#[derive(Debug, Clone)]
pub struct Graph {
    first: Vec<usize>,
    holders: Vec<u32>,
    weights: Vec<u64>,
    totals: Vec<u64>,
}

impl Graph {
    /// Sorts holdings by issuer; holdings of nothing are left out, and each
    /// issuer's weights are divided by what they have in common.
    ///
    /// Source: house rule, ADR-0021.
    ///
    /// # Errors
    /// [`AmountOverflow`] where the weights of one issuer leave 63 bits.
    pub fn build(nodes: usize, edges: &[Edge]) -> Result<Self, AmountOverflow> {
        let mut first = vec![0_usize; nodes + 1];
        let held = || edges.iter().filter(|edge| edge.weight > 0);
        for edge in held() {
            first[edge.issuer as usize + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let count = first[nodes];
        let mut next = first.clone();
        let (mut holders, mut weights) = (vec![0_u32; count], vec![0_u64; count]);
        for edge in held() {
            let place = &mut next[edge.issuer as usize];
            holders[*place] = edge.holder;
            weights[*place] = edge.weight;
            *place += 1;
        }
        let mut totals = vec![0_u64; nodes];
        for node in 0..nodes {
            let row = &mut weights[first[node]..first[node + 1]];
            let common = row.iter().fold(0_u64, |common, weight| common.gcd(weight)).max(1);
            for weight in row {
                *weight /= common;
                let total = totals[node].checked_add(*weight).filter(|sum| *sum <= TOTAL_MAX);
                totals[node] = total.ok_or(AmountOverflow)?;
            }
        }
        Ok(Self { first, holders, weights, totals })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.totals.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.totals.is_empty()
    }

    /// Whether a node has holders.
    #[must_use]
    pub fn is_owned(&self, node: u32) -> bool {
        self.totals[node as usize] > 0
    }

    /// Sum of the weights of an issuer's holders.
    #[must_use]
    pub fn total(&self, node: u32) -> u64 {
        self.totals[node as usize]
    }

    /// The holders of a node with their weights.
    pub fn holders(&self, node: u32) -> impl ExactSizeIterator<Item = (u32, u64)> + '_ {
        let row = self.first[node as usize]..self.first[node as usize + 1];
        self.holders[row.clone()].iter().copied().zip(self.weights[row].iter().copied())
    }

    /// The holder at a place of a node's row.
    fn holder_at(&self, node: u32, place: usize) -> Option<u32> {
        let row = self.first[node as usize]..self.first[node as usize + 1];
        self.holders[row].get(place).copied()
    }
}

/// Owned nodes in groups that own each other; a group stands behind the groups
/// that hold it.
#[derive(Debug, Clone, Default)]
pub struct Components {
    nodes: Vec<u32>,
    ends: Vec<usize>,
}

impl Components {
    /// The groups, holders before what they hold.
    pub fn holders_first(&self) -> impl DoubleEndedIterator<Item = &[u32]> {
        (0..self.ends.len()).map(|index| {
            let start = if index == 0 { 0 } else { self.ends[index - 1] };
            &self.nodes[start..self.ends[index]]
        })
    }

    /// The groups, the owned before their holders.
    pub fn owned_first(&self) -> impl Iterator<Item = &[u32]> {
        self.holders_first().rev()
    }
}

const UNSEEN: u32 = u32::MAX;

/// Finds the groups of owned nodes that can be reached from `roots`: the
/// strongly connected components, by Tarjan's walk with a stack of its own,
/// since chains of holdings may be longer than the thread's.
///
/// Source: R. Tarjan, Depth-first search and linear graph algorithms, SIAM J.
/// Comput. 1(2), 1972.
#[must_use]
pub fn components(graph: &Graph, roots: impl IntoIterator<Item = u32>) -> Components {
    let mut walk = Walk {
        graph,
        order: vec![UNSEEN; graph.len()],
        low: vec![0; graph.len()],
        open: vec![false; graph.len()],
        waiting: Vec::new(),
        seen: 0,
        found: Components::default(),
    };
    for root in roots {
        if graph.is_owned(root) && walk.order[root as usize] == UNSEEN {
            walk.from(root);
        }
    }
    walk.found
}

struct Walk<'a> {
    graph: &'a Graph,
    order: Vec<u32>,
    low: Vec<u32>,
    open: Vec<bool>,
    waiting: Vec<u32>,
    seen: u32,
    found: Components,
}

impl Walk<'_> {
    fn enter(&mut self, node: u32) {
        self.order[node as usize] = self.seen;
        self.low[node as usize] = self.seen;
        self.seen += 1;
        self.open[node as usize] = true;
        self.waiting.push(node);
    }

    fn from(&mut self, root: u32) {
        let mut path: Vec<(u32, usize)> = vec![(root, 0)];
        self.enter(root);
        while let Some((node, place)) = path.last_mut() {
            let here = *node;
            let Some(holder) = self.graph.holder_at(here, *place) else {
                path.pop();
                self.leave(here);
                if let Some((below, _)) = path.last() {
                    let low = self.low[here as usize].min(self.low[*below as usize]);
                    self.low[*below as usize] = low;
                }
                continue;
            };
            *place += 1;
            if !self.graph.is_owned(holder) {
                continue;
            }
            if self.order[holder as usize] == UNSEEN {
                self.enter(holder);
                path.push((holder, 0));
            } else if self.open[holder as usize] {
                let low = self.low[here as usize].min(self.order[holder as usize]);
                self.low[here as usize] = low;
            }
        }
    }

    /// Closes a group when the walk leaves the node by which it was entered.
    fn leave(&mut self, node: u32) {
        if self.low[node as usize] != self.order[node as usize] {
            return;
        }
        while let Some(member) = self.waiting.pop() {
            self.open[member as usize] = false;
            self.found.nodes.push(member);
            if member == node {
                break;
            }
        }
        self.found.ends.push(self.found.nodes.len());
    }
}
