//! Terms, lots and certificates: pure decisions.
//!
//! Source: R31, R67; ADR-0025.

mod certificates;
mod lots;
mod share_book;
mod terms;

pub use certificates::{Range, Taken, consolidate, joined, split, take};
pub use lots::{Lot, check_lock_in, locked, lots};
pub use share_book::{Change, Held, ShareBook, Shift};
pub use terms::{
    ClassTerms, HolderFacts, LockIn, TermsRequest, bound, check_cancellation, check_holder,
    check_inflow, check_remainder, check_terms, in_force, passes_by, votes_per_share,
};

#[cfg(test)]
mod tests;
