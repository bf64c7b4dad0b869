//! What differs between the two engines, as tokens in shared SQL.
//!
//! | token | PostgreSQL | SQLite |
//! |---|---|---|
//! | `{uuid}` | `uuid` | `uuid_text` (a blob of 16 bytes) |
//! | `{text}` | `text COLLATE "C"` | `text` |
//! | `{big}` | `bigint` | `bigint` |
//! | `{bool}` | `boolean` | `boolean` |
//! | `{instant}` | `timestamptz` | `timestamp_with_timezone_text` |
//! | `{date}` | `date` | `date_text` |
//! | `{json}` | `jsonb` | `jsonb_text` |
//! | `{blob}` | `bytea` | `blob` |
//! | `{serial}` | `bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY` | `integer PRIMARY KEY AUTOINCREMENT` |
//! | `{clustered}` | nothing | `WITHOUT ROWID` |
//!
//! Texts sort by bytes on both engines, so that lists page alike.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

const TOKENS: [(&str, &str, &str); 10] = [
    ("{uuid}", "uuid", "uuid_text"),
    ("{text}", "text COLLATE \"C\"", "text"),
    ("{big}", "bigint", "bigint"),
    ("{bool}", "boolean", "boolean"),
    ("{instant}", "timestamptz", "timestamp_with_timezone_text"),
    ("{date}", "date", "date_text"),
    ("{json}", "jsonb", "jsonb_text"),
    ("{blob}", "bytea", "blob"),
    (
        "{serial}",
        "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "integer PRIMARY KEY AUTOINCREMENT",
    ),
    ("{clustered}", "", "WITHOUT ROWID"),
];

/// Runs shared SQL, one or more statements, in the engine's dialect.
///
/// # Errors
/// When the engine refuses a statement.
pub async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let postgres = conn.get_database_backend() == DbBackend::Postgres;
    let mut rendered = sql.to_owned();
    for (token, on_postgres, on_sqlite) in TOKENS {
        rendered = rendered.replace(token, if postgres { on_postgres } else { on_sqlite });
    }
    conn.execute_unprepared(&rendered).await.map(drop)
}

/// Makes a table append-only: UPDATE, DELETE and (PostgreSQL) TRUNCATE fail,
/// whoever tries (R28, R116).
///
/// # Errors
/// When the engine refuses the trigger.
pub async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let sql = if conn.get_database_backend() == DbBackend::Postgres {
        format!(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN RAISE EXCEPTION 'append-only table %', TG_TABLE_NAME USING ERRCODE = '23001'; END $$; \
             CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION refuse_change(); \
             CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();"
        )
    } else {
        format!(
            // INSERT OR REPLACE fires no DELETE trigger, hence the third one.
            "CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} \
             WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) \
             BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END; \
             CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} \
             BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END; \
             CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} \
             BEGIN SELECT RAISE(ABORT, 'append-only table {table}'); END;"
        )
    };
    conn.execute_unprepared(&sql).await.map(drop)
}
