//! One file a table.

pub mod partnership;
