//! How village enterprises and their villages stand.
//!
//! - The ranking (pemeringkatan) of a BUM Desa for a calendar year: seven
//!   aspects scored by the enterprise itself, then verified by another person
//!   of the regional office, who gives the class (R58). The formula is kept
//!   with the class, so that no later one rewrites it (R59).
//! - The reports that a BUM Desa owes for each half-year and year, and which of
//!   them are late (R57).
//! - The status of a village in a year by the Indeks Desa Membangun, or from
//!   2025 by the Indeks Desa, which are never mixed in one line (R60).
//!
//! Tables: `ranking`, `periodic_report`, `village_index`. Records are
//! happenings: they stay in the region where they were made (ADR-0020).
//!
//! Law: PP 11/2021, Permendesa PDTT 3/2021, Kepmendesa 145/2022 (BUM Desa);
//! Permendesa PDTT 2/2016 and Permendesa 9/2024 (villages).

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod periods;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
