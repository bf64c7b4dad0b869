//! SQL of logs.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::{mentors_of_user, stages_of_cluster};
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::kernel::ids::{ClusterId, MentorId, MentoringLogId, OrganizationId, StageId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::entity::mentoring_log::LogStatus;
use crate::mentoring::entity::{mentoring_log, mentoring_log_revision};
use crate::platform::page::PageRequest;

/// Which logs are asked for.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// Of organizations in this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// Of this mentor.
    pub mentor: Option<MentorId>,
    /// With this status.
    pub status: Option<LogStatus>,
    /// Visited on this local day or later.
    pub from: Option<NaiveDate>,
    /// Visited on this local day or earlier.
    pub to: Option<NaiveDate>,
    /// Only those that something is to be looked at, or only those without.
    pub flagged: Option<bool>,
}

fn columns() -> (SimpleExpr, SimpleExpr) {
    use mentoring_log::{Column, Entity};
    (Expr::col((Entity, Column::RegionCode)), Expr::col((Entity, Column::OrganizationId)))
}

/// Logs of what is reached, and one's own; drafts are their author's alone.
pub(super) fn log_scope(scope: &Scope, reader: Option<UserId>) -> Condition {
    use mentoring_log::Column;
    let (region, organization) = columns();
    let mut reached = Condition::any().add(scope_condition(scope, &region, &organization));
    if let Some(user) = scope.own {
        reached = reached
            .add(Column::AuthorUserId.eq(user))
            .add(Column::MentorId.in_subquery(mentors_of_user(user)));
    }
    let mut sent = Condition::any().add(Column::Status.ne(LogStatus::Draft));
    if let Some(user) = reader {
        sent = sent.add(Column::AuthorUserId.eq(user));
    }
    Condition::all().add(reached).add(sent)
}

/// Logs in scope after a cursor, oldest first; one more than the limit.
/// `reader` also gets their own drafts.
///
/// # Errors
/// When the database fails.
pub async fn list_logs(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    reader: UserId,
    filter: &LogFilter,
    page: &PageRequest<MentoringLogId>,
) -> Result<Vec<mentoring_log::Model>, DbErr> {
    use mentoring_log::Column;
    let query = mentoring_log::Entity::find().filter(log_scope(scope, Some(reader)));
    let query = filtered(query, filter);
    page.rows(query, Column::Id).all(conn).await
}

fn filtered(
    mut query: Select<mentoring_log::Entity>,
    filter: &LogFilter,
) -> Select<mentoring_log::Entity> {
    use mentoring_log::Column;
    let (region, organization) = columns();
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
    if let Some(id) = filter.stage {
        query = query.filter(Column::StageId.eq(id));
    }
    if let Some(id) = filter.mentor {
        query = query.filter(Column::MentorId.eq(id));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(day) = filter.from {
        query = query.filter(Column::LocalDate.gte(day));
    }
    if let Some(day) = filter.to {
        query = query.filter(Column::LocalDate.lte(day));
    }
    if let Some(flagged) = filter.flagged {
        let any = Condition::any()
            .add(Column::Overlapping.eq(true))
            .add(Column::DistanceDoubtful.eq(true))
            .add(Column::CertificateExpired.eq(true))
            .add(Column::OnTime.eq(false));
        let none = Condition::all()
            .add(Column::Overlapping.eq(false))
            .add(Column::DistanceDoubtful.eq(false))
            .add(Column::CertificateExpired.eq(false))
            .add(Column::OnTime.is_null().or(Column::OnTime.eq(true)));
        query = query.filter(if flagged { any } else { none });
    }
    query
}

/// One log in scope; a draft only for its author.
///
/// # Errors
/// When the database fails.
pub async fn find_log(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    reader: UserId,
    id: MentoringLogId,
) -> Result<Option<mentoring_log::Model>, DbErr> {
    let query = mentoring_log::Entity::find_by_id(id).filter(log_scope(scope, Some(reader)));
    query.one(conn).await
}

/// One log in scope, locked for this transaction; a draft only for its author.
///
/// # Errors
/// When the database fails.
pub async fn lock_log(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    reader: UserId,
    id: MentoringLogId,
) -> Result<Option<mentoring_log::Model>, DbErr> {
    let query = mentoring_log::Entity::find_by_id(id).filter(log_scope(scope, Some(reader)));
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    query.lock_exclusive().one(conn).await
}

/// One log, whatever the scope: an id is taken or free for everybody (R95).
///
/// # Errors
/// When the database fails.
pub async fn find_log_unscoped(
    conn: &impl ConnectionTrait,
    id: MentoringLogId,
) -> Result<Option<mentoring_log::Model>, DbErr> {
    mentoring_log::Entity::find_by_id(id).one(conn).await
}

/// Other logs of a mentor that touch the time from `start` to `end`, widened
/// by `minutes` on both sides (R98).
///
/// # Errors
/// When the database fails.
pub async fn neighbours(
    conn: &impl ConnectionTrait,
    mentor: MentorId,
    except: MentoringLogId,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    minutes: i64,
) -> Result<Vec<mentoring_log::Model>, DbErr> {
    use mentoring_log::Column;
    let margin = TimeDelta::minutes(minutes);
    mentoring_log::Entity::find()
        .filter(Column::MentorId.eq(mentor))
        .filter(Column::Id.ne(except))
        .filter(Column::StartedAt.lt(end + margin))
        .filter(Column::EndedAt.gt(start - margin))
        .order_by_asc(Column::Id)
        .limit(100)
        .all(conn)
        .await
}

/// The earlier texts of a log, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list_revisions(
    conn: &impl ConnectionTrait,
    log: MentoringLogId,
) -> Result<Vec<mentoring_log_revision::Model>, DbErr> {
    mentoring_log_revision::Entity::find()
        .filter(mentoring_log_revision::Column::LogId.eq(log))
        .order_by_asc(mentoring_log_revision::Column::Id)
        .limit(200)
        .all(conn)
        .await
}

/// Who corrected a log after it was first sent, each once.
///
/// # Errors
/// When the database fails.
pub async fn log_writers(
    conn: &impl ConnectionTrait,
    log: MentoringLogId,
) -> Result<Vec<UserId>, DbErr> {
    use mentoring_log_revision::Column;
    mentoring_log_revision::Entity::find()
        .select_only()
        .column(Column::RecordedBy)
        .distinct()
        .filter(Column::LogId.eq(log))
        .filter(Column::RecordedBy.is_not_null())
        .into_tuple()
        .all(conn)
        .await
}
