//! Many rows of many tables in few statements.
//!
//! On PostgreSQL all of them go in one statement of constant text, each table's
//! rows as one JSON array: one round trip, planned once, whatever the number of
//! rows. On SQLite each table takes one multi-row statement, in the order
//! given, since a statement there costs no round trip and JSON would have to be
//! taken apart for every cell.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Value};
use uuid::Uuid;

use super::db::{placeholders, statement};

/// SQLite takes at most 32,766 values a statement.
const VALUES_MAX: usize = 30_000;

/// How the rows of a sheet meet the table.
#[derive(Debug, Clone, Copy)]
pub enum Verb {
    /// They are new.
    Insert,
    /// They are new, or replace these columns of the row with the same key.
    Upsert {
        /// Key columns.
        key: &'static str,
        /// `column = excluded.column, …`.
        set: &'static str,
    },
    /// They change the row whose `id` is the first column.
    Update {
        /// `column = r.column, …`.
        set: &'static str,
    },
}

/// A table as it is written to.
#[derive(Debug)]
pub struct Sheet {
    /// The table.
    pub table: &'static str,
    /// Its columns in the order of the cells, each with its type on PostgreSQL.
    pub columns: &'static [(&'static str, &'static str)],
    /// What happens with the rows.
    pub verb: Verb,
}

/// Rows for one sheet.
#[derive(Debug)]
pub struct Rows {
    sheet: &'static Sheet,
    cells: Vec<Value>,
}

impl Rows {
    /// No rows yet.
    #[must_use]
    pub fn of(sheet: &'static Sheet) -> Self {
        Self { sheet, cells: Vec::new() }
    }

    /// Adds a row: one cell for each column.
    pub fn push<const N: usize>(&mut self, cells: [Value; N]) {
        debug_assert_eq!(N, self.sheet.columns.len(), "a row of {}", self.sheet.table);
        self.cells.extend(cells);
    }

    fn names(&self) -> String {
        self.sheet.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// Writes all rows in the order of the sheets; a row may refer to one of a
/// sheet before its own. Give the same sheets each time, also empty ones, so
/// that the statement's text stays the same.
///
/// # Errors
/// When the database refuses a row; then none is written.
pub async fn send(conn: &impl ConnectionTrait, sets: Vec<Rows>) -> Result<(), DbErr> {
    if conn.get_database_backend() == DbBackend::Postgres {
        return send_at_once(conn, sets).await;
    }
    for mut rows in sets {
        let width = rows.sheet.columns.len();
        while !rows.cells.is_empty() {
            let most = VALUES_MAX / width * width;
            let rest = rows.cells.split_off(rows.cells.len().min(most));
            let cells = std::mem::replace(&mut rows.cells, rest);
            let sql = on_sqlite(&rows, cells.len() / width);
            conn.execute_raw(statement(conn, sql, cells)).await?;
        }
    }
    Ok(())
}

fn on_sqlite(rows: &Rows, count: usize) -> String {
    let (table, names) = (rows.sheet.table, rows.names());
    let places = placeholders(DbBackend::Sqlite, count, rows.sheet.columns.len());
    match rows.sheet.verb {
        Verb::Insert => format!("INSERT INTO {table} ({names}) VALUES {places}"),
        Verb::Upsert { key, set } => format!(
            "INSERT INTO {table} ({names}) VALUES {places} ON CONFLICT ({key}) DO UPDATE SET {set}"
        ),
        Verb::Update { set } => format!(
            "WITH r ({names}) AS (VALUES {places}) UPDATE {table} SET {set} FROM r \
             WHERE {table}.id = r.id"
        ),
    }
}

async fn send_at_once(conn: &impl ConnectionTrait, sets: Vec<Rows>) -> Result<(), DbErr> {
    let (mut sql, mut values) = (String::from("WITH "), Vec::with_capacity(sets.len()));
    for (place, rows) in (1..).zip(&sets) {
        let (table, names) = (rows.sheet.table, rows.names());
        let typed: Vec<String> =
            rows.sheet.columns.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
        let given = format!("json_to_recordset(${place}::json) AS r ({})", typed.join(", "));
        let comma = if place > 1 { ", " } else { "" };
        let part = match rows.sheet.verb {
            Verb::Insert => format!("INSERT INTO {table} ({names}) SELECT {names} FROM {given}"),
            Verb::Upsert { key, set } => format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM {given} \
                 ON CONFLICT ({key}) DO UPDATE SET {set}"
            ),
            Verb::Update { set } => {
                format!("UPDATE {table} SET {set} FROM {given} WHERE {table}.id = r.id")
            }
        };
        write!(sql, "{comma}w{place} AS ({part})")
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        values.push(as_json(rows)?.into());
    }
    sql.push_str(" SELECT 1");
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// The rows as a JSON array of objects, as PostgreSQL takes them apart.
fn as_json(rows: &Rows) -> Result<String, DbErr> {
    let mut text = String::with_capacity(rows.cells.len() * 24 + 2);
    text.push('[');
    for (nth, row) in rows.cells.chunks(rows.sheet.columns.len()).enumerate() {
        text.push_str(if nth > 0 { ",{" } else { "{" });
        let mut first = true;
        for ((name, _), cell) in rows.sheet.columns.iter().zip(row) {
            let Some(cell) = cell_as_json(cell)? else { continue };
            write!(text, "{}\"{name}\":{cell}", if first { "" } else { "," })
                .map_err(|error| DbErr::Custom(error.to_string()))?;
            first = false;
        }
        text.push('}');
    }
    text.push(']');
    Ok(text)
}

/// One cell; nothing for null, which an absent member is read as.
fn cell_as_json(cell: &Value) -> Result<Option<String>, DbErr> {
    let quoted =
        |text: &str| serde_json::to_string(text).map_err(|error| DbErr::Custom(error.to_string()));
    Ok(match cell {
        Value::Bool(value) => value.map(|value| value.to_string()),
        Value::Int(value) => value.map(|value| value.to_string()),
        Value::BigInt(value) => value.map(|value| value.to_string()),
        Value::String(value) => value.as_deref().map(quoted).transpose()?,
        Value::Uuid(value) => value.map(|value| format!("\"{value}\"")),
        Value::ChronoDate(value) => value.map(|value| format!("\"{value}\"")),
        Value::ChronoDateTimeUtc(value) => value.map(|value| format!("\"{}\"", value.to_rfc3339())),
        Value::Bytes(value) => {
            value.as_deref().map(|bytes| format!("\"\\\\x{}\"", super::vault::hex(bytes)))
        }
        Value::Json(value) => value.as_ref().map(|value| value.to_string()),
        other => return Err(DbErr::Custom(format!("a cell of a kind not known: {other:?}"))),
    })
}

/// What follows a column that is one of any number of ids, with its values;
/// `place` is the number of the first placeholder, and on SQLite no numbered
/// one may follow.
#[must_use]
pub fn among(engine: DbBackend, place: usize, ids: &[Uuid]) -> (String, Vec<Value>) {
    if engine == DbBackend::Postgres {
        // One parameter, so that the text stays the same for any number. An
        // array, because a list of rows is taken for a hundred and joined by
        // reading the whole table.
        let sql = format!(
            "= ANY (ARRAY(SELECT e::uuid FROM json_array_elements_text(${place}::json) AS e))"
        );
        let list: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        return (sql, vec![format!("[{}]", list.join(",")).into()]);
    }
    // One as well: thirty lines of a thousand holders are more than it takes.
    let list: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.simple())).collect();
    let sql = "IN (SELECT unhex(value) FROM json_each(?))".to_owned();
    (sql, vec![format!("[{}]", list.join(",")).into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHEET: Sheet = Sheet {
        table: "t",
        columns: &[("id", "uuid"), ("name", "text"), ("amount", "bigint"), ("mark", "bytea")],
        verb: Verb::Insert,
    };

    #[test]
    fn cells_are_written_as_postgresql_reads_them_and_null_is_left_out() {
        let mut rows = Rows::of(&SHEET);
        rows.push([
            Uuid::nil().into(),
            "a\"b\n".into(),
            Value::BigInt(None),
            vec![0_u8, 255].into(),
        ]);
        rows.push([Uuid::nil().into(), Value::String(None), i64::MAX.into(), Value::Bytes(None)]);

        let text = as_json(&rows).unwrap();

        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read[0]["name"], "a\"b\n");
        assert_eq!(read[0]["mark"], "\\x00ff");
        assert_eq!(read[0].get("amount"), None);
        assert_eq!(read[1]["amount"], i64::MAX);
    }

    #[tokio::test]
    async fn sqlite_looks_among_more_ids_than_it_takes_values() {
        let conn = sea_orm::Database::connect("sqlite::memory:").await.unwrap();
        let ids: Vec<Uuid> = (0..40_000).map(Uuid::from_u128).collect();
        let (list, values) = among(DbBackend::Sqlite, 1, &ids);
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT x'00000000000000000000000000009c3f' AS id UNION ALL \
             SELECT x'00000000000000000000000000009c40') WHERE id {list}"
        );

        let row = conn.query_one_raw(statement(&conn, sql, values)).await.unwrap().unwrap();

        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 1);
    }
}
