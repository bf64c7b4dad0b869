//! HTTP of periodic reports.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::context_in;
use crate::identity::{Access, problems};
use crate::kernel::ids::{OrganizationId, PeriodicReportId};
use crate::kernel::region_code::RegionCode;
use crate::performance::drafts::PeriodicReportDraft;
use crate::performance::entity::periodic_report;
use crate::performance::periods::{ReportKind, ReportState, Span};
use crate::performance::store::{self, ReportFilter};
use crate::performance::{actions, rules};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::{Context, reach_organization};
use crate::registry::parameters::Parameters;
use crate::registry::remembered;

/// A report that a village enterprise handed in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PeriodicReportView {
    /// Identity.
    pub id: PeriodicReportId,
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Region of its seat when it was recorded.
    pub region_code: String,
    /// Kind.
    pub kind: ReportKind,
    /// The calendar year reported on.
    pub year: i64,
    /// The half of the year, of a report on half a year.
    pub semester: Option<u8>,
    /// Last day of the period.
    pub period_ends_on: Option<NaiveDate>,
    /// Last day for it; absent where no setting held then.
    pub due_on: Option<NaiveDate>,
    /// Whether it was in time; absent where no setting held then.
    pub state: Option<ReportState>,
    /// Day on which it was handed in.
    pub submitted_on: NaiveDate,
    /// Whether it was recorded after its day, as handed in before: nobody saw it there in time.
    pub recorded_late: bool,
    /// SHA-256 of its file.
    pub document_sha256: String,
    /// Its number or where it is kept.
    pub reference: Option<String>,
    /// When the supervisors (pengawas) reviewed it.
    pub supervisor_reviewed_on: Option<NaiveDate>,
    /// When the advisor (penasihat) reviewed it.
    pub advisor_reviewed_on: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl PeriodicReportView {
    fn of(row: periodic_report::Model, parameters: &Parameters) -> ApiResult<Self> {
        let span = Span::of_stored(row.year, row.part);
        let span = span.ok_or_else(|| ApiError::internal("a stored period is malformed"))?;
        let ends_on = span.ends_on();
        let due_on = ends_on.and_then(|day| rules::due_on(parameters, span.kind(), day).ok());
        let submitted = row.submitted_on;
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            region_code: row.region_code,
            kind: span.kind(),
            year: row.year,
            semester: span.semester(),
            period_ends_on: ends_on,
            due_on,
            state: due_on.map(|due_on| rules::state(due_on, Some(submitted), submitted)),
            submitted_on: submitted,
            recorded_late: row.recorded_late,
            document_sha256: row.document_sha256,
            reference: row.reference,
            supervisor_reviewed_on: row.supervisor_reviewed_on,
            advisor_reviewed_on: row.advisor_reviewed_on,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Which reports.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeriodicReportQuery {
    /// Of enterprises in this region or below.
    pub region: Option<RegionCode>,
    /// Of this enterprise.
    pub organization: Option<OrganizationId>,
    /// On this calendar year or its halves.
    pub year: Option<i32>,
    /// Recorded after their day as handed in before, or not.
    pub recorded_late: Option<bool>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Reports of village enterprises that the caller may see, oldest first; as CSV
/// by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/reports", tag = "performance",
    params(PeriodicReportQuery),
    responses((status = 200, content((Page<PeriodicReportView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_reports(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PeriodicReportQuery>,
) -> ApiResult<Response> {
    let filter = ReportFilter {
        region: query.region,
        organization: query.organization,
        year: query.year,
        recorded_late: query.recorded_late,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_reports(app.db.read(), &scope, &filter, &page).await?;
            let parameters = remembered::parameters(&app).await?;
            let view = |row| PeriodicReportView::of(row, &parameters);
            Page::of(rows, page.limit, |row| row.id, view).whole()
        }
    })
    .await
}

/// Record a report that a village enterprise handed in (R57). With an `id` of
/// the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/reports", tag = "performance",
    params(("id" = OrganizationId, Path, description = "The village enterprise")),
    request_body = PeriodicReportDraft,
    responses((status = 201, body = PeriodicReportView), (status = 200, body = PeriodicReportView, description = "An identical resend")),
)]
pub async fn create_report(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<PeriodicReportDraft>,
) -> ApiResult<Versioned<PeriodicReportView>> {
    let parameters = remembered::parameters(&app).await?;
    let tx = app.db.begin_write().await?;
    let enterprise = reach_organization(&tx, &access, id).await?;
    let context = context_in(&access, &stored_region(&enterprise.region_code)?);
    let saved = actions::create_report(&tx, &enterprise, draft, &context).await?;
    tx.commit().await?;
    let version = saved.row.version;
    let view = PeriodicReportView::of(saved.row, &parameters)?;
    Ok(Versioned::created(version, view, saved.fresh))
}

/// One report.
#[utoipa::path(
    get, path = "/api/v1/reports/{id}", tag = "performance",
    params(("id" = PeriodicReportId, Path, description = "The report")),
    responses((status = 200, body = PeriodicReportView)),
)]
pub async fn find_report(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PeriodicReportId>,
) -> ApiResult<Versioned<PeriodicReportView>> {
    let row = store::find_report(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let parameters = remembered::parameters(&app).await?;
    Ok(Versioned::ok(row.version, PeriodicReportView::of(row, &parameters)?))
}

/// Replace what is recorded of a report, such as by the days of its reviews.
#[utoipa::path(
    put, path = "/api/v1/reports/{id}", tag = "performance",
    params(("id" = PeriodicReportId, Path, description = "The report"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = PeriodicReportDraft,
    responses((status = 200, body = PeriodicReportView)),
)]
pub async fn replace_report(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<PeriodicReportId>,
    ApiJson(draft): ApiJson<PeriodicReportDraft>,
) -> ApiResult<Versioned<PeriodicReportView>> {
    let parameters = remembered::parameters(&app).await?;
    let tx = app.db.begin_write().await?;
    let (before, context) = reach(&tx, &access, id).await?;
    if_match.check(before.version)?;
    let row = actions::replace_report(&tx, before, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, PeriodicReportView::of(row, &parameters)?))
}

/// Take back the record of a report that was never handed in.
#[utoipa::path(
    delete, path = "/api/v1/reports/{id}", tag = "performance",
    params(("id" = PeriodicReportId, Path, description = "The report"), ("If-Match" = String, Header, description = "ETag of the version read")),
    responses((status = 204)),
)]
pub async fn delete_report(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<PeriodicReportId>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    let (row, context) = reach(&tx, &access, id).await?;
    if_match.check(row.version)?;
    actions::delete_report(&tx, row, &context).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Locks a report that the caller may write: 404 where they may not know of it,
/// 403 where they may not write it.
async fn reach(
    tx: &DatabaseTransaction,
    access: &Access,
    id: PeriodicReportId,
) -> ApiResult<(periodic_report::Model, Context)> {
    let row = store::lock_report(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let region = stored_region(&row.region_code)?;
    if !access.scope.covers(&region, row.organization_id) {
        return Err((&problems::NOT_PERMITTED).into());
    }
    Ok((row, context_in(access, &region)))
}
