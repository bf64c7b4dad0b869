//! SQL of shares that are owed, and of their payment.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use crate::investment::entity::ledger_account::Line;
use crate::investment::surplus::scheme::Destination;
use crate::kernel::ids::{LedgerTransactionId, MemberId, OrganizationId, SurplusRunId};
use crate::kernel::money::Money;
use crate::platform::db::{placeholders, statement};
use crate::platform::page::PageRequest;
use crate::platform::rowset::among;

/// A share that is owed.
#[derive(Debug, Clone, Copy)]
pub struct Owed {
    /// Number in the register.
    pub register_number: i64,
    /// To whom.
    pub member: MemberId,
    /// How much.
    pub amount: Money,
}

/// Register numbers of the members of an issuer who are in force.
///
/// # Errors
/// When the database fails.
pub async fn numbers_in_force(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<BTreeSet<i64>, DbErr> {
    // Locked in the order of ids, as everywhere: who leaves meanwhile waits (R68).
    let lock = match conn.get_database_backend() {
        DbBackend::Postgres => "FOR NO KEY UPDATE",
        _ => "",
    };
    let sql = format!(
        "SELECT register_number FROM member WHERE organization_id = $1 \
         AND standing = 'member' AND status = 'active' ORDER BY id {lock}"
    );
    let rows = conn.query_all_raw(statement(conn, sql, vec![issuer.into()])).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// Accounts of an issuer's own: line, code, name, and what a part's money is
/// meant for. Few: some lines with at most 99 parts each.
///
/// # Errors
/// When the database fails.
pub async fn own_accounts(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<OwnRow>, DbErr> {
    let sql = "SELECT a.line, a.code, a.name, p.destination FROM ledger_account a \
               LEFT JOIN surplus_part_account p ON p.id = a.id \
               WHERE a.organization_id = $1 AND a.member_id IS NULL ORDER BY a.code LIMIT 5000";
    OwnRow::find_by_statement(statement(conn, sql, vec![issuer.into()])).all(conn).await
}

/// An account of an issuer's own.
#[derive(Debug, Clone, FromQueryResult)]
pub struct OwnRow {
    /// Line of the ledger.
    pub line: Line,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What its money is meant for, as [`Destination::as_str`]; of a part only.
    pub destination: Option<String>,
}

/// Keeps what the account of a part is meant for; what was kept first stands.
///
/// # Errors
/// When the database fails.
pub async fn keep_destination(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    code: &str,
    destination: Destination,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO surplus_part_account (id, destination) \
               SELECT a.id, $3 FROM ledger_account a WHERE a.organization_id = $1 AND a.code = $2 \
               AND a.member_id IS NULL \
               AND NOT EXISTS (SELECT 1 FROM surplus_part_account p WHERE p.id = a.id)";
    let values = vec![issuer.into(), code.into(), destination.as_str().into()];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// Records shares that are owed, at most a thousand at once.
///
/// # Errors
/// When the database fails.
pub async fn insert_owed(
    conn: &impl ConnectionTrait,
    run: SurplusRunId,
    owed: &[Owed],
) -> Result<(), DbErr> {
    if owed.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = Vec::with_capacity(owed.len() * 4);
    for one in owed {
        values.push(run.into());
        values.push(one.register_number.into());
        values.push(one.member.into());
        values.push(one.amount.into());
    }
    let sql = format!(
        "INSERT INTO surplus_owed (run_id, register_number, member_id, amount_sen) VALUES {}",
        placeholders(conn.get_database_backend(), owed.len(), 4)
    );
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// A payout counts until its transaction is taken back.
const PAID: &str = "SELECT 1 FROM surplus_payout p \
                    LEFT JOIN ledger_transaction r ON r.reverses = p.transaction_id \
                    WHERE p.run_id = o.run_id AND p.member_id = o.member_id AND r.id IS NULL";

/// What is owed and not paid to some members, at most a thousand.
///
/// # Errors
/// When the database fails.
pub async fn unpaid_of(
    conn: &impl ConnectionTrait,
    run: SurplusRunId,
    members: &[MemberId],
) -> Result<HashMap<MemberId, Money>, DbErr> {
    let ids: Vec<Uuid> = members.iter().map(|member| member.uuid()).collect();
    let engine = conn.get_database_backend();
    let (list, more) = among(engine, 2, &ids);
    // On SQLite the placeholders count by their order: the run stands first.
    let run_place = if engine == DbBackend::Postgres { "$1" } else { "?" };
    let mut values = vec![run.into()];
    values.extend(more);
    let sql = format!(
        "SELECT o.member_id, o.amount_sen FROM surplus_owed o \
         WHERE o.run_id = {run_place} AND o.member_id {list} AND NOT EXISTS ({PAID})"
    );
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Records which transaction paid whom, at most a thousand.
///
/// # Errors
/// When the database fails.
pub async fn insert_payouts(
    conn: &impl ConnectionTrait,
    run: SurplusRunId,
    rows: &[(LedgerTransactionId, MemberId)],
) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * 3);
    for (transaction, member) in rows {
        values.push((*transaction).into());
        values.push(run.into());
        values.push((*member).into());
    }
    let sql = format!(
        "INSERT INTO surplus_payout (transaction_id, run_id, member_id) VALUES {}",
        placeholders(conn.get_database_backend(), rows.len(), 3)
    );
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// One share that is or was owed, for a list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct OwedRow {
    /// Number in the register.
    pub register_number: i64,
    /// To whom.
    pub member_id: MemberId,
    /// How much.
    pub amount: Money,
    /// Day of its payment.
    pub paid_on: Option<NaiveDate>,
}

/// Shares of a run that are or were owed, after a register number; one more
/// than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_owed(
    conn: &impl ConnectionTrait,
    run: SurplusRunId,
    page: &PageRequest<i64>,
) -> Result<Vec<OwedRow>, DbErr> {
    let sql = format!(
        "SELECT o.register_number, o.member_id, o.amount_sen AS amount, \
         (SELECT t.effective_on FROM surplus_payout p \
         JOIN ledger_transaction t ON t.id = p.transaction_id \
         LEFT JOIN ledger_transaction r ON r.reverses = p.transaction_id \
         WHERE p.run_id = o.run_id AND p.member_id = o.member_id AND r.id IS NULL LIMIT 1) \
         AS paid_on \
         FROM surplus_owed o WHERE o.run_id = $1 AND o.register_number > $2 \
         ORDER BY o.register_number LIMIT {}",
        page.limit + 1
    );
    let values = vec![run.into(), page.after.unwrap_or(0).into()];
    OwedRow::find_by_statement(statement(conn, sql, values)).all(conn).await
}
