//! HTTP of follow-ups.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::today_in;
use crate::identity::{Access, problems as identity_problems};
use crate::kernel::ids::{ClusterId, FollowUpId, MentoringLogId, OrganizationId, StageId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::actions::{self, Closing, Context};
use crate::mentoring::entity::follow_up::{self, FollowUpStatus};
use crate::mentoring::store::{self, FollowUpFilter};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::Versioned;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// An agreed action.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FollowUpView {
    /// Identity.
    pub id: FollowUpId,
    /// The log that it comes from.
    pub log_id: MentoringLogId,
    /// The organization assisted.
    pub organization_id: OrganizationId,
    /// The stage.
    pub stage_id: StageId,
    /// Region of the organization assisted.
    pub region_code: String,
    /// What is to be done.
    pub action: String,
    /// The organization that does it.
    pub owner_organization_id: OrganizationId,
    /// Who there, by function.
    pub owner_role: Option<String>,
    /// Last day for it.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub status: FollowUpStatus,
    /// Whether it is open past its due day.
    pub overdue: bool,
    /// Day it was done or given up.
    pub closed_on: Option<NaiveDate>,
    /// What was said at the close.
    pub note: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl FollowUpView {
    /// The view of a row as of `today`.
    #[must_use]
    pub fn of(row: follow_up::Model, today: NaiveDate) -> Self {
        Self {
            id: row.id,
            log_id: row.log_id,
            organization_id: row.organization_id,
            stage_id: row.stage_id,
            region_code: row.region_code,
            action: row.action,
            owner_organization_id: row.owner_organization_id,
            owner_role: row.owner_role,
            overdue: row.status == FollowUpStatus::Open && row.due_on < today,
            due_on: row.due_on,
            status: row.status,
            closed_on: row.closed_on,
            note: row.note,
            created_at: row.created_at,
        }
    }

    fn here(row: follow_up::Model, access: &Access) -> ApiResult<Self> {
        let today = today_in(&stored_region(&row.region_code)?, access);
        Ok(Self::of(row, today))
    }
}

/// Which follow-ups.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FollowUpQuery {
    /// Of organizations in this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// With this status.
    #[param(inline)]
    pub status: Option<FollowUpStatus>,
    /// Only those open past their due day, by the capital's date.
    pub overdue: Option<bool>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub due_to: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// How a follow-up ends.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosingStatus {
    /// Done.
    Done,
    /// Given up; the note says why.
    Cancelled,
}

/// The close of a follow-up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDraft {
    /// How it ends.
    pub status: ClosingStatus,
    /// On which day; today if left out.
    #[serde(default)]
    pub closed_on: Option<NaiveDate>,
    /// What there is to say; needed to give it up.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub note: Option<String>,
}

/// Follow-ups that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/follow-ups", tag = "mentoring",
    params(FollowUpQuery),
    responses((status = 200, content((Page<FollowUpView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_follow_ups(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<FollowUpQuery>,
) -> ApiResult<Response> {
    let today = query.region.map_or_else(|| access.today(), |region| today_in(&region, &access));
    let filter = FollowUpFilter {
        region: query.region,
        cluster: query.cluster,
        organization: query.organization,
        status: query.status,
        due_from: query.due_from,
        due_to: query.due_to,
        overdue_on: query.overdue.unwrap_or(false).then_some(today),
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, access, filter) = (app.clone(), access.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_follow_ups(app.db.read(), &access.scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| FollowUpView::of(row, today)))
        }
    })
    .await
}

/// One follow-up.
#[utoipa::path(
    get, path = "/api/v1/follow-ups/{id}", tag = "mentoring",
    params(("id" = FollowUpId, Path, description = "The follow-up")),
    responses((status = 200, body = FollowUpView)),
)]
pub async fn find_follow_up(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<FollowUpId>,
) -> ApiResult<Versioned<FollowUpView>> {
    let row = store::find_follow_up(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, FollowUpView::here(row, &access)?))
}

/// Close a follow-up as done, or give it up with a note.
#[utoipa::path(
    post, path = "/api/v1/follow-ups/{id}/close", tag = "mentoring",
    params(("id" = FollowUpId, Path, description = "The follow-up")),
    request_body = CloseDraft,
    responses((status = 200, body = FollowUpView)),
)]
pub async fn close_follow_up(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<FollowUpId>,
    ApiJson(draft): ApiJson<CloseDraft>,
) -> ApiResult<Versioned<FollowUpView>> {
    let tx = app.db.begin_write().await?;
    let before = store::lock_follow_up(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    // One's own log reaches its follow-ups also after the assignment.
    if store::find_follow_up(&tx, &access.scope, id).await?.is_none() {
        return Err((&identity_problems::NOT_PERMITTED).into());
    }
    let status = match draft.status {
        ClosingStatus::Done => FollowUpStatus::Done,
        ClosingStatus::Cancelled => FollowUpStatus::Cancelled,
    };
    let closing = Closing { status, closed_on: draft.closed_on, note: draft.note };
    let context = Context::of(&access, &tx).await?;
    let row = actions::close_follow_up(&tx, before, closing, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, FollowUpView::here(row, &access)?))
}

/// Which follow-ups are counted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RatesQuery {
    /// Of organizations in this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// Due on this day or later.
    pub from: Option<NaiveDate>,
    /// Due on this day or earlier; never later than today.
    pub to: Option<NaiveDate>,
}

/// How agreed actions were kept; those given up are left out (R103).
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowUpRatesView {
    /// Day up to which they are due.
    pub until: NaiveDate,
    /// Due.
    pub due: i64,
    /// Done of these.
    pub closed: i64,
    /// Done by their due day.
    pub closed_on_time: i64,
    /// Open past their due day.
    pub overdue: i64,
    /// Done of those due, percent; null where nothing is due.
    pub closure_percent: Option<Decimal>,
    /// Done in time of those due, percent; null where nothing is due.
    pub on_time_percent: Option<Decimal>,
}

/// How agreed actions were kept.
#[utoipa::path(
    get, path = "/api/v1/mentoring/follow-up-rates", tag = "mentoring",
    params(RatesQuery),
    responses((status = 200, body = FollowUpRatesView)),
)]
pub async fn find_follow_up_rates(
    State(app): State<AppState>,
    access: Access,
    ApiQuery(query): ApiQuery<RatesQuery>,
) -> ApiResult<Answer<FollowUpRatesView>> {
    let today = query.region.map_or_else(|| access.today(), |region| today_in(&region, &access));
    let filter = FollowUpFilter {
        region: query.region,
        cluster: query.cluster,
        organization: query.organization,
        due_from: query.from,
        due_to: query.to,
        ..FollowUpFilter::default()
    };
    let rates = store::count_follow_ups(app.db.read(), &access.scope, &filter, today).await?;
    let view = FollowUpRatesView {
        until: query.to.map_or(today, |to| to.min(today)),
        due: rates.due,
        closed: rates.closed,
        closed_on_time: rates.closed_on_time,
        overdue: rates.overdue,
        closure_percent: rates.closure_percent(),
        on_time_percent: rates.on_time_percent(),
    };
    Ok(Answer(StatusCode::OK, view))
}
