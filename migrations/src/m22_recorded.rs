//! When the last transaction of a chain was recorded, so that the next one is
//! never recorded before it.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
ALTER TABLE ledger_chain ADD COLUMN recorded_at {instant};
UPDATE ledger_chain SET recorded_at = (SELECT MAX(t.recorded_at) FROM ledger_transaction t
    WHERE t.organization_id = ledger_chain.organization_id);
"#;

const DOWN: &str = r#"
ALTER TABLE ledger_chain DROP COLUMN recorded_at;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
