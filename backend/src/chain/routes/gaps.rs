//! HTTP of what a chain lacks.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::chains::graph;
use crate::chain::entity::stage_support::SupportFunction;
use crate::chain::rules::{self, Actor, Gap};
use crate::chain::store;
use crate::identity::Access;
use crate::kernel::fault::Language;
use crate::kernel::ids::{ChainId, OrganizationId, StageId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::problem::{ApiResult, language};
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page};

/// One thing that a chain lacks, or a prompt to think about.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GapView {
    /// Stable machine name.
    pub code: String,
    /// Whether it is a prompt only, not a gap.
    pub is_prompt: bool,
    /// In which stage; absent for the chain as a whole.
    pub stage_id: Option<StageId>,
    /// Which support function is missing.
    pub support_function: Option<SupportFunction>,
    /// Organizations that it concerns.
    pub organization_ids: Vec<OrganizationId>,
    /// What is missing, in the language asked for.
    pub detail: String,
}

impl GapView {
    fn of(gap: &Gap, language: Language) -> Self {
        Self {
            code: gap.fault.code.name.to_owned(),
            is_prompt: gap.is_prompt,
            stage_id: gap.stage,
            support_function: gap.support_function,
            organization_ids: gap.organizations.clone(),
            detail: gap.fault.detail(language),
        }
    }
}

/// What a chain lacks on a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChainGapsView {
    /// The chain.
    pub chain_id: ChainId,
    /// The day looked at.
    pub on: NaiveDate,
    /// Whether it has an origin and an end market (R79).
    pub is_complete: bool,
    /// The gaps and prompts: of the chain, then stage by stage.
    pub items: Vec<GapView>,
}

/// Which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChainGapsQuery {
    /// The day to look at; today if left out.
    pub on: Option<NaiveDate>,
}

/// What a chain lacks on a day: stages nobody runs, support nobody gives, enterprises without a market, and prompts; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/chains/{id}/gaps", tag = "chain",
    params(("id" = ChainId, Path, description = "The chain"), ChainGapsQuery),
    responses((status = 200, content((ChainGapsView = "application/json"), (String = "text/csv")))),
)]
pub async fn list_chain_gaps(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    headers: HeaderMap,
    ApiPath(id): ApiPath<ChainId>,
    ApiQuery(query): ApiQuery<ChainGapsQuery>,
) -> ApiResult<Response> {
    let conn = app.db.read();
    let chain = store::find_chain(conn, &access.scope, id).await?;
    let chain = chain.ok_or_else(ApiError::not_found)?;
    let on = query.on.unwrap_or_else(|| access.today());
    let graph = graph(conn, id).await?;
    let rows = store::actors_on(conn, id, on).await?;
    let organizations: HashSet<OrganizationId> =
        rows.iter().map(|row| row.organization_id).collect();
    let members: HashSet<OrganizationId> = crate::cluster::store::members_on(
        conn,
        chain.cluster_id,
        organizations.into_iter().collect(),
        on,
    )
    .await?
    .into_iter()
    .collect();
    let actor = |row: &crate::chain::entity::participation::Model| Actor {
        stage: row.stage_id,
        organization: row.organization_id,
        role: row.role,
        support_function: row.support_function,
        is_member: members.contains(&row.organization_id),
    };
    let actors: Vec<Actor> = rows.iter().map(actor).collect();
    let language = language(&headers);
    let found = rules::gaps(&graph.facts, &graph.edges, &actors, on);
    let items: Vec<GapView> = found.iter().map(|gap| GapView::of(gap, language)).collect();
    if format == Format::Csv {
        return csv_answer::answer(format, None, move |_| {
            let items = items.clone();
            async move { Ok(Page { items, next_cursor: None }) }
        })
        .await;
    }
    let is_complete = rules::is_complete(&graph.facts, &graph.edges);
    Ok(Json(ChainGapsView { chain_id: id, on, is_complete, items }).into_response())
}
