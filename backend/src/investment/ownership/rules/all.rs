//! The composition of every organization at once: of what class its ultimate
//! holders are.
//!
//! Shares of classes, unlike those of holders, have the same length for all,
//! so that one pass over all holdings tells them for a nation.
//!
//! Source: house rule, ADR-0021.

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::elimination::{EXACT_GROUP_MAX, System};
use super::fixed::ONE;
use super::graph::{Graph, components};

/// Parts of [`ONE`] by class.
pub type Parts<const CLASSES: usize> = [u64; CLASSES];

/// The most sweeps over one large group.
const SWEEPS_MAX: usize = 2_000;

/// The composition of every node.
#[derive(Debug)]
pub struct Compositions<const CLASSES: usize> {
    /// By node; each adds up to [`ONE`].
    pub parts: Vec<Parts<CLASSES>>,
    /// No part is further from the true share than this many parts of [`ONE`].
    pub within: u64,
}

/// The class of the ultimate holders of every node, from the holders down to
/// what they hold. `class_of` gives the class of a node that nobody holds;
/// what nobody holds from outside is of the class `unowned`.
///
/// Every node is rounded once, the rest by largest remainders: it is off by one
/// part more than the worst of its holders.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn compositions<const CLASSES: usize>(
    graph: &Graph,
    class_of: impl Fn(u32) -> usize,
    unowned: usize,
) -> Compositions<CLASSES> {
    let nodes = u32::try_from(graph.len()).unwrap_or(u32::MAX);
    let mut pass = Pass {
        graph,
        parts: vec![[0; CLASSES]; graph.len()],
        off: vec![0; graph.len()],
        place: vec![OUTSIDE; graph.len()],
    };
    for node in (0..nodes).filter(|node| !graph.is_owned(*node)) {
        pass.parts[node as usize][class_of(node)] = ONE;
    }
    for group in components(graph, 0..nodes).holders_first() {
        pass.settle(group, unowned);
    }
    let within = pass.off.iter().copied().max().unwrap_or_default();
    Compositions { parts: pass.parts, within }
}

const OUTSIDE: u32 = u32::MAX;

struct Pass<'a, const CLASSES: usize> {
    graph: &'a Graph,
    parts: Vec<Parts<CLASSES>>,
    /// How far each node's parts may be from the true ones.
    off: Vec<u64>,
    /// Place of a node in the group at hand.
    place: Vec<u32>,
}

/// What holders outside of the group bring to one node.
struct Brought<const CLASSES: usize> {
    sums: [u128; CLASSES],
    /// Sum of their weights.
    open: u64,
}

impl<const CLASSES: usize> Pass<'_, CLASSES> {
    fn settle(&mut self, group: &[u32], unowned: usize) {
        for (place, node) in (0_u32..).zip(group) {
            self.place[*node as usize] = place;
        }
        let mut worst = 0;
        let brought: Vec<Brought<CLASSES>> =
            group.iter().map(|node| self.brought(*node, &mut worst)).collect();
        if brought.iter().all(|node| node.open == 0) {
            for node in group {
                self.parts[*node as usize][unowned] = ONE;
            }
        } else {
            match (group, group.len()) {
                ([node], _) => {
                    self.put(*node, brought[0].sums.map(|sum| (sum, brought[0].open)), worst)
                }
                (_, 2..=EXACT_GROUP_MAX) => self.solve(group, &brought, worst),
                _ => self.sweep(group, &brought, worst),
            }
        }
        for node in group {
            self.place[*node as usize] = OUTSIDE;
        }
    }

    fn brought(&self, node: u32, worst: &mut u64) -> Brought<CLASSES> {
        let mut brought = Brought { sums: [0; CLASSES], open: 0 };
        for (holder, weight) in self.graph.holders(node) {
            if self.place[holder as usize] != OUTSIDE {
                continue;
            }
            brought.open += weight;
            *worst = (*worst).max(self.off[holder as usize]);
            for (sum, part) in brought.sums.iter_mut().zip(&self.parts[holder as usize]) {
                *sum += u128::from(weight) * u128::from(*part);
            }
        }
        brought
    }

    /// Rounds the fractions of one node to parts that add up to [`ONE`].
    fn put(&mut self, node: u32, fractions: [(u128, u64); CLASSES], worst: u64) {
        let mut parts = [0; CLASSES];
        let mut order: [(u128, usize); CLASSES] = [(0, 0); CLASSES];
        for (class, (sum, total)) in fractions.into_iter().enumerate() {
            let total = u128::from(total);
            parts[class] = u64::try_from(sum / total).unwrap_or(ONE);
            order[class] = (sum % total, class);
        }
        self.round_up(node, parts, order, worst);
    }

    fn round_up<R: Ord>(
        &mut self,
        node: u32,
        mut parts: Parts<CLASSES>,
        mut order: [(R, usize); CLASSES],
        worst: u64,
    ) {
        let given: u64 = parts.iter().sum();
        order.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
        let left = usize::try_from(ONE.saturating_sub(given)).unwrap_or(CLASSES);
        for (_, class) in order.iter().take(left) {
            parts[*class] += 1;
        }
        self.parts[node as usize] = parts;
        self.off[node as usize] = worst + 1;
    }

    /// A small group, exactly before the rounding.
    fn solve(&mut self, group: &[u32], brought: &[Brought<CLASSES>], worst: u64) {
        let system = System::of(self.graph, group).transposed();
        let solved: [(BigInt, Vec<BigInt>); CLASSES] = std::array::from_fn(|class| {
            let right: Vec<BigInt> = brought.iter().map(|node| node.sums[class].into()).collect();
            system.solve(&right)
        });
        for (place, node) in group.iter().enumerate() {
            let mut parts = [0; CLASSES];
            let order = std::array::from_fn(|class| {
                let (determinant, solution) = &solved[class];
                let quotient = &solution[place] / determinant;
                parts[class] = quotient.to_u64().unwrap_or_default();
                (&solution[place] % determinant, class)
            });
            self.round_up(*node, parts, order, worst);
        }
    }

    /// A large group, from below: shares only grow from sweep to sweep, and
    /// what is missing to the whole in the end is the bound.
    fn sweep(&mut self, group: &[u32], brought: &[Brought<CLASSES>], worst: u64) {
        for _ in 0..SWEEPS_MAX {
            let mut moved = false;
            for (node, brought) in group.iter().zip(brought) {
                let (mut sums, mut total) = (brought.sums, u128::from(brought.open));
                for (holder, weight) in self.graph.holders(*node) {
                    if self.place[holder as usize] == OUTSIDE || holder == *node {
                        continue;
                    }
                    total += u128::from(weight);
                    for (sum, part) in sums.iter_mut().zip(&self.parts[holder as usize]) {
                        *sum += u128::from(weight) * u128::from(*part);
                    }
                }
                let new = sums.map(|sum| u64::try_from(sum / total).unwrap_or(ONE));
                moved |= new != self.parts[*node as usize];
                self.parts[*node as usize] = new;
            }
            if !moved {
                break;
            }
        }
        for node in group {
            let parts = &mut self.parts[*node as usize];
            let missing = ONE - parts.iter().sum::<u64>().min(ONE);
            let known = ONE - missing;
            let shared = if known == 0 {
                let mut all = [0; CLASSES];
                all[0] = missing;
                all.to_vec()
            } else {
                super::fixed::split(missing, &parts[..], known)
            };
            for (part, more) in parts.iter_mut().zip(shared) {
                *part += more;
            }
            self.off[*node as usize] = worst + missing + 1;
        }
    }
}
