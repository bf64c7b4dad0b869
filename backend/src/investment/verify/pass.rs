//! One pass over all transactions and lines: they are added together, so that
//! each meets its own while both tables are read once, in the order in which
//! rows were added. Memory grows with accounts and issuers, not with lines, as
//! long as that order is kept.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sea_orm::{DatabaseTransaction, DbErr};

use super::accounts::Accounts;
use super::cells::{self, ENTRY, TRANSACTION};
use super::chain::{Chains, Hashing};
use super::feed::{Place, Source, Table};
use super::{Check, Found};
use crate::investment::entity::{ledger_entry, ledger_transaction};
use crate::investment::journal::canon::Line;
use crate::kernel::ids::LedgerTransactionId;
use crate::platform::db::Database;

/// Lines without their transaction above which more transactions are read
/// instead: one that misses lines would let all others wait.
const EARLY_MAX: usize = 100_000;

/// Boxed, for it is handed on many times and is half a kilobyte.
static TRANSACTIONS: Table<Box<ledger_transaction::Model>> = Table {
    name: "ledger_transaction",
    place: Place::Added,
    columns: TRANSACTION,
    copied: |row| cells::transaction(row).map(Box::new),
    paged: |row| cells::transaction(row).map(Box::new),
};

static ENTRIES: Table<ledger_entry::Model> = Table {
    name: "ledger_entry",
    place: Place::Added,
    columns: ENTRY,
    copied: |row| cells::entry(row),
    paged: |row| cells::entry(row),
};

/// A transaction with the lines that came so far.
struct Open {
    row: Box<ledger_transaction::Model>,
    lines: Vec<ledger_entry::Model>,
    debit: i128,
    credit: i128,
}

impl Open {
    fn of(row: Box<ledger_transaction::Model>) -> Self {
        Self { row, lines: Vec::with_capacity(2), debit: 0, credit: 0 }
    }

    fn add(&mut self, line: ledger_entry::Model) {
        self.debit += i128::from(line.debit_sen.sen());
        self.credit += i128::from(line.credit_sen.sen());
        self.lines.push(line);
    }

    /// Every line has an amount above zero, so that one more does not fit.
    fn is_whole(&self) -> bool {
        let amount = i128::from(self.row.amount_sen.sen());
        self.debit == amount && self.credit == amount
    }
}

struct Pass {
    accounts: Accounts,
    chains: Chains,
    hashing: Hashing,
    open: HashMap<LedgerTransactionId, Open, RandomState>,
    early: HashMap<LedgerTransactionId, Vec<ledger_entry::Model>, RandomState>,
    early_lines: usize,
}

/// Reads everything in the state that `tx` sees, and gives what is wrong.
pub(super) async fn run(database: &Database, tx: &DatabaseTransaction) -> Result<Found, DbErr> {
    let mut found = Found::default();
    let source = Source::of(database, tx).await?;
    let (mut transactions, mut entries) = (source.rows(&TRANSACTIONS), source.rows(&ENTRIES));
    let mut pass = Pass {
        accounts: Accounts::load(&source).await?,
        chains: Chains::load(tx).await?,
        hashing: Hashing::new(),
        open: HashMap::default(),
        early: HashMap::default(),
        early_lines: 0,
    };
    let (mut more_rows, mut more_lines) = (true, true);
    while more_rows || more_lines {
        let wait_for_lines = !pass.open.is_empty() && pass.early_lines < EARLY_MAX;
        if more_lines && (wait_for_lines || !more_rows) {
            let lines = entries.next().await?;
            more_lines = !lines.is_empty();
            lines.into_iter().for_each(|line| pass.line(line, &mut found));
        } else {
            let rows = transactions.next().await?;
            more_rows = !rows.is_empty();
            rows.into_iter().for_each(|row| pass.transaction(row, &mut found));
        }
        pass.hashing.go_on(&mut found).await?;
    }
    pass.hashing.finish(&mut found).await?;
    let torn = pass.open.keys().chain(pass.early.keys()).min();
    if let Some(id) = torn {
        found.put(Check::TransactionBalances, *id);
    }
    pass.chains.check(&mut found);
    pass.accounts.check(tx, &mut found).await?;
    Ok(found)
}

impl Pass {
    fn transaction(&mut self, row: Box<ledger_transaction::Model>, found: &mut Found) {
        self.chains.add(&row, found);
        let mut open = Open::of(row);
        if let Some(lines) = self.early.remove(&open.row.id) {
            self.early_lines -= lines.len();
            lines.into_iter().for_each(|line| open.add(line));
        }
        if open.is_whole() {
            self.settle(open, found);
        } else {
            self.open.insert(open.row.id, open);
        }
    }

    fn line(&mut self, line: ledger_entry::Model, found: &mut Found) {
        let id = line.transaction_id;
        let Some(open) = self.open.get_mut(&id) else {
            self.early.entry(id).or_default().push(line);
            self.early_lines += 1;
            return;
        };
        open.add(line);
        if open.is_whole()
            && let Some(open) = self.open.remove(&id)
        {
            self.settle(open, found);
        }
    }

    /// A transaction whose lines are all there.
    fn settle(&mut self, open: Open, found: &mut Found) {
        for line in &open.lines {
            if !self.accounts.add(&open.row, line) {
                found.put(Check::EntryAgrees, line.id);
            }
        }
        let lines = open.lines.iter().map(Line::from).collect();
        self.hashing.add((open.row, lines));
    }
}
