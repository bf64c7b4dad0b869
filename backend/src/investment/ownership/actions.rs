//! Writes of ownership, and what several reads have in common.

mod declared;
mod export;
mod plan;

pub use declared::{SavedHolding, create_declared, replace_declared, withdraw_declared};
pub use export::{ExportContext, Record, changes, record_export, records, statements};
pub use plan::plan_acts;
