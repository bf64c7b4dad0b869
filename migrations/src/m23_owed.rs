//! What is owed when somebody leaves, and to the state: the heirs of a
//! settlement are sealed (ADR-0005, R108), and tax that was withheld is
//! remitted.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::dialect;
use crate::m21_treasurer::swap;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A migration has no key to seal with, and heirs are evidence that must not be
/// lost: those who stand in the clear stay in `heirs` until the service, which
/// has the key, seals them at its next start. Nothing is written there any more.
const UP: &str = r#"
ALTER TABLE exit_settlement ADD COLUMN heirs_sealed {blob};
ALTER TABLE exit_settlement ADD COLUMN heir_count {big} NOT NULL DEFAULT 0 CHECK (heir_count >= 0);
UPDATE exit_settlement SET heir_count = {length}(heirs) WHERE heirs IS NOT NULL;
CREATE INDEX exit_settlement_unsealed ON exit_settlement (id) WHERE heirs IS NOT NULL;
CREATE INDEX ledger_transaction_remittance ON ledger_transaction (organization_id)
    WHERE kind = 'tax_remittance';
"#;

const DOWN: &str = r#"
DROP INDEX ledger_transaction_remittance;
DROP INDEX exit_settlement_unsealed;
ALTER TABLE exit_settlement DROP COLUMN heir_count;
ALTER TABLE exit_settlement DROP COLUMN heirs_sealed;
"#;

/// Refuses to take back what only the key could open: the heirs would be lost.
async fn require_none_sealed(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let conn = manager.get_connection();
    let sql = "SELECT 1 FROM exit_settlement WHERE heirs_sealed IS NOT NULL LIMIT 1";
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    match conn.query_one_raw(statement).await? {
        Some(_) => Err(DbErr::Migration(
            "heirs of exit settlements are sealed; going back would lose them".to_owned(),
        )),
        None => Ok(()),
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let length = match manager.get_database_backend() {
            DbBackend::Postgres => "jsonb_array_length",
            _ => "json_array_length",
        };
        swap(manager, "'contribution'", "'contribution', 'tax_remittance'").await?;
        dialect::run(manager, &UP.replace("{length}", length)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        require_none_sealed(manager).await?;
        dialect::run(manager, DOWN).await?;
        swap(manager, "'contribution', 'tax_remittance'", "'contribution'").await
    }
}
