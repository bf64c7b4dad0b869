//! HTTP of the status of villages.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::context_in;
use crate::identity::Access;
use crate::kernel::fault::Fault;
use crate::kernel::ids::VillageIndexId;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::performance::drafts::{DimensionScore, VillageIndexDraft};
use crate::performance::entity::village_index::{self, Dimension, IndexSystem, VillageStatus};
use crate::performance::store::{self, IndexFilter};
use crate::performance::{actions, rules};
use crate::platform::csv_answer::Format;
use crate::platform::db::stored_region;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page};
use crate::region::problems::REGION_LEVEL;
use crate::region::store::{find_region, lock_region};

/// The status of a village in a year.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VillageIndexView {
    /// Identity.
    pub id: VillageIndexId,
    /// Kemendagri code of the village.
    pub region_code: String,
    /// The year.
    pub year: i64,
    /// By which index.
    pub system: IndexSystem,
    /// Value of the index, with four decimals.
    pub value: Option<Decimal>,
    /// Status.
    pub status: VillageStatus,
    /// Scores of the six dimensions, of an Indeks Desa.
    pub dimensions: Vec<DimensionScore>,
    /// The publication or decree that it is taken from.
    pub source: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl VillageIndexView {
    fn of(row: village_index::Model) -> ApiResult<Self> {
        let scores: BTreeMap<Dimension, Decimal> = row
            .dimensions
            .map(serde_json::from_value)
            .transpose()
            .map_err(ApiError::internal)?
            .unwrap_or_default();
        let score = |(dimension, score)| DimensionScore { dimension, score };
        Ok(Self {
            id: row.id,
            region_code: row.region_code,
            year: row.year,
            system: row.system,
            value: row.value_ten_thousandths.map(|value| Decimal::new(value, 4)),
            status: row.status,
            dimensions: scores.into_iter().map(score).collect(),
            source: row.source,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Which years.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VillageIndexQuery {
    /// By this index; needed where the years asked for hold both.
    pub system: Option<IndexSystem>,
    /// This year or later.
    pub from_year: Option<i32>,
    /// This year or earlier.
    pub to_year: Option<i32>,
}

/// The status of a village over the years, oldest first (R60). A line that
/// mixes both indexes is refused; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/regions/{code}/village-index", tag = "performance",
    params(("code" = RegionCode, Path, description = "Kemendagri code of the village"), VillageIndexQuery),
    responses((status = 200, content((Page<VillageIndexView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_village_index(
    State(app): State<AppState>,
    format: Format,
    ApiPath(code): ApiPath<RegionCode>,
    ApiQuery(query): ApiQuery<VillageIndexQuery>,
) -> ApiResult<Response> {
    require_village(app.db.read(), &code).await?;
    let filter = IndexFilter {
        region: code,
        system: query.system,
        from_year: query.from_year,
        to_year: query.to_year,
    };
    let rows = store::list_indexes(app.db.read(), &filter).await?;
    rules::require_one_system(rows.iter().map(|row| row.system))?;
    let items = rows.into_iter().map(VillageIndexView::of).collect();
    Page { items, next_cursor: None }.whole()?.answer(format)
}

/// Record the status of a village in a year as it was published (R60). With an
/// `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/regions/{code}/village-index", tag = "performance",
    params(("code" = RegionCode, Path, description = "Kemendagri code of the village")),
    request_body = VillageIndexDraft,
    responses((status = 201, body = VillageIndexView), (status = 200, body = VillageIndexView, description = "An identical resend")),
)]
pub async fn record_village_index(
    State(app): State<AppState>,
    access: Access,
    ApiPath(code): ApiPath<RegionCode>,
    ApiJson(draft): ApiJson<VillageIndexDraft>,
) -> ApiResult<Versioned<VillageIndexView>> {
    let tx = app.db.begin_write().await?;
    require_village(&tx, &code).await?;
    access.require_region(&code)?;
    // Of two at once for the same year the second waits, and is refused.
    lock_region(&tx, &code, false).await?;
    let saved = actions::record_index(&tx, &code, draft, &context_in(&access, &code)).await?;
    tx.commit().await?;
    Ok(Versioned::created(saved.row.version, VillageIndexView::of(saved.row)?, saved.fresh))
}

/// One status of a village.
#[utoipa::path(
    get, path = "/api/v1/village-index/{id}", tag = "performance",
    params(("id" = VillageIndexId, Path, description = "The status")),
    responses((status = 200, body = VillageIndexView)),
)]
pub async fn find_village_index(
    State(app): State<AppState>,
    ApiPath(id): ApiPath<VillageIndexId>,
) -> ApiResult<Versioned<VillageIndexView>> {
    let row = store::find_index(app.db.read(), id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, VillageIndexView::of(row)?))
}

/// Replace what is recorded of a village and year.
#[utoipa::path(
    put, path = "/api/v1/village-index/{id}", tag = "performance",
    params(("id" = VillageIndexId, Path, description = "The status"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = VillageIndexDraft,
    responses((status = 200, body = VillageIndexView)),
)]
pub async fn replace_village_index(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<VillageIndexId>,
    ApiJson(draft): ApiJson<VillageIndexDraft>,
) -> ApiResult<Versioned<VillageIndexView>> {
    let tx = app.db.begin_write().await?;
    let known = store::find_index(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let village = stored_region(&known.region_code)?;
    access.require_region(&village)?;
    // The village first, as at its recording.
    lock_region(&tx, &village, false).await?;
    let before = store::lock_index(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if_match.check(before.version)?;
    let row = actions::replace_index(&tx, before, draft, &context_in(&access, &village)).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, VillageIndexView::of(row)?))
}

/// Refuses a code that is not of a village: 404 where there is none.
async fn require_village(conn: &impl ConnectionTrait, code: &RegionCode) -> ApiResult<()> {
    find_region(conn, code).await?.ok_or_else(ApiError::not_found)?;
    if code.level() == RegionLevel::Village {
        return Ok(());
    }
    Err(Fault::new(&REGION_LEVEL).with("expected", RegionLevel::Village).into())
}
