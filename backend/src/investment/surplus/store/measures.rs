//! SQL of what shares are measured by: capital and business of holders, read
//! in spans of register numbers, so that memory stays bounded.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryResult, QuerySelect, Value,
};

use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::member::{self, MemberStatus, Standing};
use crate::investment::surplus::holding::{Holding, Period};
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::{placeholders, statement};
use crate::platform::page::PageRequest;

/// Rows of one INSERT: SQLite takes at most 32,766 values.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A holding of the columns `member, register_number, joined_on, left_on,
/// opening, closing, share_days`: by their places, since names are looked up
/// for each row.
fn holding(row: &QueryResult) -> Result<Holding, DbErr> {
    Ok(Holding {
        member: row.try_get_by_index(0)?,
        register_number: row.try_get_by_index(1)?,
        joined_on: row.try_get_by_index(2)?,
        left_on: row.try_get_by_index(3)?,
        opening: row.try_get_by_index(4)?,
        closing: row.try_get_by_index(5)?,
        share_days: row.try_get_by_index(6)?,
    })
}

/// The highest number in an issuer's register; 0 where it is empty.
///
/// # Errors
/// When the database fails.
pub async fn last_register_number(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<i64, DbErr> {
    let sql = "SELECT COALESCE(MAX(register_number), 0) FROM member WHERE organization_id = $1";
    let row = conn.query_one_raw(statement(conn, sql, vec![issuer.into()])).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Capital on some lines of the holders with register numbers `from` to `to`,
/// before and at the end of a period, in the order of the register; by days as
/// well where that is asked for.
///
/// # Errors
/// When the database fails.
pub async fn holdings(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    lines: &[Line],
    (period, by_days): (&Period, bool),
    (from, to): (i64, i64),
) -> Result<Vec<Holding>, DbErr> {
    // Both count the days from the entry, or the period's first, to its last.
    let days = match conn.get_database_backend() {
        // Days of each entry take longer to work out than all else.
        _ if !by_days => "0",
        DbBackend::Postgres => "($5 - GREATEST(e.effective_on, $4) + 1)",
        _ => "(CAST(julianday($5) - julianday(MAX(e.effective_on, $4)) AS INTEGER) + 1)",
    };
    let mut values: Vec<Value> =
        vec![issuer.into(), from.into(), to.into(), period.start.into(), period.end.into()];
    let mut places = Vec::with_capacity(lines.len());
    for line in lines {
        values.push(line.to_value().into());
        places.push(format!("${}", values.len()));
    }
    let sql = format!(
        "SELECT m.id, m.register_number, m.joined_on, m.left_on, \
         CAST(SUM(CASE WHEN e.effective_on < $4 THEN e.credit_sen - e.debit_sen ELSE 0 END) \
         AS BIGINT), \
         CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT), \
         CAST(SUM((e.credit_sen - e.debit_sen) * {days}) AS BIGINT) \
         FROM member m \
         JOIN ledger_account a ON a.member_id = m.id AND a.line IN ({}) \
         JOIN ledger_entry e ON e.account_id = a.id \
         WHERE m.organization_id = $1 AND m.register_number BETWEEN $2 AND $3 \
         AND e.effective_on <= $5 \
         GROUP BY m.id, m.register_number, m.joined_on, m.left_on ORDER BY m.register_number",
        places.join(", ")
    );
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter().map(holding).collect()
}

/// Which members' business is asked for.
#[derive(Debug, Clone)]
pub struct Bought {
    /// The issuer.
    pub issuer: OrganizationId,
    /// Book year.
    pub book_year: i64,
    /// Kind.
    pub kind: &'static str,
}

/// Business of the members with register numbers `from` to `to`; it stands in
/// `closing`.
///
/// # Errors
/// When the database fails.
pub async fn patronage_of(
    conn: &impl ConnectionTrait,
    which: &Bought,
    (from, to): (i64, i64),
) -> Result<Vec<Holding>, DbErr> {
    let sql = "SELECT m.id, m.register_number, m.joined_on, m.left_on, \
               CAST(0 AS BIGINT), p.amount_sen, \
               CAST(0 AS BIGINT) \
               FROM member m JOIN surplus_patronage p ON p.organization_id = m.organization_id \
               AND p.member_id = m.id AND p.book_year = $4 AND p.kind = $5 \
               WHERE m.organization_id = $1 AND m.register_number BETWEEN $2 AND $3 \
               ORDER BY m.register_number";
    let values = vec![
        which.issuer.into(),
        from.into(),
        to.into(),
        which.book_year.into(),
        which.kind.to_owned().into(),
    ];
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter().map(holding).collect()
}

/// Members of an issuer who share by business, by register number and by id:
/// those who are or were in force, among the numbers and ids given.
///
/// # Errors
/// When the database fails.
pub async fn members_by_number(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    numbers: &[i64],
    ids: &[MemberId],
) -> Result<(HashMap<i64, MemberId>, HashMap<MemberId, i64>), DbErr> {
    use member::Column;
    use sea_orm::{ColumnTrait, Condition};
    let mut by_number = HashMap::new();
    let mut by_id = HashMap::new();
    let longest = numbers.len().max(ids.len());
    for start in (0..longest).step_by(ROWS_PER_STATEMENT) {
        let part = |length: usize| start.min(length)..(start + ROWS_PER_STATEMENT).min(length);
        let wanted = Condition::any()
            .add(Column::RegisterNumber.is_in(numbers[part(numbers.len())].iter().copied()))
            .add(Column::Id.is_in(ids[part(ids.len())].iter().copied()));
        let rows = member::Entity::find()
            .select_only()
            .columns([Column::Id, Column::RegisterNumber])
            .filter(Column::OrganizationId.eq(issuer))
            .filter(Column::Standing.eq(Standing::Member))
            .filter(Column::Status.ne(MemberStatus::Applicant))
            .filter(wanted)
            .into_tuple::<(MemberId, i64)>()
            .all(conn)
            .await?;
        for (id, number) in rows {
            by_number.insert(number, id);
            by_id.insert(id, number);
        }
    }
    Ok((by_number, by_id))
}

/// Saves business of members, in the place of what was known of them.
///
/// # Errors
/// When the database fails.
pub async fn save_patronage(
    conn: &impl ConnectionTrait,
    which: &Bought,
    rows: &[(MemberId, Money)],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    for some in rows.chunks(ROWS_PER_STATEMENT) {
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * 6);
        for (member, amount) in some {
            values.push(which.issuer.into());
            values.push(which.book_year.into());
            values.push(which.kind.to_owned().into());
            values.push((*member).into());
            values.push((*amount).into());
            values.push(at.into());
        }
        let sql = format!(
            "INSERT INTO surplus_patronage (organization_id, book_year, kind, member_id, \
             amount_sen, recorded_at) VALUES {} \
             ON CONFLICT (organization_id, book_year, kind, member_id) \
             DO UPDATE SET amount_sen = excluded.amount_sen, recorded_at = excluded.recorded_at",
            placeholders(conn.get_database_backend(), some.len(), 6)
        );
        conn.execute_raw(statement(conn, sql, values)).await?;
    }
    Ok(())
}

/// One member's business, for a list.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PatronageRow {
    /// Who.
    pub member_id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// How much.
    pub amount: Money,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Business of members after a register number, in its order; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_patronage(
    conn: &impl ConnectionTrait,
    which: &Bought,
    page: &PageRequest<i64>,
) -> Result<Vec<PatronageRow>, DbErr> {
    let sql = format!(
        "SELECT p.member_id, m.register_number, p.amount_sen AS amount, p.recorded_at \
         FROM member m JOIN surplus_patronage p ON p.organization_id = m.organization_id \
         AND p.member_id = m.id AND p.book_year = $2 AND p.kind = $3 \
         WHERE m.organization_id = $1 AND m.register_number > $4 \
         ORDER BY m.register_number LIMIT {}",
        page.limit + 1
    );
    let values = vec![
        which.issuer.into(),
        which.book_year.into(),
        which.kind.to_owned().into(),
        page.after.unwrap_or(0).into(),
    ];
    PatronageRow::find_by_statement(statement(conn, sql, values)).all(conn).await
}
