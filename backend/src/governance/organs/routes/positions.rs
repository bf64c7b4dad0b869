//! HTTP of single positions.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{house, lock};
use crate::governance::organs::actions;
use crate::governance::organs::drafts::{PositionDraft, PositionEndDraft};
use crate::governance::organs::entity::position::{self, EndReason, Organ, OrganRole};
use crate::governance::organs::store::{self, PositionFilter};
use crate::identity::Access;
use crate::kernel::ids::{BoardId, OrganPositionId, OrganizationId, PersonId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A position; of its holder the name alone is shown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OrganPositionView {
    /// Identity.
    pub id: OrganPositionId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// The organ.
    pub organ: Organ,
    /// What the person is in it.
    pub role: OrganRole,
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub person_name: String,
    /// First day.
    pub held_from: NaiveDate,
    /// First day on which it is no longer held.
    pub held_to: Option<NaiveDate>,
    /// Number of the decision.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: NaiveDate,
    /// The board that it was recorded with.
    pub board_id: Option<BoardId>,
    /// Why it ended, once the end is recorded.
    pub end_reason: Option<EndReason>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// What should be looked at; in the answer to its recording alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

impl OrganPositionView {
    /// The views of positions, with the names of their holders.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn named(
        conn: &impl ConnectionTrait,
        rows: Vec<position::Model>,
    ) -> Result<Vec<Self>, DbErr> {
        let persons = rows.iter().map(|row| row.person_id).collect();
        let names = crate::registry::store::person_names(conn, persons).await?;
        let view = |row: position::Model| Self {
            id: row.id,
            organization_id: row.organization_id,
            organ: row.organ,
            role: row.role,
            person_name: names.get(&row.person_id).cloned().unwrap_or_default(),
            person_id: row.person_id,
            held_from: row.held_from,
            held_to: row.held_to,
            decision_number: row.decision_number,
            decided_on: row.decided_on,
            board_id: row.board_id,
            end_reason: row.end_reason,
            created_at: row.created_at,
            warnings: Vec::new(),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn one(conn: &impl ConnectionTrait, row: position::Model) -> ApiResult<Self> {
        let view = Self::named(conn, vec![row]).await?.pop();
        view.ok_or_else(|| ApiError::internal("a position without its view"))
    }
}

/// Which positions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganPositionQuery {
    /// In this organ.
    pub organ: Option<Organ>,
    /// Held on this day; all of all times if left out.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Who holds or held which position in which organ of an organization, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/positions", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization"), OrganPositionQuery),
    responses((status = 200, content((Page<OrganPositionView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_organ_positions(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<OrganPositionQuery>,
) -> ApiResult<Response> {
    house(&app, &access, id).await?;
    let filter = PositionFilter { organization: id, organ: query.organ, as_of: query.as_of };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_positions(app.db.read(), &filter, &page).await?;
            let views = OrganPositionView::named(app.db.read(), rows).await?;
            Ok(Page::of(views, page.limit, |view| view.id, |view| view))
        }
    })
    .await
}

/// Record who holds a position, from when, by which decision (R48, R52). With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/positions", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = PositionDraft,
    responses((status = 201, body = OrganPositionView), (status = 200, body = OrganPositionView, description = "An identical resend")),
)]
pub async fn record_organ_position(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<PositionDraft>,
) -> ApiResult<Answer<OrganPositionView>> {
    let tx = app.db.begin_write().await?;
    let house = lock(&tx, &access, id).await?;
    let author = access.author();
    let saved = actions::record_position(&tx, &house, &draft, &access.scope, &author).await?;
    let view = OrganPositionView::one(&tx, saved.row).await?;
    tx.commit().await?;
    let language = language(&headers);
    let warnings = saved.warnings.iter().map(|it| ProblemItem::of(it, language)).collect();
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, OrganPositionView { warnings, ..view }))
}

/// One position.
#[utoipa::path(
    get, path = "/api/v1/positions/{id}", tag = "governance",
    params(("id" = OrganPositionId, Path, description = "The position")),
    responses((status = 200, body = OrganPositionView)),
)]
pub async fn find_organ_position(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganPositionId>,
) -> ApiResult<Answer<OrganPositionView>> {
    let row = store::find_position(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Answer(StatusCode::OK, OrganPositionView::one(app.db.read(), row).await?))
}

/// Record the end of a position; what was recorded in error ends on its first day.
#[utoipa::path(
    post, path = "/api/v1/positions/{id}/end", tag = "governance",
    params(("id" = OrganPositionId, Path, description = "The position")),
    request_body = PositionEndDraft,
    responses((status = 200, body = OrganPositionView)),
)]
pub async fn end_organ_position(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganPositionId>,
    ApiJson(draft): ApiJson<PositionEndDraft>,
) -> ApiResult<Answer<OrganPositionView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_position(&tx, &access.visible, id).await?;
    let house = lock(&tx, &access, found.ok_or_else(ApiError::not_found)?.organization_id).await?;
    // Read again under the lock: another request may have ended it meanwhile.
    let before = store::find_position(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::end_position(&tx, &house, &before, &draft, &access.author()).await?;
    let view = OrganPositionView::one(&tx, row).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, view))
}
