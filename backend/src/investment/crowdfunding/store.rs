//! SQL of securities crowdfunding.

use chrono::{Datelike, NaiveDate};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Value};

use super::entity::record;
use crate::identity::Scope;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{OrganizationId, PersonId, ScfRecordId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// Purchases of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_records(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<ScfRecordId>,
) -> Result<Vec<record::Model>, DbErr> {
    let query = record::Entity::find().filter(record::Column::OrganizationId.eq(issuer));
    page.rows(query, record::Column::Id).all(conn).await
}

/// The names of the organisers that have carried out a purchase of an issuer's
/// securities by a reference, however its letters are written.
///
/// # Errors
/// When the database fails.
pub async fn organisers_of(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    reference: &str,
) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT DISTINCT organiser_name FROM scf_record WHERE organization_id = $1 \
               AND LOWER(organiser_reference) = LOWER($2)";
    let values = vec![issuer.into(), reference.to_owned().into()];
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// One purchase whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_record(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: ScfRecordId,
) -> Result<Option<record::Model>, DbErr> {
    let issuer = Expr::col((record::Entity, record::Column::OrganizationId));
    record::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

async fn sum(
    conn: &impl ConnectionTrait,
    condition: &str,
    values: Vec<Value>,
) -> Result<Money, DbErr> {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(amount_sen), 0) AS BIGINT) FROM scf_record WHERE {condition}"
    );
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    let sen: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(Money::from_sen(sen))
}

/// What a person bought of all issuers in the calendar year of a day.
///
/// # Errors
/// When the database fails.
pub async fn bought_in_year(
    conn: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Money, DbErr> {
    let first = NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day);
    let last = NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day);
    let condition = "investor_person_id = $1 AND distributed_on BETWEEN $2 AND $3";
    sum(conn, condition, vec![person.into(), first.into(), last.into()]).await
}

/// What an issuer raised on each day of a span.
///
/// # Errors
/// When the database fails.
pub async fn raised_by_day(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(NaiveDate, Money)>, DbErr> {
    let sql = "SELECT distributed_on, CAST(SUM(amount_sen) AS BIGINT) FROM scf_record \
               WHERE organization_id = $1 AND distributed_on BETWEEN $2 AND $3 \
               GROUP BY distributed_on ORDER BY distributed_on";
    let values = vec![issuer.into(), from.into(), to.into()];
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Whether a purchase was sold again.
///
/// # Errors
/// When the database fails.
pub async fn is_resold(conn: &impl ConnectionTrait, id: ScfRecordId) -> Result<bool, DbErr> {
    let sql = "SELECT 1 FROM scf_resale WHERE record_id = $1";
    Ok(conn.query_one_raw(statement(conn, sql, vec![id.into()])).await?.is_some())
}

/// Records that a purchase was sold again.
///
/// # Errors
/// When the database fails.
pub async fn insert_resale(
    conn: &impl ConnectionTrait,
    id: ScfRecordId,
    sold_on: NaiveDate,
    reference: &str,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    let sql = "INSERT INTO scf_resale (record_id, sold_on, organiser_reference, created_at) \
               VALUES ($1, $2, $3, $4)";
    let values = vec![id.into(), sold_on.into(), reference.to_owned().into(), at.into()];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}
