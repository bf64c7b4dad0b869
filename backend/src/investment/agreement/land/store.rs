//! SQL of consents to the use of land.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, Select,
};

use super::entity::consent::{self, LandBasis};
use crate::identity::Scope;
use crate::identity::store::scope_condition;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{LandConsentId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::platform::page::PageRequest;

/// Which consents are asked for.
#[derive(Debug, Clone, Default)]
pub struct LandConsentFilter {
    /// Of land that this organization may use.
    pub organization: Option<OrganizationId>,
    /// Of land in this region.
    pub region: Option<RegionCode>,
    /// By this basis.
    pub basis: Option<LandBasis>,
    /// Of the parcel with this key.
    pub parcel_key: Option<String>,
    /// That bind on this day.
    pub on: Option<NaiveDate>,
}

/// Consents that concern a scope: by the land, or by who may use it.
fn scoped(scope: &Scope) -> Select<consent::Entity> {
    use consent::{Column, Entity};
    let keeper = Expr::col((Entity, Column::OrganizationId));
    let land = Expr::col((Entity, Column::LandRegionCode));
    let here = Condition::any()
        .add(scope_condition(scope, &land, &keeper))
        .add(issuer_in_scope(scope, &keeper));
    Entity::find().filter(here)
}

/// Consents in scope after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_land_consents(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    filter: &LandConsentFilter,
    page: &PageRequest<LandConsentId>,
) -> Result<Vec<consent::Model>, DbErr> {
    use consent::Column;
    let mut query = scoped(scope);
    if let Some(id) = filter.organization {
        query = query.filter(Column::OrganizationId.eq(id));
    }
    if let Some(code) = &filter.region {
        let (low, high) = code.subtree_bounds();
        query =
            query.filter(Column::LandRegionCode.gte(low)).filter(Column::LandRegionCode.lt(high));
    }
    if let Some(basis) = filter.basis {
        query = query.filter(Column::Basis.eq(basis));
    }
    if let Some(key) = &filter.parcel_key {
        query = query.filter(Column::ParcelKey.eq(key));
    }
    if let Some(day) = filter.on {
        query = query.filter(Column::ValidFrom.lte(day)).filter(end().gt(day));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// The first day on which a consent no longer binds.
fn end() -> Expr {
    use consent::{Column, Entity};
    let days = [Expr::col((Entity, Column::EndedOn)), Expr::col((Entity, Column::ValidTo))];
    Func::coalesce(days).into()
}

/// One consent in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_land_consent(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: LandConsentId,
) -> Result<Option<consent::Model>, DbErr> {
    scoped(scope).filter(consent::Column::Id.eq(id)).one(conn).await
}

/// A consent that binds the parcel of another on some of its days, if there is
/// one. Whoever decides by it holds the lock of the village.
///
/// # Errors
/// When the database fails.
pub async fn overlapping(
    conn: &impl ConnectionTrait,
    row: &consent::Model,
) -> Result<Option<consent::Model>, DbErr> {
    use consent::Column;
    consent::Entity::find()
        .filter(Column::LandRegionCode.eq(&row.land_region_code))
        .filter(Column::ParcelKey.eq(&row.parcel_key))
        .filter(Column::Id.ne(row.id))
        .filter(Column::ValidFrom.lt(row.valid_to))
        .filter(end().gt(row.valid_from))
        // One that ended on its first day never bound.
        .filter(end().gt(Expr::col((consent::Entity, Column::ValidFrom))))
        .order_by_asc(Column::Id)
        .one(conn)
        .await
}
