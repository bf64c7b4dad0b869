//! How village enterprises and villages stand: rankings of BUM Desa by year,
//! the periodic reports that they owe, and the status of villages by index.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// `part` of a year: 0 the whole of it, 1 and 2 its halves. Scores are kept in
/// hundredths of a point, values of an index in ten-thousandths.
const UP: &str = r#"
CREATE TABLE ranking (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    year {big} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('diajukan', 'terverifikasi')),
    formula {json} NOT NULL,
    own_scores {json} NOT NULL,
    own_score_hundredths {big} NOT NULL,
    own_class {text} NOT NULL CHECK (own_class IN ('perintis', 'pemula', 'berkembang', 'maju')),
    own_note text,
    submitted_on {date} NOT NULL,
    written_by {json} NOT NULL,
    scores {json},
    score_hundredths {big},
    class {text} CHECK (class IN ('perintis', 'pemula', 'berkembang', 'maju')),
    note text,
    verified_on {date},
    verified_by {uuid},
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    UNIQUE (organization_id, year),
    CHECK ((state = 'terverifikasi') = (class IS NOT NULL)),
    CHECK ((class IS NULL) = (scores IS NULL)),
    CHECK ((class IS NULL) = (score_hundredths IS NULL)),
    CHECK ((class IS NULL) = (verified_on IS NULL))
);
CREATE INDEX ranking_by_region ON ranking (region_code, year);

CREATE TABLE periodic_report (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    year {big} NOT NULL,
    part {big} NOT NULL CHECK (part BETWEEN 0 AND 2),
    submitted_on {date} NOT NULL,
    document_sha256 {text} NOT NULL,
    reference text,
    supervisor_reviewed_on {date},
    advisor_reviewed_on {date},
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    UNIQUE (organization_id, year, part)
);
CREATE INDEX periodic_report_by_region ON periodic_report (region_code);

CREATE TABLE village_index (
    id {uuid} NOT NULL PRIMARY KEY,
    region_code {text} NOT NULL REFERENCES region (code),
    year {big} NOT NULL,
    system {text} NOT NULL CHECK (system IN ('idm', 'indeks_desa')),
    value_ten_thousandths {big},
    status {text} NOT NULL CHECK (status IN ('sangat_tertinggal', 'tertinggal', 'berkembang', 'maju', 'mandiri')),
    dimensions {json},
    source text NOT NULL,
    version {big} NOT NULL,
    user_id {uuid},
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    UNIQUE (region_code, year),
    CHECK (system <> 'idm' OR value_ten_thousandths IS NOT NULL),
    CHECK ((system = 'indeks_desa') = (dimensions IS NOT NULL))
);
"#;

const DOWN: &str = r#"
DROP TABLE village_index;
DROP TABLE periodic_report;
DROP TABLE ranking;
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
