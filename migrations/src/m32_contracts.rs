//! Partnership contracts, consents to the use of land, and loans of village
//! cooperatives with their schedules.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A contract that is signed has all that the law asks for: the table says so
/// too. A consent that has ended keeps its days; `parcel_key` is the folded
/// reference by which one parcel is known again.
const UP: &str = r#"
CREATE TABLE partnership (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    number text NOT NULL,
    pattern {text} NOT NULL CHECK (pattern IN ('inti_plasma', 'subkontrak', 'waralaba',
        'perdagangan_umum', 'distribusi_keagenan', 'bagi_hasil', 'kerja_sama_operasional',
        'usaha_patungan', 'rantai_pasok')),
    partner_organization_id {uuid} REFERENCES organization (id),
    partner_name text,
    larger_party {text} NOT NULL CHECK (larger_party IN ('keeper', 'partner', 'neither')),
    larger_has_director {bool} NOT NULL,
    larger_holding {text} NOT NULL CHECK (larger_holding IN ('none', 'direct', 'indirect')),
    larger_holding_on {date} NOT NULL,
    activity text,
    keeper_duties text,
    partner_duties text,
    development text,
    dispute_clause text,
    valid_from {date},
    valid_to {date},
    document_reference text,
    document_sha256 {text},
    signed_on {date},
    ended_on {date},
    end_reason text,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK ((partner_organization_id IS NULL) <> (partner_name IS NULL)),
    CHECK (valid_from < valid_to),
    CHECK (ended_on IS NULL OR signed_on IS NOT NULL),
    CHECK (signed_on IS NULL OR (activity IS NOT NULL AND keeper_duties IS NOT NULL
        AND partner_duties IS NOT NULL AND development IS NOT NULL
        AND dispute_clause IS NOT NULL AND valid_from IS NOT NULL AND valid_to IS NOT NULL
        AND document_sha256 IS NOT NULL))
);
CREATE INDEX partnership_page ON partnership (organization_id, id);

ALTER TABLE agreement_statement ADD COLUMN partnership_id {uuid} REFERENCES partnership (id);

CREATE TABLE land_consent (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    land_region_code {text} NOT NULL REFERENCES region (code),
    parcel_reference text NOT NULL,
    parcel_key {text} NOT NULL,
    area_square_metres {big} NOT NULL CHECK (area_square_metres > 0),
    latitude_microdegrees {big},
    longitude_microdegrees {big},
    holder_person_id {uuid} REFERENCES person (id),
    holder_organization_id {uuid} REFERENCES organization (id),
    holder_community text,
    basis {text} NOT NULL CHECK (basis IN ('adat', 'shm', 'izin')),
    basis_number text,
    granted {text} NOT NULL CHECK (granted IN ('use', 'lease', 'management')),
    document_reference text NOT NULL,
    document_sha256 {text} NOT NULL,
    consented_on {date} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to {date} NOT NULL,
    ended_on {date},
    end_reason text,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (valid_from < valid_to),
    CHECK (ended_on IS NULL OR (ended_on >= valid_from AND ended_on < valid_to)),
    CHECK ((latitude_microdegrees IS NULL) = (longitude_microdegrees IS NULL))
);
CREATE INDEX land_consent_page ON land_consent (organization_id, id);
CREATE INDEX land_consent_parcel ON land_consent (land_region_code, parcel_key);

CREATE TABLE kopdes_loan (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    lender text NOT NULL,
    contract_number text NOT NULL,
    signed_on {date} NOT NULL,
    drawn_on {date} NOT NULL,
    principal_sen {big} NOT NULL CHECK (principal_sen > 0),
    operating_sen {big} NOT NULL CHECK (operating_sen >= 0 AND operating_sen <= principal_sen),
    rate_percent {text} NOT NULL,
    tenor_months {big} NOT NULL CHECK (tenor_months > 0),
    grace_months {big} NOT NULL CHECK (grace_months >= 0 AND grace_months < tenor_months),
    method {text} NOT NULL CHECK (method IN ('annuity', 'flat')),
    requirements {json} NOT NULL,
    schedule {json} NOT NULL,
    user_id {uuid},
    created_at {instant} NOT NULL
);
CREATE INDEX kopdes_loan_page ON kopdes_loan (organization_id, id);
"#;

const DOWN: &str = r#"
DROP TABLE kopdes_loan;
DROP TABLE land_consent;
ALTER TABLE agreement_statement DROP COLUMN partnership_id;
DROP TABLE partnership;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "kopdes_loan").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
