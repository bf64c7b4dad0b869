//! Which counts an outsider may see: pure decisions.
//!
//! Regions form a tree, and each count is the sum of the counts of the regions
//! below. So a count cannot be hidden alone: it would be its parent less its
//! siblings. Here a cell is hidden for all children of a parent alike, and for
//! all regions below them; whatever dashboard a region appears on, it shows the
//! same.
//!
//! Source: R113.

use std::collections::{BTreeMap, BTreeSet};

/// Counts of one group (enterprises, members) in one region, by cell.
pub type Counts = BTreeMap<String, i64>;

/// What is shown of one group for all children of one parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Whether the total is; where it is not, no cell is either.
    pub total: bool,
    /// Cells that are not.
    pub hidden: BTreeSet<String>,
}

impl Shown {
    /// Everything is shown.
    #[must_use]
    pub fn all() -> Self {
        Self { total: true, hidden: BTreeSet::new() }
    }

    /// Whether a cell is shown.
    #[must_use]
    pub fn shows(&self, cell: &str) -> bool {
        self.total && !self.hidden.contains(cell)
    }
}

/// A count that would let a reader recognise somebody. Zero recognises nobody.
fn is_small(count: i64, min: i64) -> bool {
    count != 0 && count < min
}

/// What is shown of the children of one parent.
///
/// `above`: what is shown of the parent and its siblings.
/// `siblings`: the counts of all children of the parent.
/// `min`: the least count that is shown.
///
/// A total is hidden where any sibling's is small. A cell is hidden where any
/// sibling's is small; then more, the least first, until at least two are and
/// until what remains of the total (the sum of the hidden ones, which a reader
/// can compute) is small for no sibling. So every sum that a reader can compute
/// over hidden cells is zero or at least `min`.
///
/// Source: R113, also by subtraction.
#[must_use]
pub fn suppress(above: &Shown, siblings: &[Counts], min: i64) -> Shown {
    let mut hidden = above.hidden.clone();
    let small_total = siblings.iter().any(|counts| is_small(counts.values().sum(), min));
    if !above.total || small_total {
        hidden.extend(siblings.iter().flat_map(Counts::keys).cloned());
        return Shown { total: false, hidden };
    }
    let mut open: BTreeMap<&String, i64> = BTreeMap::new();
    for (cell, count) in siblings.iter().flatten() {
        *open.entry(cell).or_default() += count;
        if is_small(*count, min) {
            hidden.insert(cell.clone());
        }
    }
    open.retain(|cell, _| !hidden.contains(*cell));
    while !hidden.is_empty() && !hides_enough(&hidden, siblings, min) {
        // An empty cell hides nothing, so it comes last.
        let least = open.iter().min_by_key(|(_, sum)| (**sum == 0, **sum));
        let Some(cell) = least.map(|(cell, _)| *cell) else { break };
        open.remove(cell);
        hidden.insert(cell.clone());
    }
    Shown { total: true, hidden }
}

fn hides_enough(hidden: &BTreeSet<String>, siblings: &[Counts], min: i64) -> bool {
    let rest = |counts: &Counts| -> i64 {
        counts.iter().filter(|(cell, _)| hidden.contains(*cell)).map(|(_, count)| count).sum()
    };
    hidden.len() >= 2 && !siblings.iter().any(|counts| is_small(rest(counts), min))
}

/// A count as an outsider sees it: the nearest multiple of `step`, so that one
/// who joins or leaves mostly changes nothing that can be watched from one day
/// to the next. Zero stays zero; a count of `step` or more never becomes zero.
///
/// Source: R113, also by subtraction over time; house rule, ADR-0018.
#[must_use]
pub fn rounded(count: i64, step: i64) -> i64 {
    if step < 2 {
        return count;
    }
    let half = step / 2;
    count.saturating_add(half).div_euclid(step).saturating_mul(step)
}

#[cfg(test)]
mod tests;
