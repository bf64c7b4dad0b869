//! HTTP of the steps of a run.

use axum::extract::State;

use super::runs::{RunView, answer, lock_run};
use crate::governance::meetings::drafts::DecisionDraft;
use crate::identity::Access;
use crate::investment::routes::issuer;
use crate::investment::surplus::drafts::RunReturnDraft;
use crate::investment::surplus::rules::{self, Step};
use crate::investment::surplus::{actions, store};
use crate::kernel::ids::SurplusRunId;
use crate::platform::etag::Versioned;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, AppState};

/// Work a draft out by its scheme, as often as wanted. Nothing is posted; the
/// lines can be read afterwards.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/simulation", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run")),
    responses((status = 200, body = RunView)),
)]
pub async fn simulate_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<SurplusRunId>,
) -> ApiResult<Versioned<RunView>> {
    let conn = app.db.read();
    let row = store::find_run(conn, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = issuer(&app, &access, row.organization_id).await?;
    rules::check_step(row.status, Step::Edit)?;
    let terms = actions::terms_of_run(conn, &row).await?;
    let parameters = crate::registry::store::parameters(conn).await?;
    // Worked out over the readers: other writers need not wait for it.
    let computed = actions::compute(conn, &issuer, &row, &terms, &parameters).await?;
    let tx = app.db.begin_write().await?;
    let (_, locked) = lock_run(&tx, &access, id).await?;
    let saved = actions::simulate_run(&tx, locked, row.version, computed, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}

/// Submit a simulated draft to the meeting (`diajukan`): nothing of it changes
/// any more.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/submission", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run")),
    responses((status = 200, body = RunView)),
)]
pub async fn submit_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<SurplusRunId>,
) -> ApiResult<Versioned<RunView>> {
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    let saved = actions::submit_run(&tx, &issuer, row, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}

/// Give a submitted run back for changes.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/return", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run")),
    request_body = RunReturnDraft,
    responses((status = 200, body = RunView)),
)]
pub async fn return_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<RunReturnDraft>,
) -> ApiResult<Versioned<RunView>> {
    let tx = app.db.begin_write().await?;
    let (_, row) = lock_run(&tx, &access, id).await?;
    let saved = actions::return_run(&tx, row, draft.reason, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}

/// Record the meeting's decision that approves a submitted run (`disahkan`).
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/approval", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run")),
    request_body = DecisionDraft,
    responses((status = 200, body = RunView)),
)]
pub async fn approve_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<DecisionDraft>,
) -> ApiResult<Versioned<RunView>> {
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    let saved = actions::approve_run(&tx, &issuer, row, draft, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}
