//! Tables of regions.

pub mod region;
pub mod region_crosswalk;
pub mod region_successor;
