//! Tables of the cluster slice.

pub mod cluster;
pub mod cluster_member;
pub mod cluster_region;
pub mod evidence;
pub mod orchestrator;
pub mod phase_change;
pub mod phase_change_evidence;
pub mod published_figure;
