//! What a second person signs, and terms of instruments that can be mended.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Terms that were cancelled stay, so another version may begin on the same
/// day: what is unique is the version, not the day. Rows of one person in a
/// register are found by an index. What waits for a second person lapses, since it was kept without the lines that they sign; its maker
/// sends it again.
const UP: &str = r#"
CREATE TABLE terms_of_instrument (
    id {uuid} NOT NULL PRIMARY KEY,
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    version {big} NOT NULL CHECK (version > 0),
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
    recorded_by {uuid},
    UNIQUE (instrument_id, version),
    CHECK (minimum_sen <= maximum_sen),
    CHECK (lock_in_months IS NULL OR lock_in_days IS NULL)
);
INSERT INTO terms_of_instrument (id, instrument_id, version, valid_from, minimum_sen, maximum_sen,
    holder_sort, members_only, regions, issuable_sen, lock_in_months, lock_in_days, votes_per_share,
    decision_number, recorded_at)
SELECT id, instrument_id, ROW_NUMBER() OVER (PARTITION BY instrument_id ORDER BY valid_from),
    valid_from, minimum_sen, maximum_sen, holder_sort, members_only, regions, issuable_sen,
    lock_in_months, lock_in_days, votes_per_share, decision_number, recorded_at
FROM instrument_terms;
DROP TABLE instrument_terms;
ALTER TABLE terms_of_instrument RENAME TO instrument_terms;

CREATE TABLE instrument_terms_cancellation (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES instrument_terms (id),
    reason text NOT NULL,
    user_id {uuid},
    recorded_at {instant} NOT NULL
);

CREATE INDEX member_by_person ON member (organization_id, holder_person_id)
    WHERE holder_person_id IS NOT NULL;

ALTER TABLE posting_request ADD COLUMN beside_terms {bool} NOT NULL DEFAULT FALSE;
UPDATE posting_request SET expires_at = asked_at WHERE status = 'pending';
"#;

const DOWN: &str = r#"
DROP INDEX member_by_person;
ALTER TABLE posting_request DROP COLUMN beside_terms;
CREATE TABLE terms_of_instrument (
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
INSERT INTO terms_of_instrument SELECT id, instrument_id, valid_from, minimum_sen, maximum_sen,
    holder_sort, members_only, regions, issuable_sen, lock_in_months, lock_in_days,
    votes_per_share, decision_number, recorded_at FROM instrument_terms
    WHERE id NOT IN (SELECT id FROM instrument_terms_cancellation);
DROP TABLE instrument_terms_cancellation;
DROP TABLE instrument_terms;
ALTER TABLE terms_of_instrument RENAME TO instrument_terms;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "instrument_terms").await?;
        dialect::append_only(manager, "instrument_terms_cancellation").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        dialect::append_only(manager, "instrument_terms").await
    }
}
