//! HTTP of postings that wait for a second person (R117).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::signing::{self, SignedView};
use crate::identity::Access;
use crate::investment::control::actions::{self, Decided};
use crate::investment::control::drafts::{ApprovalDraft, RejectionDraft};
use crate::investment::control::entity::posting_request::{self, RequestStatus};
use crate::investment::control::rules::Decision;
use crate::investment::control::store::{self, RequestFilter};
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::routes::{TransactionView, issuer};
use crate::kernel::fault::Language;
use crate::kernel::ids::{
    InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PostingRequestId, UserId,
};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::idempotency::{Claim, IdempotencyKey, Replay};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, language};
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalStatus {
    /// Nobody has decided.
    Pending,
    /// Approved and posted.
    Approved,
    /// Refused by a checker.
    Rejected,
    /// Taken back by its maker.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

/// A posting that waits, or waited, for a second person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ApprovalView {
    /// Identity.
    pub id: PostingRequestId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// What would be posted.
    pub kind: TransactionKind,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Instrument.
    pub instrument_id: Option<InstrumentId>,
    /// Amount.
    pub amount: Money,
    /// Day on which it is to count.
    pub effective_on: NaiveDate,
    /// Why it is to be posted.
    pub reason: Option<String>,
    /// Whether the amount is above the issuer's limit.
    pub above_limit: bool,
    /// Whether the day is further back than the issuer lets everybody post.
    pub back_dated: bool,
    /// Whether it passes by the terms of an instrument: dated before those that
    /// hold today, or a correction of what is locked.
    pub beside_terms: bool,
    /// The limit that held.
    pub limit: Option<Money>,
    /// Where it stands.
    pub status: ApprovalStatus,
    /// Who asks.
    pub maker_id: UserId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
    /// Who decided.
    pub decided_by: Option<UserId>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why.
    pub decision_reason: Option<String>,
    /// What was posted.
    pub transaction_id: Option<LedgerTransactionId>,
    /// What would be posted, in full: only of one request that waits and has not
    /// lapsed, and only for those who may decide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<SignedView>,
    /// What was posted, in full; only after an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<TransactionView>,
}

impl ApprovalView {
    fn of(row: posting_request::Model, now: DateTime<Utc>) -> Self {
        let status = match row.status {
            RequestStatus::Pending if row.expires_at <= now => ApprovalStatus::Expired,
            RequestStatus::Pending => ApprovalStatus::Pending,
            RequestStatus::Approved => ApprovalStatus::Approved,
            RequestStatus::Rejected => ApprovalStatus::Rejected,
            RequestStatus::Withdrawn => ApprovalStatus::Withdrawn,
        };
        Self {
            id: row.id,
            organization_id: row.organization_id,
            kind: row.kind,
            member_id: row.member_id,
            instrument_id: row.instrument_id,
            amount: row.amount_sen,
            effective_on: row.effective_on,
            reason: row.reason,
            above_limit: row.above_limit,
            back_dated: row.back_dated,
            beside_terms: row.beside_terms,
            limit: row.limit_sen,
            status,
            maker_id: row.maker_id,
            asked_at: row.asked_at,
            expires_at: row.expires_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            decision_reason: row.decision_reason,
            transaction_id: row.transaction_id,
            act: None,
            transaction: None,
        }
    }

    fn decided(decided: Decided, now: DateTime<Utc>, language: Language) -> Self {
        let transaction = decided.posted.map(|it| TransactionView::posted(it, language));
        Self { transaction, ..Self::of(decided.row, now) }
    }
}

/// Which requests.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApprovalQuery {
    /// That stand so.
    pub status: Option<ApprovalStatus>,
    /// Of this maker.
    pub maker: Option<UserId>,
    /// For this kind of posting.
    pub kind: Option<TransactionKind>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

impl ApprovalQuery {
    fn filter(&self, now: DateTime<Utc>) -> RequestFilter {
        let (status, lapsed) = match self.status {
            None => (None, None),
            Some(ApprovalStatus::Pending) => (Some(RequestStatus::Pending), Some(false)),
            Some(ApprovalStatus::Expired) => (Some(RequestStatus::Pending), Some(true)),
            Some(ApprovalStatus::Approved) => (Some(RequestStatus::Approved), None),
            Some(ApprovalStatus::Rejected) => (Some(RequestStatus::Rejected), None),
            Some(ApprovalStatus::Withdrawn) => (Some(RequestStatus::Withdrawn), None),
        };
        RequestFilter { status, lapsed, now, maker: self.maker, kind: self.kind }
    }
}

/// Inbox of an issuer: postings that wait, or waited, for a second person,
/// oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/approvals", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ApprovalQuery),
    responses((status = 200, content((Page<ApprovalView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_approvals(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<ApprovalQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let filter = query.filter(access.at);
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_requests(app.db.read(), issuer.id, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| ApprovalView::of(row, filter.now)))
        }
    })
    .await
}

/// One posting that waits, or waited, for a second person. Who may decide it sees all that would be posted, and the reading is audited.
#[utoipa::path(
    get, path = "/api/v1/approvals/{id}", tag = "investment",
    params(("id" = PostingRequestId, Path, description = "The request")),
    responses((status = 200, body = ApprovalView)),
)]
pub async fn find_approval(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PostingRequestId>,
) -> ApiResult<Answer<ApprovalView>> {
    let row = store::find_request(app.db.read(), &access.visible, id, false).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let act = signing::signed(&app, &access, &row).await?;
    Ok(Answer(StatusCode::OK, ApprovalView { act, ..ApprovalView::of(row, access.at) }))
}

/// Whether the request is there for somebody who reaches its issuer. By a
/// reader, before the transaction begins: one that holds a connection and
/// waits for another can wait for ever, on PostgreSQL, for others like it.
async fn reach(app: &AppState, access: &Access, id: PostingRequestId) -> ApiResult<()> {
    let seen = store::find_request(app.db.read(), &access.visible, id, false).await?;
    let seen = seen.ok_or_else(ApiError::not_found)?;
    issuer(app, access, seen.organization_id).await.map(drop)
}

/// The request, locked for a decision.
async fn lock(
    tx: &DatabaseTransaction,
    access: &Access,
    id: PostingRequestId,
) -> ApiResult<posting_request::Model> {
    let row = store::find_request(tx, &access.visible, id, true).await?;
    row.ok_or_else(ApiError::not_found)
}

/// Approve a posting of somebody else: it is checked again and posted, with
/// both users in the record.
#[utoipa::path(
    post, path = "/api/v1/approvals/{id}/approve", tag = "investment",
    params(("id" = PostingRequestId, Path, description = "The request"), IdempotencyKey),
    request_body = ApprovalDraft,
    responses((status = 201, body = ApprovalView)),
)]
pub async fn approve_posting(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<PostingRequestId>,
    ApiJson(draft): ApiJson<ApprovalDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, "approve_posting", &draft)?;
    reach(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    let row = lock(&tx, &access, id).await?;
    // Under the lock: a request with the same key has committed.
    if let Some(replay) = claim.known(&tx).await? {
        return Ok(replay.into_response());
    }
    let decided = actions::approve(&tx, &app.vault, row, draft.reason, &author).await?;
    let view = ApprovalView::decided(decided, access.at, language(&headers));
    let answer = Replay::created(&view)?;
    claim.keep(&tx, &answer, author.at).await?;
    tx.commit().await?;
    Ok((answer.status, answer.body).into_response())
}

/// Refuse a posting of somebody else.
#[utoipa::path(
    post, path = "/api/v1/approvals/{id}/reject", tag = "investment",
    params(("id" = PostingRequestId, Path, description = "The request")),
    request_body = RejectionDraft,
    responses((status = 200, body = ApprovalView)),
)]
pub async fn reject_posting(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<PostingRequestId>,
    ApiJson(draft): ApiJson<RejectionDraft>,
) -> ApiResult<Answer<ApprovalView>> {
    decline(&app, &access, &headers, id, (Decision::Reject, draft)).await
}

/// Take back a posting of one's own that waits.
#[utoipa::path(
    post, path = "/api/v1/approvals/{id}/withdraw", tag = "investment",
    params(("id" = PostingRequestId, Path, description = "The request")),
    request_body = RejectionDraft,
    responses((status = 200, body = ApprovalView)),
)]
pub async fn withdraw_posting(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<PostingRequestId>,
    ApiJson(draft): ApiJson<RejectionDraft>,
) -> ApiResult<Answer<ApprovalView>> {
    decline(&app, &access, &headers, id, (Decision::Withdraw, draft)).await
}

async fn decline(
    app: &AppState,
    access: &Access,
    headers: &HeaderMap,
    id: PostingRequestId,
    (decision, draft): (Decision, RejectionDraft),
) -> ApiResult<Answer<ApprovalView>> {
    reach(app, access, id).await?;
    let tx = app.db.begin_write().await?;
    let row = lock(&tx, access, id).await?;
    let decided = actions::decline(&tx, row, decision, draft.reason, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, ApprovalView::decided(decided, access.at, language(headers))))
}
