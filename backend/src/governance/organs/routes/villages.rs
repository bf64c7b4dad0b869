//! HTTP of villages that a cooperative serves together.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{house, lock};
use crate::governance::organs::actions;
use crate::governance::organs::drafts::{ServedVillageDraft, ServedVillageEndDraft};
use crate::governance::organs::entity::served_village;
use crate::governance::organs::store;
use crate::identity::Access;
use crate::kernel::ids::{OrganizationId, ServedVillageId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// A village that a cooperative serves together with that of its seat.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ServedVillageView {
    /// Identity.
    pub id: ServedVillageId,
    /// The cooperative.
    pub organization_id: OrganizationId,
    /// Kemendagri code of the village.
    pub region_code: String,
    /// First day.
    pub served_from: NaiveDate,
    /// First day on which it is no longer served.
    pub served_to: Option<NaiveDate>,
    /// Number of the decision.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<served_village::Model> for ServedVillageView {
    fn from(row: served_village::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            region_code: row.region_code,
            served_from: row.served_from,
            served_to: row.served_to,
            decision_number: row.decision_number,
            decided_on: row.decided_on,
            created_at: row.created_at,
        }
    }
}

/// Villages that a cooperative serves or served beside that of its seat, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/served-villages", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The cooperative"), PageQuery),
    responses((status = 200, content((Page<ServedVillageView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_served_villages(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    house(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_villages(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ServedVillageView::from))
        }
    })
    .await
}

/// Record that a Merah Putih cooperative serves another village together with its own, whose people may then be members (R48). With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/served-villages", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The cooperative")),
    request_body = ServedVillageDraft,
    responses((status = 201, body = ServedVillageView), (status = 200, body = ServedVillageView, description = "An identical resend")),
)]
pub async fn record_served_village(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ServedVillageDraft>,
) -> ApiResult<Answer<ServedVillageView>> {
    let tx = app.db.begin_write().await?;
    let house = lock(&tx, &access, id).await?;
    let saved = actions::record_served_village(&tx, &house, &draft, &access.author()).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// End the serving of a village; its members stay members.
#[utoipa::path(
    post, path = "/api/v1/served-villages/{id}/end", tag = "governance",
    params(("id" = ServedVillageId, Path, description = "The served village")),
    request_body = ServedVillageEndDraft,
    responses((status = 200, body = ServedVillageView)),
)]
pub async fn end_served_village(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ServedVillageId>,
    ApiJson(draft): ApiJson<ServedVillageEndDraft>,
) -> ApiResult<Answer<ServedVillageView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_village(&tx, &access.visible, id).await?;
    let organization = found.ok_or_else(ApiError::not_found)?.organization_id;
    let house = lock(&tx, &access, organization).await?;
    // Read again under the lock: another request may have ended it meanwhile.
    let before = store::find_village(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::end_served_village(&tx, &house, &before, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
