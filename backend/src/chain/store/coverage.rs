//! SQL of coverage.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use crate::chain::entity::coverage;
use crate::kernel::ids::{OrganizationId, StageId};
use crate::kernel::period::Quarter;
use crate::kernel::region_code::RegionCode;

/// The quarters in which an organization was visited at a stage, or at each of
/// all its stages where none is named, each by a verified log.
///
/// # Errors
/// When the database fails.
pub async fn visited_quarters(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    stage: Option<StageId>,
) -> Result<BTreeMap<StageId, Vec<Quarter>>, DbErr> {
    let mut query =
        coverage::Entity::find().filter(coverage::Column::OrganizationId.eq(organization));
    if let Some(stage) = stage {
        query = query.filter(coverage::Column::StageId.eq(stage));
    }
    let malformed = |_| DbErr::Type("coverage.quarter holds a malformed value".to_owned());
    let mut visited: BTreeMap<StageId, Vec<Quarter>> = BTreeMap::new();
    for row in query.all(conn).await? {
        let quarter = row.quarter.parse().map_err(malformed)?;
        visited.entry(row.stage_id).or_default().push(quarter);
    }
    Ok(visited)
}

/// Puts the covered quarters of one organization into another region.
///
/// # Errors
/// When the database fails.
pub async fn move_coverage(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    region: &RegionCode,
) -> Result<(), DbErr> {
    coverage::Entity::update_many()
        .col_expr(coverage::Column::RegionCode, Expr::value(region.as_str()))
        .filter(coverage::Column::OrganizationId.eq(organization))
        .exec(conn)
        .await
        .map(drop)
}

/// Marks a pair as visited in a quarter; false where it was already (R101).
///
/// # Errors
/// When the database fails.
pub async fn claim_coverage(
    conn: &impl ConnectionTrait,
    row: coverage::Model,
) -> Result<bool, DbErr> {
    use coverage::Column;
    let key = OnConflict::columns([Column::OrganizationId, Column::StageId, Column::Quarter])
        .do_nothing()
        .to_owned();
    let row: coverage::ActiveModel = row.into();
    let inserted = coverage::Entity::insert(row.reset_all())
        .on_conflict(key)
        .exec_without_returning(conn)
        .await?;
    Ok(inserted > 0)
}
