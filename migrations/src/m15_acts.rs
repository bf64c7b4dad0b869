//! What further acts of the ledger look at: encumbrances.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE encumbrance (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    member_id {uuid} NOT NULL REFERENCES member (id),
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    creditor text NOT NULL,
    document_number text NOT NULL,
    encumbered_on {date} NOT NULL,
    released_on {date} CHECK (released_on >= encumbered_on),
    release_document text,
    created_at {instant} NOT NULL,
    CHECK ((released_on IS NULL) = (release_document IS NULL))
);
CREATE INDEX encumbrance_page ON encumbrance (organization_id, id);
CREATE INDEX encumbrance_in_force ON encumbrance (member_id, instrument_id)
    WHERE released_on IS NULL;
"#;

const DOWN: &str = r#"
DROP TABLE encumbrance;
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
