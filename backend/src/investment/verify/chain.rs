//! Recomputes the hash chain of every issuer, some thousand transactions at a time.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult};

use super::LedgerFault;
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::canon::{self, Head, Line};
use crate::kernel::ids::{LedgerAccountId, LedgerEntryId, LedgerTransactionId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::statement;

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

type Lines = HashMap<LedgerTransactionId, Vec<Line>>;

/// The first transaction that does not follow from the one before it. What is
/// posted meanwhile stands at the ends, and is either seen whole or not at all.
pub(super) async fn first_fault(conn: &impl ConnectionTrait) -> Result<Option<LedgerFault>, DbErr> {
    let mut last: Option<(OrganizationId, Head)> = None;
    loop {
        let rows = transactions(conn, last.as_ref()).await?;
        let Some(end) = rows.last() else { return Ok(None) };
        let mut lines = lines(conn, last.as_ref(), (end.organization_id, end.sequence)).await?;
        for row in rows {
            let before = last.take().filter(|(issuer, _)| *issuer == row.organization_id);
            let before = before.map(|(_, head)| head).unwrap_or_default();
            let of_row = lines.remove(&row.id).unwrap_or_default();
            let unbroken = row.sequence == before.sequence + 1
                && row.previous_hash == before.hash
                && row.hash == canon::hash(&row, of_row);
            if !unbroken {
                return Ok(Some(LedgerFault {
                    check: "chain_unbroken",
                    meaning: "each transaction of an issuer seals the one before it",
                    offender: row.id.to_string(),
                }));
            }
            last = Some((row.organization_id, Head { sequence: row.sequence, hash: row.hash }));
        }
    }
}

async fn transactions(
    conn: &impl ConnectionTrait,
    after: Option<&(OrganizationId, Head)>,
) -> Result<Vec<ledger_transaction::Model>, DbErr> {
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
    ledger_transaction::Entity::find().from_raw_sql(statement(conn, sql, values)).all(conn).await
}

async fn lines(
    conn: &impl ConnectionTrait,
    after: Option<&(OrganizationId, Head)>,
    (issuer, sequence): (OrganizationId, i64),
) -> Result<Lines, DbErr> {
    let mut values = vec![issuer.into(), sequence.into()];
    let mut filter = "WHERE (t.organization_id, t.sequence) <= ($1, $2)".to_owned();
    if let Some((issuer, head)) = after {
        filter.push_str(" AND (t.organization_id, t.sequence) > ($3, $4)");
        values.extend([(*issuer).into(), head.sequence.into()]);
    }
    // A plan by the indexes: the planner thinks little of pairs.
    let join = match conn.get_database_backend() {
        DbBackend::Sqlite => "CROSS JOIN ledger_entry e ON",
        _ => "JOIN ledger_entry e ON",
    };
    let sql = format!(
        "SELECT e.id, e.transaction_id, e.account_id, e.debit_sen, e.credit_sen \
         FROM ledger_transaction t {join} e.transaction_id = t.id {filter}"
    );
    let rows = LineRow::find_by_statement(statement(conn, sql, values)).all(conn).await?;
    let mut lines = Lines::new();
    for row in rows {
        lines.entry(row.transaction_id).or_default().push(Line {
            id: row.id,
            account_id: row.account_id,
            debit: row.debit_sen,
            credit: row.credit_sen,
        });
    }
    Ok(lines)
}
