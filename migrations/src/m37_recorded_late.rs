//! Reports that were recorded after their day, with an earlier day of handing
//! in: whoever looks for missing reports sees which of them nobody saw in time.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Of rows from before it is not known: the day that they are due is worked out
/// by the service, and it never was kept with them.
const UP: &str =
    "ALTER TABLE periodic_report ADD COLUMN recorded_late {bool} NOT NULL DEFAULT FALSE;";

const DOWN: &str = "ALTER TABLE periodic_report DROP COLUMN recorded_late;";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
