//! Many rows of many tables in few statements.
//!
//! On PostgreSQL all of them go in one statement, each column as one array: one
//! round trip, planned once, whatever the number of rows, and taken apart for
//! less than JSON. Tables without rows and new columns without values are left
//! out, so that acts of one kind share a text. On SQLite each table takes one
//! multi-row statement, in the order given, since a statement there costs no
//! round trip.

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
/// that the statement is one of few texts.
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
    let (mut sql, mut values) = (String::from("WITH "), Vec::new());
    for (nth, rows) in sets.iter().filter(|rows| !rows.cells.is_empty()).enumerate() {
        let (table, mut names, mut arrays) = (rows.sheet.table, Vec::new(), Vec::new());
        for (column, (name, kind)) in rows.sheet.columns.iter().enumerate() {
            let array = as_array(rows, column)?;
            // What is null in every new row need not be named; of a row that is
            // changed it may have had a value.
            if array.is_none() && matches!(rows.sheet.verb, Verb::Insert) {
                continue;
            }
            values.push(array.into());
            arrays.push(format!("${}::{kind}[]", values.len()));
            names.push(*name);
        }
        let names = names.join(", ");
        let given = format!("unnest({}) AS r ({names})", arrays.join(", "));
        let comma = if nth > 0 { ", " } else { "" };
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
        write!(sql, "{comma}w{nth} AS ({part})")
            .map_err(|error| DbErr::Custom(error.to_string()))?;
    }
    if values.is_empty() {
        return Ok(());
    }
    sql.push_str(" SELECT 1");
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// One column of all rows as the text of an array, as PostgreSQL reads it;
/// nothing where every cell is null, since `unnest` fills a column that is
/// shorter with nulls.
fn as_array(rows: &Rows, column: usize) -> Result<Option<String>, DbErr> {
    let cells = || rows.cells.iter().skip(column).step_by(rows.sheet.columns.len());
    let mut text = String::with_capacity(cells().len() * 40 + 2);
    let mut given = false;
    for cell in cells() {
        text.push(if text.is_empty() { '{' } else { ',' });
        if write_cell(&mut text, cell)? {
            given = true;
        } else {
            text.push_str("NULL");
        }
    }
    text.push('}');
    Ok(given.then_some(text))
}

/// Writes one cell as an element of an array; false for null, of which nothing
/// is written.
fn write_cell(text: &mut String, cell: &Value) -> Result<bool, DbErr> {
    let plain = |text: &mut String, value: Option<&dyn std::fmt::Display>| {
        value.map(|value| write!(text, "{value}")).transpose().map(|it| it.is_some())
    };
    let done = match cell {
        Value::Bool(value) => plain(text, value.as_ref().map(|it| it as _)),
        Value::Int(value) => plain(text, value.as_ref().map(|it| it as _)),
        Value::BigInt(value) => plain(text, value.as_ref().map(|it| it as _)),
        Value::Uuid(value) => plain(text, value.as_ref().map(|it| it as _)),
        Value::ChronoDate(value) => plain(text, value.as_ref().map(|it| it as _)),
        Value::ChronoDateTimeUtc(value) => {
            let value = value.map(|value| value.to_rfc3339());
            plain(text, value.as_ref().map(|it| it as _))
        }
        Value::String(value) => Ok(value.as_deref().map(|it| quote(text, it)).is_some()),
        Value::Json(value) => Ok(value.as_ref().map(|it| quote(text, &it.to_string())).is_some()),
        Value::Bytes(value) => {
            let value = value.as_deref().map(|it| format!("\\x{}", super::vault::hex(it)));
            Ok(value.map(|it| quote(text, &it)).is_some())
        }
        other => return Err(DbErr::Custom(format!("a cell of a kind not known: {other:?}"))),
    };
    done.map_err(|error| DbErr::Custom(error.to_string()))
}

/// Quoted, so that nothing inside is taken for the array's own signs or for null.
fn quote(text: &mut String, value: &str) {
    text.push('"');
    let mut rest = value;
    while let Some(at) = rest.find(['"', '\\']) {
        let (plain, special) = rest.split_at(at);
        text.push_str(plain);
        text.push('\\');
        text.push_str(&special[..1]);
        rest = &special[1..];
    }
    text.push_str(rest);
    text.push('"');
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
        let sql = format!("= ANY (ARRAY(SELECT unnest(${place}::uuid[])))");
        let list: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        return (sql, vec![format!("{{{}}}", list.join(",")).into()]);
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
    fn a_column_is_written_as_postgresql_reads_an_array() {
        let mut rows = Rows::of(&SHEET);
        rows.push([
            Uuid::nil().into(),
            "a\"b\\,{}\n".into(),
            Value::BigInt(None),
            vec![0_u8, 255].into(),
        ]);
        rows.push([Uuid::nil().into(), "NULL".into(), Value::BigInt(None), Value::Bytes(None)]);

        let arrays: Vec<_> = (0..4).map(|column| as_array(&rows, column).unwrap()).collect();

        let nil = Uuid::nil();
        assert_eq!(arrays[0], Some(format!("{{{nil},{nil}}}")));
        assert_eq!(arrays[1].as_deref(), Some("{\"a\\\"b\\\\,{}\n\",\"NULL\"}"));
        assert_eq!(arrays[2], None, "a column of nulls is not sent");
        assert_eq!(arrays[3].as_deref(), Some("{\"\\\\x00ff\",NULL}"));
        assert_eq!(as_array(&Rows::of(&SHEET), 0).unwrap(), None);
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
