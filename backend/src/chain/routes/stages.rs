//! HTTP of stages.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{reach_chain, reach_stage};
use crate::chain::actions::{self, SavedStage};
use crate::chain::drafts::StageDraft;
use crate::chain::entity::stage::{self, StageKind};
use crate::chain::entity::stage_support::SupportFunction;
use crate::chain::store;
use crate::identity::Access;
use crate::kernel::ids::{ChainId, StageId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::Context;

/// A stage of a chain.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StageView {
    /// Identity.
    pub id: StageId,
    /// The chain.
    pub chain_id: ChainId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: StageKind,
    /// Place along the chain; stages of one position run side by side.
    pub position: i32,
    /// Support functions that it needs.
    pub needed_support: Vec<SupportFunction>,
    /// Number in its ETag.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl StageView {
    /// The view of a row with the support that it needs.
    #[must_use]
    pub fn of(row: stage::Model, needed_support: Vec<SupportFunction>) -> Self {
        Self {
            id: row.id,
            chain_id: row.chain_id,
            name: row.name,
            kind: row.kind,
            position: row.position,
            needed_support,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

impl From<SavedStage> for StageView {
    fn from(saved: SavedStage) -> Self {
        Self::of(saved.row, saved.needed_support)
    }
}

/// Stages of a chain, oldest first; as CSV by `Accept: text/csv`. `GET /api/v1/chains/{id}` gives them along the chain.
#[utoipa::path(
    get, path = "/api/v1/chains/{id}/stages", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain"), PageQuery),
    responses((status = 200, content((Page<StageView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_stages(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<ChainId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let chain = store::find_chain(app.db.read(), &access.scope, id).await?;
    chain.ok_or_else(ApiError::not_found)?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_stages(app.db.read(), id, &page).await?;
            let ids = rows.iter().map(|row| row.id).collect();
            let mut support = store::support_of(app.db.read(), ids).await?;
            let view = |row: stage::Model| {
                let needed = support.remove(&row.id).unwrap_or_default();
                StageView::of(row, needed)
            };
            Ok(Page::of(rows, page.limit, |row| row.id, view))
        }
    })
    .await
}

/// Record a stage of a chain. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/chains/{id}/stages", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain")),
    request_body = StageDraft,
    responses((status = 201, body = StageView), (status = 200, body = StageView, description = "An identical resend")),
)]
pub async fn create_stage(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ChainId>,
    ApiJson(draft): ApiJson<StageDraft>,
) -> ApiResult<Versioned<StageView>> {
    let tx = app.db.begin_write().await?;
    let (cluster, chain) = reach_chain(&tx, &access, id).await?;
    let context = Context::of(&access);
    let saved = actions::create_stage(&tx, &cluster, &chain, draft, &context).await?;
    tx.commit().await?;
    let fresh = saved.fresh;
    Ok(Versioned::created(saved.row.version, saved.into(), fresh))
}

/// One stage.
#[utoipa::path(
    get, path = "/api/v1/stages/{id}", tag = "chain",
    params(("id" = StageId, Path, description = "The stage")),
    responses((status = 200, body = StageView)),
)]
pub async fn find_stage(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<StageId>,
) -> ApiResult<Versioned<StageView>> {
    let row = store::find_stage(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let needed = store::support_of(app.db.read(), vec![id]).await?.remove(&id).unwrap_or_default();
    Ok(Versioned::ok(row.version, StageView::of(row, needed)))
}

/// Replace what is recorded of a stage.
#[utoipa::path(
    put, path = "/api/v1/stages/{id}", tag = "chain",
    params(("id" = StageId, Path, description = "The stage"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = StageDraft,
    responses((status = 200, body = StageView)),
)]
pub async fn replace_stage(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<StageId>,
    ApiJson(draft): ApiJson<StageDraft>,
) -> ApiResult<Versioned<StageView>> {
    let tx = app.db.begin_write().await?;
    let (cluster, before) = reach_stage(&tx, &access, id).await?;
    if_match.check(before.version)?;
    let context = Context::of(&access);
    let saved = actions::replace_stage(&tx, &cluster, before, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(saved.row.version, saved.into()))
}

/// Delete a stage that nobody ever took part in, with its links.
#[utoipa::path(
    delete, path = "/api/v1/stages/{id}", tag = "chain",
    params(("id" = StageId, Path, description = "The stage"), ("If-Match" = String, Header, description = "ETag of the version read")),
    responses((status = 204, description = "Deleted")),
)]
pub async fn delete_stage(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<StageId>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    let (cluster, row) = reach_stage(&tx, &access, id).await?;
    if_match.check(row.version)?;
    actions::delete_stage(&tx, &cluster, row, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
