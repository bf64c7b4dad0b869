//! One file a table.

pub mod paper;
pub mod valuation;
