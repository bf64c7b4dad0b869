//! Tables of meetings.

pub mod meeting;
