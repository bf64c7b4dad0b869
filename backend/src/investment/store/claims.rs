//! SQL of claims on what holders have.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::issuer_in_scope;
use crate::identity::Scope;
use crate::investment::entity::encumbrance::{Column, Entity, Model};
use crate::kernel::ids::{EncumbranceId, InstrumentId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// Claims of an issuer after a cursor, oldest first, those in force on a day
/// where one is named; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_encumbrances(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    as_of: Option<NaiveDate>,
    page: &PageRequest<EncumbranceId>,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(Column::OrganizationId.eq(issuer));
    if let Some(day) = as_of {
        let holds =
            Condition::any().add(Column::ReleasedOn.is_null()).add(Column::ReleasedOn.gt(day));
        query = query.filter(Column::EncumberedOn.lte(day)).filter(holds);
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One claim whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_encumbrance(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: EncumbranceId,
) -> Result<Option<Model>, DbErr> {
    let issuer = Expr::col((Entity, Column::OrganizationId));
    Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

/// Balance of a holder's account and what of it others have a claim on.
///
/// # Errors
/// When the database fails.
pub async fn held_and_claimed(
    conn: &impl ConnectionTrait,
    member: MemberId,
    instrument: InstrumentId,
) -> Result<(Money, Money), DbErr> {
    let sql = "SELECT CAST(COALESCE((SELECT b.balance_sen FROM ledger_account a \
               JOIN ledger_balance b ON b.account_id = a.id \
               WHERE a.member_id = $1 AND a.instrument_id = $2), 0) AS BIGINT), \
               CAST(COALESCE((SELECT SUM(amount_sen) FROM encumbrance WHERE member_id = $1 \
               AND instrument_id = $2 AND released_on IS NULL), 0) AS BIGINT)";
    let values = vec![member.into(), instrument.into()];
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("a sum has a row".to_owned()))?;
    let sen = |place| row.try_get_by_index::<i64>(place).map(Money::from_sen);
    Ok((sen(0)?, sen(1)?))
}
