//! Users, what they may do and where, sessions and API tokens.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE app_user (
    id {uuid} NOT NULL PRIMARY KEY,
    username {text} NOT NULL UNIQUE,
    full_name text NOT NULL,
    password_hash text NOT NULL,
    status {text} NOT NULL CHECK (status IN ('active', 'disabled')),
    failed_logins integer NOT NULL DEFAULT 0,
    locked_until {instant},
    version {big} NOT NULL,
    created_at {instant} NOT NULL
);

CREATE TABLE access_grant (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES app_user (id),
    role {text} NOT NULL CHECK (role IN ('administrator', 'coordinator', 'regional_officer', 'mentor', 'enterprise_officer', 'auditor')),
    reach {text} NOT NULL CHECK (reach IN ('national', 'region', 'organization', 'own')),
    region_code {text} REFERENCES region (code),
    organization_id {uuid},
    valid_from {date} NOT NULL,
    valid_to {date},
    created_at {instant} NOT NULL,
    CHECK ((reach = 'region') = (region_code IS NOT NULL)),
    CHECK ((reach = 'organization') = (organization_id IS NOT NULL))
);
CREATE INDEX access_grant_user ON access_grant (user_id);

CREATE TABLE session (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES app_user (id),
    token_hash {blob} NOT NULL UNIQUE,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant}
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE api_token (
    id {uuid} NOT NULL PRIMARY KEY,
    user_id {uuid} NOT NULL REFERENCES app_user (id),
    name text NOT NULL,
    token_hash {blob} NOT NULL UNIQUE,
    can_write {bool} NOT NULL,
    created_at {instant} NOT NULL,
    expires_at {instant} NOT NULL,
    revoked_at {instant}
);
CREATE INDEX api_token_user ON api_token (user_id);
"#;

const DOWN: &str = r#"
DROP TABLE api_token;
DROP TABLE session;
DROP TABLE access_grant;
DROP TABLE app_user;
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
