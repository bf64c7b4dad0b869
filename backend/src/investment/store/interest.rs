//! SQL of interest on savings and the tax withheld of it (R47).

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult};

use super::same_person::rows_of_persons;
use crate::kernel::ids::MemberId;
use crate::kernel::money::Money;
use crate::platform::db::statement;

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

/// Whose interest is read.
#[derive(Debug, Clone, Copy)]
pub enum Earners {
    /// Of these rows of the register.
    Rows,
    /// Of all rows of the persons whose rows these are: a person is taxed once.
    Persons,
}

/// Interest of some members from one day to another, both included, by day.
///
/// # Errors
/// When the database fails.
pub async fn earned_interest(
    conn: &impl ConnectionTrait,
    members: &[MemberId],
    (first, last): (NaiveDate, NaiveDate),
    earners: Earners,
) -> Result<Vec<EarnedRow>, DbErr> {
    let engine = conn.get_database_backend();
    let (pairs, mut values) = rows_of_persons(engine, 1, members);
    // On SQLite the placeholders count by their order.
    let [from, to] = if engine == DbBackend::Postgres { ["$2", "$3"] } else { ["?", "?"] };
    values.extend([first.into(), last.into()]);
    let own = match earners {
        Earners::Rows => "AND p.row_id = p.member_id",
        Earners::Persons => "",
    };
    let sql = format!(
        "SELECT p.member_id, t.effective_on, t.amount_sen AS gross, CAST(COALESCE((\
         SELECT SUM(e.credit_sen - e.debit_sen) FROM ledger_entry e \
         JOIN ledger_account a ON a.id = e.account_id \
         WHERE e.transaction_id = t.id AND a.line = 'utang_pajak'), 0) AS BIGINT) AS tax \
         FROM {pairs} p JOIN ledger_transaction t ON t.member_id = p.row_id \
         LEFT JOIN ledger_transaction r ON r.reverses = t.id \
         WHERE t.kind = 'savings_interest' AND t.effective_on >= {from} AND t.effective_on <= {to} \
         AND r.id IS NULL {own} ORDER BY t.effective_on, t.id"
    );
    EarnedRow::find_by_statement(statement(conn, &sql, values)).all(conn).await
}
