//! SQL of rankings.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select};

use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{OrganizationId, RankingId};
use crate::kernel::region_code::RegionCode;
use crate::performance::entity::ranking::{self, Column, RankingClass, RankingState};
use crate::platform::page::PageRequest;

/// Which rankings are asked for.
#[derive(Debug, Clone, Default)]
pub struct RankingFilter {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Of this enterprise.
    pub organization: Option<OrganizationId>,
    /// Of this calendar year.
    pub year: Option<i32>,
    /// With this verified class.
    pub class: Option<RankingClass>,
    /// Standing there.
    pub state: Option<RankingState>,
}

fn columns() -> (SimpleExpr, SimpleExpr) {
    use ranking::Entity;
    (Expr::col((Entity, Column::RegionCode)), Expr::col((Entity, Column::OrganizationId)))
}

fn scoped(query: Select<ranking::Entity>, scope: &Scope) -> Select<ranking::Entity> {
    let (region, organization) = columns();
    query.filter(scope_condition(scope, &region, &organization))
}

fn filtered(scope: &Scope, filter: &RankingFilter) -> Select<ranking::Entity> {
    let mut query = scoped(ranking::Entity::find(), scope);
    if let Some(code) = filter.region {
        query = scoped(query, &Scope { regions: vec![code], ..Scope::default() });
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(year) = filter.year {
        query = query.filter(Column::Year.eq(i64::from(year)));
    }
    if let Some(class) = filter.class {
        query = query.filter(Column::Class.eq(class));
    }
    if let Some(state) = filter.state {
        query = query.filter(Column::State.eq(state));
    }
    query
}

/// Rankings in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_rankings(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &RankingFilter,
    page: &PageRequest<RankingId>,
) -> Result<Vec<ranking::Model>, DbErr> {
    page.rows(filtered(scope, filter), Column::Id).all(conn).await
}

/// How many verified rankings in scope there are of each class; a class
/// without any is left out.
///
/// # Errors
/// When the database fails.
pub async fn count_classes(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &RankingFilter,
) -> Result<Vec<(RankingClass, i64)>, DbErr> {
    filtered(scope, filter)
        .filter(Column::Class.is_not_null())
        .select_only()
        .column(Column::Class)
        .column_as(Column::Id.count(), "enterprises")
        .group_by(Column::Class)
        .into_tuple()
        .all(conn)
        .await
}

/// One ranking in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_ranking(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: RankingId,
) -> Result<Option<ranking::Model>, DbErr> {
    scoped(ranking::Entity::find_by_id(id), scope).one(conn).await
}

/// One ranking in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_ranking(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: RankingId,
) -> Result<Option<ranking::Model>, DbErr> {
    scoped(ranking::Entity::find_by_id(id), scope).lock_exclusive().one(conn).await
}

/// The ranking of an enterprise, which the caller has reached, for a year.
///
/// # Errors
/// When the database fails.
pub async fn ranking_of(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    year: i64,
) -> Result<Option<ranking::Model>, DbErr> {
    let query = ranking::Entity::find().filter(Column::OrganizationId.eq(organization));
    query.filter(Column::Year.eq(year)).one(conn).await
}
