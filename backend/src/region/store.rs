//! SQL of regions. Regions are public reference data: no scope applies.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{region, region_crosswalk, region_successor};
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::db::statement;
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
    /// With a code that holds on this day; any if absent.
    pub in_force_on: Option<NaiveDate>,
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
    if let Some(day) = filter.in_force_on {
        let open = Column::ValidTo.is_null().or(Column::ValidTo.gt(day));
        query = query.filter(Column::ValidFrom.lte(day)).filter(open);
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
        return Ok(Err(unknown(code, pointer)));
    };
    match row.valid_to {
        Some(end) if end <= day => {
            let found = successors_of(conn, vec![row.code]).await?;
            let successors: Vec<String> = found.into_iter().map(|one| one.successor_code).collect();
            let named = if successors.is_empty() { "-".to_owned() } else { successors.join(", ") };
            let fault = Fault::at(&problems::REGION_CLOSED, pointer).with("code", code.as_str());
            Ok(Err(fault.with("valid_to", end).with("successor", named)))
        }
        _ => Ok(Ok(row)),
    }
}

/// One region, locked for this transaction: against any change, or, `shared`,
/// only against being closed.
///
/// # Errors
/// When the database fails.
pub async fn lock_region(
    conn: &impl ConnectionTrait,
    code: &RegionCode,
    shared: bool,
) -> Result<Option<region::Model>, DbErr> {
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    let query = region::Entity::find_by_id(code.as_str());
    let query = if shared { query.lock_shared() } else { query.lock_exclusive() };
    query.one(conn).await
}

/// The code of a region directly below one that holds on a day.
///
/// # Errors
/// When the database fails.
pub async fn child_in_force(
    conn: &impl ConnectionTrait,
    parent: &str,
    day: NaiveDate,
) -> Result<Option<String>, DbErr> {
    use region::Column;
    let child = region::Entity::find()
        .filter(Column::ParentCode.eq(parent))
        .filter(Column::ValidTo.is_null().or(Column::ValidTo.gt(day)))
        .order_by_asc(Column::Code)
        .one(conn)
        .await?;
    Ok(child.map(|row| row.code))
}

/// Successors of these codes, in order of code.
///
/// # Errors
/// When the database fails.
pub async fn successors_of(
    conn: &impl ConnectionTrait,
    codes: Vec<String>,
) -> Result<Vec<region_successor::Model>, DbErr> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    region_successor::Entity::find()
        .filter(region_successor::Column::Code.is_in(codes))
        .order_by_asc(region_successor::Column::Code)
        .order_by_asc(region_successor::Column::SuccessorCode)
        .all(conn)
        .await
}

/// The region with this code, closed or not, for a seat that was taken before: a
/// code that was closed since keeps those who are there.
///
/// # Errors
/// When the database fails.
pub async fn require_kept_region(
    conn: &impl ConnectionTrait,
    code: &RegionCode,
    pointer: &str,
) -> Result<Result<region::Model, Fault>, DbErr> {
    Ok(find_region(conn, code).await?.ok_or_else(|| unknown(code, pointer)))
}

fn unknown(code: &RegionCode, pointer: &str) -> Fault {
    Fault::at(&problems::REGION_UNKNOWN, pointer)
        .with("code", code.as_str())
        .with("edition", kibm_seed::regions::EDITION)
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

/// Counts the changes of regions, so that what was read of them can be kept
/// until one happens, in this process or another.
///
/// # Errors
/// When the database fails.
pub async fn generation(conn: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let sql = "SELECT generation FROM region_state WHERE id = 1";
    let row = conn.query_one_raw(statement(conn, sql, vec![])).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("region_state".to_owned()))?.try_get_by_index(0)
}

/// Tells all processes that regions have changed, in the transaction that does it.
///
/// # Errors
/// When the database fails.
pub async fn raise_generation(conn: &impl ConnectionTrait) -> Result<(), DbErr> {
    let sql = "UPDATE region_state SET generation = generation + 1 WHERE id = 1";
    conn.execute_unprepared(sql).await.map(drop)
}
