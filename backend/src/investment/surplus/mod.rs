//! Surplus of a book year and how it is shared: SHU of cooperatives, hasil
//! usaha of village enterprises, profit of regional companies.
//!
//! - A **scheme** is the issuer's own rule (AD/ART) as named parts that total
//!   100 percent; it is never edited, a later one supersedes it.
//! - **Patronage** is what each member did with the cooperative in a book year.
//! - A **run** shares one year's surplus: `draft → diajukan → disahkan →
//!   dibagikan` (R36). While a draft it is simulated as often as wanted; what
//!   is submitted is frozen, with a digest over its canonical text.
//!
//! The lines of a run are kept as the canonical text itself, in pieces of a
//! thousand lines, so that the same inputs give the same bytes years later and
//! a hundred thousand members are written in a second.
//!
//! Tables: `surplus_scheme`, `surplus_patronage`, `surplus_run`,
//! `surplus_piece`, `surplus_owed`, `surplus_payout`.
//!
//! Source: UU 25/1992 Pasal 41, 45 (cooperatives); PP 11/2021
//! Pasal 60, 61 and Kepmendesa 136/2022 (village enterprises); UU 40/2007
//! Pasal 70, 71 and PP 54/2017 (companies); R36 to R47, R53 to R56, R65.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod holding;
pub mod outcome;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod scheme;
pub mod starters;
pub mod store;

pub use routes::router;
