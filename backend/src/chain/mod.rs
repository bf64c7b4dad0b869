//! Value chains and supply chains of a cluster: stages, links, participations.
//!
//! Tables: `chain`, `stage`, `stage_support`, `stage_link`, `participation`.

pub mod entity;
