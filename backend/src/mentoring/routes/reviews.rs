//! HTTP of verification.

use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;
use utoipa::ToSchema;

use super::logs::MentoringLogView;
use crate::identity::Access;
use crate::kernel::ids::MentoringLogId;
use crate::mentoring::actions::{self, Context};
use crate::mentoring::entity::mentoring_log;
use crate::mentoring::store;
use crate::platform::db::stored_region;
use crate::platform::etag::Versioned;
use crate::platform::problem::{ApiResult, language};
use crate::platform::{ApiError, ApiJson, ApiPath, AppState, codes};

/// A verification.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationDraft {
    /// The version that was read; a log changed since is refused with 412.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// What there is to say.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub comment: Option<String>,
}

/// A return.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDraft {
    /// The version that was read; a log changed since is refused with 412.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
    /// What is to be put right.
    #[schema(min_length = 3, max_length = 2_000)]
    pub comment: String,
}

/// Verify a sent log; nobody who wrote any of it may, nor its mentor (R99). The point
/// of the visit is dropped.
#[utoipa::path(
    post, path = "/api/v1/mentoring-logs/{id}/verify", tag = "mentoring",
    params(("id" = MentoringLogId, Path, description = "The log")),
    request_body = VerificationDraft,
    responses((status = 200, body = MentoringLogView)),
)]
pub async fn verify_mentoring_log(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<MentoringLogId>,
    ApiJson(draft): ApiJson<VerificationDraft>,
) -> ApiResult<Versioned<MentoringLogView>> {
    let tx = app.db.begin_write().await?;
    let before = reach(&tx, &access, id, draft.version).await?;
    let context = Context::of(&access, &tx).await?;
    let comment = draft.comment.filter(|text| !text.trim().is_empty());
    let row = actions::verify_log(&tx, before, comment, &context).await?;
    let view = MentoringLogView::single(&tx, row, &context, &access, language(&headers)).await?;
    tx.commit().await?;
    Ok(view)
}

/// Send a log back to its author with a comment.
#[utoipa::path(
    post, path = "/api/v1/mentoring-logs/{id}/return", tag = "mentoring",
    params(("id" = MentoringLogId, Path, description = "The log")),
    request_body = ReturnDraft,
    responses((status = 200, body = MentoringLogView)),
)]
pub async fn return_mentoring_log(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<MentoringLogId>,
    ApiJson(draft): ApiJson<ReturnDraft>,
) -> ApiResult<Versioned<MentoringLogView>> {
    let tx = app.db.begin_write().await?;
    let before = reach(&tx, &access, id, draft.version).await?;
    let context = Context::of(&access, &tx).await?;
    let row = actions::return_log(&tx, before, draft.comment, &context).await?;
    let view = MentoringLogView::single(&tx, row, &context, &access, language(&headers)).await?;
    tx.commit().await?;
    Ok(view)
}

/// Locks a log that the caller may review.
async fn reach(
    tx: &sea_orm::DatabaseTransaction,
    access: &Access,
    id: MentoringLogId,
    version: Option<i64>,
) -> ApiResult<mentoring_log::Model> {
    let row = store::lock_log(tx, &access.visible, access.user_id(), id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    if !access.scope.covers(&stored_region(&row.region_code)?, row.organization_id) {
        return Err((&crate::identity::problems::NOT_PERMITTED).into());
    }
    if version.is_some_and(|version| version != row.version) {
        return Err((&codes::STALE).into());
    }
    Ok(row)
}
