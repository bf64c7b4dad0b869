//! HTTP of regions.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Closure, NewRegion};
use super::entity::region;
use super::problems;
use super::store::{self, RegionFilter};
use crate::identity::Access;
use crate::kernel::fault::Fault;
use crate::kernel::period::capital_date;
use crate::kernel::region_code::{CodeSystem, RegionCode, RegionLevel};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::query::search_key;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// The operations of regions.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_regions, create_region))
        .routes(routes!(find_region))
        .routes(routes!(close_region))
        .routes(routes!(translate_region_code))
}

/// One step of the path from the province down.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegionStep {
    /// Kemendagri code.
    pub code: String,
    /// Official name.
    pub name: String,
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionView {
    /// Kemendagri code, dotted.
    pub code: String,
    /// System of the code: always `kemendagri`.
    pub code_system: CodeSystem,
    /// Level.
    pub level: RegionLevel,
    /// Official name.
    pub name: String,
    /// The regions above, province first: names repeat, paths do not.
    pub path: Vec<RegionStep>,
    /// Postal code, of a village.
    pub postal_code: Option<String>,
    /// Edition of the list.
    pub edition: String,
    /// First day of the code.
    pub valid_from: NaiveDate,
    /// Day after the last day of the code.
    pub valid_to: Option<NaiveDate>,
    /// The code that took its place, where it is one alone.
    pub successor_code: Option<String>,
    /// The codes that took its place: several where the region was split.
    pub successor_codes: Vec<String>,
}

/// A code of a new edition of the list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionDraft {
    /// Kemendagri code, dotted; its level follows from it.
    pub code: RegionCode,
    /// Official name.
    #[schema(min_length = 2, max_length = 200)]
    pub name: String,
    /// Postal code, of a village.
    #[serde(default)]
    #[schema(pattern = r"^\d{5}$")]
    pub postal_code: Option<String>,
    /// Edition of the list.
    #[schema(min_length = 1, max_length = 100)]
    pub edition: String,
    /// First day of the code; may be in the future.
    pub valid_from: NaiveDate,
    /// The decree.
    #[schema(min_length = 5, max_length = 500)]
    pub basis: String,
}

/// The end of a code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionClosureDraft {
    /// Day after its last day; may be in the future.
    pub valid_to: NaiveDate,
    /// Codes of the same level that take its place.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub successor_codes: Vec<RegionCode>,
    /// The decree.
    #[schema(min_length = 5, max_length = 500)]
    pub basis: String,
}

/// A code of another system and what it stands for.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeTranslation {
    /// System of `code`.
    pub code_system: CodeSystem,
    /// The code asked for.
    pub code: String,
    /// The regions it stands for.
    pub regions: Vec<RegionStep>,
}

/// Which regions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegionQuery {
    /// Words of the name, at least two letters.
    pub search: Option<String>,
    /// Direct children of this region.
    pub parent: Option<RegionCode>,
    /// This region and all below it.
    pub within: Option<RegionCode>,
    /// Only this level.
    pub level: Option<RegionLevel>,
    /// Also codes that are closed or not yet in force; only those in force today
    /// if left out.
    pub include_closed: Option<bool>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Which code.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TranslationQuery {
    /// System of the code.
    pub code_system: CodeSystem,
    /// The code.
    #[param(min_length = 1, max_length = 20)]
    pub code: String,
}

/// Regions by name, parent or subtree, in order of code; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/regions", tag = "region",
    params(RegionQuery),
    responses((status = 200, content((Page<RegionView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_regions(
    State(app): State<AppState>,
    format: Format,
    ApiQuery(query): ApiQuery<RegionQuery>,
) -> ApiResult<Response> {
    let filter = RegionFilter {
        parent: query.parent,
        within: query.within,
        level: query.level,
        name_key: search_key(query.search.as_deref())?,
        in_force_on: (!query.include_closed.unwrap_or(false))
            .then(|| capital_date(app.clock.now())),
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_regions(app.db.read(), &filter, &page).await?;
            let around = around(app.db.read(), &rows).await?;
            Ok(Page::of(rows, page.limit, |row| row.code.clone(), |row| view(row, &around)))
        }
    })
    .await
}

/// One region with the regions above it.
#[utoipa::path(
    get, path = "/api/v1/regions/{code}", tag = "region",
    params(("code" = RegionCode, Path, description = "Kemendagri code")),
    responses((status = 200, body = RegionView)),
)]
pub async fn find_region(
    State(app): State<AppState>,
    ApiPath(code): ApiPath<RegionCode>,
) -> ApiResult<Answer<RegionView>> {
    let row = store::find_region(app.db.read(), &code).await?.ok_or_else(ApiError::not_found)?;
    Ok(Answer(StatusCode::OK, viewed(app.db.read(), row).await?))
}

/// Record a code of a new edition; an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/regions", tag = "region",
    request_body = RegionDraft,
    responses((status = 201, body = RegionView), (status = 200, body = RegionView, description = "An identical resend")),
)]
pub async fn create_region(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<RegionDraft>,
) -> ApiResult<Answer<RegionView>> {
    let new = NewRegion {
        code: draft.code,
        name: draft.name,
        postal_code: draft.postal_code,
        edition: draft.edition,
        valid_from: draft.valid_from,
        basis: draft.basis,
    };
    let tx = app.db.begin_write().await?;
    let (row, fresh) = actions::create_region(&tx, new, &access.author()).await?;
    let view = viewed(&tx, row).await?;
    tx.commit().await?;
    Ok(Answer(if fresh { StatusCode::CREATED } else { StatusCode::OK }, view))
}

/// Close a code with its successors, or correct how it was closed. Organizations
/// that are seated there keep their seat; new ones are refused.
#[utoipa::path(
    post, path = "/api/v1/regions/{code}/closure", tag = "region",
    params(("code" = RegionCode, Path, description = "Kemendagri code")),
    request_body = RegionClosureDraft,
    responses((status = 200, body = RegionView)),
)]
pub async fn close_region(
    State(app): State<AppState>,
    access: Access,
    ApiPath(code): ApiPath<RegionCode>,
    ApiJson(draft): ApiJson<RegionClosureDraft>,
) -> ApiResult<Answer<RegionView>> {
    let closure =
        Closure { valid_to: draft.valid_to, successors: draft.successor_codes, basis: draft.basis };
    let tx = app.db.begin_write().await?;
    let row = actions::close_region(&tx, &code, closure, &access.author()).await?;
    let view = viewed(&tx, row).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, view))
}

/// What a code of a named system stands for; unknown codes are an error, never a guess.
#[utoipa::path(
    get, path = "/api/v1/region-codes", tag = "region",
    params(TranslationQuery),
    responses((status = 200, body = CodeTranslation)),
)]
pub async fn translate_region_code(
    State(app): State<AppState>,
    ApiQuery(query): ApiQuery<TranslationQuery>,
) -> ApiResult<Answer<CodeTranslation>> {
    let codes = match query.code_system {
        CodeSystem::Kemendagri => vec![query.code.clone()],
        CodeSystem::Bps => {
            let pairs = store::translate(app.db.read(), "bps", &query.code).await?;
            pairs.into_iter().map(|pair| pair.code).collect()
        }
    };
    let rows = store::find_regions(app.db.read(), codes).await?;
    if rows.is_empty() {
        return Err(Fault::at(&problems::CODE_NOT_IN_CROSSWALK, "?code").into());
    }
    let regions =
        rows.into_iter().map(|row| RegionStep { code: row.code, name: row.name }).collect();
    Ok(Answer(
        StatusCode::OK,
        CodeTranslation { code_system: query.code_system, code: query.code, regions },
    ))
}

/// What views need beside the rows.
struct Around {
    /// Names of all regions above, by code.
    names: BTreeMap<String, String>,
    /// Successors of closed codes.
    successors: BTreeMap<String, Vec<String>>,
}

async fn around(conn: &impl ConnectionTrait, rows: &[region::Model]) -> ApiResult<Around> {
    let mut codes: Vec<String> = rows.iter().flat_map(|row| above(&row.code)).collect();
    codes.sort();
    codes.dedup();
    let above = store::find_regions(conn, codes).await?;
    let closed = rows.iter().filter(|row| row.valid_to.is_some()).map(|row| row.code.clone());
    let mut successors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in store::successors_of(conn, closed.collect()).await? {
        successors.entry(one.code).or_default().push(one.successor_code);
    }
    let names = above.into_iter().map(|row| (row.code, row.name)).collect();
    Ok(Around { names, successors })
}

async fn viewed(conn: &impl ConnectionTrait, row: region::Model) -> ApiResult<RegionView> {
    let around = around(conn, std::slice::from_ref(&row)).await?;
    Ok(view(row, &around))
}

/// Codes of the regions above a code, province first.
fn above(code: &str) -> Vec<String> {
    code.match_indices('.').map(|(dot, _)| code[..dot].to_owned()).collect()
}

fn view(row: region::Model, around: &Around) -> RegionView {
    let step =
        |code: String| around.names.get(&code).map(|name| RegionStep { name: name.clone(), code });
    RegionView {
        successor_codes: around.successors.get(&row.code).cloned().unwrap_or_default(),
        path: above(&row.code).into_iter().filter_map(step).collect(),
        code: row.code,
        code_system: CodeSystem::Kemendagri,
        level: row.level,
        name: row.name,
        postal_code: row.postal_code,
        edition: row.edition,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        successor_code: row.successor_code,
    }
}
