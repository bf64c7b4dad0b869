//! Recomputes the hash chain of every issuer, some thousand transactions at a time.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult};

use super::LedgerFault;
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::canon::{self, Head, Line};
use crate::kernel::ids::{LedgerAccountId, LedgerEntryId, LedgerTransactionId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Transactions read at once.
const WINDOW: i64 = 5_000;

#[derive(FromQueryResult)]
struct LineRow {
    id: LedgerEntryId,
    transaction_id: LedgerTransactionId,
    account_id: LedgerAccountId,
    debit_sen: Money,
    credit_sen: Money,
}

/// The end of a chain as far as it was read.
type End = (OrganizationId, Head);

/// Some transactions in the order of their chains, with their lines.
struct Window {
    rows: Vec<ledger_transaction::Model>,
    lines: HashMap<LedgerTransactionId, Vec<Line>>,
}

impl Window {
    fn end(&self) -> Option<End> {
        let row = self.rows.last()?;
        let head = Head { sequence: row.sequence, hash: row.hash.clone() };
        Some((row.organization_id, head))
    }
}

/// The chains as a check of the verifier.
pub(super) async fn first_fault(conn: &impl ConnectionTrait) -> Result<Option<LedgerFault>, DbErr> {
    Ok(first_broken(conn).await?.map(|broken| LedgerFault {
        check: "chain_unbroken",
        meaning: "each transaction of an issuer seals the one before it",
        offender: broken.to_string(),
    }))
}

/// The first transaction that does not follow from the one before it. What is
/// posted meanwhile stands at the ends, and is either seen whole or not at all.
///
/// # Errors
/// When the database fails.
pub async fn first_broken(
    conn: &impl ConnectionTrait,
) -> Result<Option<LedgerTransactionId>, DbErr> {
    let mut before: Option<End> = None;
    let mut window = read(conn, None).await?;
    while let Some(end) = window.end() {
        // One window is hashed while the next one is read.
        let after = before.replace(end.clone());
        let checked = tokio::task::spawn_blocking(move || broken_in(window, after));
        let (next, checked) = tokio::join!(read(conn, Some(&end)), checked);
        if let Some(broken) = checked.map_err(|error| DbErr::Custom(error.to_string()))? {
            return Ok(Some(broken));
        }
        window = next?;
    }
    Ok(None)
}

fn broken_in(mut window: Window, before: Option<End>) -> Option<LedgerTransactionId> {
    let mut last = before;
    for row in window.rows {
        let before = last.take().filter(|(issuer, _)| *issuer == row.organization_id);
        let before = before.map(|(_, head)| head).unwrap_or_default();
        let lines = window.lines.remove(&row.id).unwrap_or_default();
        let unbroken = row.sequence == before.sequence + 1
            && row.previous_hash == before.hash
            && row.hash == canon::hash(&row, lines);
        if !unbroken {
            return Some(row.id);
        }
        last = Some((row.organization_id, Head { sequence: row.sequence, hash: row.hash }));
    }
    None
}

async fn read(conn: &impl ConnectionTrait, after: Option<&End>) -> Result<Window, DbErr> {
    let (filter, values) = match after {
        Some((issuer, head)) => (
            "WHERE (organization_id, sequence) > ($2, $3)",
            vec![WINDOW.into(), (*issuer).into(), head.sequence.into()],
        ),
        None => ("", vec![WINDOW.into()]),
    };
    let sql = format!(
        "SELECT * FROM ledger_transaction {filter} ORDER BY organization_id, sequence LIMIT $1"
    );
    let rows = ledger_transaction::Entity::find().from_raw_sql(statement(conn, sql, values));
    let rows = rows.all(conn).await?;
    let lines = lines_of(conn, rows.iter().map(|row| row.id)).await?;
    Ok(Window { rows, lines })
}

/// The lines of some transactions.
///
/// # Errors
/// When the database fails.
pub async fn lines_of(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = LedgerTransactionId>,
) -> Result<HashMap<LedgerTransactionId, Vec<Line>>, DbErr> {
    // By their ids, so that the planner takes the index, whatever it thinks of
    // a range over two columns.
    let ids: Vec<uuid::Uuid> = ids.map(|id| id.uuid()).collect();
    let mut lines: HashMap<LedgerTransactionId, Vec<Line>> = HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(lines);
    }
    let (list, values) = among(conn.get_database_backend(), 1, &ids);
    let sql = format!(
        "SELECT id, transaction_id, account_id, debit_sen, credit_sen FROM ledger_entry \
         WHERE transaction_id {list}"
    );
    for row in LineRow::find_by_statement(statement(conn, sql, values)).all(conn).await? {
        lines.entry(row.transaction_id).or_default().push(Line {
            id: row.id,
            account_id: row.account_id,
            debit: row.debit_sen,
            credit: row.credit_sen,
        });
    }
    Ok(lines)
}
