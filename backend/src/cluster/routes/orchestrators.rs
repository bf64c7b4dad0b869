//! HTTP of orchestrators.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cluster::drafts::OrchestratorDraft;
use crate::cluster::entity::orchestrator;
use crate::cluster::{actions, reach, store};
use crate::identity::Access;
use crate::kernel::ids::{ClusterId, OrchestratorId, PersonId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::Context;

/// A term of an orchestrator.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OrchestratorView {
    /// Identity of the term.
    pub id: OrchestratorId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// The orchestrator.
    pub person_id: PersonId,
    /// The orchestrator's name.
    pub name: String,
    /// The deputy.
    pub deputy_person_id: PersonId,
    /// The deputy's name.
    pub deputy_name: String,
    /// First day.
    pub term_from: NaiveDate,
    /// First day on which the term no longer runs.
    pub term_to: NaiveDate,
}

impl OrchestratorView {
    /// The views of terms, with the names of their persons.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named(
        conn: &impl ConnectionTrait,
        rows: Vec<orchestrator::Model>,
    ) -> Result<Vec<Self>, DbErr> {
        let persons = rows.iter().flat_map(|row| [row.person_id, row.deputy_person_id]).collect();
        let names = crate::registry::store::person_names(conn, persons).await?;
        let name = |id: &PersonId| names.get(id).cloned().unwrap_or_default();
        let view = |row: orchestrator::Model| Self {
            id: row.id,
            cluster_id: row.cluster_id,
            person_id: row.person_id,
            name: name(&row.person_id),
            deputy_person_id: row.deputy_person_id,
            deputy_name: name(&row.deputy_person_id),
            term_from: row.term_from,
            term_to: row.term_to,
        };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// All terms of a cluster's orchestrators; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}/orchestrators", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), PageQuery),
    responses((status = 200, content((Page<OrchestratorView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_orchestrators(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<ClusterId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let cluster = store::find_cluster(app.db.read(), &access.scope, id).await?;
    cluster.ok_or_else(ApiError::not_found)?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_orchestrators(app.db.read(), id, &page).await?;
            let rows = OrchestratorView::named(app.db.read(), rows).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |view| view))
        }
    })
    .await
}

/// Appoint an orchestrator and a deputy; a term that still runs ends on the first day of the new one (R124).
#[utoipa::path(
    post, path = "/api/v1/clusters/{id}/orchestrators", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster")),
    request_body = OrchestratorDraft,
    responses((status = 201, body = OrchestratorView), (status = 200, body = OrchestratorView, description = "An identical resend")),
)]
pub async fn appoint_orchestrator(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterId>,
    ApiJson(draft): ApiJson<OrchestratorDraft>,
) -> ApiResult<Answer<OrchestratorView>> {
    let tx = app.db.begin_write().await?;
    let cluster = reach(&tx, &access, id).await?;
    let context = Context::of(&access);
    let saved =
        actions::appoint_orchestrator(&tx, &cluster, draft, &access.scope, &context).await?;
    let view = OrchestratorView::named(&tx, vec![saved.row]).await?.pop();
    let view = view.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, view))
}
