//! Mentors, their assignments, logs of visits, follow-ups and coverage.
//!
//! The daily report of mentors (Kepmendesa 40/2021) over organizations and
//! stages of a chain: a log is a draft, is sent (terkirim), and another person
//! verifies it (diverifikasi) or sends it back (dikembalikan). Only verified
//! logs count as coverage. Days, months and quarters are those of the
//! village's clocks (R7).
//!
//! Tables: `mentor`, `assignment`, `mentoring_log`, `mentoring_log_revision`,
//! `follow_up`; verified visits are claimed in the chain's `coverage`. A pair
//! that is mentored is an organization at a stage where it is operator or
//! service provider. Personal data: the point of a visit tells where a mentor
//! was; it stands in the single log only, never in lists, audit or revisions,
//! and is dropped at verification (UU 27/2022).
//!
//! Figures: `logs` and `log_minutes` by the visit's local day once the log is
//! sent, `follow_ups/open` by due day.

pub mod actions;
pub mod days;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod rates;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
