//! One file a table.

pub mod loan;
