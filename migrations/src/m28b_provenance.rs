//! Where things come from: figures that somebody published about a cluster, and
//! the source of a person's record.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
ALTER TABLE person ADD COLUMN source {text};

CREATE TABLE published_figure (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    metric {text} NOT NULL,
    subject text,
    region_code {text} NOT NULL REFERENCES region (code),
    period {text} NOT NULL,
    value {text} NOT NULL,
    unit {text} NOT NULL,
    source text NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX published_figure_cluster ON published_figure (cluster_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE published_figure;
ALTER TABLE person DROP COLUMN source;
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
