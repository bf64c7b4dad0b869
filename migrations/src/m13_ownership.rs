//! Declared holdings, and what looking through the registers needs to be quick.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE declared_holding (
    id {uuid} NOT NULL PRIMARY KEY,
    holding_id {uuid} NOT NULL,
    version {big} NOT NULL CHECK (version > 0),
    issuer_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    holder_organization_id {uuid} REFERENCES organization (id),
    outside_name text,
    outside_class {text} CHECK (outside_class IN ('community', 'village', 'regional_government', 'central_government', 'company', 'other')),
    numerator {big} NOT NULL CHECK (numerator > 0),
    denominator {big} NOT NULL CHECK (denominator >= numerator),
    valid_from {date} NOT NULL,
    valid_to {date},
    source text NOT NULL,
    withdrawn {bool} NOT NULL,
    reason text,
    recorded_at {instant} NOT NULL,
    user_id {uuid},
    UNIQUE (holding_id, version),
    CHECK ((holder_organization_id IS NULL) <> (outside_name IS NULL)),
    CHECK ((outside_name IS NULL) = (outside_class IS NULL)),
    CHECK (valid_to > valid_from)
);
CREATE INDEX declared_holding_issuer ON declared_holding (issuer_id, holding_id, version);

CREATE INDEX member_by_organization ON member (organization_id, holder_organization_id)
    WHERE holder_organization_id IS NOT NULL;
CREATE INDEX member_in_force ON member (organization_id, joined_on, left_on)
    WHERE holder_person_id IS NOT NULL;
CREATE INDEX ledger_account_look ON ledger_account (organization_id, line, member_id, id)
    WHERE member_id IS NOT NULL;
"#;

const DOWN: &str = r#"
DROP INDEX ledger_account_look;
DROP INDEX member_in_force;
DROP INDEX member_by_organization;
DROP TABLE declared_holding;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "declared_holding").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
