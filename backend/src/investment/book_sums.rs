//! Sums of the ledger from which reports are made.

use sea_orm::FromQueryResult;

use super::entity::ledger_account::{AccountClass, Line};
use crate::kernel::ids::MemberId;
use crate::kernel::money::Money;

/// Sums of the accounts of one line and instrument.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct TrialRow {
    /// Line.
    pub line: Line,
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// Number of the instrument, for holders' accounts.
    pub instrument_number: Option<i64>,
    /// Its name.
    pub instrument_name: Option<String>,
    /// Code of an account of the issuer's own.
    pub own_code: Option<String>,
    /// Its name.
    pub own_name: Option<String>,
    /// All debits.
    pub debit: Money,
    /// All credits.
    pub credit: Money,
}

/// What stands in one part of an issuer's equity.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct EquitySum {
    /// Line.
    pub line: Line,
    /// Number of the instrument, for holders' accounts.
    pub instrument_number: Option<i64>,
    /// Code of an account of the issuer's own.
    pub own_code: Option<String>,
    /// Its name.
    pub own_name: Option<String>,
    /// The holder, for the capital of villages.
    pub village: Option<MemberId>,
    /// Credits less debits.
    pub amount: Money,
}
