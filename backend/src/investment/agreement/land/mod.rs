//! Land that a right holder makes available by consent.
//!
//! "Owners of capital meet owners of land" by a right of use, never by title:
//! the land stays whose it is, by adat, certificate (SHM) or permit, and the
//! enterprise uses it for a term. A consent is no capital: nothing of it is in
//! ledger, equity or ownership, and a transfer of title offered as a
//! contribution is refused. On one parcel one consent binds at a time (ADR-0039).
//!
//! Table: `land_consent`. Source: R78; DOMAIN 4 (petuanan and ulayat: the
//! document of consent is mandatory); UU 5/1960 Pasal 20, 41 and 44.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
