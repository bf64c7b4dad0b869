//! HTTP of dashboards.

use std::str::FromStr;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::{BufMut, Bytes, BytesMut};
use chrono::{NaiveDate, SecondsFormat};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::pages::{Edition, Pages, Sight};
use super::rules::{Counts, Shown, suppress};
use super::store::{self, Sums, SumsByRegion};
use crate::identity::entity::access_grant::Role;
use crate::identity::{Access, scope};
use crate::kernel::period::{capital_date, local_date};
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::is_current;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{NATION, parent_of, with_ancestors};
use crate::platform::{ApiError, ApiPath, AppState, Page, PageRequest};
use crate::region::store::{RegionFilter, find_region, list_regions};
use crate::registry::remembered;

mod rows;
mod views;

pub use rows::RegionRow;
pub use views::{DashboardView, Mask, RegionFigures, group, organizations};

/// Roles that oversee a whole region (R114). A mentor oversees the enterprises
/// assigned, an enterprise officer the own enterprise: elsewhere both are outsiders.
const OVERSEERS: &[Role] =
    &[Role::Administrator, Role::Coordinator, Role::RegionalOfficer, Role::Auditor];
/// Children of one region at most: the largest regency has below a hundred districts.
const CHILDREN: u64 = 1_000;

/// The operations of dashboards.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find_region_dashboard))
}

/// The nation, or a region of any level.
#[derive(Debug, Clone, Copy)]
struct Territory(Option<RegionCode>);

impl Territory {
    fn parse(text: &str) -> Option<Self> {
        if text == NATION {
            return Some(Self(None));
        }
        RegionCode::from_str(text).ok().map(|code| Self(Some(code)))
    }

    fn code(&self) -> &str {
        self.0.as_ref().map_or(NATION, RegionCode::as_str)
    }

    /// The day there now; for the nation that of its capital.
    fn day(&self, access: &Access) -> NaiveDate {
        match self.0 {
            Some(code) => local_date(access.at, code.utc_offset()),
            None => capital_date(access.at),
        }
    }

    /// Whether the caller oversees all of it.
    fn is_overseen_by(&self, access: &Access) -> bool {
        let scope = scope::scope(&access.actor, OVERSEERS, access.today());
        match &self.0 {
            Some(code) => scope.covers_region(code),
            None => scope.national,
        }
    }
}

/// Figures of a region and of its children, to drill down; `ID` is the nation.
///
/// Who oversees the whole region sees everything; anybody else who is signed in
/// sees it with small counts suppressed and the others rounded (R113). With `If-None-Match` an
/// unchanged dashboard answers 304. As CSV, one row a region, by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/dashboards/regions/{code}", tag = "dashboard",
    params(("code" = String, Path, description = "Kemendagri code of any level, or ID for the nation", max_length = 13)),
    responses(
        (status = 200, content((DashboardView = "application/json"), (String = "text/csv"))),
        (status = 304, description = "The client holds the present dashboard already"),
    ),
)]
pub async fn find_region_dashboard(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    headers: HeaderMap,
    ApiPath(code): ApiPath<String>,
) -> ApiResult<Response> {
    let territory = Territory::parse(&code).ok_or_else(ApiError::not_found)?;
    let day = territory.day(&access);
    let sight = if territory.is_overseen_by(&access) {
        Sight::Whole
    } else {
        let parameters = remembered::parameters(&app).await?;
        Sight::From(parameters.integer("small_cell_min", day)?)
    };
    // In this order: the generation is then at least as new as the instant.
    let as_of = app.freshness.as_of();
    let edition = Edition { generation: app.freshness.generation(), day };
    let tag = tag(sight, edition, format);
    if is_current(&headers, &tag) {
        // A tag says nothing of the region: one that is not there has no state to be current.
        if let Some(code) = &territory.0 {
            find_region(app.db.read(), code).await?.ok_or_else(ApiError::not_found)?;
        }
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let answer = match format {
        Format::Csv => csv(&app, &territory, sight, day).await?,
        Format::Json => {
            let place = app.shared.of::<Pages>().place(territory.code(), sight, edition);
            let page = place.get_or_try_init(|| render(&app, &territory, sight, day)).await?;
            let as_of = as_of.to_rfc3339_opts(SecondsFormat::Micros, true);
            let kind = [(header::CONTENT_TYPE, "application/json")];
            (kind, with_instant(&as_of, page)).into_response()
        }
    };
    Ok(tagged(answer, &tag))
}

/// Weak, because `as_of` moves on while the figures stay.
fn tag(sight: Sight, edition: Edition, format: Format) -> String {
    let sight = match sight {
        Sight::Whole => "whole".to_owned(),
        Sight::From(min) => format!("from{min}"),
    };
    let format = if format == Format::Csv { "csv" } else { "json" };
    format!("W/\"{}-{}-{sight}-{format}\"", edition.generation, edition.day)
}

fn tagged(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, authorization, cookie"));
    response
}

/// The kept page with `as_of` put in front of its first field.
fn with_instant(as_of: &str, page: &Bytes) -> Bytes {
    let mut body = BytesMut::with_capacity(page.len() + as_of.len() + 12);
    body.put_slice(b"{\"as_of\":\"");
    body.put_slice(as_of.as_bytes());
    body.put_slice(b"\",");
    body.put_slice(page.get(1..).unwrap_or_default());
    body.freeze()
}

/// A [`DashboardView`] without its instant, which [`with_instant`] puts in.
#[derive(Serialize)]
struct KeptView {
    day: NaiveDate,
    smallest_count: Option<i64>,
    region: RegionFigures,
    children: Vec<RegionFigures>,
}

async fn render(
    app: &AppState,
    territory: &Territory,
    sight: Sight,
    day: NaiveDate,
) -> ApiResult<Bytes> {
    let (region, children) = gather(app, territory, sight, day).await?;
    let smallest_count = match sight {
        Sight::Whole => None,
        Sight::From(min) => Some(min),
    };
    let view = KeptView { day, smallest_count, region, children };
    serde_json::to_vec(&view).map(Bytes::from).map_err(ApiError::internal)
}

async fn csv(
    app: &AppState,
    territory: &Territory,
    sight: Sight,
    day: NaiveDate,
) -> ApiResult<Response> {
    let (app, territory) = (app.clone(), *territory);
    csv_answer::answer(Format::Csv, None, move |_| {
        let app = app.clone();
        async move {
            let (region, children) = gather(&app, &territory, sight, day).await?;
            let rows = std::iter::once(region).chain(children).map(RegionRow::from).collect();
            Ok(Page { items: rows, next_cursor: None })
        }
    })
    .await
}

/// The figures of a region and its children as the reader may see them.
async fn gather(
    app: &AppState,
    territory: &Territory,
    sight: Sight,
    day: NaiveDate,
) -> ApiResult<(RegionFigures, Vec<RegionFigures>)> {
    let conn = app.db.read();
    let name = match &territory.0 {
        None => "Indonesia".to_owned(),
        Some(code) => find_region(conn, code).await?.ok_or_else(ApiError::not_found)?.name,
    };
    let filter = RegionFilter {
        parent: territory.0,
        level: territory.0.is_none().then_some(RegionLevel::Province),
        ..RegionFilter::default()
    };
    let below = list_regions(conn, &filter, &PageRequest { after: None, limit: CHILDREN }).await?;
    let sums = store::figures(conn, territory.code(), day).await?;
    let (own, under) = match sight {
        Sight::Whole => (Mask::open(), Mask::open()),
        Sight::From(min) => masks(app, territory.code(), &sums, min).await?,
    };
    let nothing = Sums::default();
    let figures = |code: String, name: String, mask: &Mask| {
        let sums = sums.get(&code).unwrap_or(&nothing);
        RegionFigures::of(code, name, sums, mask)
    };
    let region = figures(territory.code().to_owned(), name, &own);
    // A code that has ended stays while it has figures.
    let present = below
        .into_iter()
        .filter(|row| row.valid_to.is_none_or(|end| day < end) || sums.contains_key(&row.code));
    let children = present.map(|row| figures(row.code, row.name, &under)).collect();
    Ok((region, children))
}

/// What an outsider sees of a region (with its siblings) and of its children:
/// decided from the nation down.
async fn masks(
    app: &AppState,
    code: &str,
    sums: &SumsByRegion,
    min: i64,
) -> ApiResult<(Mask, Mask)> {
    let above = store::counts_above(app.db.read(), code).await?;
    let below = |mask: &Mask, siblings: &SumsByRegion| {
        let shown = |above: &Shown, counts: &dyn Fn(&Sums) -> Counts| {
            let counts: Vec<_> = siblings.values().map(counts).collect();
            suppress(above, &counts, min)
        };
        Mask {
            enterprises: shown(&mask.enterprises, &|sums| organizations(sums, true)),
            partners: shown(&mask.partners, &|sums| organizations(sums, false)),
            members: shown(&mask.members, &|sums| group(sums, "members/")),
            insider: false,
            step: min,
        }
    };
    let mut own = Mask { insider: false, step: min, ..Mask::open() };
    for step in with_ancestors(code).iter().rev() {
        own = below(&own, above.get(parent_of(step)).unwrap_or(&SumsByRegion::new()));
    }
    let children = sums.iter().filter(|(region, _)| *region != code);
    let children = children.map(|(region, sums)| (region.clone(), sums.clone())).collect();
    let under = below(&own, &children);
    Ok((own, under))
}
