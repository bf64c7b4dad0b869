//! HTTP of declared holdings.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::subject;
use crate::identity::Access;
use crate::investment::ownership::actions;
use crate::investment::ownership::drafts::{DeclaredHoldingDraft, Ratio, WithdrawnDraft};
use crate::investment::ownership::entity::declared_holding;
use crate::investment::ownership::facts::OwnerClass;
use crate::investment::ownership::store::{self, DeclaredFilter};
use crate::investment::routes::lock;
use crate::investment::store::Horizon;
use crate::kernel::ids::{DeclaredHoldingId, OrganizationId};
use crate::kernel::ratio::percent;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// A declared holding, or one statement about it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DeclaredHoldingView {
    /// Identity of the holding.
    pub id: DeclaredHoldingId,
    /// Number of the statement about it.
    pub version: i64,
    /// The organization that is held.
    pub issuer_id: OrganizationId,
    /// The organization that holds.
    pub holder_organization_id: Option<OrganizationId>,
    /// Or the party outside of the registry.
    pub outside_name: Option<String>,
    /// Class of that party.
    pub outside_class: Option<OwnerClass>,
    /// The share.
    pub share: Ratio,
    /// The share in per cent, rounded to two places.
    pub percent: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day after it.
    pub valid_to: Option<NaiveDate>,
    /// Where it stands.
    pub source: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Why it replaces the statement before.
    pub reason: Option<String>,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
}

impl From<declared_holding::Model> for DeclaredHoldingView {
    fn from(row: declared_holding::Model) -> Self {
        Self {
            id: row.holding_id,
            version: row.version,
            issuer_id: row.issuer_id,
            holder_organization_id: row.holder_organization_id,
            outside_name: row.outside_name,
            outside_class: row.outside_class,
            share: Ratio { numerator: row.numerator, denominator: row.denominator },
            percent: percent(row.numerator, row.denominator).unwrap_or_default(),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            source: row.source,
            withdrawn: row.withdrawn,
            reason: row.reason,
            recorded_at: row.recorded_at,
        }
    }
}

/// Which declared holdings.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeclaredQuery {
    /// Those that hold on this day; all that stand if left out.
    pub as_of: Option<NaiveDate>,
    /// As far as was known at this instant; only with `as_of`.
    pub known_at: Option<DateTime<Utc>>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Declared holdings of an organization, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/declared-holdings", tag = "ownership",
    params(("id" = OrganizationId, Path, description = "The organization that is held"), DeclaredQuery),
    responses((status = 200, content((Page<DeclaredHoldingView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_declared_holdings(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<DeclaredQuery>,
) -> ApiResult<Response> {
    subject(&app, &access, id).await?;
    let known_at = query.known_at;
    let horizon = query.as_of.map(|as_of| Horizon { as_of, known_at });
    let filter = DeclaredFilter { issuer: id, horizon };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_declared(app.db.read(), &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.holding_id, DeclaredHoldingView::from))
        }
    })
    .await
}

/// Declare who holds a part of an organization whose books are not kept here.
/// With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/declared-holdings", tag = "ownership",
    params(("id" = OrganizationId, Path, description = "The organization that is held")),
    request_body = DeclaredHoldingDraft,
    responses((status = 201, body = DeclaredHoldingView), (status = 200, body = DeclaredHoldingView, description = "An identical resend")),
)]
pub async fn create_declared_holding(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<DeclaredHoldingDraft>,
) -> ApiResult<Versioned<DeclaredHoldingView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let saved = actions::create_declared(&tx, &issuer, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Versioned::created(saved.row.version, saved.row.into(), saved.fresh))
}

/// One declared holding, by the latest statement about it.
#[utoipa::path(
    get, path = "/api/v1/declared-holdings/{id}", tag = "ownership",
    params(("id" = DeclaredHoldingId, Path, description = "The declared holding")),
    responses((status = 200, body = DeclaredHoldingView)),
)]
pub async fn find_declared_holding(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<DeclaredHoldingId>,
) -> ApiResult<Versioned<DeclaredHoldingView>> {
    let row = latest(app.db.read(), id).await?;
    subject(&app, &access, row.issuer_id).await?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// Replace what was declared; the earlier statement stays, and counts for
/// `known_at` before this one.
#[utoipa::path(
    put, path = "/api/v1/declared-holdings/{id}", tag = "ownership",
    params(("id" = DeclaredHoldingId, Path, description = "The declared holding"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = DeclaredHoldingDraft,
    responses((status = 200, body = DeclaredHoldingView)),
)]
pub async fn replace_declared_holding(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<DeclaredHoldingId>,
    ApiJson(draft): ApiJson<DeclaredHoldingDraft>,
) -> ApiResult<Versioned<DeclaredHoldingView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, latest(&tx, id).await?.issuer_id).await?;
    // Again, now that nobody else can append to it.
    let before = latest(&tx, id).await?;
    if_match.check(before.version)?;
    let row = actions::replace_declared(&tx, &issuer, &before, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// Take back what was declared, as if it had never been; what was known before stays readable.
#[utoipa::path(
    post, path = "/api/v1/declared-holdings/{id}/withdrawal", tag = "ownership",
    params(("id" = DeclaredHoldingId, Path, description = "The declared holding"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = WithdrawnDraft,
    responses((status = 200, body = DeclaredHoldingView)),
)]
pub async fn withdraw_declared_holding(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<DeclaredHoldingId>,
    ApiJson(draft): ApiJson<WithdrawnDraft>,
) -> ApiResult<Versioned<DeclaredHoldingView>> {
    let tx = app.db.begin_write().await?;
    lock(&tx, &access, latest(&tx, id).await?.issuer_id).await?;
    let before = latest(&tx, id).await?;
    if_match.check(before.version)?;
    let row = actions::withdraw_declared(&tx, &before, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, row.into()))
}

/// All statements about a declared holding, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/declared-holdings/{id}/revisions", tag = "ownership",
    params(("id" = DeclaredHoldingId, Path, description = "The declared holding"), PageQuery),
    responses((status = 200, content((Page<DeclaredHoldingView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_declared_revisions(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<DeclaredHoldingId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let row = latest(app.db.read(), id).await?;
    subject(&app, &access, row.issuer_id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page: PageRequest<i64> = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::revisions(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.version, DeclaredHoldingView::from))
        }
    })
    .await
}

/// The latest statement about a holding.
async fn latest(
    conn: &impl sea_orm::ConnectionTrait,
    id: DeclaredHoldingId,
) -> ApiResult<declared_holding::Model> {
    store::latest(conn, id).await?.ok_or_else(ApiError::not_found)
}
