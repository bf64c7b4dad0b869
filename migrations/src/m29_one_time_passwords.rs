//! A password that somebody else set holds for one login (ADR-0036).

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
ALTER TABLE app_user ADD COLUMN one_time_until {instant};
"#;

/// The old program knows no such password: nobody signs in with one.
const DOWN: &str = r#"
UPDATE app_user SET password_hash = '' WHERE one_time_until IS NOT NULL;
ALTER TABLE app_user DROP COLUMN one_time_until;
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
