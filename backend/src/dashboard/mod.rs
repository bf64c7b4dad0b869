//! Dashboards: the figures of every region, read from the folded roll-ups.
//!
//! Owns no table; it reads across the slices below and writes nothing. The
//! figures are complete up to `as_of`, a second or two behind.
//!
//! Who reaches a whole region with a role that oversees it (R114) sees all of
//! its figures. Anybody else who is signed in sees them with small cells
//! suppressed (R113; UU 27/2022 Pasal 35: personal data are protected against
//! unlawful disclosure, which a count of one would be).

pub mod pages;
pub mod routes;
pub mod rules;
pub mod store;
pub mod verify;

pub use routes::router;
