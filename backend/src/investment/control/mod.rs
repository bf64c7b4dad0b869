//! Controls of an issuer's ledger: book years, entries dated back, a second
//! person, and the proof that nothing was changed.
//!
//! - **Settings** stand at the head of the issuer's chain, which every posting
//!   locks: the month in which the book year begins, how many days back anybody
//!   who keeps the books may post, the amount above which a second person
//!   approves (R117), and after how many days a request lapses.
//! - **Book years** are closed in order. Nothing is posted on or before the end
//!   of the latest closed year; what the closing found is kept by line, with
//!   the head of the chain, so that a later change shows.
//! - **Requests** are postings that wait for a second person: above the limit,
//!   or further back than the settings let everybody post. The act is kept as
//!   it was checked, and goes through the journal when approved.
//! - **Proof**: hashes over HTTP, and a pack for whoever trusts no database.
//!
//! Tables: `book_year_closing`, `book_year_figure`, `posting_request`, and the
//! settings among the columns of `ledger_chain`. Source: R28, R117, UU 25/1992
//! Pasal 35 (yearly accounts of a cooperative), UU 40/2007 Pasal 66 to 68;
//! house rules in ADR-0023.

pub mod actions;
pub mod asked;
pub mod drafts;
pub mod entity;
pub mod pack;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
