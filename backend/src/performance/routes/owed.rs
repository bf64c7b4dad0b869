//! HTTP of the reports that village enterprises owe.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::{Access, Scope};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{OrganizationId, PeriodicReportId};
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::performance::periods::{ReportKind, ReportState, Span};
use crate::performance::rules;
use crate::performance::store::{self, OwedFilter, OwedKey, OwedReport};
use crate::platform::csv_answer::{self, Format, Turn};
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::problems::DATE_IN_FUTURE;
use crate::registry::remembered;
use crate::registry::store::find_organization;

/// A report that a village enterprise owes, and how it stands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OwedReportView {
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// Region of its seat.
    pub region_code: String,
    /// Kind.
    pub kind: ReportKind,
    /// The calendar year reported on.
    pub year: i64,
    /// The half of the year, of a report on half a year.
    pub semester: Option<u8>,
    /// Last day of the period.
    pub period_ends_on: NaiveDate,
    /// Last day for it.
    pub due_on: NaiveDate,
    /// How it stands on the day asked for.
    pub state: ReportState,
    /// Days since its day has passed, while it is missing.
    pub days_late: Option<i64>,
    /// The report, if it was handed in by the day asked for.
    pub report_id: Option<PeriodicReportId>,
    /// When it was handed in.
    pub submitted_on: Option<NaiveDate>,
    /// Whether it was recorded after its day, as handed in before: nobody saw it there in time.
    pub recorded_late: Option<bool>,
    /// When the supervisors (pengawas) reviewed it.
    pub supervisor_reviewed_on: Option<NaiveDate>,
    /// When the advisor (penasihat) reviewed it.
    pub advisor_reviewed_on: Option<NaiveDate>,
}

impl OwedReportView {
    fn of(row: OwedReport, filter: &OwedFilter) -> ApiResult<Self> {
        let span = Span::of_stored(row.year, row.part);
        let period = filter.periods.iter().find(|period| Some(period.span) == span);
        let period = period.ok_or_else(|| ApiError::internal("a period that was not asked for"))?;
        let state = rules::state(period.due_on, row.submitted_on, filter.as_of);
        let late = (state == ReportState::Terlambat)
            .then(|| filter.as_of.signed_duration_since(period.due_on).num_days());
        Ok(Self {
            organization_id: row.organization_id,
            organization_name: row.organization_name,
            region_code: row.region_code,
            kind: period.span.kind(),
            year: row.year,
            semester: period.span.semester(),
            period_ends_on: period.ends_on,
            due_on: period.due_on,
            state,
            days_late: late,
            report_id: row.report_id,
            submitted_on: row.submitted_on,
            recorded_late: row.recorded_late,
            supervisor_reviewed_on: row.supervisor_reviewed_on,
            advisor_reviewed_on: row.advisor_reviewed_on,
        })
    }
}

/// On which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DueReportQuery {
    /// As things stood on this day; today if left out, not in the future.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Which missing reports.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverdueReportQuery {
    /// Of enterprises in this region or below.
    pub region: Option<RegionCode>,
    /// As things stood on this day; today if left out, not in the future.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Reports that a village enterprise owes for the periods that have begun, by
/// period, with how each stands on a day (R57); none for other organizations. As
/// CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/reports/due", tag = "performance",
    params(("id" = OrganizationId, Path, description = "The village enterprise"), DueReportQuery),
    responses((status = 200, content((Page<OwedReportView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_due_reports(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<DueReportQuery>,
) -> ApiResult<Response> {
    let row = find_organization(app.db.read(), &access.scope, id).await?;
    let region = stored_region(&row.ok_or_else(ApiError::not_found)?.region_code)?;
    let filter = filter(&app, &access, Some(&region), query.as_of).await?;
    let filter = OwedFilter { organization: Some(id), ..filter };
    csv_answer::answer(format, query.cursor, move |turn| {
        page(app.clone(), access.scope.clone(), filter.clone(), turn, query.limit)
    })
    .await
}

/// Reports of village enterprises in reach that are missing after their day
/// (`terlambat`), by enterprise and period (R57); as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/reports/overdue", tag = "performance",
    params(OverdueReportQuery),
    responses((status = 200, content((Page<OwedReportView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_overdue_reports(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<OverdueReportQuery>,
) -> ApiResult<Response> {
    let filter = filter(&app, &access, query.region.as_ref(), query.as_of).await?;
    let filter = OwedFilter { region: query.region, overdue: true, ..filter };
    csv_answer::answer(format, query.cursor, move |turn| {
        page(app.clone(), access.scope.clone(), filter.clone(), turn, query.limit)
    })
    .await
}

/// What all have owed by a day, which may not be in the future by the clock of the
/// region, or that of the capital for the whole nation (R7).
async fn filter(
    app: &AppState,
    access: &Access,
    region: Option<&RegionCode>,
    as_of: Option<NaiveDate>,
) -> ApiResult<OwedFilter> {
    let local = |region: &RegionCode| local_date(access.at, region.utc_offset());
    let today = region.map_or_else(|| access.today(), local);
    let as_of = as_of.unwrap_or(today);
    if as_of > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "?as_of").with("today", today).into());
    }
    let parameters = remembered::parameters(app).await?;
    let periods = rules::periods_until(&parameters, as_of);
    Ok(OwedFilter { region: None, organization: None, as_of, overdue: false, periods })
}

async fn page(
    app: AppState,
    scope: Scope,
    filter: OwedFilter,
    turn: Turn,
    limit: Option<u64>,
) -> ApiResult<Page<OwedReportView>> {
    let page = PageRequest::<OwedKey>::parse(turn.as_deref(), limit)?;
    let rows = store::list_owed(app.db.read(), &scope, &filter, &page).await?;
    let key = |row: &OwedReport| OwedKey { organization: row.organization_id, number: row.number };
    Page::of(rows, page.limit, key, |row| OwedReportView::of(row, &filter)).whole()
}
