//! One file a table.

pub mod encumbrance;
pub mod exit_rule;
pub mod exit_settlement;
pub mod instrument;
pub mod instrument_amount;
pub mod ledger_account;
pub mod ledger_balance;
pub mod ledger_entry;
pub mod ledger_transaction;
pub mod member;
