//! One file a table.

pub mod record;
