//! One file a table.

pub mod organization_transition;
