//! Classes of capital: the terms of an instrument, and certificates of shares.
//!
//! - **Terms** say who may hold an instrument, how little and how much one
//!   holder may have, how much may be issued in all, how long what was brought
//!   in is locked, and how many votes a share has. A change is a new version
//!   with its first day and the decision behind it; the old one stays. What was
//!   set by mistake is cancelled by somebody else, and stays on record as well.
//! - **Certificates** (surat saham) prove who has which numbered shares of a
//!   company. The journal issues and cancels them with each transaction that
//!   moves shares; here they are split and consolidated, which moves nothing.
//!
//! The journal asks the terms of every act that brings capital in or takes it
//! out (`journal/decide/classes.rs`), with what it has read anyway
//! (`journal/load/classes.rs`).
//!
//! Tables: `instrument_terms`, `instrument_terms_cancellation`, `instrument_issued`, `share_certificate`,
//! `share_certificate_end`. Source: R31, R67; UU 40/2007 Pasal 31 to 33 (capital),
//! 50 and 51 (register of shareholders, proof of ownership), 60 (pledge), 84
//! (votes); UU 25/1992 Pasal 24 (one member, one vote); house rules in ADR-0025.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
