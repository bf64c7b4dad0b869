//! Writes many rows fast: COPY on PostgreSQL, long INSERTs on SQLite; either
//! way in one transaction with every constraint and trigger in force.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sqlx::Postgres;
use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Value};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::cli::Failure;
use crate::platform::db::{Database, placeholders, statement};

/// Rows are sent when so many bytes (PostgreSQL) or values (SQLite) wait.
const WAITING_MAX: usize = 4 << 20;
/// SQLite takes at most 32,766 values a statement.
const VALUES_MAX: usize = 30_000;

/// One value of a row.
#[derive(Debug, Clone)]
pub enum Cell {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// Whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Identity.
    Id(Uuid),
    /// Day.
    Day(NaiveDate),
    /// Instant, UTC.
    At(DateTime<Utc>),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<Cell>> for Cell {
    fn from(cell: Option<Cell>) -> Self {
        cell.unwrap_or(Self::Null)
    }
}

impl Cell {
    /// As COPY reads it in its text form.
    fn copy(&self, line: &mut Vec<u8>) {
        let text = match self {
            Self::Null => "\\N".to_owned(),
            Self::Text(text) => escaped(text),
            Self::Int(number) => number.to_string(),
            Self::Bool(true) => "t".to_owned(),
            Self::Bool(false) => "f".to_owned(),
            Self::Id(id) => id.to_string(),
            Self::Day(day) => day.to_string(),
            Self::At(instant) => instant.to_rfc3339(),
            Self::Bytes(bytes) => format!("\\\\x{}", crate::platform::vault::hex(bytes)),
        };
        line.extend_from_slice(text.as_bytes());
    }

    /// As the driver binds it.
    fn value(self) -> Value {
        match self {
            Self::Null => Value::String(None),
            Self::Text(text) => text.into(),
            Self::Int(number) => number.into(),
            Self::Bool(yes) => yes.into(),
            Self::Id(id) => id.into(),
            Self::Day(day) => day.into(),
            Self::At(instant) => instant.into(),
            Self::Bytes(bytes) => bytes.into(),
        }
    }
}

/// Text with the characters that mean something to COPY written out.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            other => written.push(other),
        }
    }
    written
}

/// A table that is filled.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Table.
    pub table: &'static str,
    /// Its columns, separated by commas, in the order of the cells.
    pub columns: &'static str,
}

#[derive(Debug)]
struct Waiting {
    sheet: Sheet,
    lines: Vec<u8>,
    values: Vec<Value>,
}

impl Waiting {
    fn of(sheet: Sheet) -> Self {
        Self { sheet, lines: Vec::new(), values: Vec::new() }
    }

    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.values.is_empty()
    }
}

enum Target {
    Postgres(PoolConnection<Postgres>),
    Sqlite(DatabaseTransaction),
}

impl Target {
    /// Sends parcel after parcel until there are no more; the transaction stays
    /// open.
    async fn load(mut self, mut parcels: mpsc::Receiver<Vec<Waiting>>) -> Result<Self, Failure> {
        while let Some(parcel) = parcels.recv().await {
            for waiting in parcel {
                match &mut self {
                    Self::Postgres(conn) => copy(conn, waiting).await?,
                    Self::Sqlite(tx) => insert(tx, waiting).await?,
                }
            }
        }
        Ok(self)
    }
}

/// A load in progress: nothing is there until [`Bulk::finish`]. While the
/// database takes one parcel of rows, the next one is made.
pub struct Bulk {
    engine: DbBackend,
    parcels: mpsc::Sender<Vec<Waiting>>,
    loader: JoinHandle<Result<Target, Failure>>,
    waiting: Vec<Waiting>,
    /// Rows pushed so far.
    pub rows: u64,
}

impl Bulk {
    /// Begins a load of these tables, which are always sent in this order, so
    /// that a row may refer to one of a table before its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(db: &Database, sheets: &[Sheet]) -> Result<Self, Failure> {
        let engine = db.engine();
        let target = if engine == DbBackend::Postgres {
            let mut conn = db.write().get_postgres_connection_pool().acquire().await?;
            sea_orm::sqlx::raw_sql("BEGIN; SET LOCAL statement_timeout = 0")
                .execute(&mut *conn)
                .await?;
            Target::Postgres(conn)
        } else {
            Target::Sqlite(db.begin_write().await?)
        };
        let (parcels, received) = mpsc::channel(1);
        let loader = tokio::spawn(target.load(received));
        let waiting = sheets.iter().copied().map(Waiting::of).collect();
        Ok(Self { engine, parcels, loader, waiting, rows: 0 })
    }

    /// Adds a row to the nth table.
    pub fn push<const N: usize>(&mut self, sheet: usize, cells: [Cell; N]) {
        let waiting = &mut self.waiting[sheet];
        self.rows += 1;
        if self.engine != DbBackend::Postgres {
            waiting.values.extend(cells.into_iter().map(Cell::value));
            return;
        }
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                waiting.lines.push(b'\t');
            }
            cell.copy(&mut waiting.lines);
        }
        waiting.lines.push(b'\n');
    }

    /// Sends what waits if it is much; call it where all rows that belong
    /// together were pushed.
    ///
    /// # Errors
    /// When the database refused a row that was sent before.
    pub async fn breathe(&mut self) -> Result<(), Failure> {
        let waiting: usize =
            self.waiting.iter().map(|it| it.lines.len() + it.values.len() * 16).sum();
        if waiting > WAITING_MAX { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<(), Failure> {
        let fresh: Vec<Waiting> = self.waiting.iter().map(|it| Waiting::of(it.sheet)).collect();
        let mut parcel = std::mem::replace(&mut self.waiting, fresh);
        parcel.retain(|waiting| !waiting.is_empty());
        if self.parcels.send(parcel).await.is_err() {
            // The loader has ended early, and tells why.
            (&mut self.loader).await??;
        }
        Ok(())
    }

    /// Sends the rest and commits.
    ///
    /// # Errors
    /// When the database refuses a row.
    pub async fn finish(mut self) -> Result<u64, Failure> {
        self.send().await?;
        drop(self.parcels);
        match self.loader.await?? {
            Target::Postgres(mut conn) => {
                sea_orm::sqlx::raw_sql("COMMIT").execute(&mut *conn).await?;
            }
            Target::Sqlite(tx) => tx.commit().await?,
        }
        Ok(self.rows)
    }
}

async fn copy(conn: &mut PoolConnection<Postgres>, waiting: Waiting) -> Result<(), Failure> {
    let Sheet { table, columns } = waiting.sheet;
    let sql = format!("COPY {table} ({columns}) FROM STDIN");
    let mut stream = conn.copy_in_raw(&sql).await?;
    stream.send(waiting.lines.as_slice()).await?;
    stream.finish().await?;
    Ok(())
}

async fn insert(tx: &DatabaseTransaction, waiting: Waiting) -> Result<(), Failure> {
    let Sheet { table, columns } = waiting.sheet;
    let width = columns.split(',').count();
    // Even, so that the two lines of a ledger transaction stay together.
    let rows = (VALUES_MAX / width) & !1;
    let mut values = waiting.values;
    while !values.is_empty() {
        let rest = values.split_off(values.len().min(rows * width));
        let sql = format!(
            "INSERT INTO {table} ({columns}) VALUES {}",
            placeholders(tx.get_database_backend(), values.len() / width, width)
        );
        tx.execute_raw(statement(tx, sql, values)).await?;
        values = rest;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_escapes_what_would_end_a_cell_or_a_row() {
        let mut line = Vec::new();
        Cell::from("a\tb\\c\nd").copy(&mut line);
        line.push(b'|');
        Cell::Bytes(vec![1, 255]).copy(&mut line);
        line.push(b'|');
        Cell::Null.copy(&mut line);

        assert_eq!(line, br"a\tb\\c\nd|\\x01ff|\N");
    }
}
