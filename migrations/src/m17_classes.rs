//! Classes of capital: the terms of an instrument, and numbered certificates of
//! shares.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Terms are versions: a change is a new row. What is issued is counted only
/// where terms set a total, so that other postings do not pay for it.
/// Certificates and their ends are appended to and never changed.
const UP: &str = r#"
CREATE TABLE instrument_terms (
    id {uuid} NOT NULL PRIMARY KEY,
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    valid_from {date} NOT NULL,
    minimum_sen {big} CHECK (minimum_sen > 0),
    maximum_sen {big} CHECK (maximum_sen > 0),
    holder_sort {text} NOT NULL CHECK (holder_sort IN ('anyone', 'individuals', 'organizations')),
    members_only {bool} NOT NULL,
    regions {json} NOT NULL,
    issuable_sen {big} CHECK (issuable_sen > 0),
    lock_in_months {big} CHECK (lock_in_months > 0),
    lock_in_days {big} CHECK (lock_in_days > 0),
    votes_per_share {big} CHECK (votes_per_share >= 0),
    decision_number text NOT NULL,
    recorded_at {instant} NOT NULL,
    UNIQUE (instrument_id, valid_from),
    CHECK (minimum_sen <= maximum_sen),
    CHECK (lock_in_months IS NULL OR lock_in_days IS NULL)
);

CREATE TABLE instrument_issued (
    instrument_id {uuid} NOT NULL PRIMARY KEY REFERENCES instrument (id),
    issued_sen {big} NOT NULL CHECK (issued_sen >= 0)
) {clustered};

CREATE TABLE share_certificate (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    member_id {uuid} NOT NULL REFERENCES member (id),
    number {big} NOT NULL CHECK (number > 0),
    first_share {big} NOT NULL CHECK (first_share > 0),
    last_share {big} NOT NULL,
    cause {text} NOT NULL CHECK (cause IN ('opening', 'contribution', 'transfer', 'redemption', 'conversion', 'reversal', 'split', 'consolidation')),
    change_id {uuid} NOT NULL,
    acquired_on {date} NOT NULL,
    issued_on {date} NOT NULL,
    decision_number text,
    recorded_at {instant} NOT NULL,
    UNIQUE (organization_id, number),
    CHECK (last_share >= first_share),
    CHECK (issued_on >= acquired_on)
);
CREATE INDEX share_certificate_holder ON share_certificate (member_id, instrument_id);
CREATE INDEX share_certificate_shares ON share_certificate (instrument_id, last_share);
CREATE INDEX share_certificate_change ON share_certificate (change_id);

CREATE TABLE share_certificate_end (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES share_certificate (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    cause {text} NOT NULL CHECK (cause IN ('transfer', 'redemption', 'conversion', 'reversal', 'split', 'consolidation')),
    change_id {uuid} NOT NULL,
    ended_on {date} NOT NULL,
    recorded_at {instant} NOT NULL
);

ALTER TABLE encumbrance ADD COLUMN certificate_id {uuid};
CREATE UNIQUE INDEX encumbrance_certificate ON encumbrance (certificate_id)
    WHERE released_on IS NULL AND certificate_id IS NOT NULL;
"#;

const DOWN: &str = r#"
DROP INDEX encumbrance_certificate;
ALTER TABLE encumbrance DROP COLUMN certificate_id;
DROP TABLE share_certificate_end;
DROP TABLE share_certificate;
DROP TABLE instrument_issued;
DROP TABLE instrument_terms;
"#;

/// Gives every holder of shares one certificate of all their shares: for books
/// that were kept before there were certificates. Each issuer's numbers and each
/// class's shares begin at 1.
fn certificates_of_balances(engine: DbBackend) -> String {
    let fresh = match engine {
        DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    format!(
        "INSERT INTO share_certificate (id, organization_id, region_code, instrument_id, \
         member_id, number, first_share, last_share, cause, change_id, acquired_on, issued_on, \
         recorded_at) \
         SELECT {fresh}, organization_id, region_code, instrument_id, member_id, \
         ROW_NUMBER() OVER (PARTITION BY organization_id ORDER BY code), \
         CAST(SUM(shares) OVER (PARTITION BY instrument_id ORDER BY code) AS BIGINT) - shares + 1, \
         CAST(SUM(shares) OVER (PARTITION BY instrument_id ORDER BY code) AS BIGINT), \
         'opening', account_id, last_effective_on, last_effective_on, created_at \
         FROM (SELECT a.id AS account_id, a.organization_id, m.region_code, a.instrument_id, \
         a.member_id, a.code, a.created_at, b.last_effective_on, \
         b.balance_sen / i.nominal_sen AS shares FROM ledger_account a \
         JOIN instrument i ON i.id = a.instrument_id JOIN member m ON m.id = a.member_id \
         JOIN ledger_balance b ON b.account_id = a.id \
         WHERE i.kind = 'saham' AND b.balance_sen > 0) held"
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let conn = manager.get_connection();
        let sql = certificates_of_balances(conn.get_database_backend());
        conn.execute_unprepared(&sql).await?;
        dialect::append_only(manager, "instrument_terms").await?;
        dialect::append_only(manager, "share_certificate").await?;
        dialect::append_only(manager, "share_certificate_end").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
