//! SQL that lets mentoring follow an organization's seat (ADR-0020).

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::kernel::ids::{FollowUpId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::entity::follow_up::FollowUpStatus;
use crate::mentoring::entity::{assignment, follow_up, mentor};

/// The ids of one statement: SQLite takes at most 32,766 values.
const IDS_PER_STATEMENT: usize = 10_000;

/// The open follow-ups of one organization, locked, whatever the scope.
///
/// # Errors
/// When the database fails.
pub async fn lock_open_follow_ups(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<follow_up::Model>, DbErr> {
    follow_up::Entity::find()
        .filter(follow_up::Column::OrganizationId.eq(organization))
        .filter(follow_up::Column::Status.eq(FollowUpStatus::Open))
        .order_by_asc(follow_up::Column::Id)
        .lock_exclusive()
        .all(conn)
        .await
}

/// Puts these follow-ups into another region.
///
/// # Errors
/// When the database fails.
pub async fn move_follow_ups(
    conn: &impl ConnectionTrait,
    ids: &[FollowUpId],
    region: &RegionCode,
) -> Result<(), DbErr> {
    for some in ids.chunks(IDS_PER_STATEMENT) {
        follow_up::Entity::update_many()
            .col_expr(follow_up::Column::RegionCode, Expr::value(region.as_str()))
            .filter(follow_up::Column::Id.is_in(some.iter().copied()))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// Puts the assignments and the mentors of one organization into another region.
///
/// # Errors
/// When the database fails.
pub async fn move_duties(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    region: &RegionCode,
) -> Result<(), DbErr> {
    assignment::Entity::update_many()
        .col_expr(assignment::Column::RegionCode, Expr::value(region.as_str()))
        .filter(assignment::Column::OrganizationId.eq(organization))
        .exec(conn)
        .await?;
    mentor::Entity::update_many()
        .col_expr(mentor::Column::RegionCode, Expr::value(region.as_str()))
        .filter(mentor::Column::OrganizationId.eq(organization))
        .exec(conn)
        .await
        .map(drop)
}
