//! Organizations with the history of their status, persons, legal parameters.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE parameter (
    id {uuid} NOT NULL PRIMARY KEY,
    key {text} NOT NULL,
    value {text} NOT NULL,
    unit {text} NOT NULL,
    basis text NOT NULL,
    valid_from {date} NOT NULL,
    valid_to {date},
    created_at {instant} NOT NULL,
    UNIQUE (key, valid_from)
);
CREATE UNIQUE INDEX parameter_open ON parameter (key) WHERE valid_to IS NULL;

CREATE TABLE organization (
    id {uuid} NOT NULL PRIMARY KEY,
    legal_form {text} NOT NULL CHECK (legal_form IN ('bum_desa', 'bum_desa_bersama', 'koperasi_primer', 'koperasi_sekunder', 'perumda', 'perseroda', 'kelompok_usaha', 'perseroan', 'pemerintah_desa', 'pemerintah_daerah', 'pemerintah_pusat', 'lembaga_pendamping', 'lsm', 'komunitas', 'perguruan_tinggi', 'lembaga_keuangan', 'lembaga_internasional')),
    name text NOT NULL,
    name_key {text} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('planned', 'name_approved', 'name_expired', 'active', 'inactive', 'dissolved')),
    status_since {date} NOT NULL,
    name_approved_on {date},
    region_code {text} NOT NULL REFERENCES region (code),
    address text,
    latitude_microdegrees {big},
    longitude_microdegrees {big},
    founded_on {date},
    founder_count integer,
    npwp {text},
    nib {text},
    nik_koperasi {text},
    legal_number {text},
    legal_number_legacy {bool} NOT NULL,
    kbli_code {text},
    kbli_edition {text},
    phone {text},
    source {text},
    creation_hash {blob} NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL
);
CREATE INDEX organization_region ON organization (region_code, id);
CREATE INDEX organization_name ON organization (name_key);
CREATE INDEX organization_npwp ON organization (npwp);
CREATE INDEX organization_nib ON organization (nib);
CREATE INDEX organization_nik_koperasi ON organization (nik_koperasi);
CREATE UNIQUE INDEX organization_kopdes_desa_name ON organization (name_key)
    WHERE name_key >= 'koperasi desa merah putih' AND name_key < 'koperasi desa merah putij' AND status <> 'dissolved';
CREATE UNIQUE INDEX organization_kopdes_kelurahan_name ON organization (name_key)
    WHERE name_key >= 'koperasi kelurahan merah putih' AND name_key < 'koperasi kelurahan merah putij' AND status <> 'dissolved';
CREATE UNIQUE INDEX organization_active_bum_desa ON organization (region_code)
    WHERE legal_form = 'bum_desa' AND status = 'active';

CREATE TABLE person (
    id {uuid} NOT NULL PRIMARY KEY,
    full_name text NOT NULL,
    name_key {text} NOT NULL,
    nik_sealed {blob},
    nik_index {blob},
    nik_masked {text},
    phone_sealed {blob},
    phone_masked {text},
    sex {text} CHECK (sex IN ('female', 'male')),
    birth_date {date},
    region_code {text} NOT NULL REFERENCES region (code),
    organization_id {uuid} REFERENCES organization (id),
    deceased_on {date},
    creation_hash {blob} NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL
);
CREATE UNIQUE INDEX person_nik_living ON person (nik_index) WHERE deceased_on IS NULL;
CREATE INDEX person_region ON person (region_code, id);
CREATE INDEX person_organization ON person (organization_id, id);

CREATE TABLE organization_status (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    since {date} NOT NULL,
    status {text} NOT NULL,
    reason text,
    recorded_at {instant} NOT NULL
);
CREATE INDEX organization_status_organization ON organization_status (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE organization_status;
DROP TABLE person;
DROP TABLE organization;
DROP TABLE parameter;
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
