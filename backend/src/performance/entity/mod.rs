//! One file a table.

pub mod periodic_report;
pub mod ranking;
pub mod village_index;
