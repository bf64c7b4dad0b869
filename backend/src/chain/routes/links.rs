//! HTTP of links between stages.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reach_chain;
use crate::chain::drafts::StageLinkDraft;
use crate::chain::entity::stage_link;
use crate::chain::{actions, store};
use crate::identity::Access;
use crate::kernel::ids::{ChainId, StageId, StageLinkId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::Context;

/// Version of every link: a link is made and taken away, never changed.
const VERSION: i64 = 1;

/// A flow from one stage to another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StageLinkView {
    /// Identity.
    pub id: StageLinkId,
    /// The chain.
    pub chain_id: ChainId,
    /// The stage that gives.
    pub from_stage_id: StageId,
    /// The stage that takes.
    pub to_stage_id: StageId,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<stage_link::Model> for StageLinkView {
    fn from(row: stage_link::Model) -> Self {
        Self {
            id: row.id,
            chain_id: row.chain_id,
            from_stage_id: row.from_stage_id,
            to_stage_id: row.to_stage_id,
            created_at: row.created_at,
        }
    }
}

/// Links of a chain, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/chains/{id}/links", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain"), PageQuery),
    responses((status = 200, content((Page<StageLinkView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_stage_links(
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
            let rows = store::list_links(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, StageLinkView::from))
        }
    })
    .await
}

/// Link two stages of a chain; a link that closes a circle is refused with its path (R79).
#[utoipa::path(
    post, path = "/api/v1/chains/{id}/links", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain")),
    request_body = StageLinkDraft,
    responses((status = 201, body = StageLinkView), (status = 200, body = StageLinkView, description = "An identical resend")),
)]
pub async fn link_stages(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ChainId>,
    ApiJson(draft): ApiJson<StageLinkDraft>,
) -> ApiResult<Versioned<StageLinkView>> {
    let tx = app.db.begin_write().await?;
    let (cluster, chain) = reach_chain(&tx, &access, id).await?;
    let context = Context::of(&access);
    let saved = actions::link_stages(&tx, &cluster, &chain, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::created(VERSION, saved.row.into(), saved.fresh))
}

/// Take a link away.
#[utoipa::path(
    delete, path = "/api/v1/chains/{id}/links/{link_id}", tag = "chain",
    params(
        ("id" = ChainId, Path, description = "The chain"),
        ("link_id" = StageLinkId, Path, description = "The link"),
        ("If-Match" = String, Header, description = "ETag of the link, `\"v1\"`"),
    ),
    responses((status = 204, description = "Taken away")),
)]
pub async fn unlink_stages(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath((id, link_id)): ApiPath<(ChainId, StageLinkId)>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    let (cluster, _) = reach_chain(&tx, &access, id).await?;
    let links = store::all_links(&tx, id).await?;
    let row = links.into_iter().find(|link| link.id == link_id);
    let row = row.ok_or_else(ApiError::not_found)?;
    if_match.check(VERSION)?;
    actions::unlink_stages(&tx, &cluster, row, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
