//! HTTP of many logs at once (R100).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::logs::MentoringLogView;
use crate::identity::Access;
use crate::kernel::fault::Language;
use crate::mentoring::actions::{self, Context, Mode, Outcome};
use crate::mentoring::drafts::MentoringLogDraft;
use crate::platform::json::{Answer, decode};
use crate::platform::problem::{ApiResult, Problem, language};
use crate::platform::{ApiJson, ApiQuery, AppState};

/// Logs as a device sends them when it is back in reach.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MentoringLogBatch {
    /// Each a `MentoringLogDraft`; what is wrong with one is told for it alone.
    #[schema(value_type = Vec<Object>, min_items = 1, max_items = 200)]
    pub items: Vec<Value>,
}

/// How a batch is taken.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// `each`: a bad item loses nothing but itself; `atomic`: all or nothing,
    /// and the refusal names every fault below its item. `each` if left out.
    #[serde(default)]
    #[param(inline)]
    pub mode: Option<Mode>,
    /// Only tell what would become of each item; nothing is saved.
    #[serde(default)]
    pub dry_run: Option<bool>,
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchView {
    /// Whether nothing was to be saved.
    pub dry_run: bool,
    /// Items that were made.
    pub created: usize,
    /// Items that were there already, the same.
    pub unchanged: usize,
    /// Items that were refused.
    pub refused: usize,
    /// What became of each item, in the order sent.
    pub items: Vec<BatchItemView>,
}

/// What became of one item: as a single call would have answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchItemView {
    /// Place in the batch, from 0.
    pub index: usize,
    /// Status of a single call: 201, 200, or that of the refusal.
    pub status: u16,
    /// The log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<MentoringLogView>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Record up to 200 logs at once; each answers as a single call would.
#[utoipa::path(
    post, path = "/api/v1/mentoring-logs/batch", tag = "mentoring",
    params(BatchQuery),
    request_body = MentoringLogBatch,
    responses((status = 200, body = BatchView)),
)]
pub async fn create_mentoring_logs(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<BatchQuery>,
    ApiJson(batch): ApiJson<MentoringLogBatch>,
) -> ApiResult<Answer<BatchView>> {
    let (mode, dry_run) = (query.mode.unwrap_or_default(), query.dry_run.unwrap_or(false));
    let context = Context::of(&access, app.db.read()).await?;
    let drafts = batch.items.into_iter();
    let drafts = drafts.map(|item| decode::<MentoringLogDraft>(app.schemas, item)).collect();
    let outcomes = if mode == Mode::Each && !dry_run {
        actions::create_each(&app.db, drafts, &context).await?
    } else {
        let tx = app.db.begin_write().await?;
        let outcomes = actions::create_together(&tx, drafts, &context).await?;
        if dry_run {
            tx.rollback().await?;
        } else if let Some(refused) = actions::refusals(&outcomes) {
            tx.rollback().await?;
            return Err(refused);
        } else {
            tx.commit().await?;
        }
        outcomes
    };
    let language = language(&headers);
    let items = outcomes.into_iter().enumerate();
    let items: ApiResult<Vec<BatchItemView>> =
        items.map(|(index, outcome)| told(index, outcome, &access, language)).collect();
    let items = items?;
    let count = |status: u16| items.iter().filter(|item| item.status == status).count();
    let (created, unchanged) = (count(201), count(200));
    let refused = items.len() - created - unchanged;
    Ok(Answer(StatusCode::OK, BatchView { dry_run, created, unchanged, refused, items }))
}

fn told(
    index: usize,
    outcome: Outcome,
    access: &Access,
    language: Language,
) -> ApiResult<BatchItemView> {
    match outcome {
        Ok(saved) => {
            let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
            let (row, follow_ups) = (saved.row, saved.follow_ups);
            let log = MentoringLogView::whole(row, follow_ups, &saved.warnings, access, language)?;
            Ok(BatchItemView { index, status: status.as_u16(), log: Some(log), problem: None })
        }
        Err(error) => {
            let problem = Problem::of(&error, language, &access.request_id);
            Ok(BatchItemView { index, status: problem.status, log: None, problem: Some(problem) })
        }
    }
}
