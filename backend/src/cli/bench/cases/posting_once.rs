//! One posting by one prepared statement, as fast as PostgreSQL alone goes.
//!
//! It writes the same rows to copies of the tables, in a schema that the next
//! run replaces: the hash that it chains is the engine's own, not the canonical
//! one, so the ledger itself must not hold it.

use sea_orm::{ConnectionTrait, Value};
use serde_json::json;

use super::posting::Target;
use crate::cli::Failure;
use crate::kernel::ids::{LedgerTransactionId, UserId};
use crate::platform::clock::{Clock, fresh_id};
use crate::platform::db::{Database, statement};

/// One posting: Rp10,000.
const AMOUNT_SEN: i64 = 1_000_000;

const COPY: &str = "DROP SCHEMA IF EXISTS kibm_bench CASCADE; CREATE SCHEMA kibm_bench; \
    CREATE TABLE kibm_bench.idempotency_key (LIKE idempotency_key INCLUDING ALL); \
    CREATE TABLE kibm_bench.ledger_chain (LIKE ledger_chain INCLUDING ALL); \
    CREATE TABLE kibm_bench.ledger_balance (LIKE ledger_balance INCLUDING ALL); \
    CREATE TABLE kibm_bench.ledger_transaction (LIKE ledger_transaction INCLUDING ALL); \
    CREATE TABLE kibm_bench.ledger_entry (LIKE ledger_entry INCLUDING ALL); \
    CREATE TABLE kibm_bench.rollup_delta (LIKE rollup_delta INCLUDING ALL); \
    CREATE TABLE kibm_bench.audit_event (LIKE audit_event INCLUDING ALL); \
    INSERT INTO kibm_bench.ledger_chain SELECT * FROM ledger_chain; \
    INSERT INTO kibm_bench.ledger_balance SELECT * FROM ledger_balance; \
    ALTER TABLE kibm_bench.ledger_entry \
        ADD FOREIGN KEY (transaction_id) REFERENCES kibm_bench.ledger_transaction (id), \
        ADD FOREIGN KEY (account_id) REFERENCES ledger_account (id); \
    ALTER TABLE kibm_bench.ledger_transaction \
        ADD FOREIGN KEY (organization_id) REFERENCES organization (id), \
        ADD FOREIGN KEY (instrument_id) REFERENCES instrument (id), \
        ADD FOREIGN KEY (member_id) REFERENCES member (id); \
    ANALYZE kibm_bench.ledger_chain; ANALYZE kibm_bench.ledger_balance;";

const POST: &str = "WITH head AS (UPDATE kibm_bench.ledger_chain \
      SET sequence = sequence + 1, hash = sha256(hash || convert_to($10, 'UTF8')) \
      WHERE organization_id = $2 RETURNING sequence, hash), \
    at AS (SELECT o.region_code, c.id AS asset_id FROM organization o JOIN ledger_account c \
      ON c.organization_id = o.id AND c.code = '1.1.01' WHERE o.id = $2), \
    claim AS (INSERT INTO kibm_bench.idempotency_key (user_id, key, operation, fields, status, \
      answer, created_at) VALUES ($7, $1::uuid::text, 'record_contribution', $11, 201, $10::jsonb, $8)), \
    balance AS (UPDATE kibm_bench.ledger_balance SET balance_sen = balance_sen + $6, \
      last_effective_on = GREATEST(last_effective_on, $9) WHERE account_id = $5 \
      RETURNING balance_sen), \
    posted AS (INSERT INTO kibm_bench.ledger_transaction (id, organization_id, region_code, kind, \
      instrument_id, member_id, amount_sen, effective_on, recorded_at, reason, user_id, \
      idempotency_key, payment_form, sequence, previous_hash, hash) \
      SELECT $1, $2, at.region_code, 'contribution', $4, $3, $6, $9, $8, 'kibm bench', $7, \
      $1::uuid::text, 'cash', head.sequence, head.hash, head.hash FROM head, at), \
    debit AS (INSERT INTO kibm_bench.ledger_entry (id, transaction_id, account_id, \
      organization_id, region_code, effective_on, recorded_at, debit_sen, credit_sen) \
      SELECT $12, $1, at.asset_id, $2, at.region_code, $9, $8, $6, 0 FROM at UNION ALL \
      SELECT $13, $1, $5, $2, at.region_code, $9, $8, 0, $6 FROM at), \
    delta AS (INSERT INTO kibm_bench.rollup_delta (region_code, metric, day, amount, spread) \
      SELECT at.region_code, 'capital/community/simpanan_sukarela', '', $6, true FROM at), \
    event AS (INSERT INTO kibm_bench.audit_event (id, recorded_at, user_id, request_id, action, \
      subject_kind, subject_id, region_code, reason, before, after) \
      SELECT $14, $8, $7, $1::uuid::text, 'record_contribution', 'ledger_transaction', \
      $1::uuid::text, at.region_code, 'kibm bench', $11, $11 FROM at) \
    SELECT balance_sen FROM balance";

/// Makes the copies anew.
pub(super) async fn copy_tables(db: &Database) -> Result<(), Failure> {
    db.write().execute_unprepared(COPY).await?;
    Ok(())
}

/// Posts one contribution.
pub(super) async fn post(db: &Database, target: Target, caller: UserId) -> Result<(), Failure> {
    let at = Clock::system().now();
    let id = || fresh_id::<LedgerTransactionId>().into();
    let answer = json!({ "amount": "10000.00", "padding": " ".repeat(900) }).to_string();
    let state = json!({
        "balance": "10000.00", "status": "active", "amount": "10000.00",
        "member_id": target.member_id, "instrument_id": target.instrument_id, "reverses": null,
    });
    let values: Vec<Value> = vec![
        id(),
        target.organization_id.into(),
        target.member_id.into(),
        target.instrument_id.into(),
        target.account_id.into(),
        AMOUNT_SEN.into(),
        caller.into(),
        at.into(),
        at.date_naive().into(),
        answer.into(),
        state.into(),
        id(),
        id(),
        id(),
    ];
    let conn = db.write();
    let row = conn.query_one_raw(statement(conn, POST, values)).await?;
    if row.is_none() { Err("an account lost its balance".into()) } else { Ok(()) }
}
