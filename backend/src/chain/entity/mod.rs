//! Tables of the chain slice.

pub mod chain;
pub mod coverage;
pub mod participation;
pub mod stage;
pub mod stage_link;
pub mod stage_support;
