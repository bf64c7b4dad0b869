//! HTTP of agreements.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, SavedStatement};
use super::drafts::{AgreementDraft, AgreementTerms, StatementDraft};
use super::entity::agreement::{self, AgreementKind};
use super::entity::statement;
use super::rules::Reckoning;
use super::store;
use crate::identity::Access;
use crate::investment::routes::{issuer, lock};
use crate::kernel::ids::{
    AgreementId, AgreementStatementId, MemberId, OrganizationId, PartnershipId,
};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// The operations of agreements.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_agreements, create_agreement))
        .routes(routes!(find_agreement))
        .routes(routes!(list_agreement_statements, create_agreement_statement))
        .merge(super::partnership::routes::router())
        .merge(super::land::routes::router())
        .merge(super::loan::routes::router())
}

/// An agreement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AgreementView {
    /// Identity.
    pub id: AgreementId,
    /// The organization that keeps it.
    pub organization_id: OrganizationId,
    /// Kind.
    pub kind: AgreementKind,
    /// Number of the contract.
    pub number: String,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// Its terms.
    pub terms: AgreementTerms,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl AgreementView {
    fn of(row: agreement::Model) -> ApiResult<Self> {
        Ok(Self {
            terms: actions::terms_of(&row)?,
            id: row.id,
            organization_id: row.organization_id,
            kind: row.kind,
            number: row.number,
            signed_on: row.signed_on,
            created_at: row.created_at,
        })
    }
}

/// Agreements that an organization keeps, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/agreements", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The organization"), PageQuery),
    responses((status = 200, content((Page<AgreementView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_agreements(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let keeper = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_agreements(app.db.read(), keeper.id, &page).await?;
            let page = Page::of(rows, page.limit, |row| row.id, AgreementView::of);
            let items = page.items.into_iter().collect::<ApiResult<Vec<_>>>()?;
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    })
    .await
}

/// Record an agreement as it was signed; it is never edited. With an `id` of
/// the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/agreements", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = AgreementDraft,
    responses((status = 201, body = AgreementView), (status = 200, body = AgreementView, description = "An identical resend")),
)]
pub async fn create_agreement(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<AgreementDraft>,
) -> ApiResult<Answer<AgreementView>> {
    let tx = app.db.begin_write().await?;
    let keeper = lock(&tx, &access, id).await?;
    let saved = actions::create_agreement(&tx, &keeper, draft, &access.author()).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, AgreementView::of(saved.row)?))
}

/// One agreement.
#[utoipa::path(
    get, path = "/api/v1/agreements/{id}", tag = "investment",
    params(("id" = AgreementId, Path, description = "The agreement")),
    responses((status = 200, body = AgreementView)),
)]
pub async fn find_agreement(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<AgreementId>,
) -> ApiResult<Answer<AgreementView>> {
    let row = store::find_agreement(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    Ok(Answer(StatusCode::OK, AgreementView::of(row)?))
}

/// A reckoning under an agreement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AgreementStatementView {
    /// Identity.
    pub id: AgreementStatementId,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// The plasma member, for inti-plasma.
    pub member_id: Option<MemberId>,
    /// The partnership contract behind it, for inti-plasma.
    pub partnership_id: Option<PartnershipId>,
    /// First day.
    pub period_start: NaiveDate,
    /// Last day.
    pub period_end: NaiveDate,
    /// What came out.
    pub reckoning: Reckoning,
    /// What should be looked at; in the answer to its making alone.
    pub warnings: Vec<ProblemItem>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl AgreementStatementView {
    fn of(row: statement::Model, reckoning: Reckoning, warnings: Vec<ProblemItem>) -> Self {
        Self {
            id: row.id,
            agreement_id: row.agreement_id,
            member_id: row.member_id,
            partnership_id: row.partnership_id,
            period_start: row.period_start,
            period_end: row.period_end,
            reckoning,
            warnings,
            created_at: row.created_at,
        }
    }
}

/// Which reckonings.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatementQuery {
    /// Of this plasma member.
    pub member_id: Option<MemberId>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Reckonings under an agreement, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/agreements/{id}/statements", tag = "investment",
    params(("id" = AgreementId, Path, description = "The agreement"), StatementQuery),
    responses((status = 200, content((Page<AgreementStatementView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_agreement_statements(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<AgreementId>,
    ApiQuery(query): ApiQuery<StatementQuery>,
) -> ApiResult<Response> {
    let row = store::find_agreement(app.db.read(), &access.visible, id).await?;
    issuer(&app, &access, row.ok_or_else(ApiError::not_found)?.organization_id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let member = query.member_id;
            let rows = store::list_statements(app.db.read(), id, member, &page).await?;
            let view = |row: statement::Model| {
                let reckoning =
                    serde_json::from_value(row.result.clone()).map_err(ApiError::internal)?;
                Ok(AgreementStatementView::of(row, reckoning, Vec::new()))
            };
            let page = Page::of(rows, page.limit, |row| row.id, view);
            let items = page.items.into_iter().collect::<ApiResult<Vec<_>>>()?;
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    })
    .await
}

/// Reckon a period under an agreement; periods follow one another, and a
/// reckoning is never edited. With an `id` of the client's, an identical resend
/// answers 200.
#[utoipa::path(
    post, path = "/api/v1/agreements/{id}/statements", tag = "investment",
    params(("id" = AgreementId, Path, description = "The agreement")),
    request_body = StatementDraft,
    responses((status = 201, body = AgreementStatementView), (status = 200, body = AgreementStatementView, description = "An identical resend")),
)]
pub async fn create_agreement_statement(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<AgreementId>,
    ApiJson(draft): ApiJson<StatementDraft>,
) -> ApiResult<Answer<AgreementStatementView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_agreement(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let keeper = lock(&tx, &access, row.organization_id).await?;
    let saved = actions::create_statement(&tx, &keeper, &row, draft, &access.author()).await?;
    tx.commit().await?;
    let SavedStatement { row, reckoning, fresh, warnings } = saved;
    let language = language(&headers);
    let warnings = warnings.iter().map(|it| ProblemItem::of(it, language)).collect();
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, AgreementStatementView::of(row, reckoning, warnings)))
}
