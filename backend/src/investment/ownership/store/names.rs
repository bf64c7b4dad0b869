//! SQL of single holders: who they are and what they have.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};

use crate::investment::entity::ledger_account::Line;
use crate::investment::store::{Horizon, Values};
use crate::kernel::ids::{MemberId, PersonId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::registry::entity::person;

/// Persons asked for in one statement: SQLite bounds the values of one.
const AT_ONCE: usize = 1_000;

/// Names of persons.
///
/// # Errors
/// When the database fails.
pub async fn person_names(
    conn: &impl ConnectionTrait,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, String>, DbErr> {
    let mut names = HashMap::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<(PersonId, String)> = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::FullName])
            .filter(person::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(conn)
            .await?;
        names.extend(rows);
    }
    Ok(names)
}

/// What a member has on each line at a horizon.
///
/// # Errors
/// When the database fails.
pub async fn member_capital(
    conn: &impl ConnectionTrait,
    member: MemberId,
    horizon: &Horizon,
) -> Result<Vec<(Line, Money)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Sum {
        line: Line,
        amount: Money,
    }
    let mut values = Values::default();
    let (member, day) = (values.place(member), values.place(horizon.as_of));
    let known = horizon.known_at.map(|at| format!(" AND e.recorded_at <= {}", values.place(at)));
    let sql = format!(
        "SELECT a.line, CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT) AS amount \
         FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id \
         WHERE a.member_id = {member} AND e.effective_on <= {day}{} GROUP BY a.line",
        known.unwrap_or_default()
    );
    let sums = Sum::find_by_statement(statement(conn, sql, values.0)).all(conn).await?;
    Ok(sums.into_iter().map(|sum| (sum.line, sum.amount)).collect())
}
