//! Instruments, members and the append-only ledger of issuers.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
pub(crate) struct Migration;

impl MigrationName for Migration {
    /// The third form, with the hash chain and all business acts: a database of
    /// an earlier one is refused instead of half understood.
    fn name(&self) -> &str {
        "m08_investment_acts"
    }
}

const UP: &str = r#"
CREATE TABLE instrument (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    number {big} NOT NULL CHECK (number > 0),
    kind {text} NOT NULL CHECK (kind IN ('simpanan_pokok', 'simpanan_wajib', 'simpanan_sukarela', 'penyertaan_modal_desa', 'penyertaan_modal_masyarakat', 'saham', 'modal_penyertaan')),
    name text NOT NULL,
    nominal_sen {big} CHECK (nominal_sen > 0),
    agreement_number {text},
    instalments {bool} NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (organization_id, number),
    CHECK ((kind = 'saham') = (nominal_sen IS NOT NULL)),
    CHECK ((kind = 'modal_penyertaan') = (agreement_number IS NOT NULL))
);
CREATE UNIQUE INDEX instrument_sole ON instrument (organization_id, kind)
    WHERE kind IN ('simpanan_pokok', 'simpanan_wajib');

CREATE TABLE instrument_amount (
    instrument_id {uuid} NOT NULL REFERENCES instrument (id),
    valid_from {date} NOT NULL,
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    reason text NOT NULL,
    recorded_at {instant} NOT NULL,
    PRIMARY KEY (instrument_id, valid_from)
) {clustered};

CREATE TABLE member (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL REFERENCES region (code),
    register_number {big} NOT NULL CHECK (register_number > 0),
    holder_person_id {uuid} REFERENCES person (id),
    holder_organization_id {uuid} REFERENCES organization (id),
    holder_class {text} NOT NULL CHECK (holder_class IN ('community', 'government', 'company')),
    sex {text} CHECK (sex IN ('female', 'male')),
    standing {text} NOT NULL CHECK (standing IN ('member', 'holder')),
    status {text} NOT NULL CHECK (status IN ('applicant', 'active', 'former')),
    applied_on {date} NOT NULL,
    joined_on {date},
    left_on {date},
    exit_reason {text} CHECK (exit_reason IN ('sukarela', 'meninggal', 'diberhentikan')),
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    UNIQUE (organization_id, register_number),
    CHECK ((holder_person_id IS NULL) <> (holder_organization_id IS NULL)),
    CHECK ((status = 'former') = (left_on IS NOT NULL))
);
CREATE UNIQUE INDEX member_person ON member (organization_id, holder_person_id)
    WHERE status <> 'former' AND holder_person_id IS NOT NULL;
CREATE UNIQUE INDEX member_organization ON member (organization_id, holder_organization_id)
    WHERE status <> 'former' AND holder_organization_id IS NOT NULL;
CREATE INDEX member_page ON member (organization_id, id);

CREATE TABLE ledger_account (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    code {text} NOT NULL,
    name text NOT NULL,
    class {text} NOT NULL CHECK (class IN ('asset', 'liability', 'equity')),
    line {text} NOT NULL,
    instrument_id {uuid} REFERENCES instrument (id),
    member_id {uuid} REFERENCES member (id),
    created_at {instant} NOT NULL,
    UNIQUE (organization_id, code),
    CHECK ((instrument_id IS NULL) = (member_id IS NULL))
);
CREATE UNIQUE INDEX ledger_account_member ON ledger_account (member_id, instrument_id)
    WHERE member_id IS NOT NULL;
CREATE INDEX ledger_account_own ON ledger_account (organization_id)
    WHERE member_id IS NULL;

CREATE TABLE ledger_balance (
    account_id {uuid} NOT NULL PRIMARY KEY REFERENCES ledger_account (id),
    balance_sen {big} NOT NULL CHECK (balance_sen >= 0),
    last_effective_on {date}
) {clustered};

CREATE TABLE ledger_transaction (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('contribution', 'withdrawal', 'opening_balance', 'reversal', 'surplus_booking', 'surplus_distribution', 'surplus_payout', 'loss_covering', 'transfer', 'redemption', 'conversion', 'exit_settlement', 'exit_payment')),
    instrument_id {uuid} REFERENCES instrument (id),
    member_id {uuid} REFERENCES member (id),
    amount_sen {big} NOT NULL CHECK (amount_sen > 0),
    effective_on {date} NOT NULL,
    recorded_at {instant} NOT NULL,
    reason text,
    reverses {uuid} REFERENCES ledger_transaction (id),
    user_id {uuid},
    idempotency_key {text},
    payment_form {text} CHECK (payment_form IN ('cash', 'goods')),
    decision_number {text},
    source_class {text} CHECK (source_class IN ('desa', 'masyarakat', 'laba_ditahan')),
    share_count {big},
    counter_member_id {uuid} REFERENCES member (id),
    counter_instrument_id {uuid} REFERENCES instrument (id),
    pledge_id {uuid},
    settlement_id {uuid},
    details text,
    sequence {big} NOT NULL CHECK (sequence > 0),
    previous_hash {blob} NOT NULL CHECK (length(previous_hash) = 32),
    hash {blob} NOT NULL CHECK (length(hash) = 32),
    UNIQUE (organization_id, sequence),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL))
);
CREATE UNIQUE INDEX ledger_transaction_reverses ON ledger_transaction (reverses)
    WHERE reverses IS NOT NULL;
CREATE TABLE ledger_chain (
    organization_id {uuid} NOT NULL PRIMARY KEY REFERENCES organization (id),
    sequence {big} NOT NULL CHECK (sequence >= 0),
    hash {blob} NOT NULL CHECK (length(hash) = 32)
) {clustered};
CREATE INDEX ledger_transaction_page ON ledger_transaction (organization_id, id);

CREATE TABLE ledger_entry (
    id {uuid} NOT NULL PRIMARY KEY,
    transaction_id {uuid} NOT NULL REFERENCES ledger_transaction (id),
    account_id {uuid} NOT NULL REFERENCES ledger_account (id),
    organization_id {uuid} NOT NULL,
    region_code {text} NOT NULL,
    effective_on {date} NOT NULL,
    recorded_at {instant} NOT NULL,
    debit_sen {big} NOT NULL CHECK (debit_sen >= 0),
    credit_sen {big} NOT NULL CHECK (credit_sen >= 0),
    CHECK ((debit_sen = 0) <> (credit_sen = 0))
);
CREATE INDEX ledger_entry_account ON ledger_entry (account_id, effective_on, id);
CREATE INDEX ledger_entry_transaction ON ledger_entry (transaction_id);
"#;

/// Both sides of a transaction are written by one statement, so that it can be
/// weighed when the statement ends, without reading the table again.
const BALANCED_ON_POSTGRES: &str = r#"
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added GROUP BY transaction_id HAVING SUM(debit_sen) <> SUM(credit_sen)
    ) THEN
        RAISE EXCEPTION 'a ledger transaction does not balance' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();
"#;

const DOWN: &str = r#"
DROP TABLE ledger_entry;
DROP TABLE ledger_chain;
DROP TABLE ledger_transaction;
DROP TABLE ledger_balance;
DROP TABLE ledger_account;
DROP TABLE member;
DROP TABLE instrument_amount;
DROP TABLE instrument;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        dialect::append_only(manager, "ledger_transaction").await?;
        dialect::append_only(manager, "ledger_entry").await?;
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Postgres {
            conn.execute_unprepared(BALANCED_ON_POSTGRES).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await?;
        let conn = manager.get_connection();
        if conn.get_database_backend() == DbBackend::Postgres {
            conn.execute_unprepared("DROP FUNCTION refuse_unbalanced();").await?;
        }
        Ok(())
    }
}
