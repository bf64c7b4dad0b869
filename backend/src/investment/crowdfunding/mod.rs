//! Records of securities crowdfunding (SCF): who bought what of an issuer
//! through a licensed organiser. Recorded, never offered: no operation here
//! lets anybody subscribe (R71).
//!
//! Tables: `scf_record`, `scf_resale`. Source: POJK 57/2020 as changed by POJK
//! 16/2021; R69 to R72.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
