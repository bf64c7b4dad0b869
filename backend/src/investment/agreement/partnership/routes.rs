//! HTTP of partnership contracts.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::drafts::{PartnershipActivationDraft, PartnershipDraft};
use super::entity::partnership::{
    self, Holding, LargerParty, PartnershipPattern, PartnershipStatus,
};
use super::rules;
use super::store::{self, PartnershipFilter};
use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::agreement::drafts::{AgreementEndDraft, DocumentDraft};
use crate::investment::routes::{issuer, lock};
use crate::kernel::ids::{OrganizationId, PartnershipId};
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// The operations of partnership contracts.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_partnerships))
        .routes(routes!(create_partnership))
        .routes(routes!(find_partnership, replace_partnership, delete_partnership))
        .routes(routes!(activate_partnership))
        .routes(routes!(end_partnership))
}

/// A partnership contract (kontrak kemitraan).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PartnershipView {
    /// Identity.
    pub id: PartnershipId,
    /// The organization that keeps it.
    pub organization_id: OrganizationId,
    /// Number of the contract.
    pub number: String,
    /// Pattern.
    pub pattern: PartnershipPattern,
    /// The day on which it is looked at.
    pub as_of: NaiveDate,
    /// Where it stands on that day.
    pub status: PartnershipStatus,
    /// The partner, if it is in the registry.
    pub partner_organization_id: Option<OrganizationId>,
    /// Or its name.
    pub partner_name: Option<String>,
    /// Which party is the larger business.
    pub larger_party: LargerParty,
    /// Whether the larger party is declared to have a director in the smaller one.
    pub larger_has_director: bool,
    /// How the larger party held the smaller one when that was last looked at.
    pub larger_holding: Holding,
    /// The day on which it was looked at: that of the last change before the
    /// signature, or of the signature's recording.
    pub larger_holding_on: NaiveDate,
    /// Business activity.
    pub activity: Option<String>,
    /// Rights and duties of the keeper.
    pub keeper_duties: Option<String>,
    /// Rights and duties of the partner.
    pub partner_duties: Option<String>,
    /// Form of development.
    pub development: Option<String>,
    /// How disputes are settled.
    pub dispute_clause: Option<String>,
    /// First day of the term.
    pub valid_from: Option<NaiveDate>,
    /// First day after the term.
    pub valid_to: Option<NaiveDate>,
    /// The text in Indonesian.
    pub indonesian_text: Option<DocumentDraft>,
    /// When it was signed.
    pub signed_on: Option<NaiveDate>,
    /// First day on which it no longer binds, if it ended before its term.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended then.
    pub end_reason: Option<String>,
    /// What should be looked at (UU 20/2008 Pasal 35); in the answer to a write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<ProblemItem>>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl PartnershipView {
    fn of(row: partnership::Model, as_of: NaiveDate) -> Self {
        let status = rules::status(&row, as_of);
        let document = row.document_reference.zip(row.document_sha256);
        Self {
            id: row.id,
            organization_id: row.organization_id,
            number: row.number,
            pattern: row.pattern,
            as_of,
            status,
            partner_organization_id: row.partner_organization_id,
            partner_name: row.partner_name,
            larger_party: row.larger_party,
            larger_has_director: row.larger_has_director,
            larger_holding: row.larger_holding,
            larger_holding_on: row.larger_holding_on,
            activity: row.activity,
            keeper_duties: row.keeper_duties,
            partner_duties: row.partner_duties,
            development: row.development,
            dispute_clause: row.dispute_clause,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            indonesian_text: document
                .map(|(reference, sha256)| DocumentDraft { reference, sha256 }),
            signed_on: row.signed_on,
            ended_on: row.ended_on,
            end_reason: row.end_reason,
            warnings: None,
            version: row.version,
            created_at: row.created_at,
        }
    }

    /// The answer to a write, with what should be looked at.
    fn written(row: partnership::Model, as_of: NaiveDate, headers: &HeaderMap) -> Self {
        let language = language(headers);
        let warnings = rules::warnings(&row);
        let warnings = warnings.iter().map(|fault| ProblemItem::of(fault, language)).collect();
        Self { warnings: Some(warnings), ..Self::of(row, as_of) }
    }
}

/// Which contracts.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PartnershipQuery {
    /// Kept by this organization.
    pub organization: Option<OrganizationId>,
    /// Kept by organizations with their seat in this region.
    pub region: Option<RegionCode>,
    /// With this partner.
    pub partner: Option<OrganizationId>,
    /// Of this pattern.
    #[param(inline)]
    pub pattern: Option<PartnershipPattern>,
    /// That stand so on the day of `on`.
    #[param(inline)]
    pub status: Option<PartnershipStatus>,
    /// With a warning of UU 20/2008 Pasal 35 (`true`), or without.
    pub flagged: Option<bool>,
    /// The day on which they are looked at; today in Jakarta if left out.
    pub on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Partnership contracts that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/partnerships", tag = "investment",
    params(PartnershipQuery),
    responses((status = 200, content((Page<PartnershipView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_partnerships(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PartnershipQuery>,
) -> ApiResult<Response> {
    let on = query.on.unwrap_or_else(|| access.today());
    let filter = PartnershipFilter {
        keeper: query.organization,
        region: query.region,
        partner: query.partner,
        pattern: query.pattern,
        status: query.status,
        flagged: query.flagged,
        on,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_partnerships(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| PartnershipView::of(row, on)))
        }
    })
    .await
}

/// Draft a partnership contract (kemitraan). With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/partnerships", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The organization that keeps it")),
    request_body = PartnershipDraft,
    responses((status = 201, body = PartnershipView), (status = 200, body = PartnershipView, description = "An identical resend")),
)]
pub async fn create_partnership(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<PartnershipDraft>,
) -> ApiResult<Versioned<PartnershipView>> {
    let tx = app.db.begin_write().await?;
    let keeper = lock(&tx, &access, id).await?;
    let saved = actions::create_partnership(&tx, &keeper, &draft, &access.author()).await?;
    tx.commit().await?;
    let version = saved.row.version;
    let view = PartnershipView::written(saved.row, keeper.today(access.at), &headers);
    Ok(Versioned::created(version, view, saved.fresh))
}

/// One partnership contract.
#[utoipa::path(
    get, path = "/api/v1/partnerships/{id}", tag = "investment",
    params(("id" = PartnershipId, Path, description = "The contract")),
    responses((status = 200, body = PartnershipView)),
)]
pub async fn find_partnership(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PartnershipId>,
) -> ApiResult<Versioned<PartnershipView>> {
    let row = store::find_partnership(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let keeper = issuer(&app, &access, row.organization_id).await?;
    Ok(Versioned::ok(row.version, PartnershipView::of(row, keeper.today(access.at))))
}

/// Finds a contract for a write and locks its keeper, under which it is read anew.
async fn reach(
    tx: &DatabaseTransaction,
    access: &Access,
    id: PartnershipId,
) -> ApiResult<(Issuer, partnership::Model)> {
    let row = store::find_partnership(tx, &access.visible, id).await?;
    let keeper = lock(tx, access, row.ok_or_else(ApiError::not_found)?.organization_id).await?;
    let row = store::find_partnership(tx, &access.visible, id).await?;
    Ok((keeper, row.ok_or_else(ApiError::not_found)?))
}

/// Change a draft; a signed contract is not changed.
#[utoipa::path(
    put, path = "/api/v1/partnerships/{id}", tag = "investment",
    params(("id" = PartnershipId, Path, description = "The contract"), ("If-Match" = String, Header, description = "Version read, such as \"v1\"")),
    request_body = PartnershipDraft,
    responses((status = 200, body = PartnershipView)),
)]
pub async fn replace_partnership(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    version: IfMatch,
    ApiPath(id): ApiPath<PartnershipId>,
    ApiJson(draft): ApiJson<PartnershipDraft>,
) -> ApiResult<Versioned<PartnershipView>> {
    let tx = app.db.begin_write().await?;
    let (keeper, before) = reach(&tx, &access, id).await?;
    version.check(before.version)?;
    let author = access.author();
    let row = actions::replace_partnership(&tx, &keeper, &before, &draft, &author).await?;
    tx.commit().await?;
    let view = |row| PartnershipView::written(row, keeper.today(access.at), &headers);
    Ok(Versioned::ok(row.version, view(row)))
}

/// Delete a draft; a signed contract is ended instead.
#[utoipa::path(
    delete, path = "/api/v1/partnerships/{id}", tag = "investment",
    params(("id" = PartnershipId, Path, description = "The contract"), ("If-Match" = String, Header, description = "Version read, such as \"v1\"")),
    responses((status = 204)),
)]
pub async fn delete_partnership(
    State(app): State<AppState>,
    access: Access,
    version: IfMatch,
    ApiPath(id): ApiPath<PartnershipId>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    let (_, before) = reach(&tx, &access, id).await?;
    version.check(before.version)?;
    actions::delete_partnership(&tx, &before, &access.author()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Record the signature of both, with which a draft becomes `aktif`: 422 with every gap if the law asks for more than it has.
#[utoipa::path(
    post, path = "/api/v1/partnerships/{id}/activation", tag = "investment",
    params(("id" = PartnershipId, Path, description = "The contract")),
    request_body = PartnershipActivationDraft,
    responses((status = 200, body = PartnershipView)),
)]
pub async fn activate_partnership(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<PartnershipId>,
    ApiJson(draft): ApiJson<PartnershipActivationDraft>,
) -> ApiResult<Versioned<PartnershipView>> {
    let tx = app.db.begin_write().await?;
    let (keeper, before) = reach(&tx, &access, id).await?;
    let author = access.author();
    let row = actions::activate_partnership(&tx, &keeper, &before, &draft, &author).await?;
    tx.commit().await?;
    let view = |row| PartnershipView::written(row, keeper.today(access.at), &headers);
    Ok(Versioned::ok(row.version, view(row)))
}

/// End a contract before its term, with the reason.
#[utoipa::path(
    post, path = "/api/v1/partnerships/{id}/end", tag = "investment",
    params(("id" = PartnershipId, Path, description = "The contract")),
    request_body = AgreementEndDraft,
    responses((status = 200, body = PartnershipView)),
)]
pub async fn end_partnership(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<PartnershipId>,
    ApiJson(draft): ApiJson<AgreementEndDraft>,
) -> ApiResult<Versioned<PartnershipView>> {
    let tx = app.db.begin_write().await?;
    let (keeper, before) = reach(&tx, &access, id).await?;
    let author = access.author();
    let row = actions::end_partnership(&tx, &keeper, &before, &draft, &author).await?;
    tx.commit().await?;
    let view = |row| PartnershipView::written(row, keeper.today(access.at), &headers);
    Ok(Versioned::ok(row.version, view(row)))
}
