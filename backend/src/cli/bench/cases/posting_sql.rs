//! The statements of one posting, each on its own, as a service without the
//! journal would send them.

use chrono::NaiveDate;
use sea_orm::{ActiveEnum, ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};

use crate::investment::entity::{ledger_entry, ledger_transaction};
use crate::investment::journal::canon::Head;
use crate::kernel::ids::{InstrumentId, LedgerAccountId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::{placeholders, statement};

/// What a posting to one holder's account looks at.
#[derive(Debug, FromQueryResult)]
pub(super) struct Account {
    pub issuer_region: String,
    pub account_id: LedgerAccountId,
    pub last_effective_on: Option<NaiveDate>,
    pub asset_id: LedgerAccountId,
    pub sequence: i64,
    pub hash: Vec<u8>,
}

/// Finds and locks the account, its holder and the issuer's chain.
pub(super) async fn find(
    conn: &impl ConnectionTrait,
    (issuer, member, instrument): (OrganizationId, MemberId, InstrumentId),
    asset_code: &str,
) -> Result<Option<Account>, DbErr> {
    let lock = match conn.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE OF k, m, b",
        _ => "",
    };
    let sql = format!(
        "SELECT o.region_code AS issuer_region, o.legal_form, o.status, i.kind, m.standing, \
         m.status, a.id AS account_id, b.balance_sen, b.last_effective_on, c.id AS asset_id, \
         k.sequence, k.hash FROM organization o \
         JOIN ledger_chain k ON k.organization_id = o.id \
         JOIN member m ON m.organization_id = o.id \
         JOIN instrument i ON i.organization_id = o.id \
         JOIN ledger_account a ON a.member_id = m.id AND a.instrument_id = i.id \
         JOIN ledger_balance b ON b.account_id = a.id \
         JOIN ledger_account c ON c.organization_id = o.id AND c.code = $4 \
         WHERE o.id = $1 AND m.id = $2 AND i.id = $3 {lock}"
    );
    let values: Vec<Value> =
        vec![issuer.into(), member.into(), instrument.into(), asset_code.to_owned().into()];
    Account::find_by_statement(statement(conn, sql, values)).one(conn).await
}

/// Appends a transaction with its lines.
pub(super) async fn append(
    conn: &impl ConnectionTrait,
    row: &ledger_transaction::Model,
    entries: &[ledger_entry::Model],
) -> Result<(), DbErr> {
    let values: Vec<Value> = vec![
        row.id.into(),
        row.organization_id.into(),
        row.region_code.clone().into(),
        row.kind.to_value().into(),
        row.instrument_id.into(),
        row.member_id.into(),
        row.amount_sen.into(),
        row.effective_on.into(),
        row.recorded_at.into(),
        row.reason.clone().into(),
        row.user_id.into(),
        row.idempotency_key.clone().into(),
        row.payment_form.map(|form| form.to_value()).into(),
        row.sequence.into(),
        row.previous_hash.clone().into(),
        row.hash.clone().into(),
    ];
    let sql = "INSERT INTO ledger_transaction (id, organization_id, region_code, kind, \
               instrument_id, member_id, amount_sen, effective_on, recorded_at, reason, \
               user_id, idempotency_key, payment_form, sequence, previous_hash, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    conn.execute_raw(statement(conn, sql, values)).await?;
    let mut values: Vec<Value> = Vec::with_capacity(entries.len() * 9);
    for entry in entries {
        values.push(entry.id.into());
        values.push(entry.transaction_id.into());
        values.push(entry.account_id.into());
        values.push(entry.organization_id.into());
        values.push(entry.region_code.clone().into());
        values.push(entry.effective_on.into());
        values.push(entry.recorded_at.into());
        values.push(entry.debit_sen.into());
        values.push(entry.credit_sen.into());
    }
    let sql = format!(
        "INSERT INTO ledger_entry (id, transaction_id, account_id, organization_id, region_code, \
         effective_on, recorded_at, debit_sen, credit_sen) VALUES {}",
        placeholders(conn.get_database_backend(), entries.len(), 9)
    );
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// Moves a balance that is locked.
pub(super) async fn move_balance(
    conn: &impl ConnectionTrait,
    account: LedgerAccountId,
    by: Money,
    last_effective_on: NaiveDate,
) -> Result<(), DbErr> {
    let sql = "UPDATE ledger_balance SET balance_sen = balance_sen + $2, last_effective_on = $3 \
               WHERE account_id = $1";
    let values = vec![account.into(), by.into(), last_effective_on.into()];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// Moves the end of a chain that is locked.
pub(super) async fn move_head(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    head: &Head,
) -> Result<(), DbErr> {
    let sql = "UPDATE ledger_chain SET sequence = $2, hash = $3 WHERE organization_id = $1";
    let values = vec![issuer.into(), head.sequence.into(), head.hash.clone().into()];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}
