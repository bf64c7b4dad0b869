//! Transactions and lines in the order in which they were added, each table
//! read once, both of one state of the database.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult};

use super::cells::{self, Behind, ENTRY, TRANSACTION};
use super::copied::Copied;
use crate::investment::entity::{ledger_entry, ledger_transaction};
use crate::platform::db::{Database, statement};

/// Rows of SQLite that are read at once.
const PAGE: i64 = 4_000;

/// See the module.
pub(super) enum Feed<'a> {
    /// Of PostgreSQL.
    Copied(Copied<ledger_transaction::Model>, Copied<ledger_entry::Model>),
    /// Of SQLite: up to which rows it was read.
    Paged(&'a DatabaseTransaction, i64, i64),
}

impl<'a> Feed<'a> {
    /// Begins to read the state that `tx` sees, which must last until the end.
    pub(super) async fn begin(
        database: &Database,
        tx: &'a DatabaseTransaction,
    ) -> Result<Self, DbErr> {
        if database.engine() == DbBackend::Sqlite {
            return Ok(Self::Paged(tx, 0, 0));
        }
        let sql = "SELECT pg_export_snapshot()";
        let row = tx.query_one_raw(statement(tx, sql, vec![])).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
        let snapshot: String = row.try_get_by_index(0)?;
        let options = database.read().get_postgres_connection_pool().connect_options();
        Ok(Self::Copied(
            Copied::begin(options.clone(), &snapshot, ("ledger_transaction", TRANSACTION), |row| {
                cells::transaction(row)
            }),
            Copied::begin(options, &snapshot, ("ledger_entry", ENTRY), |row| cells::entry(row)),
        ))
    }

    /// The next transactions; none at the end.
    pub(super) async fn transactions(&mut self) -> Result<Vec<ledger_transaction::Model>, DbErr> {
        match self {
            Self::Copied(transactions, _) => transactions.next().await,
            Self::Paged(tx, at, _) => {
                let rows = page(tx, ("ledger_transaction", TRANSACTION), at).await?;
                rows.iter().map(|row| cells::transaction(&Behind(row, 1))).collect()
            }
        }
    }

    /// The next lines; none at the end.
    pub(super) async fn entries(&mut self) -> Result<Vec<ledger_entry::Model>, DbErr> {
        match self {
            Self::Copied(_, entries) => entries.next().await,
            Self::Paged(tx, _, at) => {
                let rows = page(tx, ("ledger_entry", ENTRY), at).await?;
                rows.iter().map(|row| cells::entry(&Behind(row, 1))).collect()
            }
        }
    }
}

/// Rows that were added after the one at `at`, which moves on with them.
async fn page(
    tx: &DatabaseTransaction,
    (table, columns): (&str, &str),
    at: &mut i64,
) -> Result<Vec<QueryResult>, DbErr> {
    let sql =
        format!("SELECT rowid, {columns} FROM {table} WHERE rowid > $1 ORDER BY rowid LIMIT $2");
    let rows = tx.query_all_raw(statement(tx, sql, vec![(*at).into(), PAGE.into()])).await?;
    if let Some(last) = rows.last() {
        *at = last.try_get_by_index(0)?;
    }
    Ok(rows)
}
