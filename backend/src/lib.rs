//! kibm: value-chain manager for community-based industry clusters (KIBM).

pub mod kernel;
