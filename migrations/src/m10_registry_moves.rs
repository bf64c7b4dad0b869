//! What moves in the registry: seats and legal forms of organizations, region
//! codes that close and open, users who are persons; and what purging seeks by.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE region_state (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    generation {big} NOT NULL
);
INSERT INTO region_state (id, generation) VALUES (1, 0);

CREATE TABLE region_successor (
    code {text} NOT NULL REFERENCES region (code),
    successor_code {text} NOT NULL REFERENCES region (code),
    PRIMARY KEY (code, successor_code)
);

CREATE TABLE organization_transition (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    kind {text} NOT NULL CHECK (kind IN ('relocation', 'legal_form')),
    previous {text} NOT NULL,
    present {text} NOT NULL,
    effective_on {date} NOT NULL,
    reason text NOT NULL,
    recorded_at {instant} NOT NULL,
    CHECK (previous <> present)
);
CREATE INDEX organization_transition_organization ON organization_transition (organization_id, id);

ALTER TABLE app_user ADD COLUMN person_id {uuid} REFERENCES person (id);
CREATE UNIQUE INDEX app_user_person ON app_user (person_id);

CREATE INDEX idempotency_key_created ON idempotency_key (created_at);
CREATE INDEX session_expiry ON session (expires_at);
"#;

const DOWN: &str = r#"
DROP INDEX session_expiry;
DROP INDEX idempotency_key_created;
DROP INDEX app_user_person;
ALTER TABLE app_user DROP COLUMN person_id;
DROP TABLE organization_transition;
DROP TABLE region_successor;
DROP TABLE region_state;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "organization_transition").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
