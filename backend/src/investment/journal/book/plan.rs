//! What an act wants posted, and what was posted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::member::{ExitReason, MemberStatus};
use crate::investment::entity::{exit_settlement, ledger_entry, ledger_transaction};
use crate::investment::in_kind::entity::paper::Used;
use crate::investment::in_kind::entity::valuation;
use crate::investment::journal::intent::Holder;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{LedgerAccountId, MemberId};
use crate::kernel::money::Money;

/// Which account a leg moves; one that is not there yet is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// An account that is there.
    Account(LedgerAccountId),
    /// A holder's account.
    Holder(Holder),
    /// The issuer's own account of a line.
    Issuer(Line),
    /// A numbered sub-account of the issuer's line, for one part of a shared
    /// surplus; its name stands in the book.
    Part(Line, u8),
}

/// One line of a transaction to be.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Leg {
    /// The account.
    pub place: Place,
    /// Debit, or zero.
    pub debit: Money,
    /// Credit, or zero.
    pub credit: Money,
}

/// A decision: what is to be posted.
#[derive(Debug)]
pub struct Plan {
    /// The transaction, without its place in the chain.
    pub row: ledger_transaction::Model,
    /// Its lines; debits and credits are equal.
    pub legs: Vec<Leg>,
    /// Operation id, for the audit log.
    pub action: &'static str,
    /// What the audit log keeps besides; no personal data.
    pub noted: Map<String, Value>,
    /// The membership that ends with it.
    pub leaves: Option<Leaving>,
    /// The settlement that is made with it.
    pub settlement: Option<exit_settlement::Model>,
    /// The valuation of what it brings in as goods.
    pub valuation: Option<valuation::Model>,
    /// The papers behind that.
    pub papers: Vec<Used>,
    /// Whether its act passes by what protects members, so that a second person
    /// has to see it (ADR-0041).
    pub for_two: bool,
    /// What should be looked at once it is posted.
    pub warnings: Vec<Fault>,
}

/// A membership that ends.
#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    /// Whose.
    pub member: MemberId,
    /// First day no longer in force.
    pub left_on: NaiveDate,
    /// Why.
    pub reason: ExitReason,
}

/// A transaction that was posted.
#[derive(Debug, Clone)]
pub struct Posted {
    /// The transaction.
    pub row: ledger_transaction::Model,
    /// Its lines.
    pub entries: Vec<ledger_entry::Model>,
    /// Balance of the holder's account after it.
    pub balance: Option<Money>,
    /// Where the membership stands after it.
    pub status: Option<MemberStatus>,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}
