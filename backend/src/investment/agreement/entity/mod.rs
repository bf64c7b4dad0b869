//! One file a table.

pub mod agreement;
pub mod statement;
