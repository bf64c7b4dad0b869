//! Partnership contracts (kemitraan) between a small party and a larger one.
//!
//! A contract is drafted, and becomes `aktif` with its signature only if it has
//! all that the law asks for: activity, rights and duties of both, form of
//! development, term, settlement of disputes, and a text in Indonesian. It ends
//! with its term or before. Where it stands on a day follows from its days.
//!
//! The larger party may neither own nor control the smaller one: what ledger
//! and declarations know of its shares is asked on the day of writing, a seat
//! among the directors is declared. Both are kept with a warning (ADR-0039).
//!
//! Table: `partnership`. Source: R76; UU 20/2008 Pasal 26 to 36 and PP 7/2021.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
