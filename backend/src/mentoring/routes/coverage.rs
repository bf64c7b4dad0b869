//! HTTP of coverage: how many of the active pairs were visited (R101, R102).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{FixedOffset, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::kernel::ids::{ClusterId, OrganizationId, StageId};
use crate::kernel::period::{self, Quarter};
use crate::kernel::ratio::percent;
use crate::kernel::region_code::RegionCode;
use crate::mentoring::rules::{longest_gap, mean};
use crate::mentoring::store::{self, CoverageFilter, Pair, PairKey, Visited};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiQuery, AppState, Page, PageRequest};

/// Which pairs are looked at.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageQuery {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Quarter such as `2026-Q4`; the present one if left out.
    pub quarter: Option<Quarter>,
}

/// Which page of pairs.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoveragePairQuery {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Quarter such as `2026-Q4`; the present one if left out.
    pub quarter: Option<Quarter>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// How the pairs of organization and stage were visited in a quarter. Only
/// verified logs count.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageView {
    /// The quarter.
    pub quarter: Quarter,
    /// Last day looked at: today, or the quarter's end.
    pub until: NaiveDate,
    /// Pairs active on a day of the quarter.
    pub active_pairs: i64,
    /// Pairs with a verified log.
    pub covered_pairs: i64,
    /// Covered of active, percent; null without any pair.
    pub percent: Option<Decimal>,
    /// Organizations of the active pairs.
    pub enterprises: i64,
    /// Visits.
    pub visits: i64,
    /// Hours of visits.
    pub hours: Option<Decimal>,
    /// Visits an enterprise; null without any.
    pub visits_per_enterprise: Option<Decimal>,
    /// Hours an enterprise; null without any.
    pub hours_per_enterprise: Option<Decimal>,
}

/// How one pair was visited in a quarter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CoveragePairView {
    /// Organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// Its region.
    pub region_code: String,
    /// Stage.
    pub stage_id: StageId,
    /// Its name.
    pub stage_name: String,
    /// Whether a log of the quarter is verified.
    pub covered: bool,
    /// Verified visits in the quarter.
    pub visits: i64,
    /// Hours of these visits.
    pub hours: Option<Decimal>,
    /// Last verified visit in the quarter.
    pub last_visit_on: Option<NaiveDate>,
    /// Days from that visit until today, or the quarter's end.
    pub days_since_last_visit: Option<i64>,
    /// Days of the longest interval between two visits; null with fewer than two.
    pub longest_gap_days: Option<i64>,
}

/// Coverage and intensity of a quarter.
#[utoipa::path(
    get, path = "/api/v1/mentoring/coverage", tag = "mentoring",
    params(CoverageQuery),
    responses((status = 200, body = CoverageView)),
)]
pub async fn find_coverage(
    State(app): State<AppState>,
    access: Access,
    ApiQuery(query): ApiQuery<CoverageQuery>,
) -> ApiResult<Answer<CoverageView>> {
    let filter = filter(query.region, query.cluster, query.quarter, &access);
    let sums = store::sum_coverage(app.db.read(), &access.scope, &filter).await?;
    let view = CoverageView {
        quarter: filter.quarter,
        until: filter.until,
        active_pairs: sums.active_pairs,
        covered_pairs: sums.covered_pairs,
        percent: percent(sums.covered_pairs, sums.active_pairs),
        enterprises: sums.enterprises,
        visits: sums.visits,
        hours: mean(Decimal::from(sums.minutes), 60),
        visits_per_enterprise: mean(Decimal::from(sums.visits), sums.enterprises),
        // Minutes are divided once: hours rounded before would not add up.
        hours_per_enterprise: mean(Decimal::from(sums.minutes), sums.enterprises * 60),
    };
    Ok(Answer(StatusCode::OK, view))
}

/// The active pairs of a quarter with their visits, by organization and stage;
/// as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/mentoring/coverage/pairs", tag = "mentoring",
    params(CoveragePairQuery),
    responses((status = 200, content((Page<CoveragePairView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_coverage_pairs(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<CoveragePairQuery>,
) -> ApiResult<Response> {
    let filter = filter(query.region, query.cluster, query.quarter, &access);
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page: PageRequest<PairKey> = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let pairs = store::list_pairs(app.db.read(), &scope, &filter, &page).await?;
            let organizations = pairs.iter().map(|pair| pair.organization_id).collect();
            let span = (filter.quarter.first_day(), filter.until);
            let visited = store::list_visited(app.db.read(), organizations, span).await?;
            let visits = by_pair(visited);
            let until = filter.until;
            Ok(Page::of(pairs, page.limit, Pair::key, |pair| {
                let found = visits.get(&(pair.organization_id, pair.stage_id));
                view(pair, found.map_or(&[], Vec::as_slice), until)
            }))
        }
    })
    .await
}

fn filter(
    region: Option<RegionCode>,
    cluster: Option<ClusterId>,
    quarter: Option<Quarter>,
    access: &Access,
) -> CoverageFilter {
    // Without a region the day is that of the east, where it begins: a visit
    // of this morning there counts at once.
    let offset = region.map_or_else(east, |region| region.utc_offset());
    let today = period::local_date(access.at, offset);
    let quarter = quarter.unwrap_or_else(|| Quarter::of(today));
    CoverageFilter { region, cluster, quarter, until: quarter.last_day().min(today) }
}

/// The clocks of the easternmost zone (WIT).
fn east() -> FixedOffset {
    FixedOffset::east_opt(9 * 3600).expect("nine hours are an offset")
}

fn by_pair(visited: Vec<Visited>) -> BTreeMap<(OrganizationId, StageId), Vec<Visited>> {
    let mut visits: BTreeMap<_, Vec<Visited>> = BTreeMap::new();
    for one in visited {
        visits.entry((one.pair.organization, one.pair.stage)).or_default().push(one);
    }
    visits
}

fn view(pair: Pair, visited: &[Visited], until: NaiveDate) -> CoveragePairView {
    let days: Vec<NaiveDate> = visited.iter().map(|one| one.day).collect();
    let minutes: i64 = visited.iter().map(|one| one.minutes).sum();
    let last = days.iter().max().copied();
    CoveragePairView {
        organization_id: pair.organization_id,
        organization_name: pair.organization_name,
        region_code: pair.region_code,
        stage_id: pair.stage_id,
        stage_name: pair.stage_name,
        covered: pair.covered,
        visits: i64::try_from(visited.len()).unwrap_or(i64::MAX),
        hours: mean(Decimal::from(minutes), 60),
        last_visit_on: last,
        days_since_last_visit: last.map(|day| (until - day).num_days()),
        longest_gap_days: longest_gap(&days),
    }
}
