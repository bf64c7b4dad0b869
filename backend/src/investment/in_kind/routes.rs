//! HTTP of capital in kind.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::drafts::{
    AnnouncementDraft, AssetDraft, InKindContributionDraft, ValuationDraft, Valued,
};
use super::store::{self, InKindRow};
use crate::identity::Access;
use crate::investment::control::asked::AskedView;
use crate::investment::journal::Act;
use crate::investment::routes::{TransactionView, issuer, post};
use crate::kernel::ids::{InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::idempotency::IdempotencyKey;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// The operations of capital in kind.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_in_kind_contributions, record_in_kind_contribution))
        .routes(routes!(find_in_kind_valuation))
}

/// What was brought in as goods, and how its value was found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InKindView {
    /// The transaction that brought it in.
    pub id: LedgerTransactionId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who brought it in.
    pub member_id: MemberId,
    /// As what.
    pub instrument_id: InstrumentId,
    /// At what value it became capital.
    pub amount: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// The decision that took it at this value.
    pub decision_number: Option<String>,
    /// Day of that decision.
    pub decided_on: NaiveDate,
    /// The pledge that it paid.
    pub pledge_id: Option<PledgeId>,
    /// The transaction that took it back.
    pub reversed_by: Option<LedgerTransactionId>,
    /// The asset.
    pub asset: AssetDraft,
    /// Its value.
    pub valuation: ValuationDraft,
    /// The announcement.
    pub announcement: Option<AnnouncementDraft>,
    /// SHA-256 of `content`, which the transaction's `details` have and its hash covers.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// Asset, valuation, decision day and announcement as canonical text.
    pub content: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl InKindView {
    fn of(row: InKindRow) -> ApiResult<Self> {
        let valued: Valued = serde_json::from_str(&row.content).map_err(ApiError::internal)?;
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            member_id: row.member_id,
            instrument_id: row.instrument_id,
            amount: row.amount_sen,
            effective_on: row.effective_on,
            decision_number: row.decision_number,
            decided_on: valued.decided_on,
            pledge_id: row.pledge_id,
            reversed_by: row.reversed_by,
            asset: valued.asset,
            valuation: valued.valuation,
            announcement: valued.announcement,
            sha256: hex(&Sha256::digest(row.content.as_bytes())),
            content: row.content,
            recorded_at: row.recorded_at,
        })
    }
}

/// Contributions in kind to an issuer with their valuations, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/in-kind-contributions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<InKindView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_in_kind_contributions(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_in_kind(app.db.read(), issuer.id, &page).await?;
            Page::of(rows, page.limit, |row| row.id, InKindView::of).whole()
        }
    })
    .await
}

/// Record that a holder brings capital in as goods, at a value that somebody else has found and a meeting has accepted. It becomes an asset of the issuer, not cash.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/in-kind-contributions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = InKindContributionDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_in_kind_contribution(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<InKindContributionDraft>,
) -> ApiResult<Response> {
    let act = Act::InKindContribution(id, Box::new(draft.clone()));
    post(&app, &access, &headers, key, ("record_in_kind_contribution", act, draft)).await
}

/// How the value of a contribution in kind was found.
#[utoipa::path(
    get, path = "/api/v1/ledger-transactions/{id}/valuation", tag = "investment",
    params(("id" = LedgerTransactionId, Path, description = "The transaction")),
    responses((status = 200, body = InKindView)),
)]
pub async fn find_in_kind_valuation(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<LedgerTransactionId>,
) -> ApiResult<Answer<InKindView>> {
    let row = store::find_valuation(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    Ok(Answer(StatusCode::OK, InKindView::of(row)?))
}
