//! One file a table.

pub mod cancellation;
pub mod promise;
