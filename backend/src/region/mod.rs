//! Administrative regions by Kemendagri code: province, regency or city,
//! district, village; search, subtree, and the crosswalk from BPS codes.
//!
//! Tables: `region`, `region_successor`, `region_crosswalk`, `region_state`.
//! Codes and names as decreed by the Minister of Home Affairs (Kepmendagri;
//! edition and decree with each row); a code that is no longer used keeps its
//! row with `valid_to` (R20).

pub mod actions;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
