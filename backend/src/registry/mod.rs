//! Organizations, persons and effective-dated legal parameters.
//!
//! The register of who takes part: cooperatives (UU 25/1992), village
//! enterprises (PP 11/2021), regional enterprises (PP 54/2017), people's
//! business groups, companies, governments and mentoring institutions.
//!
//! Tables: `organization`, `organization_status`, `person`, `parameter`, and
//! those of [`import`].
//! Personal data: a person's NIK and phone are sealed, found by a keyed hash
//! and masked in lists; a full reading is audited (R108, UU 27/2022).

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod import;
pub mod parameters;
pub mod problems;
pub mod remembered;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
