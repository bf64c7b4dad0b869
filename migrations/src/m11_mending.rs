//! SQLite refuses a ledger transaction that does not balance (ADR-0019); why an
//! assignment ended stands in its row (ADR-0016); resends of creations are
//! recognised by what was sent (ADR-0017).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
ALTER TABLE assignment ADD COLUMN end_reason text;

CREATE TABLE creation (
    kind {text} NOT NULL,
    id {uuid} NOT NULL,
    digest {blob} NOT NULL,
    PRIMARY KEY (kind, id)
) {clustered};
"#;

const DOWN: &str = "DROP TABLE creation; ALTER TABLE assignment DROP COLUMN end_reason;";

/// PostgreSQL weighs the entries of one statement when it ends; SQLite has row
/// triggers alone, which cannot know an entry to be the last. So each entry
/// moves a row of what its transaction still lacks, which is gone once both
/// sides agree; and a row that is there at COMMIT breaks a deferred foreign
/// key, since the table it refers to can hold no row.
const BALANCED_ON_SQLITE: &str = r#"
CREATE TABLE ledger_nowhere (id integer NOT NULL PRIMARY KEY CHECK (id IS NULL));
CREATE TABLE ledger_imbalance (
    transaction_id uuid_text NOT NULL PRIMARY KEY,
    lacking_sen bigint NOT NULL,
    nowhere integer NOT NULL REFERENCES ledger_nowhere (id) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;
CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
BEGIN
    INSERT INTO ledger_imbalance (transaction_id, lacking_sen, nowhere)
        VALUES (NEW.transaction_id, NEW.debit_sen - NEW.credit_sen, 1)
        ON CONFLICT (transaction_id) DO UPDATE SET lacking_sen = lacking_sen + excluded.lacking_sen;
    DELETE FROM ledger_imbalance WHERE transaction_id = NEW.transaction_id AND lacking_sen = 0;
END;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Sqlite {
            conn.execute_unprepared(BALANCED_ON_SQLITE).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Sqlite {
            let undo = "DROP TRIGGER ledger_entry_balanced; DROP TABLE ledger_imbalance; \
                        DROP TABLE ledger_nowhere;";
            conn.execute_unprepared(undo).await?;
        }
        dialect::run(manager, DOWN).await
    }
}
