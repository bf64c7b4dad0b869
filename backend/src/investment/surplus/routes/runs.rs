//! HTTP of runs.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::BOOK_YEARS;
use crate::governance::meetings::drafts::DecisionDraft;
use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::routes::{issuer, lock};
use crate::investment::surplus::actions::{self, SavedRun};
use crate::investment::surplus::drafts::RunDraft;
use crate::investment::surplus::entity::run::{self, PaidTo, RunStatus};
use crate::investment::surplus::outcome::RunOutcome;
use crate::investment::surplus::store;
use crate::kernel::ids::{OrganizationId, SurplusRunId, SurplusSchemeId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::query::within;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// The sharing of one book year's surplus.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RunView {
    /// Identity.
    pub id: SurplusRunId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The scheme.
    pub scheme_id: SurplusSchemeId,
    /// Book year.
    pub book_year: i64,
    /// First day of the period.
    pub period_start: NaiveDate,
    /// Last day of the period.
    pub period_end: NaiveDate,
    /// Surplus from business with members.
    pub member_surplus: Money,
    /// Surplus from business with others.
    pub non_member_surplus: Money,
    /// Retained earnings before the year.
    pub retained_before: Money,
    /// Where it stands.
    pub status: RunStatus,
    /// What each part gets, as worked out last; absent before the first simulation.
    pub outcome: Option<RunOutcome>,
    /// SHA-256 of the canonical text of inputs, parts and lines, hexadecimal.
    pub digest: Option<String>,
    /// When it was worked out last.
    pub computed_at: Option<DateTime<Utc>>,
    /// The meeting's decision.
    pub decision: Option<DecisionDraft>,
    /// Day on which the payment counts.
    pub paid_on: Option<NaiveDate>,
    /// Whereto the holders' shares went.
    pub paid_to: Option<PaidTo>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<run::Model> for RunView {
    fn from(row: run::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            scheme_id: row.scheme_id,
            book_year: row.book_year,
            period_start: row.period_start,
            period_end: row.period_end,
            member_surplus: row.member_surplus_sen,
            non_member_surplus: row.non_member_surplus_sen,
            retained_before: row.retained_before_sen,
            status: row.status,
            outcome: row.result.and_then(|value| serde_json::from_value(value).ok()),
            digest: row.digest,
            computed_at: row.computed_at,
            decision: row.decision.and_then(|value| serde_json::from_value(value).ok()),
            paid_on: row.paid_on,
            paid_to: row.paid_to,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

pub(super) fn answer(saved: SavedRun) -> Versioned<RunView> {
    Versioned::created(saved.row.version, saved.row.into(), saved.fresh)
}

/// The issuer of a write, not locked: postings refer to it under the lock of
/// its chain, and would wait crosswise with one who holds the issuer itself.
pub(super) async fn reach(
    tx: &sea_orm::DatabaseTransaction,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<Issuer> {
    let row = crate::registry::store::find_organization(tx, &access.visible, id).await?;
    let issuer = Issuer::of(&row.ok_or_else(ApiError::not_found)?)?;
    access.require(&issuer.region, issuer.id)?;
    Ok(issuer)
}

/// Finds a run for a write and locks it.
pub(super) async fn lock_run(
    tx: &sea_orm::DatabaseTransaction,
    access: &Access,
    id: SurplusRunId,
) -> ApiResult<(Issuer, run::Model)> {
    let row = store::lock_run(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok((reach(tx, access, row.organization_id).await?, row))
}

/// Which runs.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RunQuery {
    /// Of this book year.
    #[param(minimum = 1950, maximum = 2200)]
    pub book_year: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Runs of an issuer, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/surplus-runs", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), RunQuery),
    responses((status = 200, content((Page<RunView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_surplus_runs(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<RunQuery>,
) -> ApiResult<Response> {
    let year = query.book_year.map(|year| within("book_year", year, &BOOK_YEARS)).transpose()?;
    let issuer = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_runs(app.db.read(), issuer.id, year, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, RunView::from))
        }
    })
    .await
}

/// Draft the sharing of a book year by the scheme that holds at its end. With
/// an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/surplus-runs", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = RunDraft,
    responses((status = 201, body = RunView), (status = 200, body = RunView, description = "An identical resend")),
)]
pub async fn create_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<RunDraft>,
) -> ApiResult<Versioned<RunView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let saved = actions::create_run(&tx, &issuer, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}

/// One run with what each part gets.
#[utoipa::path(
    get, path = "/api/v1/surplus-runs/{id}", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run")),
    responses((status = 200, body = RunView)),
)]
pub async fn find_surplus_run(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<SurplusRunId>,
) -> ApiResult<Versioned<RunView>> {
    let row = store::find_run(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// Change a draft; what was worked out for it is gone.
#[utoipa::path(
    put, path = "/api/v1/surplus-runs/{id}", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), ("If-Match" = String, Header, description = "Version read, such as \"v1\"")),
    request_body = RunDraft,
    responses((status = 200, body = RunView)),
)]
pub async fn replace_surplus_run(
    State(app): State<AppState>,
    access: Access,
    version: IfMatch,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<RunDraft>,
) -> ApiResult<Versioned<RunView>> {
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    version.check(row.version)?;
    let saved = actions::replace_run(&tx, &issuer, row, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(answer(saved))
}

/// Delete a draft.
#[utoipa::path(
    delete, path = "/api/v1/surplus-runs/{id}", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), ("If-Match" = String, Header, description = "Version read, such as \"v1\"")),
    responses((status = 204)),
)]
pub async fn delete_surplus_run(
    State(app): State<AppState>,
    access: Access,
    version: IfMatch,
    ApiPath(id): ApiPath<SurplusRunId>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    let (_, row) = lock_run(&tx, &access, id).await?;
    version.check(row.version)?;
    actions::delete_run(&tx, row, &access.author()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
