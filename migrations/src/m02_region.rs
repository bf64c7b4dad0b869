//! Administrative regions and the crosswalk to other code systems.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE region (
    code {text} NOT NULL PRIMARY KEY,
    parent_code {text} REFERENCES region (code),
    level {text} NOT NULL CHECK (level IN ('province', 'regency', 'district', 'village')),
    name text NOT NULL,
    name_key {text} NOT NULL,
    postal_code {text},
    edition {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to {date},
    successor_code {text}
);
CREATE INDEX region_parent ON region (parent_code, code);
CREATE INDEX region_name ON region (name_key, code);

CREATE TABLE region_crosswalk (
    code_system {text} NOT NULL CHECK (code_system IN ('bps')),
    foreign_code {text} NOT NULL,
    code {text} NOT NULL REFERENCES region (code),
    PRIMARY KEY (code_system, foreign_code, code)
);
"#;

const DOWN: &str = r#"
DROP TABLE region_crosswalk;
DROP TABLE region;
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
