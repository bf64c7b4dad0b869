//! Mentors, assignments, logs of visits, follow-ups, coverage.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE mentor (
    id {uuid} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES person (id),
    user_id {uuid} REFERENCES app_user (id),
    grant_id {uuid} REFERENCES access_grant (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL REFERENCES region (code),
    certificate_number {text},
    certificate_scheme text,
    certificate_expires_on {date},
    started_on {date} NOT NULL,
    ended_on {date},
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (ended_on IS NULL OR ended_on >= started_on)
);
CREATE INDEX mentor_organization ON mentor (organization_id, id);
CREATE INDEX mentor_region ON mentor (region_code, id);
CREATE UNIQUE INDEX mentor_user_open ON mentor (user_id) WHERE ended_on IS NULL;
CREATE UNIQUE INDEX mentor_person_open ON mentor (person_id, organization_id) WHERE ended_on IS NULL;

CREATE TABLE assignment (
    id {uuid} NOT NULL PRIMARY KEY,
    mentor_id {uuid} NOT NULL REFERENCES mentor (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    region_code {text} NOT NULL REFERENCES region (code),
    valid_from {date} NOT NULL,
    valid_to {date},
    grant_id {uuid} REFERENCES access_grant (id),
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE INDEX assignment_mentor ON assignment (mentor_id, organization_id, stage_id);
CREATE INDEX assignment_organization ON assignment (organization_id, id);
CREATE INDEX assignment_region ON assignment (region_code, id);

CREATE TABLE mentoring_log (
    id {uuid} NOT NULL PRIMARY KEY,
    mentor_id {uuid} NOT NULL REFERENCES mentor (id),
    author_user_id {uuid} REFERENCES app_user (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    region_code {text} NOT NULL REFERENCES region (code),
    phase {text} NOT NULL CHECK (phase IN ('perencanaan', 'persiapan_masyarakat', 'pembangunan_industri', 'penetrasi_pasar', 'pemandirian')),
    started_at {instant} NOT NULL,
    ended_at {instant} NOT NULL,
    local_date {date} NOT NULL,
    minutes {big} NOT NULL,
    village_code {text} NOT NULL REFERENCES region (code),
    latitude_microdegrees {big},
    longitude_microdegrees {big},
    accuracy_metres integer,
    form {text} NOT NULL CHECK (form IN ('visit', 'consultation', 'coaching', 'training', 'mentoring', 'access_facilitation', 'advocacy', 'referral', 'remote')),
    topic text NOT NULL,
    competency_unit {text},
    participants integer NOT NULL,
    women integer NOT NULL,
    youth integer NOT NULL,
    with_disability integer NOT NULL,
    problem text NOT NULL,
    advice text NOT NULL,
    obstacles text,
    confirmation {text} NOT NULL CHECK (confirmation IN ('none', 'signature', 'verbal', 'message')),
    attachments {json} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('draft', 'submitted', 'verified', 'returned')),
    submitted_at {instant},
    on_time {bool},
    overlaps {bool} NOT NULL,
    distance_doubtful {bool} NOT NULL,
    certificate_expired {bool} NOT NULL,
    reviewed_by {uuid} REFERENCES app_user (id),
    reviewed_at {instant},
    comment text,
    draft_hash {blob} NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CHECK (started_at < ended_at),
    CHECK (minutes >= 0),
    CHECK (participants >= 0 AND women BETWEEN 0 AND participants AND youth BETWEEN 0 AND participants AND with_disability BETWEEN 0 AND participants),
    CHECK ((status = 'draft') = (submitted_at IS NULL)),
    CHECK (status <> 'verified' OR latitude_microdegrees IS NULL)
);
CREATE INDEX mentoring_log_region ON mentoring_log (region_code, id);
CREATE INDEX mentoring_log_organization ON mentoring_log (organization_id, stage_id, local_date);
CREATE INDEX mentoring_log_mentor ON mentoring_log (mentor_id, started_at);
CREATE INDEX mentoring_log_author ON mentoring_log (author_user_id, id);

CREATE TABLE mentoring_log_revision (
    id {uuid} NOT NULL PRIMARY KEY,
    log_id {uuid} NOT NULL REFERENCES mentoring_log (id),
    version {big} NOT NULL,
    status {text} NOT NULL,
    content {json} NOT NULL,
    recorded_by {uuid} REFERENCES app_user (id),
    recorded_at {instant} NOT NULL,
    UNIQUE (log_id, version)
);

CREATE TABLE follow_up (
    id {uuid} NOT NULL PRIMARY KEY,
    log_id {uuid} NOT NULL REFERENCES mentoring_log (id),
    position integer NOT NULL,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    region_code {text} NOT NULL REFERENCES region (code),
    action text NOT NULL,
    owner_organization_id {uuid} NOT NULL REFERENCES organization (id),
    owner_role text,
    due_on {date} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('planned', 'open', 'done', 'cancelled')),
    closed_on {date},
    closed_by {uuid} REFERENCES app_user (id),
    note text,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK ((status IN ('done', 'cancelled')) = (closed_on IS NOT NULL))
);
CREATE INDEX follow_up_log ON follow_up (log_id, position);
CREATE INDEX follow_up_region ON follow_up (region_code, id);
CREATE INDEX follow_up_organization ON follow_up (organization_id, due_on);

CREATE TABLE coverage (
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    stage_id {uuid} NOT NULL REFERENCES stage (id),
    quarter {text} NOT NULL,
    region_code {text} NOT NULL REFERENCES region (code),
    log_id {uuid} NOT NULL REFERENCES mentoring_log (id),
    verified_at {instant} NOT NULL,
    PRIMARY KEY (organization_id, stage_id, quarter)
);
CREATE INDEX coverage_region ON coverage (region_code, quarter);
"#;

const DOWN: &str = r#"
DROP TABLE coverage;
DROP TABLE follow_up;
DROP TABLE mentoring_log_revision;
DROP TABLE mentoring_log;
DROP TABLE assignment;
DROP TABLE mentor;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        // The first text of a log that was corrected is evidence (R97).
        dialect::append_only(manager, "mentoring_log_revision").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
