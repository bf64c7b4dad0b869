//! HTTP of participations.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{reach_chain, reach_stage};
use crate::chain::actions;
use crate::chain::drafts::{ParticipationDraft, ParticipationEndDraft};
use crate::chain::entity::participation::{self, ParticipationRole};
use crate::chain::entity::stage_support::SupportFunction;
use crate::chain::store::{self, ParticipationFilter};
use crate::identity::Access;
use crate::kernel::ids::{ChainId, OrganizationId, ParticipationId, StageId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::Context;

/// An organization's part in a stage.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ParticipationView {
    /// Identity.
    pub id: ParticipationId,
    /// The chain.
    pub chain_id: ChainId,
    /// The stage.
    pub stage_id: StageId,
    /// Who.
    pub organization_id: OrganizationId,
    /// What it does there.
    pub role: ParticipationRole,
    /// Of a support institution: which support.
    pub support_function: Option<SupportFunction>,
    /// Region that the pair of organization and stage is counted in.
    pub region_code: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer takes part.
    pub valid_to: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<participation::Model> for ParticipationView {
    fn from(row: participation::Model) -> Self {
        Self {
            id: row.id,
            chain_id: row.chain_id,
            stage_id: row.stage_id,
            organization_id: row.organization_id,
            role: row.role,
            support_function: row.support_function,
            region_code: row.region_code,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            created_at: row.created_at,
        }
    }
}

/// Which participations.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ParticipationQuery {
    /// In this chain.
    pub chain: Option<ChainId>,
    /// In this stage.
    pub stage: Option<StageId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// In this role.
    pub role: Option<ParticipationRole>,
    /// That hold on this day; all if left out.
    pub on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Participations in the chains that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/participations", tag = "chain",
    params(ParticipationQuery),
    responses((status = 200, content((Page<ParticipationView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_participations(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<ParticipationQuery>,
) -> ApiResult<Response> {
    let filter = ParticipationFilter {
        chain: query.chain,
        stage: query.stage,
        organization: query.organization,
        role: query.role,
        on: query.on,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_participations(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ParticipationView::from))
        }
    })
    .await
}

/// Record that a member of the cluster takes part in a stage. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/stages/{id}/participations", tag = "chain",
    params(("id" = StageId, Path, description = "The stage")),
    request_body = ParticipationDraft,
    responses((status = 201, body = ParticipationView), (status = 200, body = ParticipationView, description = "An identical resend")),
)]
pub async fn record_participation(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<StageId>,
    ApiJson(draft): ApiJson<ParticipationDraft>,
) -> ApiResult<Answer<ParticipationView>> {
    let tx = app.db.begin_write().await?;
    let (cluster, stage) = reach_stage(&tx, &access, id).await?;
    let context = Context::of(&access);
    let saved = actions::record_participation(&tx, &cluster, &stage, draft, &context).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// One participation.
#[utoipa::path(
    get, path = "/api/v1/participations/{id}", tag = "chain",
    params(("id" = ParticipationId, Path, description = "The participation")),
    responses((status = 200, body = ParticipationView)),
)]
pub async fn find_participation(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ParticipationId>,
) -> ApiResult<Answer<ParticipationView>> {
    let row = store::find_participation(app.db.read(), &access.scope, id).await?;
    Ok(Answer(StatusCode::OK, row.ok_or_else(ApiError::not_found)?.into()))
}

/// End a participation; the same end again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/participations/{id}/end", tag = "chain",
    params(("id" = ParticipationId, Path, description = "The participation")),
    request_body = ParticipationEndDraft,
    responses((status = 200, body = ParticipationView)),
)]
pub async fn end_participation(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ParticipationId>,
    ApiJson(draft): ApiJson<ParticipationEndDraft>,
) -> ApiResult<Answer<ParticipationView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_participation(&tx, &access.visible, id).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    reach_chain(&tx, &access, found.chain_id).await?;
    // Read again under the lock: another request may have ended it meanwhile.
    let before = store::find_participation(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::end_participation(&tx, before, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
