//! Audit log, idempotency keys, roll-ups, and the check value of the secret.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
pub(crate) struct Migration;

impl MigrationName for Migration {
    /// The second form, in which keys keep a digest of each field: a database
    /// of the first one is refused instead of half understood.
    fn name(&self) -> &str {
        "m01_platform_fields"
    }
}

const UP: &str = r#"
CREATE TABLE audit_event (
    id {uuid} NOT NULL PRIMARY KEY,
    recorded_at {instant} NOT NULL,
    user_id {uuid},
    request_id {text} NOT NULL,
    action {text} NOT NULL,
    subject_kind {text} NOT NULL,
    subject_id {text} NOT NULL,
    region_code {text},
    reason text,
    before {json},
    after {json}
);
CREATE INDEX audit_event_subject ON audit_event (subject_kind, subject_id, id);
CREATE INDEX audit_event_action ON audit_event (action, id);
CREATE INDEX audit_event_region ON audit_event (region_code, id);

CREATE TABLE idempotency_key (
    user_id {uuid} NOT NULL,
    key {text} NOT NULL,
    operation {text} NOT NULL,
    fields {json} NOT NULL,
    status integer NOT NULL,
    answer {json},
    created_at {instant} NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE TABLE rollup_delta (
    id {serial},
    region_code {text} NOT NULL,
    metric {text} NOT NULL,
    day {text} NOT NULL,
    amount {big} NOT NULL,
    spread {bool} NOT NULL
);

CREATE TABLE rollup (
    region_code {text} NOT NULL,
    metric {text} NOT NULL,
    day {text} NOT NULL,
    parent_code {text} NOT NULL,
    amount {big} NOT NULL,
    PRIMARY KEY (region_code, metric, day)
) {clustered};
CREATE INDEX rollup_children ON rollup (parent_code, metric, day);

CREATE TABLE rollup_state (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    generation {big} NOT NULL
);
INSERT INTO rollup_state (id, generation) VALUES (1, 0);

CREATE TABLE secret_check (
    id integer NOT NULL PRIMARY KEY CHECK (id = 1),
    sealed {blob} NOT NULL
);
"#;

const DOWN: &str = r#"
DROP TABLE secret_check;
DROP TABLE rollup_state;
DROP TABLE rollup;
DROP TABLE rollup_delta;
DROP TABLE idempotency_key;
DROP TABLE audit_event;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "audit_event").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
