//! HTTP of chains themselves.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::links::StageLinkView;
use super::reach_chain;
use super::stages::StageView;
use crate::chain::actions;
use crate::chain::drafts::ChainDraft;
use crate::chain::entity::chain::{self, ChainKind};
use crate::chain::entity::{stage, stage_link};
use crate::chain::rules::{StageFacts, is_complete};
use crate::chain::store::{self, ChainFilter};
use crate::cluster::reach;
use crate::identity::Access;
use crate::kernel::ids::{ChainId, ClusterId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::Context;

/// A value chain or supply chain.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChainView {
    /// Identity.
    pub id: ChainId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Kind.
    pub kind: ChainKind,
    /// Name.
    pub name: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Whether it has an origin and an end market (R79); left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_complete: Option<bool>,
    /// Its stages along the chain; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stages: Option<Vec<StageView>>,
    /// Its links; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<StageLinkView>>,
}

impl From<chain::Model> for ChainView {
    fn from(row: chain::Model) -> Self {
        Self {
            id: row.id,
            cluster_id: row.cluster_id,
            kind: row.kind,
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
            is_complete: None,
            stages: None,
            links: None,
        }
    }
}

/// Stages and links of a chain, and the facts that rules look at.
pub(super) struct Graph {
    pub(super) stages: Vec<stage::Model>,
    pub(super) links: Vec<stage_link::Model>,
    pub(super) facts: Vec<StageFacts>,
    pub(super) edges: Vec<(crate::kernel::ids::StageId, crate::kernel::ids::StageId)>,
}

/// Reads the graph of a chain.
pub(super) async fn graph(conn: &impl ConnectionTrait, chain: ChainId) -> ApiResult<Graph> {
    let stages = store::all_stages(conn, chain).await?;
    let links = store::all_links(conn, chain).await?;
    let ids = stages.iter().map(|stage| stage.id).collect();
    let mut support = store::support_of(conn, ids).await?;
    let facts = stages
        .iter()
        .map(|stage| StageFacts {
            id: stage.id,
            name: stage.name.clone(),
            kind: stage.kind,
            needed_support: support.remove(&stage.id).unwrap_or_default(),
        })
        .collect();
    let edges = links.iter().map(|link| (link.from_stage_id, link.to_stage_id)).collect();
    Ok(Graph { stages, links, facts, edges })
}

/// Which chains.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChainQuery {
    /// Of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this kind.
    pub kind: Option<ChainKind>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Chains of the clusters that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/chains", tag = "chain",
    params(ChainQuery),
    responses((status = 200, content((Page<ChainView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_chains(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<ChainQuery>,
) -> ApiResult<Response> {
    let filter = ChainFilter { cluster: query.cluster, kind: query.kind };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_chains(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ChainView::from))
        }
    })
    .await
}

/// Record a chain of a cluster. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/chains", tag = "chain",
    request_body = ChainDraft,
    responses((status = 201, body = ChainView), (status = 200, body = ChainView, description = "An identical resend")),
)]
pub async fn create_chain(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<ChainDraft>,
) -> ApiResult<Versioned<ChainView>> {
    let tx = app.db.begin_write().await?;
    let cluster = reach(&tx, &access, draft.cluster_id).await?;
    let saved = actions::create_chain(&tx, &cluster, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(Versioned::created(saved.row.version, saved.row.into(), saved.fresh))
}

/// One chain with its stages and links.
#[utoipa::path(
    get, path = "/api/v1/chains/{id}", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain")),
    responses((status = 200, body = ChainView)),
)]
pub async fn find_chain(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ChainId>,
) -> ApiResult<Versioned<ChainView>> {
    let row = store::find_chain(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let graph = graph(app.db.read(), id).await?;
    let is_complete = is_complete(&graph.facts, &graph.edges);
    let stages = graph.stages.into_iter().zip(graph.facts);
    let version = row.version;
    let view = ChainView {
        is_complete: Some(is_complete),
        stages: Some(stages.map(|(row, facts)| StageView::of(row, facts.needed_support)).collect()),
        links: Some(graph.links.into_iter().map(StageLinkView::from).collect()),
        ..ChainView::from(row)
    };
    Ok(Versioned::ok(version, view))
}

/// Replace name and kind of a chain.
#[utoipa::path(
    put, path = "/api/v1/chains/{id}", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = ChainDraft,
    responses((status = 200, body = ChainView)),
)]
pub async fn replace_chain(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<ChainId>,
    ApiJson(draft): ApiJson<ChainDraft>,
) -> ApiResult<Versioned<ChainView>> {
    let tx = app.db.begin_write().await?;
    let (cluster, before) = reach_chain(&tx, &access, id).await?;
    if_match.check(before.version)?;
    let context = Context::of(&access);
    let row = actions::replace_chain(&tx, &cluster, before, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, row.into()))
}
