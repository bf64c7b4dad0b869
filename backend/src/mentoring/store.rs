//! SQL of mentoring.

use chrono::NaiveDate;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::days::Days;
use super::entity::{assignment, mentor};
use crate::chain::entity::chain;
use crate::chain::entity::participation::{self, ParticipationRole};
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{AssignmentId, ClusterId, MentorId, OrganizationId, StageId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::platform::page::PageRequest;

mod coverage;
mod follow_ups;
mod logs;
mod seat;

pub use coverage::{
    CoverageFilter, CoverageSums, Pair, PairKey, Visited, list_pairs, list_visited, sum_coverage,
};
pub use follow_ups::{
    FollowUpFilter, count_follow_ups, find_follow_up, follow_ups_of, list_follow_ups,
    lock_follow_up, taken_follow_ups,
};
pub use logs::{
    LogFilter, find_log, find_log_unscoped, list_logs, list_revisions, lock_log, log_writers,
    neighbours,
};
pub use seat::{lock_open_follow_ups, move_duties, move_follow_ups};

/// The roles in a stage that are mentored: those who run it and those who
/// serve them; institutions that support it are not.
pub const MENTORED_ROLES: [ParticipationRole; 2] =
    [ParticipationRole::Operator, ParticipationRole::ServiceProvider];

/// Which mentors are asked for.
#[derive(Debug, Clone, Default)]
pub struct MentorFilter {
    /// Sent by an organization in this region or below.
    pub region: Option<RegionCode>,
    /// Sent by this organization.
    pub organization: Option<OrganizationId>,
    /// At work on this day.
    pub at_work_on: Option<NaiveDate>,
}

fn mentor_columns() -> (SimpleExpr, SimpleExpr) {
    use mentor::{Column, Entity};
    (Expr::col((Entity, Column::RegionCode)), Expr::col((Entity, Column::OrganizationId)))
}

fn assignment_columns() -> (SimpleExpr, SimpleExpr) {
    use assignment::{Column, Entity};
    (Expr::col((Entity, Column::RegionCode)), Expr::col((Entity, Column::OrganizationId)))
}

/// Mentors with this login.
fn mentors_of_user(user: UserId) -> SelectStatement {
    Query::select()
        .column(mentor::Column::Id)
        .from(mentor::Entity)
        .and_where(mentor::Column::UserId.eq(user))
        .to_owned()
}

/// Stages of the chains of a cluster.
fn stages_of_cluster(cluster: ClusterId) -> SelectStatement {
    use crate::chain::entity::stage;
    Query::select()
        .column((stage::Entity, stage::Column::Id))
        .from(stage::Entity)
        .inner_join(
            chain::Entity,
            Expr::col((chain::Entity, chain::Column::Id))
                .equals((stage::Entity, stage::Column::ChainId)),
        )
        .and_where(Expr::col((chain::Entity, chain::Column::ClusterId)).eq(cluster))
        .to_owned()
}

/// A mentor is seen by who reaches the organization that sends them or one
/// that they assist, and by themselves.
fn mentor_scope(scope: &Scope) -> Condition {
    let (region, organization) = mentor_columns();
    let (assisted_region, assisted) = assignment_columns();
    let assigned = Query::select()
        .column(assignment::Column::MentorId)
        .from(assignment::Entity)
        .cond_where(scope_condition(scope, &assisted_region, &assisted))
        .to_owned();
    if scope.national {
        return Condition::all();
    }
    let mut condition = Condition::any()
        .add(scope_condition(scope, &region, &organization))
        .add(mentor::Column::Id.in_subquery(assigned));
    if let Some(user) = scope.own {
        condition = condition.add(mentor::Column::UserId.eq(user));
    }
    condition
}

/// Mentors in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_mentors(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &MentorFilter,
    page: &PageRequest<MentorId>,
) -> Result<Vec<mentor::Model>, DbErr> {
    use mentor::Column;
    let (region, organization) = mentor_columns();
    let mut query = mentor::Entity::find().filter(mentor_scope(scope));
    if let Some(code) = filter.region {
        let within = Scope { regions: vec![code], ..Scope::default() };
        query = query.filter(scope_condition(&within, &region, &organization));
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(day) = filter.at_work_on {
        query = query
            .filter(Column::StartedOn.lte(day))
            .filter(Column::EndedOn.is_null().or(Column::EndedOn.gte(day)));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One mentor in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_mentor(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: MentorId,
) -> Result<Option<mentor::Model>, DbErr> {
    mentor::Entity::find_by_id(id).filter(mentor_scope(scope)).one(conn).await
}

/// One mentor, locked for this transaction, whatever the scope: the action
/// decides what its author may do with it.
///
/// # Errors
/// When the database fails.
pub async fn lock_mentor(
    conn: &impl ConnectionTrait,
    id: MentorId,
) -> Result<Option<mentor::Model>, DbErr> {
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    mentor::Entity::find_by_id(id).lock_exclusive().one(conn).await
}

/// Whether another open record holds this person at this organization, or
/// this login.
///
/// # Errors
/// When the database fails.
pub async fn is_mentor_taken(
    conn: &impl ConnectionTrait,
    row: &mentor::Model,
) -> Result<bool, DbErr> {
    use mentor::Column;
    let mut same = Condition::any().add(
        Condition::all()
            .add(Column::PersonId.eq(row.person_id))
            .add(Column::OrganizationId.eq(row.organization_id)),
    );
    if let Some(user) = row.user_id {
        same = same.add(Column::UserId.eq(user));
    }
    let other = mentor::Entity::find()
        .filter(same)
        .filter(Column::EndedOn.is_null())
        .filter(Column::Id.ne(row.id))
        .one(conn)
        .await?;
    Ok(other.is_some() && row.ended_on.is_none())
}

/// Which assignments are asked for.
#[derive(Debug, Clone, Default)]
pub struct AssignmentFilter {
    /// Of this mentor.
    pub mentor: Option<MentorId>,
    /// To this organization.
    pub organization: Option<OrganizationId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// That hold on this day.
    pub on: Option<NaiveDate>,
}

fn scoped_assignments(scope: &Scope) -> Select<assignment::Entity> {
    let (region, organization) = assignment_columns();
    let mut condition = Condition::any().add(scope_condition(scope, &region, &organization));
    if let Some(user) = scope.own {
        condition = condition.add(assignment::Column::MentorId.in_subquery(mentors_of_user(user)));
    }
    assignment::Entity::find().filter(condition)
}

/// Assignments in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_assignments(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &AssignmentFilter,
    page: &PageRequest<AssignmentId>,
) -> Result<Vec<assignment::Model>, DbErr> {
    use assignment::Column;
    let mut query = scoped_assignments(scope);
    if let Some(id) = filter.mentor {
        query = query.filter(Column::MentorId.eq(id));
    }
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(id) = filter.stage {
        query = query.filter(Column::StageId.eq(id));
    }
    if let Some(day) = filter.on {
        query = query
            .filter(Column::ValidFrom.lte(day))
            .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(day)));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One assignment in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_assignment(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: AssignmentId,
) -> Result<Option<assignment::Model>, DbErr> {
    scoped_assignments(scope).filter(assignment::Column::Id.eq(id)).one(conn).await
}

/// One assignment in scope, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_assignment(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: AssignmentId,
) -> Result<Option<assignment::Model>, DbErr> {
    let query = scoped_assignments(scope).filter(assignment::Column::Id.eq(id));
    query.lock_exclusive().one(conn).await
}

/// All assignments of a mentor, whatever the scope: for the grants of their
/// login and against duties held twice.
///
/// # Errors
/// When the database fails.
pub async fn assignments_of(
    conn: &impl ConnectionTrait,
    mentor: MentorId,
) -> Result<Vec<assignment::Model>, DbErr> {
    assignment::Entity::find()
        .filter(assignment::Column::MentorId.eq(mentor))
        .order_by_asc(assignment::Column::Id)
        .limit(5_000)
        .all(conn)
        .await
}

/// The days of a mentor's assignments to one organization at one stage.
///
/// # Errors
/// When the database fails.
pub async fn assigned_days(
    conn: &impl ConnectionTrait,
    mentor: MentorId,
    organization: OrganizationId,
    stage: StageId,
) -> Result<Vec<Days>, DbErr> {
    use assignment::Column;
    let rows = assignment::Entity::find()
        .filter(Column::MentorId.eq(mentor))
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::StageId.eq(stage))
        .limit(500)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| Days { from: row.valid_from, to: row.valid_to }).collect())
}

/// The days on which an organization works at a stage in a mentored role.
///
/// # Errors
/// When the database fails.
pub async fn working_days_at(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    stage: StageId,
) -> Result<Vec<Days>, DbErr> {
    use participation::Column;
    let rows = participation::Entity::find()
        .filter(Column::OrganizationId.eq(organization))
        .filter(Column::StageId.eq(stage))
        .filter(Column::Role.is_in(MENTORED_ROLES))
        .limit(500)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| Days { from: row.valid_from, to: row.valid_to }).collect())
}

/// Those of these organizations that are recorded.
///
/// # Errors
/// When the database fails.
pub async fn known_organizations(
    conn: &impl ConnectionTrait,
    ids: Vec<OrganizationId>,
) -> Result<Vec<OrganizationId>, DbErr> {
    use crate::registry::entity::organization;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .filter(organization::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await
}
