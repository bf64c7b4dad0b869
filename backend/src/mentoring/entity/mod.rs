//! Tables of mentoring.

pub mod assignment;
pub mod follow_up;
pub mod mentor;
pub mod mentoring_log;
pub mod mentoring_log_revision;
