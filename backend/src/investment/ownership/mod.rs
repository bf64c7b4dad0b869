//! Who owns it in the end: look-through ownership, composition, and the export
//! for registers of beneficial owners.
//!
//! Holdings come from the ledger (what members and other holders have of an
//! issuer's capital) and, for companies whose books are not kept here, from
//! declarations with their source. What a cooperative or a village enterprise
//! has together (reserves, grants, surplus not yet shared out) belongs to no
//! single member and is shown as such (ADR-0021).
//!
//! Shares of capital are never votes: a cooperative's members have one each
//! (R31, UU 25/1992 Pasal 24). Who of the persons holds what is personal data
//! (UU 27/2022 Pasal 4): by name only for who keeps or checks the books of the
//! issuer concerned, for others by class.
//!
//! Tables: `declared_holding`; it reads those of the ledger and the register.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod facts;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
