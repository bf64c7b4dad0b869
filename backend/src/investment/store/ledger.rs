//! SQL of accounts and transactions, one at a time; the journal has its own.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::issuer_in_scope;
use crate::identity::Scope;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::{ledger_account, ledger_entry, ledger_transaction};
use crate::kernel::ids::{
    InstrumentId, LedgerAccountId, LedgerTransactionId, MemberId, OrganizationId,
};
use crate::platform::db::statement;

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

/// Codes and names of some accounts.
///
/// # Errors
/// When the database fails.
pub async fn accounts_named(
    conn: &impl ConnectionTrait,
    accounts: &[LedgerAccountId],
) -> Result<HashMap<LedgerAccountId, (String, String)>, DbErr> {
    let rows = ledger_account::Entity::find()
        .filter(ledger_account::Column::Id.is_in(accounts.iter().copied()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.code, row.name))).collect())
}
