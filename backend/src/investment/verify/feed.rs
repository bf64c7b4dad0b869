//! Tables of the ledger, each read once, all of one state of the database;
//! transactions and lines in the order in which they were added.

use std::sync::Arc;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Value};
use uuid::Uuid;

use super::cells::Behind;
use super::copied::{Copied, Tuple};
use crate::platform::db::{Database, statement};

/// Rows of SQLite that are read at once.
const PAGE: i64 = 4_000;

/// Where a row of SQLite stands: tables without row ids are read by their key.
pub(super) enum Place {
    /// In the order in which rows were added.
    Added,
    /// In the order of this column's ids.
    Id(&'static str),
}

impl Place {
    fn column(&self) -> &'static str {
        match self {
            Self::Added => "rowid",
            Self::Id(column) => column,
        }
    }

    /// Before all rows.
    fn start(&self) -> Value {
        match self {
            Self::Added => 0_i64.into(),
            Self::Id(_) => Uuid::nil().into(),
        }
    }

    /// Of a row, whose first column it is.
    fn of(&self, row: &QueryResult) -> Result<Value, DbErr> {
        match self {
            Self::Added => row.try_get_by_index::<i64>(0).map(Value::from),
            Self::Id(_) => row.try_get_by_index::<Uuid>(0).map(Value::from),
        }
    }
}

/// What is read of a table, and how, of each engine.
pub(super) struct Table<T> {
    /// Its name.
    pub name: &'static str,
    /// How pages of SQLite follow each other.
    pub place: Place,
    /// The columns, in the order in which they are read.
    pub columns: &'static str,
    /// A row of PostgreSQL.
    pub copied: fn(&Tuple<'_>) -> Result<T, DbErr>,
    /// A row of SQLite.
    pub paged: fn(&Behind<'_>) -> Result<T, DbErr>,
}

/// Where the tables are read.
pub(super) enum Source<'a> {
    /// PostgreSQL: how to connect, and the snapshot to read.
    Snapshot(Arc<PgConnectOptions>, String),
    /// SQLite: the transaction that sees the state.
    Transaction(&'a DatabaseTransaction),
}

impl<'a> Source<'a> {
    /// The state that `tx` sees, which must last until the end.
    pub(super) async fn of(
        database: &Database,
        tx: &'a DatabaseTransaction,
    ) -> Result<Self, DbErr> {
        if database.engine() == DbBackend::Sqlite {
            return Ok(Self::Transaction(tx));
        }
        let sql = "SELECT pg_export_snapshot()";
        let row = tx.query_one_raw(statement(tx, sql, vec![])).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
        let options = database.read().get_postgres_connection_pool().connect_options();
        Ok(Self::Snapshot(options, row.try_get_by_index(0)?))
    }

    /// Begins to read a table.
    pub(super) fn rows<T: Send + 'static>(&self, table: &'static Table<T>) -> Rows<'a, T> {
        match self {
            Self::Snapshot(options, snapshot) => Rows::Copied(Copied::begin(
                options.clone(),
                snapshot,
                (table.name, table.columns),
                table.copied,
            )),
            Self::Transaction(tx) => Rows::Paged(tx, table, table.place.start()),
        }
    }
}

/// The rows of one table.
pub(super) enum Rows<'a, T: 'static> {
    /// Of PostgreSQL.
    Copied(Copied<T>),
    /// Of SQLite: up to which row it was read.
    Paged(&'a DatabaseTransaction, &'static Table<T>, Value),
}

impl<T: Send + 'static> Rows<'_, T> {
    /// The next rows; none at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<T>, DbErr> {
        match self {
            Self::Copied(rows) => rows.next().await,
            Self::Paged(tx, table, at) => {
                let sql = format!(
                    "SELECT {place}, {} FROM {} WHERE {place} > $1 ORDER BY {place} LIMIT $2",
                    table.columns,
                    table.name,
                    place = table.place.column(),
                );
                let page = statement(*tx, sql, vec![at.clone(), PAGE.into()]);
                let rows = tx.query_all_raw(page).await?;
                if let Some(last) = rows.last() {
                    *at = table.place.of(last)?;
                }
                rows.iter().map(|row| (table.paged)(&Behind(row, 1))).collect()
            }
        }
    }
}
