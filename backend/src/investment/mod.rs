//! Instruments, members and the ledger: who brought what into whom.
//!
//! Issuers are cooperatives (UU 25/1992, PP 33/1998), village enterprises (PP
//! 11/2021) and companies (UU 40/2007, PP 54/2017). Each has a register of
//! members and other holders, and a double-entry ledger that is only ever
//! appended to: a correction is a reversal with its reason (R28).
//!
//! Tables: `instrument`, `instrument_amount`, `member`, `ledger_account`,
//! `ledger_chain`, `ledger_transaction`, `ledger_entry`, `ledger_balance`,
//! `encumbrance`, `exit_rule`, `exit_settlement`, on SQLite also
//! `ledger_imbalance` and `ledger_nowhere` (ADR-0019), and those of the rooms
//! [`agreement`], [`books`], [`classes`], [`control`], [`crowdfunding`], [`in_kind`],
//! [`ownership`], [`pledge`], [`surplus`].
//! Savings of a person are specific personal data (UU 27/2022 Pasal 4): lists
//! of members and postings are for the issuer's own officers, regional offices
//! see sums (R114).
//!
//! Everything is posted by the [`journal`], which locks the end of the issuer's
//! hash chain. Only holders' accounts have a row of balance; an issuer's own
//! accounts are summed when read.

pub mod actions;
pub mod agreement;
pub mod book_sums;
pub mod books;
pub mod classes;
pub mod control;
pub mod crowdfunding;
pub mod day_change;
pub mod drafts;
pub mod entity;
pub mod in_kind;
pub mod journal;
pub mod ownership;
pub mod papers;
pub mod pledge;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod statement;
pub mod store;
pub mod surplus;
pub mod verify;

pub use routes::router;
