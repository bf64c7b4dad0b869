//! HTTP of the programme's phases and the evidence at their gates.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cluster::drafts::{EvidenceDraft, PhaseChangeDraft};
use crate::cluster::entity::cluster::Phase;
use crate::cluster::entity::evidence::{self, EvidenceKind};
use crate::cluster::entity::phase_change;
use crate::cluster::rules::GATES;
use crate::cluster::{actions, reach, store};
use crate::identity::Access;
use crate::kernel::ids::{ClusterId, EvidenceId, PhaseChangeId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::Context;

/// A phase of the programme and the gate into it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProgrammePhaseView {
    /// The phase.
    pub phase: Phase,
    /// Kinds of evidence that its gate asks for, one piece of each.
    pub required_evidence: Vec<EvidenceKind>,
}

/// Evidence on file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EvidenceView {
    /// Identity.
    pub id: EvidenceId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Kind.
    pub kind: EvidenceKind,
    /// Title.
    pub title: String,
    /// Number or address of the document.
    pub reference: Option<String>,
    /// SHA-256 of the document's file.
    pub sha256: Option<String>,
    /// Date of the document.
    pub dated_on: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<evidence::Model> for EvidenceView {
    fn from(row: evidence::Model) -> Self {
        Self {
            id: row.id,
            cluster_id: row.cluster_id,
            kind: row.kind,
            title: row.title,
            reference: row.reference,
            sha256: row.sha256,
            dated_on: row.dated_on,
            created_at: row.created_at,
        }
    }
}

/// A step of a cluster between phases.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PhaseChangeView {
    /// Identity.
    pub id: PhaseChangeId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Phase before; absent at the founding.
    pub from: Option<Phase>,
    /// Phase after.
    pub to: Phase,
    /// First day in it.
    pub changed_on: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// Evidence that opened the gate.
    pub evidence_ids: Vec<EvidenceId>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl PhaseChangeView {
    fn of(row: phase_change::Model, evidence_ids: Vec<EvidenceId>) -> Self {
        Self {
            id: row.id,
            cluster_id: row.cluster_id,
            from: row.from_phase,
            to: row.to_phase,
            changed_on: row.changed_on,
            reason: row.reason,
            evidence_ids,
            created_at: row.created_at,
        }
    }
}

/// The phases of the programme in their order, with the evidence that each gate asks for (R93).
#[utoipa::path(
    get, path = "/api/v1/programme-phases", tag = "cluster",
    responses((status = 200, content((Page<ProgrammePhaseView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_programme_phases(_: Access, format: Format) -> ApiResult<Response> {
    csv_answer::answer(format, None, |_| async {
        let view = |gate: &crate::cluster::rules::Gate| ProgrammePhaseView {
            phase: gate.phase,
            required_evidence: gate.requires.to_vec(),
        };
        Ok(Page { items: GATES.iter().map(view).collect(), next_cursor: None })
    })
    .await
}

/// Evidence of a cluster, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}/evidence", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), PageQuery),
    responses((status = 200, content((Page<EvidenceView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_evidence(
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
            let rows = store::list_evidence(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, EvidenceView::from))
        }
    })
    .await
}

/// Record evidence of a cluster. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/clusters/{id}/evidence", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster")),
    request_body = EvidenceDraft,
    responses((status = 201, body = EvidenceView), (status = 200, body = EvidenceView, description = "An identical resend")),
)]
pub async fn record_evidence(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterId>,
    ApiJson(draft): ApiJson<EvidenceDraft>,
) -> ApiResult<Answer<EvidenceView>> {
    let tx = app.db.begin_write().await?;
    let cluster = reach(&tx, &access, id).await?;
    let saved = actions::record_evidence(&tx, &cluster, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// The way of a cluster through the phases, in order of recording; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}/phase-changes", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), PageQuery),
    responses((status = 200, content((Page<PhaseChangeView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_phase_changes(
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
            let rows = store::list_phase_changes(app.db.read(), id, &page).await?;
            let ids = rows.iter().map(|row| row.id).collect();
            let mut shown = store::evidence_of_steps(app.db.read(), ids).await?;
            let view = |row: phase_change::Model| {
                let evidence = shown.remove(&row.id).unwrap_or_default();
                PhaseChangeView::of(row, evidence)
            };
            Ok(Page::of(rows, page.limit, |row| row.id, view))
        }
    })
    .await
}

/// Move a cluster to the next phase by its gate, or back with a reason (R93).
#[utoipa::path(
    post, path = "/api/v1/clusters/{id}/phase-changes", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster")),
    request_body = PhaseChangeDraft,
    responses((status = 201, body = PhaseChangeView), (status = 200, body = PhaseChangeView, description = "An identical resend")),
)]
pub async fn change_phase(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterId>,
    ApiJson(draft): ApiJson<PhaseChangeDraft>,
) -> ApiResult<Answer<PhaseChangeView>> {
    let tx = app.db.begin_write().await?;
    let cluster = reach(&tx, &access, id).await?;
    let (saved, evidence) =
        actions::change_phase(&tx, &cluster, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, PhaseChangeView::of(saved.row, evidence)))
}
