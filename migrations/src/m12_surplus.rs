//! Sharing of a year's surplus: schemes, members' business, runs, their lines
//! and payment; agreements with their own arithmetic; and records of
//! securities crowdfunding.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE surplus_scheme (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    valid_from {date} NOT NULL,
    decision_number text NOT NULL,
    decided_on {date} NOT NULL,
    basis text,
    terms {json} NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (organization_id, valid_from)
);
CREATE INDEX surplus_scheme_page ON surplus_scheme (organization_id, id);

CREATE TABLE surplus_patronage (
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    book_year {big} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('purchases', 'deliveries', 'interest')),
    member_id {uuid} NOT NULL REFERENCES member (id),
    amount_sen {big} NOT NULL CHECK (amount_sen >= 0),
    recorded_at {instant} NOT NULL,
    PRIMARY KEY (organization_id, book_year, kind, member_id)
) {clustered};

CREATE TABLE surplus_run (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    scheme_id {uuid} NOT NULL REFERENCES surplus_scheme (id),
    book_year {big} NOT NULL,
    period_start {date} NOT NULL,
    period_end {date} NOT NULL,
    member_surplus_sen {big} NOT NULL CHECK (member_surplus_sen >= 0),
    non_member_surplus_sen {big} NOT NULL CHECK (non_member_surplus_sen >= 0),
    retained_before_sen {big} NOT NULL,
    status {text} NOT NULL CHECK (status IN ('draft', 'diajukan', 'disahkan', 'dibagikan')),
    result {json},
    digest {text},
    computed_at {instant},
    decision {json},
    paid_on {date},
    paid_to {text} CHECK (paid_to IN ('savings', 'payable')),
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (member_surplus_sen + non_member_surplus_sen > 0),
    CHECK (status = 'draft' OR digest IS NOT NULL),
    CHECK (status IN ('draft', 'diajukan') OR decision IS NOT NULL),
    CHECK ((status = 'dibagikan') = (paid_on IS NOT NULL))
);
CREATE INDEX surplus_run_page ON surplus_run (organization_id, id);
CREATE UNIQUE INDEX surplus_run_year ON surplus_run (organization_id, book_year)
    WHERE status <> 'draft';

CREATE TABLE surplus_piece (
    run_id {uuid} NOT NULL REFERENCES surplus_run (id),
    first_line {big} NOT NULL,
    last_line {big} NOT NULL,
    part {big} NOT NULL,
    first_register {big} NOT NULL,
    last_register {big} NOT NULL,
    lines text NOT NULL,
    PRIMARY KEY (run_id, first_line)
);

CREATE TABLE surplus_owed (
    run_id {uuid} NOT NULL REFERENCES surplus_run (id),
    register_number {big} NOT NULL,
    member_id {uuid} NOT NULL REFERENCES member (id),
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    PRIMARY KEY (run_id, register_number)
);

CREATE TABLE surplus_payout (
    transaction_id {uuid} NOT NULL PRIMARY KEY REFERENCES ledger_transaction (id),
    run_id {uuid} NOT NULL REFERENCES surplus_run (id),
    member_id {uuid} NOT NULL REFERENCES member (id)
);
CREATE INDEX surplus_payout_run ON surplus_payout (run_id, member_id);

CREATE TABLE agreement (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('mudharabah', 'musyarakah', 'fisheries', 'inti_plasma')),
    number text NOT NULL,
    signed_on {date} NOT NULL,
    terms {json} NOT NULL,
    created_at {instant} NOT NULL
);
CREATE INDEX agreement_page ON agreement (organization_id, id);

CREATE TABLE agreement_statement (
    id {uuid} NOT NULL PRIMARY KEY,
    agreement_id {uuid} NOT NULL REFERENCES agreement (id),
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    member_id {uuid} REFERENCES member (id),
    period_start {date} NOT NULL,
    period_end {date} NOT NULL,
    inputs {json} NOT NULL,
    result {json} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (period_start <= period_end)
);
CREATE INDEX agreement_statement_page ON agreement_statement (agreement_id, id);
CREATE INDEX agreement_statement_member ON agreement_statement (agreement_id, member_id, period_end);

CREATE TABLE scf_record (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    organiser_name text NOT NULL,
    organiser_reference text NOT NULL,
    security {text} NOT NULL CHECK (security IN ('saham', 'ebus')),
    investor_person_id {uuid} REFERENCES person (id),
    investor_organization_id {uuid} REFERENCES organization (id),
    income_sen {big} CHECK (income_sen >= 0),
    account_since {date},
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    distributed_on {date} NOT NULL,
    matures_on {date},
    created_at {instant} NOT NULL,
    CHECK ((investor_person_id IS NULL) <> (investor_organization_id IS NULL))
);
CREATE INDEX scf_record_page ON scf_record (organization_id, id);
CREATE INDEX scf_record_person ON scf_record (investor_person_id, distributed_on)
    WHERE investor_person_id IS NOT NULL;

CREATE TABLE scf_resale (
    record_id {uuid} NOT NULL PRIMARY KEY REFERENCES scf_record (id),
    sold_on {date} NOT NULL,
    organiser_reference text NOT NULL,
    created_at {instant} NOT NULL
);
"#;

const DOWN: &str = r#"
DROP TABLE scf_resale;
DROP TABLE scf_record;
DROP TABLE agreement_statement;
DROP TABLE agreement;
DROP TABLE surplus_payout;
DROP TABLE surplus_owed;
DROP TABLE surplus_piece;
DROP TABLE surplus_run;
DROP TABLE surplus_patronage;
DROP TABLE surplus_scheme;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        for table in ["surplus_scheme", "agreement", "agreement_statement", "scf_record"] {
            dialect::append_only(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
