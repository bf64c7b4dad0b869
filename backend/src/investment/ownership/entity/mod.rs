//! Rows of ownership.

pub mod declared_holding;
