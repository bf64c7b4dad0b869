//! What the treasurer's work asks for: acts that wait are sealed, and savings
//! earn interest of which tax is withheld (R47).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A migration has no key to seal with, so what waits has to be asked for
/// again: it lapses, which its maker is told.
const UP: &str = r#"
UPDATE posting_request SET expires_at = asked_at WHERE status = 'pending';
ALTER TABLE posting_request DROP COLUMN act;
ALTER TABLE posting_request ADD COLUMN act {blob};
CREATE INDEX ledger_transaction_interest ON ledger_transaction (member_id, effective_on)
    WHERE kind = 'savings_interest';
"#;

const DOWN: &str = r#"
DROP INDEX ledger_transaction_interest;
ALTER TABLE posting_request DROP COLUMN act;
ALTER TABLE posting_request ADD COLUMN act {json};
"#;

/// Lets a transaction be of another kind, or takes that back; whatever other
/// kinds there are.
pub(crate) async fn swap(manager: &SchemaManager<'_>, from: &str, to: &str) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let sql = if conn.get_database_backend() == DbBackend::Postgres {
        let cast = |kinds: &str| kinds.replace(", ", "::text, ").replace('\'', "''") + "::text";
        format!(
            "DO $$ DECLARE known record; BEGIN \
             SELECT conname, pg_get_constraintdef(oid) AS def INTO STRICT known \
             FROM pg_constraint WHERE conrelid = 'ledger_transaction'::regclass \
             AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%''contribution''%'; \
             EXECUTE format('ALTER TABLE ledger_transaction DROP CONSTRAINT %I', known.conname); \
             EXECUTE format('ALTER TABLE ledger_transaction ADD CONSTRAINT %I %s', known.conname, \
             replace(known.def, '{}', '{}')); END $$;",
            cast(from),
            cast(to)
        )
    } else {
        // SQLite alters no CHECK: its manual (lang_altertable.html, 7) has the
        // text of the schema changed. The statements after it make every
        // connection read the schema anew.
        format!(
            "PRAGMA writable_schema = ON; \
             UPDATE sqlite_schema SET sql = replace(sql, '{}', '{}') \
             WHERE type = 'table' AND name = 'ledger_transaction'; \
             PRAGMA writable_schema = RESET;",
            from.replace('\'', "''"),
            to.replace('\'', "''")
        )
    };
    conn.execute_unprepared(&sql).await.map(drop)
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        swap(manager, "'contribution'", "'contribution', 'savings_interest'").await?;
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        swap(manager, "'contribution', 'savings_interest'", "'contribution'").await
    }
}
