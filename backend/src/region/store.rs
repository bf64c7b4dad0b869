//! SQL of regions. Regions are public reference data: no scope applies.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{region, region_crosswalk};
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::page::PageRequest;

/// Which regions are asked for.
#[derive(Debug, Clone, Default)]
pub struct RegionFilter {
    /// Direct children of this region.
    pub parent: Option<RegionCode>,
    /// This region and all below it.
    pub within: Option<RegionCode>,
    /// Of this level.
    pub level: Option<RegionLevel>,
    /// Folded words that the name must hold.
    pub name_key: Option<String>,
}

/// Regions after a cursor in order of code; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_regions(
    conn: &impl ConnectionTrait,
    filter: &RegionFilter,
    page: &PageRequest<RegionCode>,
) -> Result<Vec<region::Model>, DbErr> {
    use region::Column;
    let mut query = region::Entity::find();
    if let Some(parent) = &filter.parent {
        query = query.filter(Column::ParentCode.eq(parent.as_str()));
    }
    if let Some(within) = &filter.within {
        let (low, high) = within.subtree_bounds();
        query = query.filter(Column::Code.gte(low)).filter(Column::Code.lt(high));
    }
    if let Some(level) = filter.level {
        query = query.filter(Column::Level.eq(level));
    }
    if let Some(key) = &filter.name_key {
        for word in key.split_whitespace() {
            query = query.filter(Column::NameKey.contains(word));
        }
    }
    page.rows(query, Column::Code).all(conn).await
}

/// One region.
///
/// # Errors
/// When the database fails.
pub async fn find_region(
    conn: &impl ConnectionTrait,
    code: &RegionCode,
) -> Result<Option<region::Model>, DbErr> {
    region::Entity::find_by_id(code.as_str()).one(conn).await
}

/// The regions with these codes, in order of code.
///
/// # Errors
/// When the database fails.
pub async fn find_regions(
    conn: &impl ConnectionTrait,
    codes: Vec<String>,
) -> Result<Vec<region::Model>, DbErr> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let query = region::Entity::find().filter(region::Column::Code.is_in(codes));
    query.order_by_asc(region::Column::Code).all(conn).await
}

/// The region with this code if it is valid on `day`, or the fault at `pointer`.
///
/// # Errors
/// When the database fails.
pub async fn require_region(
    conn: &impl ConnectionTrait,
    code: &RegionCode,
    day: NaiveDate,
    pointer: &str,
) -> Result<Result<region::Model, Fault>, DbErr> {
    let Some(row) = find_region(conn, code).await? else {
        let fault = Fault::at(&problems::REGION_UNKNOWN, pointer)
            .with("code", code.as_str())
            .with("edition", kibm_seed::regions::EDITION);
        return Ok(Err(fault));
    };
    match row.valid_to {
        Some(end) if end <= day => Ok(Err(Fault::at(&problems::REGION_CLOSED, pointer)
            .with("code", code.as_str())
            .with("valid_to", end)
            .with("successor", row.successor_code.as_deref().unwrap_or("-")))),
        _ => Ok(Ok(row)),
    }
}

/// Kemendagri codes that a code of another system stands for.
///
/// # Errors
/// When the database fails.
pub async fn translate(
    conn: &impl ConnectionTrait,
    code_system: &str,
    foreign_code: &str,
) -> Result<Vec<region_crosswalk::Model>, DbErr> {
    region_crosswalk::Entity::find()
        .filter(region_crosswalk::Column::CodeSystem.eq(code_system))
        .filter(region_crosswalk::Column::ForeignCode.eq(foreign_code))
        .limit(50)
        .all(conn)
        .await
}

/// Whether any region is loaded.
///
/// # Errors
/// When the database fails.
pub async fn any_region(conn: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let query = region::Entity::find().select_only().expr(Expr::val(1)).limit(1);
    Ok(query.into_tuple::<i32>().one(conn).await?.is_some())
}
