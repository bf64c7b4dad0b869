//! One file a table.

pub mod patronage;
pub mod piece;
pub mod run;
pub mod scheme;
