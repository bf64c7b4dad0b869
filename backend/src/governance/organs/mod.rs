//! Positions in organs: who holds which, by which decision, from when to when.
//!
//! A position is one term of one person. Spans of days are half-open: `held_to`
//! is the first day on which the position is no longer held. An end is recorded
//! once; what was recorded in error ends on its first day, so that it was never
//! held.
//!
//! Tables: `organ_position`, `family_tie`, `served_village`.
//!
//! Who sees whom: an office in an organ is public among those who see the
//! organization, and the name of its holder with it; nothing else of the person.
//! Family ties are shown to those alone who may see the persons.
//!
//! Source: R48 (Inpres 9/2025, SE Menteri Koperasi 1/2025), R52 (PP 11/2021); ADR-0038.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
