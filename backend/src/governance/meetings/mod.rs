//! Yearly meetings: in which the members are told how the book year went.
//!
//! RAT of a cooperative, musyawarah desa or antar desa of a BUM Desa, RUPS of a
//! company. A record says of which book year the meeting was, how many of those
//! entitled were there, and by a hash which file its minutes are. What it decided
//! is read with what it decided on: the approval of a surplus names its meeting
//! by the same [`drafts::DecisionDraft`], and records it here if nobody has.
//!
//! Table: `annual_meeting`. A record is never edited: one in error is withdrawn,
//! and made anew.
//!
//! Source: R35, R36; UU 25/1992 Pasal 26, PP 11/2021, UU 40/2007 Pasal 78; ADR-0038.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
