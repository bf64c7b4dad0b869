//! Who owns what in the end: pure arithmetic and decisions.
//!
//! Source: issue 3 section 3, ADR-0021; R9, R31, R51, R62, R63.

mod all;
mod assemble;
mod composition;
mod elimination;
mod exact;
mod fixed;
mod graph;
mod holdings;
mod look_through;
mod paths;
mod shown;
mod simulate;
mod votes;

pub use all::{Compositions, Parts, compositions};
pub use assemble::{Assembly, Basis, Party, assemble};
pub use composition::{
    ClassSum, RegionParts, check_thresholds, class_of_form, class_sums, has_collective,
    region_minimum,
};
pub use fixed::{ONE, in_parts};
pub use graph::{Components, Edge, Graph, components};
pub use holdings::{Span, check_declared, check_whole};
pub use look_through::{Precision, Solution, look_through};
pub use paths::{Path, largest_paths};
pub use shown::{PERCENT_DIGITS, SHARE_DIGITS, fraction, shown};
pub use simulate::{ActKind, PlannedAct, Side, simulate};
pub use votes::{ClassVotes, VoteBasis, Votes, votes_of};

#[cfg(test)]
mod tests;
