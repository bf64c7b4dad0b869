//! What further acts of the ledger look at: encumbrances, settlements with
//! members who leave and the by-laws' rule for their payment.

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

CREATE TABLE exit_rule (
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    valid_from {date} NOT NULL,
    after_days {big} CHECK (after_days >= 0),
    decision_number text NOT NULL,
    recorded_at {instant} NOT NULL,
    PRIMARY KEY (organization_id, valid_from)
) {clustered};

CREATE TABLE exit_settlement (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    member_id {uuid} NOT NULL UNIQUE REFERENCES member (id),
    left_on {date} NOT NULL,
    exit_reason {text} NOT NULL CHECK (exit_reason IN ('sukarela', 'meninggal', 'diberhentikan')),
    principal_sen {big} NOT NULL CHECK (principal_sen >= 0),
    mandatory_sen {big} NOT NULL CHECK (mandatory_sen >= 0),
    voluntary_sen {big} NOT NULL CHECK (voluntary_sen >= 0),
    loans_sen {big} NOT NULL CHECK (loans_sen >= 0),
    borne_loss_sen {big} NOT NULL CHECK (borne_loss_sen >= 0),
    refund_sen {big} NOT NULL,
    payable_on {date},
    heirs {json},
    created_at {instant} NOT NULL,
    CHECK (refund_sen = principal_sen + mandatory_sen + voluntary_sen - loans_sen - borne_loss_sen)
);
CREATE INDEX ledger_transaction_settlement ON ledger_transaction (settlement_id)
    WHERE settlement_id IS NOT NULL;
"#;

const DOWN: &str = r#"
DROP INDEX ledger_transaction_settlement;
DROP TABLE exit_settlement;
DROP TABLE exit_rule;
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
