//! One file a table.

pub mod valuation;
