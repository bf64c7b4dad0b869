//! SQL of interest on savings and the tax withheld of it (R47).

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Value};
use uuid::Uuid;

use crate::kernel::ids::MemberId;
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Interest that was posted and not taken back.
#[derive(Debug, Clone, FromQueryResult)]
pub struct EarnedRow {
    /// Who earned it.
    pub member_id: MemberId,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// Before tax.
    pub gross: Money,
    /// What was withheld.
    pub tax: Money,
}

/// Interest of some members from one day to another, both included, by day.
///
/// # Errors
/// When the database fails.
pub async fn earned_interest(
    conn: &impl ConnectionTrait,
    members: &[MemberId],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<EarnedRow>, DbErr> {
    let engine = conn.get_database_backend();
    let ids: Vec<Uuid> = members.iter().map(|member| member.uuid()).collect();
    let (list, more) = among(engine, 3, &ids);
    // On SQLite the placeholders count by their order.
    let [from, to] = if engine == DbBackend::Postgres { ["$1", "$2"] } else { ["?", "?"] };
    let mut values: Vec<Value> = vec![first.into(), last.into()];
    values.extend(more);
    let sql = format!(
        "SELECT t.member_id, t.effective_on, t.amount_sen AS gross, CAST(COALESCE((\
         SELECT SUM(e.credit_sen - e.debit_sen) FROM ledger_entry e \
         JOIN ledger_account a ON a.id = e.account_id \
         WHERE e.transaction_id = t.id AND a.line = 'utang_pajak'), 0) AS BIGINT) AS tax \
         FROM ledger_transaction t LEFT JOIN ledger_transaction r ON r.reverses = t.id \
         WHERE t.kind = 'savings_interest' AND t.effective_on >= {from} AND t.effective_on <= {to} \
         AND r.id IS NULL AND t.member_id {list} ORDER BY t.effective_on, t.id"
    );
    EarnedRow::find_by_statement(statement(conn, &sql, values)).all(conn).await
}
