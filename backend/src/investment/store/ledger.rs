//! SQL of postings. Raw, because this is the hot path: one statement finds and
//! locks everything that a posting looks at, three write it.

use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Value,
};

use chrono::{DateTime, NaiveDate, Utc};

use super::issuer_in_scope;
use crate::identity::Scope;
use crate::identity::store::scope_sql;
use crate::investment::day_change::DayChange;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::member::{HolderClass, MemberStatus, Standing};
use crate::investment::entity::{ledger_account, ledger_entry, ledger_transaction};

use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{
    InstrumentId, LedgerAccountId, LedgerTransactionId, MemberId, OrganizationId,
};
use crate::kernel::money::Money;
use crate::platform::db::{placeholders, statement};
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};

/// Whose account of whom.
#[derive(Debug, Clone, Copy)]
pub struct CaseKey {
    /// The issuer.
    pub issuer: OrganizationId,
    /// The holder.
    pub member: MemberId,
    /// The instrument.
    pub instrument: InstrumentId,
}

/// Everything that a posting to one holder's account looks at.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Case {
    /// Form of the issuer.
    pub issuer_form: LegalForm,
    /// Where the issuer stands.
    pub issuer_status: OrganizationStatus,
    /// Region of the issuer.
    pub issuer_region: String,
    /// Kind of the instrument.
    pub kind: InstrumentKind,
    /// Nominal of one share.
    pub nominal_sen: Option<Money>,
    /// Whether principal savings may be paid in parts.
    pub instalments: bool,
    /// Region in whose figures the member counts.
    pub member_region: String,
    /// Capacity of the holder.
    pub standing: Standing,
    /// Where the membership stands.
    pub status: MemberStatus,
    /// Day of application.
    pub applied_on: NaiveDate,
    /// First day in force.
    pub joined_on: Option<NaiveDate>,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Whose capital it is.
    pub holder_class: HolderClass,
    /// Sex of the person.
    pub sex: Option<Sex>,
    /// Form of a holding organization.
    pub holder_form: Option<LegalForm>,
    /// The holder's account.
    pub account_id: LedgerAccountId,
    /// Its balance.
    pub balance_sen: Money,
    /// Latest day on which an entry of it counts.
    pub last_effective_on: Option<NaiveDate>,
    /// The issuer's account on the other side.
    pub asset_id: LedgerAccountId,
}

/// Finds a case whose issuer is in scope, and locks the holder and the balance:
/// never the issuer, so that holders do not wait for one another. `None` also
/// where the holder's account was not opened yet.
///
/// # Errors
/// When the database fails.
pub async fn find_case(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    key: CaseKey,
    asset_code: &str,
) -> Result<Option<Case>, DbErr> {
    let mut values: Vec<Value> = vec![
        key.issuer.into(),
        key.member.into(),
        key.instrument.into(),
        asset_code.to_owned().into(),
    ];
    let reached = scope_sql(scope, "o.region_code", "o.id", &mut values);
    // SQLite knows no row locks; BEGIN IMMEDIATE already made us the only writer.
    let lock = match conn.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE OF m, b",
        _ => "",
    };
    let sql = format!(
        "SELECT o.legal_form AS issuer_form, o.region_code AS issuer_region, \
         o.status AS issuer_status, i.kind, \
         i.nominal_sen, i.instalments, m.region_code AS member_region, m.standing, m.status, \
         m.applied_on, m.joined_on, m.left_on, m.holder_class, m.sex, \
         h.legal_form AS holder_form, a.id AS account_id, b.balance_sen, b.last_effective_on, \
         c.id AS asset_id \
         FROM organization o \
         JOIN member m ON m.organization_id = o.id \
         JOIN instrument i ON i.organization_id = o.id \
         JOIN ledger_account a ON a.member_id = m.id AND a.instrument_id = i.id \
         JOIN ledger_balance b ON b.account_id = a.id \
         JOIN ledger_account c ON c.organization_id = o.id AND c.code = $4 \
         LEFT JOIN organization h ON h.id = m.holder_organization_id \
         WHERE o.id = $1 AND m.id = $2 AND i.id = $3 AND {reached} {lock}"
    );
    Case::find_by_statement(statement(conn, sql, values)).one(conn).await
}

/// The latest day on which any posting of a member counts.
///
/// # Errors
/// When the database fails.
pub async fn last_posting_of(
    conn: &impl ConnectionTrait,
    member: MemberId,
) -> Result<Option<NaiveDate>, DbErr> {
    let sql = "SELECT b.last_effective_on FROM ledger_balance b \
               JOIN ledger_account a ON a.id = b.account_id \
               WHERE a.member_id = $1 AND b.last_effective_on IS NOT NULL \
               ORDER BY b.last_effective_on DESC LIMIT 1";
    let row = conn.query_one_raw(statement(conn, sql, vec![member.into()])).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

/// An account to be opened.
#[derive(Debug, Clone)]
pub struct AccountSpec {
    /// The issuer.
    pub issuer: OrganizationId,
    /// Code in its chart.
    pub code: String,
    /// Name; never that of a person.
    pub name: String,
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// Line of the capital statement.
    pub line: Line,
    /// Instrument and member of a holder's account.
    pub holder: Option<(InstrumentId, MemberId)>,
}

/// Opens an account unless it is there, and gives its id.
///
/// # Errors
/// When the database fails.
pub async fn ensure_account(
    conn: &impl ConnectionTrait,
    id: LedgerAccountId,
    spec: &AccountSpec,
    at: DateTime<Utc>,
) -> Result<LedgerAccountId, DbErr> {
    let values: Vec<Value> = vec![
        id.into(),
        spec.issuer.into(),
        spec.code.clone().into(),
        spec.name.clone().into(),
        spec.class.to_value().into(),
        spec.line.to_value().into(),
        spec.holder.map(|(instrument, _)| instrument).into(),
        spec.holder.map(|(_, member)| member).into(),
        at.into(),
    ];
    let sql = "INSERT INTO ledger_account (id, organization_id, code, name, class, line, \
               instrument_id, member_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT (organization_id, code) DO NOTHING";
    conn.execute_raw(statement(conn, sql, values)).await?;
    let known = ledger_account::Entity::find()
        .filter(ledger_account::Column::OrganizationId.eq(spec.issuer))
        .filter(ledger_account::Column::Code.eq(&spec.code))
        .one(conn)
        .await?;
    known.map(|row| row.id).ok_or_else(|| DbErr::RecordNotInserted)
}

/// Opens a holder's account with its balance of nothing, unless it is there.
///
/// # Errors
/// When the database fails.
pub async fn ensure_member_account(
    conn: &impl ConnectionTrait,
    id: LedgerAccountId,
    spec: &AccountSpec,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let id = ensure_account(conn, id, spec, at).await?;
    let sql = "INSERT INTO ledger_balance (account_id, balance_sen, last_effective_on) \
               VALUES ($1, 0, NULL) ON CONFLICT (account_id) DO NOTHING";
    conn.execute_raw(statement(conn, sql, vec![id.into()])).await.map(drop)
}

/// Accounts of one member.
///
/// # Errors
/// When the database fails.
pub async fn member_accounts(
    conn: &impl ConnectionTrait,
    member: MemberId,
) -> Result<Vec<ledger_account::Model>, DbErr> {
    ledger_account::Entity::find()
        .filter(ledger_account::Column::MemberId.eq(member))
        .order_by_asc(ledger_account::Column::Id)
        .limit(1_000)
        .all(conn)
        .await
}

/// Net changes of a holder's account by day, in order, each day once.
///
/// # Errors
/// When the database fails.
pub async fn day_changes(
    conn: &impl ConnectionTrait,
    account: LedgerAccountId,
) -> Result<Vec<DayChange>, DbErr> {
    let sql = "SELECT effective_on, CAST(SUM(credit_sen - debit_sen) AS BIGINT) FROM ledger_entry \
               WHERE account_id = $1 GROUP BY effective_on ORDER BY effective_on";
    let rows = conn.query_all_raw(statement(conn, sql, vec![account.into()])).await?;
    let change = |row: &sea_orm::QueryResult| {
        Ok(DayChange {
            day: row.try_get_by_index(0)?,
            change: Money::from_sen(row.try_get_by_index(1)?),
        })
    };
    rows.iter().map(change).collect()
}

/// Appends a transaction with all its lines, which must balance: the lines go
/// in by one statement, at whose end PostgreSQL weighs them.
///
/// # Errors
/// When the database fails or refuses.
pub async fn append_transaction(
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
        row.reverses.into(),
        row.user_id.into(),
        row.idempotency_key.clone().into(),
        row.payment_form.map(|form| form.to_value()).into(),
        row.decision_number.clone().into(),
        row.source_class.map(|class| class.to_value()).into(),
        row.share_count.into(),
    ];
    let sql = "INSERT INTO ledger_transaction (id, organization_id, region_code, kind, \
               instrument_id, member_id, amount_sen, effective_on, recorded_at, reason, reverses, \
               user_id, idempotency_key, payment_form, decision_number, source_class, share_count) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
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

/// Moves the balance of a holder's account, which the caller has locked.
///
/// # Errors
/// When the database fails, or the balance would fall below zero: the last
/// defence, which rules never let it come to.
pub async fn move_balance(
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

/// Sets where a membership stands; the caller has locked the member.
///
/// # Errors
/// When the database fails.
pub async fn set_member_status(
    conn: &impl ConnectionTrait,
    member: MemberId,
    status: MemberStatus,
    joined_on: Option<NaiveDate>,
) -> Result<(), DbErr> {
    let sql = "UPDATE member SET status = $2, joined_on = $3, version = version + 1 WHERE id = $1";
    let values = vec![member.into(), status.to_value().into(), joined_on.into()];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// One transaction whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_transaction(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: LedgerTransactionId,
) -> Result<Option<ledger_transaction::Model>, DbErr> {
    use ledger_transaction::{Column, Entity};
    use sea_orm::sea_query::Expr;
    let issuer = Expr::col((Entity, Column::OrganizationId));
    Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

/// Lines of some transactions, in the order they were written.
///
/// # Errors
/// When the database fails.
pub async fn entries_of(
    conn: &impl ConnectionTrait,
    transaction: LedgerTransactionId,
) -> Result<Vec<ledger_entry::Model>, DbErr> {
    ledger_entry::Entity::find()
        .filter(ledger_entry::Column::TransactionId.eq(transaction))
        .order_by_asc(ledger_entry::Column::Id)
        .limit(1_000)
        .all(conn)
        .await
}

/// Whether a transaction was taken back.
///
/// # Errors
/// When the database fails.
pub async fn is_reversed(
    conn: &impl ConnectionTrait,
    id: LedgerTransactionId,
) -> Result<bool, DbErr> {
    let reversal = ledger_transaction::Entity::find()
        .filter(ledger_transaction::Column::Reverses.eq(id))
        .one(conn)
        .await?;
    Ok(reversal.is_some())
}
