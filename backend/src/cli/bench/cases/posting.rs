//! Posting a contribution to voluntary savings of a member drawn at random.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::{Value as Json, json};

use super::posting_sql::{Account, append, find, move_balance, move_head};
use super::{Case, NO_DATA, any};
use crate::cli::Failure;
use crate::cli::bench::client::Call;
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::journal::canon::Head;
use crate::kernel::ids::{InstrumentId, LedgerTransactionId, MemberId, OrganizationId, UserId};
use crate::kernel::money::Money;
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::clock::{Clock, fresh_id};
use crate::platform::db::{Database, statement};
use crate::platform::rollup::{self, Delta};

/// The issuer's account of cash, as `investment::rules::chart` numbers it.
const CASH: &str = "1.1.01";
/// One posting: Rp10,000.
const AMOUNT: Money = Money::from_sen(1_000_000);

/// An account that is open already, as it is for most postings.
#[derive(Debug, Clone, Copy, FromQueryResult)]
struct Target {
    organization_id: OrganizationId,
    member_id: MemberId,
    instrument_id: InstrumentId,
}

/// All voluntary savings of active members in the synthetic data.
pub(super) async fn prepare(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let sql = "SELECT a.organization_id, a.member_id, a.instrument_id FROM ledger_account a \
               JOIN member m ON m.id = a.member_id JOIN organization o ON o.id = a.organization_id \
               WHERE a.line = 'simpanan_sukarela' AND m.status = 'active' \
               AND o.source LIKE 'synthetic:%' ORDER BY a.id LIMIT 1000000";
    let targets = Target::find_by_statement(statement(db.read(), sql, vec![]));
    let targets: Arc<[Target]> = targets.all(db.read()).await?.into();
    any(&targets).map_err(|_| NO_DATA)?;
    let (named, db) = (targets.clone(), db.clone());
    Ok(Case {
        request: Arc::new(move |_| match any(&named) {
            Ok(target) => call(*target),
            Err(_) => Call::get(String::new()),
        }),
        sql: Arc::new(move |_| {
            let (db, targets) = (db.clone(), targets.clone());
            Box::pin(async move { straight(&db, *any(&targets)?, caller).await })
        }),
    })
}

fn call(target: Target) -> Call {
    let body = json!({
        "instrument_id": target.instrument_id, "member_id": target.member_id, "amount": AMOUNT,
        "reason": "kibm bench",
    });
    let path = format!("/api/v1/organizations/{}/contributions", target.organization_id);
    Call::post(path, &body, Some(fresh_id::<LedgerTransactionId>().to_string()))
}

/// The statements of an ordinary posting in their order, with the same
/// durability; without HTTP, drafts, rules and views.
async fn straight(db: &Database, target: Target, caller: UserId) -> Result<(), Failure> {
    let at = Clock::system().now();
    let text = fresh_id::<LedgerTransactionId>().to_string();
    let tx = db.begin_write().await?;
    let claim = "INSERT INTO idempotency_key (user_id, key, operation, fields, status, \
                 answer, created_at) VALUES ($1, $2, $3, $4, $5, NULL, $6) ON CONFLICT DO NOTHING";
    let values = vec![
        caller.into(),
        text.clone().into(),
        "record_contribution".into(),
        json!({ "path": "0".repeat(16), "/amount": "0".repeat(16) }).into(),
        0.into(),
        at.into(),
    ];
    tx.execute_raw(statement(&tx, claim, values)).await?;
    let of = (target.organization_id, target.member_id, target.instrument_id);
    let case = find(&tx, of, CASH).await?.ok_or(NO_DATA)?;
    let region: RegionCode = case.issuer_region.parse()?;
    let day = local_date(at, region.utc_offset());
    let mut row = transaction(&case, target, (caller, text.clone()), day);
    let entries = [(case.asset_id, AMOUNT, Money::ZERO), (case.account_id, Money::ZERO, AMOUNT)];
    let entries = entries.map(|(account_id, debit_sen, credit_sen)| ledger_entry::Model {
        id: fresh_id(),
        transaction_id: row.id,
        account_id,
        organization_id: row.organization_id,
        region_code: row.region_code.clone(),
        effective_on: day,
        recorded_at: row.recorded_at,
        debit_sen,
        credit_sen,
    });
    let mut head = Head { sequence: case.sequence, hash: case.hash.clone() };
    head.seal(&mut row, &entries);
    append(&tx, &row, &entries).await?;
    move_head(&tx, row.organization_id, &head).await?;
    let last = case.last_effective_on.map_or(day, |last| last.max(day));
    move_balance(&tx, case.account_id, AMOUNT, last).await?;
    let metric = "capital/community/simpanan_sukarela";
    rollup::append(&tx, &[Delta::of(&region, metric, AMOUNT.sen())]).await?;
    let answer = json!({ "id": row.id, "entries": entries.len(), "padding": " ".repeat(900) });
    trace(&tx, &row).await?;
    let keep =
        "UPDATE idempotency_key SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2";
    let values = vec![caller.into(), text.into(), 201.into(), answer.into()];
    tx.execute_raw(statement(&tx, keep, values)).await?;
    tx.commit().await?;
    Ok(())
}

fn transaction(
    case: &Account,
    target: Target,
    (caller, key): (UserId, String),
    day: NaiveDate,
) -> ledger_transaction::Model {
    ledger_transaction::Model {
        id: fresh_id(),
        organization_id: target.organization_id,
        region_code: case.issuer_region.clone(),
        kind: TransactionKind::Contribution,
        instrument_id: Some(target.instrument_id),
        member_id: Some(target.member_id),
        amount_sen: AMOUNT,
        effective_on: day,
        recorded_at: Clock::system().now(),
        reason: Some("kibm bench".to_owned()),
        reverses: None,
        user_id: Some(caller),
        idempotency_key: Some(key),
        payment_form: Some(PaymentForm::Cash),
        decision_number: None,
        source_class: None,
        share_count: None,
        sequence: 0,
        previous_hash: Vec::new(),
        hash: Vec::new(),
    }
}

/// The audit event of a posting.
async fn trace(
    conn: &impl ConnectionTrait,
    row: &ledger_transaction::Model,
) -> Result<(), Failure> {
    let sql = "INSERT INTO audit_event (id, recorded_at, user_id, request_id, action, \
               subject_kind, subject_id, region_code, reason, before, after) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let id = fresh_id::<LedgerTransactionId>();
    let state: Json = json!({
        "balance": row.amount_sen, "status": "active", "amount": row.amount_sen,
        "effective_on": row.effective_on, "member_id": row.member_id,
        "instrument_id": row.instrument_id, "reverses": null,
    });
    let before = json!({ "balance": row.amount_sen, "status": "active" });
    let values = vec![
        id.into(),
        row.recorded_at.into(),
        row.user_id.into(),
        id.to_string().into(),
        "record_contribution".into(),
        "ledger_transaction".into(),
        row.id.to_string().into(),
        row.region_code.clone().into(),
        row.reason.clone().into(),
        before.into(),
        state.into(),
    ];
    conn.execute_raw(statement(conn, sql, values)).await?;
    Ok(())
}
