//! Clusters: their regions and members, orchestrators, phases and evidence.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE cluster (
    id {uuid} NOT NULL PRIMARY KEY,
    name text NOT NULL,
    name_key {text} NOT NULL,
    commodity {text} NOT NULL,
    lead_organization_id {uuid} NOT NULL REFERENCES organization (id),
    goal text NOT NULL,
    founded_on {date} NOT NULL,
    phase {text} NOT NULL CHECK (phase IN ('perencanaan', 'persiapan_masyarakat', 'pembangunan_industri', 'penetrasi_pasar', 'pemandirian')),
    phase_since {date} NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX cluster_lead ON cluster (lead_organization_id, id);

CREATE TABLE cluster_region (
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    region_code {text} NOT NULL REFERENCES region (code),
    PRIMARY KEY (cluster_id, region_code)
);
CREATE INDEX cluster_region_code ON cluster_region (region_code, cluster_id);

CREATE TABLE cluster_member (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    contribution text,
    joined_on {date} NOT NULL,
    left_on {date},
    created_at {instant} NOT NULL,
    CHECK (left_on IS NULL OR left_on > joined_on)
);
CREATE INDEX cluster_member_cluster ON cluster_member (cluster_id, id);
CREATE INDEX cluster_member_organization ON cluster_member (organization_id, cluster_id);
CREATE UNIQUE INDEX cluster_member_present ON cluster_member (cluster_id, organization_id) WHERE left_on IS NULL;

CREATE TABLE orchestrator (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    person_id {uuid} NOT NULL REFERENCES person (id),
    deputy_person_id {uuid} NOT NULL REFERENCES person (id),
    term_from {date} NOT NULL,
    term_to {date} NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (cluster_id, term_from),
    CHECK (term_to > term_from),
    CHECK (person_id <> deputy_person_id)
);

CREATE TABLE evidence (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    kind {text} NOT NULL CHECK (kind IN ('cluster_plan', 'baseline_data', 'legal_entity_deed', 'capital_decision', 'site_consent', 'commissioning_report', 'product_certificate', 'sales_contract', 'financial_report', 'handover_plan', 'meeting_minutes', 'other')),
    title text NOT NULL,
    reference text,
    sha256 {text},
    dated_on {date} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (reference IS NOT NULL OR sha256 IS NOT NULL)
);
CREATE INDEX evidence_cluster ON evidence (cluster_id, id);

CREATE TABLE phase_change (
    id {uuid} NOT NULL PRIMARY KEY,
    cluster_id {uuid} NOT NULL REFERENCES cluster (id),
    from_phase {text} CHECK (from_phase IN ('perencanaan', 'persiapan_masyarakat', 'pembangunan_industri', 'penetrasi_pasar', 'pemandirian')),
    to_phase {text} NOT NULL CHECK (to_phase IN ('perencanaan', 'persiapan_masyarakat', 'pembangunan_industri', 'penetrasi_pasar', 'pemandirian')),
    changed_on {date} NOT NULL,
    reason text,
    created_at {instant} NOT NULL
);
CREATE INDEX phase_change_cluster ON phase_change (cluster_id, id);

CREATE TABLE phase_change_evidence (
    phase_change_id {uuid} NOT NULL REFERENCES phase_change (id),
    evidence_id {uuid} NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (phase_change_id, evidence_id)
);
"#;

const DOWN: &str = r#"
DROP TABLE phase_change_evidence;
DROP TABLE phase_change;
DROP TABLE evidence;
DROP TABLE orchestrator;
DROP TABLE cluster_member;
DROP TABLE cluster_region;
DROP TABLE cluster;
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
