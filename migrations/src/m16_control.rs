//! Controls of the ledger: book years, approval by a second person.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What an issuer holds its postings to stands at the head of its chain: every
/// posting locks that row anyway, so that it never reads what has just changed.
const UP: &str = r#"
ALTER TABLE ledger_chain ADD COLUMN year_begins {big} NOT NULL DEFAULT 1 CHECK (year_begins BETWEEN 1 AND 12);
ALTER TABLE ledger_chain ADD COLUMN back_dating_days {big} NOT NULL DEFAULT 366 CHECK (back_dating_days BETWEEN 0 AND 36600);
ALTER TABLE ledger_chain ADD COLUMN approval_limit_sen {big} CHECK (approval_limit_sen >= 0);
ALTER TABLE ledger_chain ADD COLUMN approval_days {big} NOT NULL DEFAULT 14 CHECK (approval_days BETWEEN 1 AND 366);
ALTER TABLE ledger_chain ADD COLUMN closed_through {date};
ALTER TABLE ledger_chain ADD COLUMN control_version {big} NOT NULL DEFAULT 1;
ALTER TABLE ledger_transaction ADD COLUMN approved_by {uuid};

CREATE TABLE book_year_closing (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    book_year {big} NOT NULL,
    first_on {date} NOT NULL,
    last_on {date} NOT NULL,
    closed_before {date},
    head_sequence {big} NOT NULL,
    head_hash {blob} NOT NULL,
    reason text NOT NULL,
    closed_at {instant} NOT NULL,
    closed_by {uuid},
    reopen_reason text,
    reopened_at {instant},
    reopened_by {uuid},
    CHECK (last_on > first_on),
    CHECK ((reopened_at IS NULL) = (reopen_reason IS NULL))
);
CREATE UNIQUE INDEX book_year_closed ON book_year_closing (organization_id, book_year)
    WHERE reopened_at IS NULL;
CREATE INDEX book_year_closing_page ON book_year_closing (organization_id, id);

CREATE TABLE book_year_figure (
    closing_id {uuid} NOT NULL REFERENCES book_year_closing (id),
    class {text} NOT NULL,
    line {text} NOT NULL,
    balance_sen {big} NOT NULL,
    PRIMARY KEY (closing_id, class, line)
) {clustered};

CREATE TABLE posting_request (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    kind {text} NOT NULL,
    act {json} NOT NULL,
    member_id {uuid},
    instrument_id {uuid},
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    effective_on {date} NOT NULL,
    reason text,
    above_limit {bool} NOT NULL,
    back_dated {bool} NOT NULL,
    limit_sen {big},
    status {text} NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    request_key {text},
    maker_id {uuid} NOT NULL,
    asked_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    decided_by {uuid},
    decided_at {instant},
    decision_reason text,
    transaction_id {uuid} UNIQUE REFERENCES ledger_transaction (id),
    CHECK ((status = 'pending') = (decided_at IS NULL)),
    CHECK ((status = 'approved') = (transaction_id IS NOT NULL)),
    CHECK (status <> 'approved' OR decided_by <> maker_id)
);
CREATE INDEX posting_request_page ON posting_request (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE posting_request;
DROP TABLE book_year_figure;
DROP TABLE book_year_closing;
ALTER TABLE ledger_transaction DROP COLUMN approved_by;
ALTER TABLE ledger_chain DROP COLUMN control_version;
ALTER TABLE ledger_chain DROP COLUMN closed_through;
ALTER TABLE ledger_chain DROP COLUMN approval_days;
ALTER TABLE ledger_chain DROP COLUMN approval_limit_sen;
ALTER TABLE ledger_chain DROP COLUMN back_dating_days;
ALTER TABLE ledger_chain DROP COLUMN year_begins;
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
