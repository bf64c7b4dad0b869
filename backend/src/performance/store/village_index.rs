//! SQL of the status of villages, which is published: no scope applies.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::kernel::ids::VillageIndexId;
use crate::kernel::region_code::RegionCode;
use crate::performance::entity::village_index::{self, Column, IndexSystem};

/// Which years of a village are asked for.
#[derive(Debug, Clone, Copy)]
pub struct IndexFilter {
    /// The village.
    pub region: RegionCode,
    /// By this index.
    pub system: Option<IndexSystem>,
    /// This year or later.
    pub from_year: Option<i32>,
    /// This year or earlier.
    pub to_year: Option<i32>,
}

/// The status of a village over years, oldest first; at most 200.
///
/// # Errors
/// When the database fails.
pub async fn list_indexes(
    conn: &impl ConnectionTrait,
    filter: &IndexFilter,
) -> Result<Vec<village_index::Model>, DbErr> {
    let mut query = village_index::Entity::find()
        .filter(Column::RegionCode.eq(filter.region.as_str()))
        .order_by_asc(Column::Year)
        .limit(200);
    if let Some(system) = filter.system {
        query = query.filter(Column::System.eq(system));
    }
    if let Some(year) = filter.from_year {
        query = query.filter(Column::Year.gte(i64::from(year)));
    }
    if let Some(year) = filter.to_year {
        query = query.filter(Column::Year.lte(i64::from(year)));
    }
    query.all(conn).await
}

/// One status of a village.
///
/// # Errors
/// When the database fails.
pub async fn find_index(
    conn: &impl ConnectionTrait,
    id: VillageIndexId,
) -> Result<Option<village_index::Model>, DbErr> {
    village_index::Entity::find_by_id(id).one(conn).await
}

/// One status of a village, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_index(
    conn: &impl ConnectionTrait,
    id: VillageIndexId,
) -> Result<Option<village_index::Model>, DbErr> {
    village_index::Entity::find_by_id(id).lock_exclusive().one(conn).await
}

/// The status of a village in a year.
///
/// # Errors
/// When the database fails.
pub async fn index_of(
    conn: &impl ConnectionTrait,
    region_code: &str,
    year: i64,
) -> Result<Option<village_index::Model>, DbErr> {
    let query = village_index::Entity::find().filter(Column::RegionCode.eq(region_code));
    query.filter(Column::Year.eq(year)).one(conn).await
}
