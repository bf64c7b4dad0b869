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

use super::entity::region;
use super::problems;
use super::store::{self, RegionFilter};
use crate::kernel::fault::Fault;
use crate::kernel::region_code::{CodeSystem, RegionCode, RegionLevel};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::query::search_key;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// The operations of regions.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_regions))
        .routes(routes!(find_region))
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
    /// The code that took its place.
    pub successor_code: Option<String>,
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
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_regions(app.db.read(), &filter, &page).await?;
            let names = ancestor_names(app.db.read(), &rows).await?;
            Ok(Page::of(rows, page.limit, |row| row.code.clone(), |row| view(row, &names)))
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
    let names = ancestor_names(app.db.read(), std::slice::from_ref(&row)).await?;
    Ok(Answer(StatusCode::OK, view(row, &names)))
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

/// Names of all regions above the rows, by code.
async fn ancestor_names(
    conn: &impl ConnectionTrait,
    rows: &[region::Model],
) -> ApiResult<BTreeMap<String, String>> {
    let mut codes: Vec<String> = rows.iter().flat_map(|row| above(&row.code)).collect();
    codes.sort();
    codes.dedup();
    let above = store::find_regions(conn, codes).await?;
    Ok(above.into_iter().map(|row| (row.code, row.name)).collect())
}

/// Codes of the regions above a code, province first.
fn above(code: &str) -> Vec<String> {
    code.match_indices('.').map(|(dot, _)| code[..dot].to_owned()).collect()
}

fn view(row: region::Model, names: &BTreeMap<String, String>) -> RegionView {
    let step = |code: String| names.get(&code).map(|name| RegionStep { name: name.clone(), code });
    RegionView {
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
