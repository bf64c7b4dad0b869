//! HTTP of legal parameters.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::kernel::ids::ParameterId;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiJson, ApiPath, ApiQuery, AppState, Page};
use crate::registry::actions::{self, Context, Correction, NewParameter};
use crate::registry::entity::parameter;
use crate::registry::{remembered, store};

/// A value of a legal parameter.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterView {
    /// Identity of this value.
    pub id: ParameterId,
    /// Name under which rules ask.
    pub key: String,
    /// The value: a number as text.
    pub value: String,
    /// What the number counts.
    pub unit: String,
    /// The law with its article, the publication, or "house rule".
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<parameter::Model> for ParameterView {
    fn from(row: parameter::Model) -> Self {
        Self {
            id: row.id,
            key: row.key,
            value: row.value,
            unit: row.unit,
            basis: row.basis,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            created_at: row.created_at,
        }
    }
}

/// A new value of a legal parameter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterDraft {
    /// Name under which rules ask.
    #[schema(min_length = 1, max_length = 100)]
    pub key: String,
    /// The value: a number, `.` as the decimal point.
    #[schema(pattern = r"^-?\d{1,15}(\.\d{1,8})?$")]
    pub value: String,
    /// The law with its article.
    #[schema(min_length = 5, max_length = 500)]
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
}

/// What a value that is not yet in force should say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterCorrection {
    /// The value: a number, `.` as the decimal point.
    #[schema(pattern = r"^-?\d{1,15}(\.\d{1,8})?$")]
    pub value: String,
    /// The law with its article.
    #[schema(min_length = 5, max_length = 500)]
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// Why it is corrected.
    #[schema(min_length = 5, max_length = 500)]
    pub reason: String,
}

/// Why a value is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterWithdrawal {
    /// Why.
    #[schema(min_length = 5, max_length = 500)]
    pub reason: String,
}

/// Which parameters.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ParameterQuery {
    /// Only this one.
    pub key: Option<String>,
    /// Only values that hold on this day; all values with their history if left out.
    pub on: Option<NaiveDate>,
}

/// Legal parameters with their values over time; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/parameters", tag = "registry",
    params(ParameterQuery),
    responses((status = 200, content((Page<ParameterView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_parameters(
    State(app): State<AppState>,
    format: Format,
    ApiQuery(query): ApiQuery<ParameterQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, None, move |_| {
        let (app, key, on) = (app.clone(), query.key.clone(), query.on);
        async move {
            let rows = store::list_parameters(app.db.read(), key.as_deref(), on).await?;
            let items = rows.into_iter().map(ParameterView::from).collect();
            Ok(Page { items, next_cursor: None })
        }
    })
    .await
}

/// Record a new value from a day on; the value before ends by itself.
#[utoipa::path(
    post, path = "/api/v1/parameters", tag = "registry",
    request_body = ParameterDraft,
    responses((status = 201, body = ParameterView)),
)]
pub async fn create_parameter(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<ParameterDraft>,
) -> ApiResult<Answer<ParameterView>> {
    let new = NewParameter {
        key: draft.key,
        value: draft.value,
        basis: draft.basis,
        valid_from: draft.valid_from,
    };
    let tx = app.db.begin_write().await?;
    let row = actions::create_parameter(&tx, new, &Context::of(&access)).await?;
    tx.commit().await?;
    remembered::forget_parameters(&app);
    Ok(Answer(StatusCode::CREATED, row.into()))
}

/// Correct a value that is not yet in force.
#[utoipa::path(
    post, path = "/api/v1/parameters/{id}/correction", tag = "registry",
    params(("id" = ParameterId, Path, description = "The value")),
    request_body = ParameterCorrection,
    responses((status = 200, body = ParameterView)),
)]
pub async fn correct_parameter(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ParameterId>,
    ApiJson(draft): ApiJson<ParameterCorrection>,
) -> ApiResult<Answer<ParameterView>> {
    let correction = Correction {
        value: draft.value,
        basis: draft.basis,
        valid_from: draft.valid_from,
        reason: draft.reason,
    };
    let tx = app.db.begin_write().await?;
    let row = actions::correct_parameter(&tx, id, correction, &Context::of(&access)).await?;
    tx.commit().await?;
    remembered::forget_parameters(&app);
    Ok(Answer(StatusCode::OK, row.into()))
}

/// Withdraw a value that is not yet in force; answers with the one before, which goes on.
#[utoipa::path(
    post, path = "/api/v1/parameters/{id}/withdrawal", tag = "registry",
    params(("id" = ParameterId, Path, description = "The value")),
    request_body = ParameterWithdrawal,
    responses((status = 200, body = ParameterView)),
)]
pub async fn withdraw_parameter(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ParameterId>,
    ApiJson(draft): ApiJson<ParameterWithdrawal>,
) -> ApiResult<Answer<ParameterView>> {
    let tx = app.db.begin_write().await?;
    let row = actions::withdraw_parameter(&tx, id, draft.reason, &Context::of(&access)).await?;
    tx.commit().await?;
    remembered::forget_parameters(&app);
    Ok(Answer(StatusCode::OK, row.into()))
}
