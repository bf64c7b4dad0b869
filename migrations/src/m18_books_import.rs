//! The record of each import of an issuer's existing books.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// `digest` is of the file and of how it was read; a booked one is booked once
/// a day, and its report is kept for whoever sends it again.
const UP: &str = r#"
CREATE TABLE books_import (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    user_id {uuid},
    outcome {text} NOT NULL CHECK (outcome IN ('checked', 'applied', 'refused')),
    effective_on {date} NOT NULL,
    reason text NOT NULL,
    locale {text} NOT NULL CHECK (locale IN ('id', 'en', 'iso')),
    profile {text},
    sha256 {text} NOT NULL,
    digest {blob} NOT NULL,
    bytes {big} NOT NULL,
    rows_read {big} NOT NULL,
    rows_refused {big} NOT NULL,
    persons_created {big} NOT NULL,
    members_created {big} NOT NULL,
    members_found {big} NOT NULL,
    postings {big} NOT NULL,
    total_sen {big} NOT NULL,
    report {json},
    recorded_at {instant} NOT NULL,
    CHECK ((outcome = 'applied') = (report IS NOT NULL))
);
CREATE UNIQUE INDEX books_import_once ON books_import (organization_id, effective_on, digest)
    WHERE outcome = 'applied';
CREATE INDEX books_import_page ON books_import (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE books_import;
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
