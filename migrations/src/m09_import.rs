//! Imports of enterprises: named mappings, the record of each run, and the
//! numbers by which other systems know an organization.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE import_profile (
    id {uuid} NOT NULL PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    mapping {json} NOT NULL,
    created_by {uuid},
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);

CREATE TABLE import_run (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid},
    outcome {text} NOT NULL CHECK (outcome IN ('checked', 'applied', 'refused')),
    source {text},
    profile {text},
    sha256 {text} NOT NULL,
    bytes {big} NOT NULL,
    rows_read {big} NOT NULL,
    rows_created {big} NOT NULL,
    rows_updated {big} NOT NULL,
    rows_unchanged {big} NOT NULL,
    rows_refused {big} NOT NULL,
    recorded_at {instant} NOT NULL
);
CREATE INDEX import_run_user ON import_run (user_id, id);

CREATE TABLE organization_identifier (
    source {text} NOT NULL,
    external_id {text} NOT NULL,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    created_at {instant} NOT NULL,
    PRIMARY KEY (source, external_id),
    UNIQUE (organization_id, source)
);
"#;

const DOWN: &str = r#"
DROP TABLE organization_identifier;
DROP TABLE import_run;
DROP TABLE import_profile;
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
