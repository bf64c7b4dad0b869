//! SQL of declared holdings. Nothing is changed: the latest statement about a
//! holding, as far as was known, is the one that counts.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    Select,
};

use super::facts::Roots;
use crate::investment::ownership::entity::declared_holding;
use crate::investment::ownership::facts::DeclaredFact;
use crate::investment::store::{Horizon, Values};
use crate::kernel::ids::{DeclaredHoldingId, OrganizationId};
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// That no later statement about the holding of `d` was known at an instant.
fn latest(known_at: Option<DateTime<Utc>>, values: &mut Values) -> String {
    let known = |name: &str, values: &mut Values| {
        known_at.map_or_else(String::new, |instant| {
            format!(" AND {name}.recorded_at <= {}", values.place(instant))
        })
    };
    let (own, later) = (known("d", values), known("l", values));
    format!(
        "NOT EXISTS (SELECT 1 FROM declared_holding l WHERE l.holding_id = d.holding_id \
         AND l.version > d.version{later}){own}"
    )
}

/// Declared holdings of organizations on the way that count at the horizon.
///
/// # Errors
/// When the database fails.
pub async fn in_force(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
) -> Result<Vec<DeclaredFact>, DbErr> {
    let mut values = Values::default();
    let reach = roots.reach(&mut values);
    let latest = latest(horizon.known_at, &mut values);
    let day = values.place(horizon.as_of);
    let withdrawn = values.place(false);
    let sql = format!(
        "{reach} SELECT d.holding_id, d.issuer_id AS issuer, d.holder_organization_id AS holder, \
         d.outside_name, d.outside_class, d.numerator, d.denominator, d.valid_from, d.source \
         FROM reach r JOIN declared_holding d ON d.issuer_id = r.id \
         WHERE {latest} AND d.withdrawn = {withdrawn} AND d.valid_from <= {day} \
         AND (d.valid_to IS NULL OR d.valid_to > {day}) ORDER BY d.holding_id"
    );
    DeclaredFact::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// The latest statement about each holding of an issuer, withdrawn ones left
/// out; at most 1,000, which no company's register of holders has here.
///
/// # Errors
/// When the database fails.
pub async fn standing_of(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Vec<declared_holding::Model>, DbErr> {
    let mut values = Values::default();
    let latest = latest(None, &mut values);
    let (issuer, withdrawn) = (values.place(issuer), values.place(false));
    let sql = format!(
        "SELECT d.* FROM declared_holding d WHERE {latest} AND d.issuer_id = {issuer} \
         AND d.withdrawn = {withdrawn} ORDER BY d.holding_id LIMIT 1000"
    );
    declared_holding::Model::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Which declared holdings are asked for.
#[derive(Debug, Clone, Copy)]
pub struct DeclaredFilter {
    /// Of this issuer.
    pub issuer: OrganizationId,
    /// That count at this horizon; all that stand if left out.
    pub horizon: Option<Horizon>,
}

/// Declared holdings of an issuer after a cursor, oldest first; one more than
/// the limit.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &impl ConnectionTrait,
    filter: &DeclaredFilter,
    page: &PageRequest<DeclaredHoldingId>,
) -> Result<Vec<declared_holding::Model>, DbErr> {
    let mut values = Values::default();
    let latest = latest(filter.horizon.and_then(|horizon| horizon.known_at), &mut values);
    let (issuer, withdrawn) = (values.place(filter.issuer), values.place(false));
    let mut sql = format!(
        "SELECT d.* FROM declared_holding d WHERE {latest} AND d.issuer_id = {issuer} \
         AND d.withdrawn = {withdrawn}"
    );
    if let Some(horizon) = filter.horizon {
        let day = values.place(horizon.as_of);
        sql.push_str(&format!(
            " AND d.valid_from <= {day} AND (d.valid_to IS NULL OR d.valid_to > {day})"
        ));
    }
    if let Some(after) = page.after {
        sql.push_str(&format!(" AND d.holding_id > {}", values.place(after)));
    }
    sql.push_str(&format!(" ORDER BY d.holding_id LIMIT {}", page.limit + 1));
    declared_holding::Model::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// The latest statement about a holding.
///
/// # Errors
/// When the database fails.
pub async fn latest_of(
    conn: &impl ConnectionTrait,
    id: DeclaredHoldingId,
) -> Result<Option<declared_holding::Model>, DbErr> {
    about(id).order_by_desc(declared_holding::Column::Version).one(conn).await
}

/// The first statement about a holding: what its maker sent.
///
/// # Errors
/// When the database fails.
pub async fn first_of(
    conn: &impl ConnectionTrait,
    id: DeclaredHoldingId,
) -> Result<Option<declared_holding::Model>, DbErr> {
    about(id).order_by_asc(declared_holding::Column::Version).one(conn).await
}

/// Statements about a holding after a number, oldest first; one more than the
/// limit.
///
/// # Errors
/// When the database fails.
pub async fn revisions(
    conn: &impl ConnectionTrait,
    id: DeclaredHoldingId,
    page: &PageRequest<i64>,
) -> Result<Vec<declared_holding::Model>, DbErr> {
    use declared_holding::Column;
    page.rows(about(id), Column::Version).all(conn).await
}

fn about(id: DeclaredHoldingId) -> Select<declared_holding::Entity> {
    declared_holding::Entity::find().filter(declared_holding::Column::HoldingId.eq(id))
}
