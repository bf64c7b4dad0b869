//! HTTP of postings: each is made once, however often it is sent.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::ledger::TransactionView;
use crate::identity::Access;
use crate::investment::actions;
use crate::investment::control::asked::AskedView;
use crate::investment::drafts::{
    CapitalConversionDraft, ContributionDraft, OpeningBalanceDraft, RedemptionDraft, ReversalDraft,
    TransferDraft, WithdrawalDraft,
};
use crate::investment::journal::{Act, Intent, Outcome, Posted, Reach, Receipt};
use crate::kernel::fault::Language;
use crate::kernel::ids::{LedgerTransactionId, OrganizationId};
use crate::platform::idempotency::{Claim, IdempotencyKey};
use crate::platform::json::{Answer, JsonText};
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, AppState};

impl TransactionView {
    /// What was posted.
    pub(in crate::investment) fn posted(posted: Posted, language: Language) -> Self {
        Self {
            balance: posted.balance,
            member_status: posted.status,
            warnings: posted.warnings.iter().map(|it| ProblemItem::of(it, language)).collect(),
            ..Self::with_lines(posted.row, posted.entries)
        }
    }
}

/// The answer of a posting, as it is kept for retries.
fn view(posted: &Posted, language: Language) -> ApiResult<JsonText> {
    JsonText::of(&TransactionView::posted(posted.clone(), language))
}

/// Posts an act of a request.
pub(in crate::investment) async fn post(
    app: &AppState,
    access: &Access,
    headers: &HeaderMap,
    key: IdempotencyKey,
    (operation, act, body): (&'static str, Act, impl Serialize),
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, operation, &body)?;
    let receipt = Receipt { claim, language: language(headers), view };
    let intent = Intent {
        act,
        author,
        reach: Reach::of(access),
        id: None,
        request_key: Some(key.key),
        receipt: Some(receipt),
        approval: None,
        may_wait: true,
        vault: Some(app.vault.clone()),
    };
    Ok(match actions::post(app, intent).await? {
        Outcome::Posted(_, body) => {
            let body = body.ok_or_else(|| ApiError::internal("an act without its answer"))?;
            (StatusCode::CREATED, body).into_response()
        }
        Outcome::Asked(body) => Answer(StatusCode::ACCEPTED, body).into_response(),
        Outcome::Replayed(replay) => replay.into_response(),
    })
}

/// Record that a holder brings capital in.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/contributions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = ContributionDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_contribution(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ContributionDraft>,
) -> ApiResult<Response> {
    let act = Act::Contribution(id, draft.clone());
    post(&app, &access, &headers, key, ("record_contribution", act, draft)).await
}

/// Record that a holder takes capital out.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/withdrawals", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = WithdrawalDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_withdrawal(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<WithdrawalDraft>,
) -> ApiResult<Response> {
    let act = Act::Withdrawal(id, draft.clone());
    post(&app, &access, &headers, key, ("record_withdrawal", act, draft)).await
}

/// Record collective capital that was there before the ledger began.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/opening-balances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = OpeningBalanceDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_opening_balance(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<OpeningBalanceDraft>,
) -> ApiResult<Response> {
    let act = Act::OpeningBalance(id, draft.clone());
    post(&app, &access, &headers, key, ("record_opening_balance", act, draft)).await
}

/// Take a transaction back by a mirrored one, with its reason; once.
#[utoipa::path(
    post, path = "/api/v1/ledger-transactions/{id}/reversal", tag = "investment",
    params(("id" = LedgerTransactionId, Path, description = "The transaction"), IdempotencyKey),
    request_body = ReversalDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn reverse_ledger_transaction(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<LedgerTransactionId>,
    ApiJson(draft): ApiJson<ReversalDraft>,
) -> ApiResult<Response> {
    let act = Act::Reversal(id, draft.clone());
    post(&app, &access, &headers, key, ("reverse_ledger_transaction", act, draft)).await
}

/// Record that capital passes from one holder of an issuer to another.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/transfers", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = TransferDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_transfer(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<TransferDraft>,
) -> ApiResult<Response> {
    let act = Act::Transfer(id, draft.clone());
    post(&app, &access, &headers, key, ("record_transfer", act, draft)).await
}

/// Record that the issuer pays capital back by decision: shares, participating capital.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/redemptions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = RedemptionDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_redemption(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<RedemptionDraft>,
) -> ApiResult<Response> {
    let act = Act::Redemption(id, draft.clone());
    post(&app, &access, &headers, key, ("record_redemption", act, draft)).await
}

/// Record that a holder's capital passes to another instrument, as a whole or not at all.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/conversions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = CapitalConversionDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_conversion(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<CapitalConversionDraft>,
) -> ApiResult<Response> {
    let act = Act::Conversion(id, draft.clone());
    post(&app, &access, &headers, key, ("record_conversion", act, draft)).await
}
