//! HTTP of rankings.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::context_in;
use crate::identity::{Access, problems};
use crate::kernel::ids::{OrganizationId, RankingId};
use crate::kernel::region_code::RegionCode;
use crate::performance::actions;
use crate::performance::drafts::{AspectScore, RankingDraft, RankingVerification};
use crate::performance::entity::ranking::{self, Aspect, RankingClass, RankingState};
use crate::performance::rules::{self, Formula};
use crate::performance::store::{self, RankingFilter};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest, codes};
use crate::registry::actions::{Context, reach_organization};

/// The ranking of a village enterprise for a year.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RankingView {
    /// Identity.
    pub id: RankingId,
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Region of its seat when it was handed in.
    pub region_code: String,
    /// The calendar year that is ranked.
    pub year: i64,
    /// Where it stands.
    pub state: RankingState,
    /// The class, once verified.
    pub class: Option<RankingClass>,
    /// The score behind the class, rounded down to 0.01.
    pub score: Option<Decimal>,
    /// The verified scores.
    pub scores: Vec<AspectScore>,
    /// The class that the enterprise's own scores would give.
    pub own_class: RankingClass,
    /// What they come to, rounded down to 0.01.
    pub own_score: Decimal,
    /// The enterprise's own scores.
    pub own_scores: Vec<AspectScore>,
    /// What the enterprise says to it.
    pub own_note: Option<String>,
    /// What the verifier says to it.
    pub note: Option<String>,
    /// Local day on which it was handed in, the last time.
    pub submitted_on: NaiveDate,
    /// Local day of the verification.
    pub verified_on: Option<NaiveDate>,
    /// Version of the formula: the first day on which all its numbers held.
    pub formula_version: NaiveDate,
    /// The formula, kept with the class.
    pub formula: Formula,
    /// Whether the kept scores and formula, worked out anew, give the kept
    /// score and class.
    pub reproduced: bool,
    /// Version: who verifies names the one that they read.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

type Scores = BTreeMap<Aspect, Decimal>;

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> ApiResult<T> {
    serde_json::from_value(value).map_err(ApiError::internal)
}

fn listed(scores: Scores) -> Vec<AspectScore> {
    scores.into_iter().map(|(aspect, score)| AspectScore { aspect, score }).collect()
}

impl RankingView {
    fn of(row: ranking::Model) -> ApiResult<Self> {
        let formula: Formula = read(row.formula)?;
        let own: Scores = read(row.own_scores)?;
        let scores: Option<Scores> = row.scores.map(read).transpose()?;
        let gives = |scores: &Scores, hundredths, class| {
            rules::work_out(&formula, scores).ok() == Some(rules::Outcome { hundredths, class })
        };
        let verified = scores.as_ref().zip(row.score_hundredths.zip(row.class));
        let reproduced = gives(&own, row.own_score_hundredths, row.own_class)
            && verified.is_none_or(|(scores, (score, class))| gives(scores, score, class));
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            region_code: row.region_code,
            year: row.year,
            state: row.state,
            class: row.class,
            score: row.score_hundredths.map(|score| Decimal::new(score, 2)),
            scores: scores.map(listed).unwrap_or_default(),
            own_class: row.own_class,
            own_score: Decimal::new(row.own_score_hundredths, 2),
            own_scores: listed(own),
            own_note: row.own_note,
            note: row.note,
            submitted_on: row.submitted_on,
            verified_on: row.verified_on,
            formula_version: formula.version,
            formula,
            reproduced,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Which rankings.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingQuery {
    /// Of enterprises in this region or below.
    pub region: Option<RegionCode>,
    /// Of this enterprise.
    pub organization: Option<OrganizationId>,
    /// Of this calendar year.
    pub year: Option<i32>,
    /// With this verified class.
    pub class: Option<RankingClass>,
    /// Standing there.
    pub state: Option<RankingState>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Rankings of village enterprises that the caller may see, oldest first; as
/// CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/rankings", tag = "performance",
    params(RankingQuery),
    responses((status = 200, content((Page<RankingView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_rankings(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<RankingQuery>,
) -> ApiResult<Response> {
    let filter = RankingFilter {
        region: query.region,
        organization: query.organization,
        year: query.year,
        class: query.class,
        state: query.state,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_rankings(app.db.read(), &scope, &filter, &page).await?;
            Page::of(rows, page.limit, |row| row.id, RankingView::of).whole()
        }
    })
    .await
}

/// How many village enterprises have a class.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RankingClassView {
    /// The calendar year that is ranked.
    pub year: i32,
    /// The class.
    pub class: RankingClass,
    /// Village enterprises whose verified class it is.
    pub enterprises: i64,
}

/// Of which year and region.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingClassQuery {
    /// The calendar year that is ranked.
    pub year: i32,
    /// In this region or below.
    pub region: Option<RegionCode>,
}

/// How many village enterprises in reach have each class in a year, lowest class
/// first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/rankings/classes", tag = "performance",
    params(RankingClassQuery),
    responses((status = 200, content((Page<RankingClassView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_ranking_classes(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<RankingClassQuery>,
) -> ApiResult<Response> {
    let year = query.year;
    let filter =
        RankingFilter { region: query.region, year: Some(year), ..RankingFilter::default() };
    let counted = store::count_classes(app.db.read(), &access.scope, &filter).await?;
    let count =
        |class| counted.iter().find(|(one, _)| *one == class).map_or(0, |(_, count)| *count);
    let view = |class| RankingClassView { year, class, enterprises: count(class) };
    let items = RankingClass::ALL.into_iter().map(view).collect();
    Page { items, next_cursor: None }.answer(format)
}

/// Hand in a village enterprise's own scores for the year that is open (R58).
/// With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/rankings", tag = "performance",
    params(("id" = OrganizationId, Path, description = "The village enterprise")),
    request_body = RankingDraft,
    responses((status = 201, body = RankingView), (status = 200, body = RankingView, description = "An identical resend")),
)]
pub async fn create_ranking(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<RankingDraft>,
) -> ApiResult<Versioned<RankingView>> {
    let tx = app.db.begin_write().await?;
    let enterprise = reach_organization(&tx, &access, id).await?;
    let context = context_in(&access, &stored_region(&enterprise.region_code)?);
    let saved = actions::create_ranking(&tx, &enterprise, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::created(saved.row.version, RankingView::of(saved.row)?, saved.fresh))
}

/// One ranking with its formula.
#[utoipa::path(
    get, path = "/api/v1/rankings/{id}", tag = "performance",
    params(("id" = RankingId, Path, description = "The ranking")),
    responses((status = 200, body = RankingView)),
)]
pub async fn find_ranking(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<RankingId>,
) -> ApiResult<Versioned<RankingView>> {
    let row = store::find_ranking(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, RankingView::of(row)?))
}

/// Replace the enterprise's own scores as long as they are not verified.
#[utoipa::path(
    put, path = "/api/v1/rankings/{id}", tag = "performance",
    params(("id" = RankingId, Path, description = "The ranking"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = RankingDraft,
    responses((status = 200, body = RankingView)),
)]
pub async fn replace_ranking(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<RankingId>,
    ApiJson(draft): ApiJson<RankingDraft>,
) -> ApiResult<Versioned<RankingView>> {
    let tx = app.db.begin_write().await?;
    let (before, context) = reach(&tx, &access, id).await?;
    if_match.check(before.version)?;
    let row = actions::replace_ranking(&tx, before, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, RankingView::of(row)?))
}

/// Verify a ranking, which gives the class and never changes again; nobody who
/// wrote any of it may (R58, R59).
#[utoipa::path(
    post, path = "/api/v1/rankings/{id}/verify", tag = "performance",
    params(("id" = RankingId, Path, description = "The ranking")),
    request_body = RankingVerification,
    responses((status = 200, body = RankingView)),
)]
pub async fn verify_ranking(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<RankingId>,
    ApiJson(draft): ApiJson<RankingVerification>,
) -> ApiResult<Versioned<RankingView>> {
    let tx = app.db.begin_write().await?;
    let (before, context) = reach(&tx, &access, id).await?;
    if draft.version != before.version {
        return Err((&codes::STALE).into());
    }
    let row = actions::verify_ranking(&tx, before, draft, &context).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, RankingView::of(row)?))
}

/// Locks a ranking that the caller may write: 404 where they may not know of
/// it, 403 where they may not write it.
async fn reach(
    tx: &DatabaseTransaction,
    access: &Access,
    id: RankingId,
) -> ApiResult<(ranking::Model, Context)> {
    let row = store::lock_ranking(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let region = stored_region(&row.region_code)?;
    if !access.scope.covers(&region, row.organization_id) {
        return Err((&problems::NOT_PERMITTED).into());
    }
    Ok((row, context_in(access, &region)))
}
