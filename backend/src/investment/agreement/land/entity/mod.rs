//! One file a table.

pub mod consent;
