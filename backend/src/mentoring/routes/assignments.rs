//! HTTP of assignments.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::mentors::require_sender;
use crate::identity::Access;
use crate::kernel::ids::{AssignmentId, MentorId, OrganizationId, StageId};
use crate::mentoring::actions::{self, Context};
use crate::mentoring::drafts::{AssignmentDraft, AssignmentEndDraft};
use crate::mentoring::entity::assignment;
use crate::mentoring::store::{self, AssignmentFilter};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::Versioned;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A mentor's duty towards one organization at one stage.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AssignmentView {
    /// Identity.
    pub id: AssignmentId,
    /// Who.
    pub mentor_id: MentorId,
    /// Whom.
    pub organization_id: OrganizationId,
    /// At which stage.
    pub stage_id: StageId,
    /// Region of the organization assisted.
    pub region_code: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last day.
    pub valid_to: Option<NaiveDate>,
    /// Why it ended before its time.
    pub end_reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<assignment::Model> for AssignmentView {
    fn from(row: assignment::Model) -> Self {
        Self {
            id: row.id,
            mentor_id: row.mentor_id,
            organization_id: row.organization_id,
            stage_id: row.stage_id,
            region_code: row.region_code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            end_reason: row.end_reason,
            created_at: row.created_at,
        }
    }
}

/// Which assignments.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AssignmentQuery {
    /// Of this mentor.
    pub mentor: Option<MentorId>,
    /// To this organization.
    pub organization: Option<OrganizationId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// That hold on this day.
    pub on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Assignments that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/assignments", tag = "mentoring",
    params(AssignmentQuery),
    responses((status = 200, content((Page<AssignmentView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_assignments(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<AssignmentQuery>,
) -> ApiResult<Response> {
    let filter = AssignmentFilter {
        mentor: query.mentor,
        organization: query.organization,
        stage: query.stage,
        on: query.on,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_assignments(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, AssignmentView::from))
        }
    })
    .await
}

/// Assign a mentor to an organization at a stage; their login reaches the
/// organization for as long.
#[utoipa::path(
    post, path = "/api/v1/assignments", tag = "mentoring",
    request_body = AssignmentDraft,
    responses((status = 201, body = AssignmentView), (status = 200, body = AssignmentView, description = "An identical resend")),
)]
pub async fn create_assignment(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<AssignmentDraft>,
) -> ApiResult<Versioned<AssignmentView>> {
    let tx = app.db.begin_write().await?;
    require_sender(&tx, &access, draft.organization_id).await?;
    let context = Context::of(&access, &tx).await?;
    let saved = actions::create_assignment(&tx, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::created(saved.row.version, saved.row.into(), saved.fresh))
}

/// One assignment.
#[utoipa::path(
    get, path = "/api/v1/assignments/{id}", tag = "mentoring",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    responses((status = 200, body = AssignmentView)),
)]
pub async fn find_assignment(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<AssignmentId>,
) -> ApiResult<Versioned<AssignmentView>> {
    let row = store::find_assignment(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// End an assignment, and the access that came with it.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/end", tag = "mentoring",
    params(("id" = AssignmentId, Path, description = "The assignment")),
    request_body = AssignmentEndDraft,
    responses((status = 200, body = AssignmentView)),
)]
pub async fn end_assignment(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<AssignmentId>,
    ApiJson(draft): ApiJson<AssignmentEndDraft>,
) -> ApiResult<Versioned<AssignmentView>> {
    let tx = app.db.begin_write().await?;
    let before = store::lock_assignment(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    access.require(&stored_region(&before.region_code)?, before.organization_id)?;
    let context = Context::of(&access, &tx).await?;
    let row = actions::end_assignment(&tx, before, draft.valid_to, draft.reason, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, row.into()))
}
