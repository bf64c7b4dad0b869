//! Promises to bring capital in, their cancellation, and valuations of capital
//! that is brought in as goods.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is paid on a pledge is not kept with it: it is the sum of the
/// transactions that name it, by the index on them. The row of a cancellation
/// has the id of its pledge, that of a valuation the id of its transaction, so
/// that there is one at most.
const UP: &str = r#"
CREATE TABLE pledge (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    member_id {uuid} NOT NULL REFERENCES member (id),
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    pledged_on {date} NOT NULL,
    due_on {date} NOT NULL,
    document_number text,
    reason text,
    user_id {uuid},
    created_at {instant} NOT NULL,
    CHECK (due_on >= pledged_on)
);
CREATE INDEX pledge_page ON pledge (organization_id, id);
CREATE INDEX ledger_transaction_pledge ON ledger_transaction (pledge_id)
    WHERE pledge_id IS NOT NULL;

CREATE TABLE pledge_cancellation (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES pledge (id),
    cancelled_on {date} NOT NULL,
    reason text NOT NULL,
    user_id {uuid},
    recorded_at {instant} NOT NULL
);

CREATE TABLE in_kind_valuation (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES ledger_transaction (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    content text NOT NULL,
    recorded_at {instant} NOT NULL
);
CREATE INDEX in_kind_valuation_page ON in_kind_valuation (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE in_kind_valuation;
DROP TABLE pledge_cancellation;
DROP INDEX ledger_transaction_pledge;
DROP TABLE pledge;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in ["pledge", "pledge_cancellation", "in_kind_valuation"] {
            dialect::append_only(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
