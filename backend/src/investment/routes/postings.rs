//! HTTP of postings: each is made once, however often it is sent.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use sea_orm::DatabaseTransaction;
use serde::Serialize;

use super::ledger::{EntryView, TransactionView};
use super::lock;
use crate::identity::Access;
use crate::investment::actions::{self, Issuer, Posted};
use crate::investment::drafts::{
    ContributionDraft, OfferedForm, OpeningBalanceDraft, ReversalDraft, WithdrawalDraft,
};
use crate::investment::store::{self, Case, CaseKey};
use crate::kernel::fault::Language;
use crate::kernel::ids::{LedgerTransactionId, OrganizationId};
use crate::platform::idempotency::{Claim, IdempotencyKey, Ticket, claim};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, AppState};

impl TransactionView {
    fn posted(posted: Posted, language: Language) -> Self {
        Self {
            entries: Some(posted.entries.into_iter().map(EntryView::from).collect()),
            balance: posted.balance,
            member_status: posted.status,
            warnings: posted.warnings.iter().map(|it| ProblemItem::of(it, language)).collect(),
            ..Self::from(posted.row)
        }
    }
}

/// Keeps the answer for retries, commits, and gives it.
async fn keep(
    tx: DatabaseTransaction,
    ticket: Ticket,
    view: impl Serialize,
) -> ApiResult<Response> {
    ticket.keep(&tx, StatusCode::CREATED, &view).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, view).into_response())
}

/// Finds and locks a holder's account, if the caller may post to it.
async fn reach(
    tx: &DatabaseTransaction,
    access: &Access,
    key: CaseKey,
    form: OfferedForm,
) -> ApiResult<Case> {
    let case = actions::load_case(tx, &access.visible, key, form, &access.author()).await?;
    let region = case.issuer_region.parse().map_err(ApiError::internal)?;
    access.require(&region, key.issuer)?;
    Ok(case)
}

/// Record that a holder brings capital in.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/contributions", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = ContributionDraft,
    responses((status = 201, body = TransactionView)),
)]
pub async fn record_contribution(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ContributionDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let tx = app.db.begin_write().await?;
    // The reach first: whoever lost it does not get old answers either.
    let place = CaseKey { issuer: id, member: draft.member_id, instrument: draft.instrument_id };
    let case = reach(&tx, &access, place, draft.form).await?;
    let ticket = match claim(&tx, &author, &key, "record_contribution", &(id, &draft)).await? {
        Claim::Fresh(ticket) => ticket,
        Claim::Replay(replay) => return Ok(replay.into_response()),
    };
    let posted =
        actions::record_contribution(&tx, &case, place, &draft, Some(key.key), &author).await?;
    keep(tx, ticket, TransactionView::posted(posted, language(&headers))).await
}

/// Record that a holder takes capital out.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/withdrawals", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = WithdrawalDraft,
    responses((status = 201, body = TransactionView)),
)]
pub async fn record_withdrawal(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<WithdrawalDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let tx = app.db.begin_write().await?;
    // The reach first: whoever lost it does not get old answers either.
    let place = CaseKey { issuer: id, member: draft.member_id, instrument: draft.instrument_id };
    let case = reach(&tx, &access, place, OfferedForm::Cash).await?;
    let ticket = match claim(&tx, &author, &key, "record_withdrawal", &(id, &draft)).await? {
        Claim::Fresh(ticket) => ticket,
        Claim::Replay(replay) => return Ok(replay.into_response()),
    };
    let posted =
        actions::record_withdrawal(&tx, &case, place, &draft, Some(key.key), &author).await?;
    keep(tx, ticket, TransactionView::posted(posted, language(&headers))).await
}

/// Record collective capital that was there before the ledger began.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/opening-balances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = OpeningBalanceDraft,
    responses((status = 201, body = TransactionView)),
)]
pub async fn record_opening_balance(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<OpeningBalanceDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let ticket = match claim(&tx, &author, &key, "record_opening_balance", &(id, &draft)).await? {
        Claim::Fresh(ticket) => ticket,
        Claim::Replay(replay) => return Ok(replay.into_response()),
    };
    let posted =
        actions::record_opening_balance(&tx, &issuer, &draft, Some(key.key), &author).await?;
    keep(tx, ticket, TransactionView::posted(posted, language(&headers))).await
}

/// Take a transaction back by a mirrored one, with its reason; once.
#[utoipa::path(
    post, path = "/api/v1/ledger-transactions/{id}/reversal", tag = "investment",
    params(("id" = LedgerTransactionId, Path, description = "The transaction"), IdempotencyKey),
    request_body = ReversalDraft,
    responses((status = 201, body = TransactionView)),
)]
pub async fn reverse_ledger_transaction(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<LedgerTransactionId>,
    ApiJson(draft): ApiJson<ReversalDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let tx = app.db.begin_write().await?;
    let operation = "reverse_ledger_transaction";
    let original = store::find_transaction(&tx, &access.visible, id).await?;
    let original = original.ok_or_else(ApiError::not_found)?;
    let row =
        crate::registry::store::find_organization(&tx, &access.visible, original.organization_id)
            .await?;
    let issuer = Issuer::of(&row.ok_or_else(ApiError::not_found)?)?;
    access.require(&issuer.region, issuer.id)?;
    let ticket = match claim(&tx, &author, &key, operation, &(id, &draft)).await? {
        Claim::Fresh(ticket) => ticket,
        Claim::Replay(replay) => return Ok(replay.into_response()),
    };
    let posted =
        actions::reverse_transaction(&tx, &issuer, &original, &draft, Some(key.key), &author)
            .await?;
    keep(tx, ticket, TransactionView::posted(posted, language(&headers))).await
}
