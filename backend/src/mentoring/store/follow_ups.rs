//! SQL of follow-ups.

use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::logs::log_scope;
use super::stages_of_cluster;
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{ClusterId, FollowUpId, MentoringLogId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::entity::follow_up::{self, FollowUpStatus};
use crate::mentoring::entity::mentoring_log;
use crate::mentoring::rates::FollowUpRates;
use crate::platform::page::PageRequest;

/// Which follow-ups are asked for.
#[derive(Debug, Clone, Default)]
pub struct FollowUpFilter {
    /// Of organizations in this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// With this status.
    pub status: Option<FollowUpStatus>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub due_to: Option<NaiveDate>,
    /// Open and due before this day.
    pub overdue_on: Option<NaiveDate>,
}

fn columns() -> (SimpleExpr, SimpleExpr) {
    use follow_up::{Column, Entity};
    (Expr::col((Entity, Column::RegionCode)), Expr::col((Entity, Column::OrganizationId)))
}

/// Follow-ups of what is reached and of one's own logs; those of drafts are
/// seen with their log only.
fn scoped(scope: &Scope, filter: &FollowUpFilter) -> Select<follow_up::Entity> {
    use follow_up::Column;
    let (region, organization) = columns();
    let mut reached = Condition::any().add(scope_condition(scope, &region, &organization));
    if scope.own.is_some() {
        let own = Scope { own: scope.own, ..Scope::default() };
        let logs = Query::select()
            .column((mentoring_log::Entity, mentoring_log::Column::Id))
            .from(mentoring_log::Entity)
            .cond_where(log_scope(&own, None))
            .to_owned();
        reached = reached.add(Column::LogId.in_subquery(logs));
    }
    let mut query = follow_up::Entity::find()
        .filter(reached)
        .filter(Column::Status.ne(FollowUpStatus::Planned));
    if let Some(code) = filter.region {
        let within = Scope { regions: vec![code], ..Scope::default() };
        query = query.filter(scope_condition(&within, &region, &organization));
    }
    if let Some(cluster) = filter.cluster {
        query = query.filter(Column::StageId.in_subquery(stages_of_cluster(cluster)));
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(day) = filter.due_from {
        query = query.filter(Column::DueOn.gte(day));
    }
    if let Some(day) = filter.due_to {
        query = query.filter(Column::DueOn.lte(day));
    }
    if let Some(day) = filter.overdue_on {
        query = query.filter(Column::Status.eq(FollowUpStatus::Open)).filter(Column::DueOn.lt(day));
    }
    query
}

/// Follow-ups in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_follow_ups(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &FollowUpFilter,
    page: &PageRequest<FollowUpId>,
) -> Result<Vec<follow_up::Model>, DbErr> {
    let query = scoped(scope, filter);
    page.rows(query, follow_up::Column::Id).all(conn).await
}

/// One follow-up in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_follow_up(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: FollowUpId,
) -> Result<Option<follow_up::Model>, DbErr> {
    let query = scoped(scope, &FollowUpFilter::default()).filter(follow_up::Column::Id.eq(id));
    query.one(conn).await
}

/// One follow-up in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_follow_up(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: FollowUpId,
) -> Result<Option<follow_up::Model>, DbErr> {
    let query = scoped(scope, &FollowUpFilter::default()).filter(follow_up::Column::Id.eq(id));
    query.lock_exclusive().one(conn).await
}

/// The follow-ups of a log, in its order.
///
/// # Errors
/// When the database fails.
pub async fn follow_ups_of(
    conn: &impl ConnectionTrait,
    log: MentoringLogId,
) -> Result<Vec<follow_up::Model>, DbErr> {
    use follow_up::Column;
    follow_up::Entity::find()
        .filter(Column::LogId.eq(log))
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Those of these ids that belong to another log.
///
/// # Errors
/// When the database fails.
pub async fn taken_follow_ups(
    conn: &impl ConnectionTrait,
    ids: Vec<FollowUpId>,
    log: MentoringLogId,
) -> Result<Vec<FollowUpId>, DbErr> {
    use follow_up::Column;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    follow_up::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids))
        .filter(Column::LogId.ne(log))
        .into_tuple()
        .all(conn)
        .await
}

#[derive(FromQueryResult)]
struct Counts {
    due: i64,
    closed: Option<i64>,
    closed_on_time: Option<i64>,
    overdue: Option<i64>,
}

/// How the follow-ups that are due by `today` were kept (R103); those given
/// up are left out.
///
/// # Errors
/// When the database fails.
pub async fn count_follow_ups(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &FollowUpFilter,
    today: NaiveDate,
) -> Result<FollowUpRates, DbErr> {
    use follow_up::Column;
    let done = Condition::all().add(Column::Status.eq(FollowUpStatus::Done));
    let in_time = Expr::col(Column::ClosedOn).lte(Expr::col(Column::DueOn));
    let late = Column::Status.eq(FollowUpStatus::Open).and(Column::DueOn.lt(today));
    // CAST: a sum of integers has another type on each engine.
    let count = |condition: Condition| {
        let one = Expr::case(condition, 1).finally(0);
        Expr::expr(one).sum().cast_as(Alias::new("bigint"))
    };
    let query = scoped(scope, filter)
        .select_only()
        .column_as(Expr::col(Column::Id).count(), "due")
        .column_as(count(done.clone()), "closed")
        .column_as(count(done.add(in_time)), "closed_on_time")
        .column_as(count(Condition::all().add(late)), "overdue")
        .filter(Column::Status.ne(FollowUpStatus::Cancelled))
        .filter(Column::DueOn.lte(today));
    let counts = query.into_model::<Counts>().one(conn).await?;
    Ok(counts.map_or_else(FollowUpRates::default, |counts| FollowUpRates {
        due: counts.due,
        // A sum over nothing is null.
        closed: counts.closed.unwrap_or(0),
        closed_on_time: counts.closed_on_time.unwrap_or(0),
        overdue: counts.overdue.unwrap_or(0),
    }))
}
