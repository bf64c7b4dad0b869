//! Agreements with their own arithmetic of sharing: mudharabah, musyarakah,
//! fisheries crew shares, inti-plasma.
//!
//! An agreement is recorded once, as it was signed, and never edited. Each
//! reckoning under it is a statement: the pure rules work it out from the
//! figures given, and both are kept as they were. Nothing here moves money.
//!
//! Rooms of their own: [`partnership`], the contracts behind inti-plasma and its
//! like; [`land`], consents to the use of land; [`loan`], loans of village
//! cooperatives.
//!
//! Tables: `agreement`, `agreement_statement`. Source: R73 to R75, R77; UU
//! 16/1964 (fisheries), UU 20/2008 and PP 7/2021 (partnership), practice of
//! sharia contracts.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod land;
pub mod loan;
pub mod partnership;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
