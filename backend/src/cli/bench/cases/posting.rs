//! Posting a contribution to voluntary savings of a member drawn at random.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult};
use serde_json::{Value as Json, json};

use super::posting_once;
use super::posting_sql::{Account, append, find, move_balance, move_head};
use super::{Case, NO_DATA, any};
use crate::cli::Failure;
use crate::cli::bench::client::Call;
use crate::cli::bench::drive::{Request, Sql};
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::journal::canon::Head;
use crate::kernel::ids::{
    InstrumentId, LedgerAccountId, LedgerTransactionId, MemberId, OrganizationId, UserId,
};
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

/// Items of one bulk.
const BULK: u64 = 1_000;
/// Entries of one commit of the raw loop on SQLite.
const LOOP: u64 = 64;

/// An account that is open already, as it is for most postings.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub(super) struct Target {
    pub organization_id: OrganizationId,
    pub member_id: MemberId,
    pub instrument_id: InstrumentId,
    pub account_id: LedgerAccountId,
}

/// All voluntary savings of active members in the synthetic data.
async fn targets(db: &Database) -> Result<Arc<[Target]>, Failure> {
    let sql = "SELECT a.organization_id, a.member_id, a.instrument_id, a.id AS account_id \
               FROM ledger_account a \
               JOIN member m ON m.id = a.member_id JOIN organization o ON o.id = a.organization_id \
               WHERE a.line = 'simpanan_sukarela' AND m.status = 'active' AND o.status = 'active' \
               AND o.source LIKE 'synthetic:%' ORDER BY a.id LIMIT 1000000";
    let targets = Target::find_by_statement(statement(db.read(), sql, vec![]));
    let targets: Arc<[Target]> = targets.all(db.read()).await?.into();
    any(&targets).map_err(|_| NO_DATA)?;
    Ok(targets)
}

/// Accounts drawn at random, beside one plain transaction a posting.
pub(super) async fn prepare(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let targets = targets(db).await?;
    Ok(Case::of(request(targets.clone()), plain(db.clone(), targets, caller)))
}

/// One and the same account.
pub(super) async fn prepare_hot(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let one: Arc<[Target]> = Arc::from([*any(&targets(db).await?)?]);
    Ok(Case::of(request(one.clone()), plain(db.clone(), one, caller)))
}

/// Accounts drawn at random, beside raw SQL at its best.
pub(super) async fn prepare_group(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let (targets, db) = (targets(db).await?, db.clone());
    if db.engine() == DbBackend::Postgres {
        posting_once::copy_tables(&db).await?;
        let request = request(targets.clone());
        let sql: Sql = Arc::new(move |_| {
            let (db, targets) = (db.clone(), targets.clone());
            Box::pin(async move { posting_once::post(&db, *any(&targets)?, caller).await })
        });
        return Ok(Case::of(request, sql));
    }
    let request = request(targets.clone());
    let sql: Sql = Arc::new(move |_| {
        let (db, targets) = (db.clone(), targets.clone());
        Box::pin(async move { straight(&db, &targets, LOOP, caller).await })
    });
    Ok(Case { of_sql: LOOP, ..Case::of(request, sql) })
}

/// A thousand postings to one issuer by one request, beside as many plain
/// transactions.
pub(super) async fn prepare_bulk(db: &Database, caller: UserId) -> Result<Case, Failure> {
    let targets = targets(db).await?;
    let named = targets.clone();
    let request: Request = Arc::new(move |_| match any(&named) {
        Ok(first) => {
            let issuer = first.organization_id;
            let of_issuer: Vec<&Target> =
                named.iter().filter(|it| it.organization_id == issuer).collect();
            let draft = |target: &Target| json!({ "contribution": draft(*target) });
            let items: Vec<Json> = of_issuer
                .iter()
                .cycle()
                .take(usize::try_from(BULK).unwrap_or_default())
                .map(|target| draft(target))
                .collect();
            let path = format!("/api/v1/organizations/{issuer}/ledger-transactions/bulk");
            Call::post(path, &json!({ "items": items }), Some(fresh_key()))
        }
        Err(_) => Call::get(String::new()),
    });
    let sql = plain(db.clone(), targets, caller);
    Ok(Case { of_request: BULK, ..Case::of(request, sql) })
}

fn request(targets: Arc<[Target]>) -> Request {
    Arc::new(move |_| match any(&targets) {
        Ok(target) => call(*target),
        Err(_) => Call::get(String::new()),
    })
}

/// One transaction a posting.
fn plain(db: Database, targets: Arc<[Target]>, caller: UserId) -> Sql {
    Arc::new(move |_| {
        let (db, targets) = (db.clone(), targets.clone());
        Box::pin(async move { straight(&db, &targets, 1, caller).await })
    })
}

fn fresh_key() -> String {
    fresh_id::<LedgerTransactionId>().to_string()
}

fn draft(target: Target) -> Json {
    json!({
        "instrument_id": target.instrument_id, "member_id": target.member_id, "amount": AMOUNT,
        "reason": "kibm bench",
    })
}

/// So many postings in one transaction; without HTTP, drafts, rules and views.
async fn straight(
    db: &Database,
    targets: &[Target],
    count: u64,
    caller: UserId,
) -> Result<(), Failure> {
    let tx = db.begin_write().await?;
    for _ in 0..count {
        entry(&tx, *any(targets)?, caller).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn call(target: Target) -> Call {
    let path = format!("/api/v1/organizations/{}/contributions", target.organization_id);
    Call::post(path, &draft(target), Some(fresh_key()))
}

/// The statements of an ordinary posting in their order.
async fn entry(tx: &DatabaseTransaction, target: Target, caller: UserId) -> Result<(), Failure> {
    let at = Clock::system().now();
    let text = fresh_key();
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
    tx.execute_raw(statement(tx, claim, values)).await?;
    let of = (target.organization_id, target.member_id, target.instrument_id);
    let case = find(tx, of, CASH).await?.ok_or(NO_DATA)?;
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
    append(tx, &row, &entries).await?;
    move_head(tx, row.organization_id, &head).await?;
    let last = case.last_effective_on.map_or(day, |last| last.max(day));
    move_balance(tx, case.account_id, AMOUNT, last).await?;
    let metric = "capital/community/simpanan_sukarela";
    rollup::append(tx, &[Delta::of(&region, metric, AMOUNT.sen())]).await?;
    let answer = json!({ "id": row.id, "entries": entries.len(), "padding": " ".repeat(900) });
    trace(tx, &row).await?;
    let keep =
        "UPDATE idempotency_key SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2";
    let values = vec![caller.into(), text.into(), 201.into(), answer.into()];
    tx.execute_raw(statement(tx, keep, values)).await?;
    Ok(())
}

fn transaction(
    case: &Account,
    target: Target,
    (caller, key): (UserId, String),
    day: NaiveDate,
) -> ledger_transaction::Model {
    ledger_transaction::Model {
        instrument_id: Some(target.instrument_id),
        member_id: Some(target.member_id),
        reason: Some("kibm bench".to_owned()),
        user_id: Some(caller),
        idempotency_key: Some(key),
        payment_form: Some(PaymentForm::Cash),
        ..ledger_transaction::Model::bare(
            fresh_id(),
            (target.organization_id, case.issuer_region.clone()),
            TransactionKind::Contribution,
            (AMOUNT, day),
            Clock::system().now(),
        )
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
