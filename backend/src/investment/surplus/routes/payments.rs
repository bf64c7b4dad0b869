//! HTTP of payments of a surplus: each is made once, however often it is sent.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::runs::{RunView, lock_run, reach};
use crate::identity::Access;
use crate::investment::control::asked::AskedView;
use crate::investment::control::store::lock_chain;
use crate::investment::journal::{Outcome, Posted, Reach, Receipt};
use crate::investment::routes::issuer;
use crate::investment::surplus::actions::Asker;
use crate::investment::surplus::drafts::{
    LossCoveringDraft, PartPayoutDraft, SurplusPaymentDraft, SurplusPayoutDraft,
};
use crate::investment::surplus::store::OwedRow;
use crate::investment::surplus::{actions, store};
use crate::kernel::fault::Language;
use crate::kernel::ids::{LedgerTransactionId, MemberId, OrganizationId, SurplusRunId};
use crate::kernel::money::Money;
use crate::platform::audit::Author;
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::savepoint;
use crate::platform::idempotency::{self, Claim, IdempotencyKey, Replay};
use crate::platform::problem::{ApiResult, Problem, language};
use crate::platform::rowset::{self, Rows};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest, codes,
};

/// The answer that a key has kept; read under the lock of the run or issuer,
/// so that a request with the same key has committed before.
async fn known(tx: &DatabaseTransaction, claim: &Claim) -> ApiResult<Option<Replay>> {
    let kept = idempotency::find(tx, &[&claim.of]).await?;
    kept.get(&claim.of).map(|row| claim.replay(row)).transpose()
}

/// Keeps the answer for retries, commits, and gives it. What was refused by the
/// state of the books is kept as well, while what it had begun, inside `inner`,
/// is taken back.
async fn keep<V: Serialize>(
    tx: DatabaseTransaction,
    inner: DatabaseTransaction,
    (claim, author, language): (&Claim, &Author, Language),
    done: ApiResult<V>,
) -> ApiResult<Response> {
    let answer = match done {
        Ok(view) => {
            inner.commit().await?;
            let body = serde_json::to_value(view).map_err(ApiError::internal)?;
            Replay { status: StatusCode::CREATED, body }
        }
        Err(error) if lasts(&error) => {
            inner.rollback().await?;
            let problem = Problem::of(&error, language, &author.request_id);
            let body = serde_json::to_value(problem).map_err(ApiError::internal)?;
            let status = StatusCode::from_u16(error.status()).map_err(ApiError::internal)?;
            keep_key(&tx, claim, &Replay { status, body }, author).await?;
            tx.commit().await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    keep_key(&tx, claim, &answer, author).await?;
    tx.commit().await?;
    Ok((answer.status, axum::Json(answer.body)).into_response())
}

/// Whether a refusal is what a retry shall get again; not one that came of two
/// who wrote at once.
fn lasts(error: &ApiError) -> bool {
    let collided = error.faults().iter().any(|fault| fault.code == &codes::CONFLICT);
    matches!(error.status(), 409 | 422) && !collided
}

async fn keep_key(
    tx: &DatabaseTransaction,
    claim: &Claim,
    answer: &Replay,
    author: &Author,
) -> ApiResult<()> {
    let mut keys = Rows::of(&idempotency::SHEET);
    keys.push(idempotency::cells(&claim.kept(answer, author.at)));
    Ok(rowset::send(tx, vec![keys]).await?)
}

/// Pay an approved run (`dibagikan`): parts go to their accounts, holders'
/// shares to their savings or as debts that are paid later.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/payment", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), IdempotencyKey),
    request_body = SurplusPaymentDraft,
    responses((status = 201, body = RunView)),
)]
pub async fn pay_surplus_run(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<SurplusPaymentDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, "pay_surplus_run", &draft)?;
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    lock_chain(&tx, issuer.id).await?;
    if let Some(replay) = known(&tx, &claim).await? {
        return Ok(replay.into_response());
    }
    let inner = savepoint(&tx).await?;
    let done = actions::pay_run(&inner, &issuer, row, &draft, Some(key.key), &author).await;
    let done = done.map(|saved| RunView::from(saved.row));
    keep(tx, inner, (&claim, &author, language(&headers)), done).await
}

/// A transaction that was posted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SurplusTransactionView {
    /// Its identity in the ledger.
    pub transaction_id: LedgerTransactionId,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Amount.
    pub amount: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// Place in the issuer's chain.
    pub sequence: i64,
}

impl From<Posted> for SurplusTransactionView {
    fn from(posted: Posted) -> Self {
        Self {
            transaction_id: posted.row.id,
            member_id: posted.row.member_id,
            amount: posted.row.amount_sen,
            effective_on: posted.row.effective_on,
            sequence: posted.row.sequence,
        }
    }
}

/// Pay out shares of a run that are owed, all of them or none.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/payouts", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), IdempotencyKey),
    request_body = SurplusPayoutDraft,
    responses((status = 201, body = Vec<SurplusTransactionView>)),
)]
pub async fn pay_out_surplus(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<SurplusPayoutDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, "pay_out_surplus", &draft)?;
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    lock_chain(&tx, issuer.id).await?;
    if let Some(replay) = known(&tx, &claim).await? {
        return Ok(replay.into_response());
    }
    let inner = savepoint(&tx).await?;
    let done = actions::pay_out(&inner, &issuer, &row, &draft, Some(key.key), &author).await;
    let done =
        done.map(|all| all.into_iter().map(Into::into).collect::<Vec<SurplusTransactionView>>());
    keep(tx, inner, (&claim, &author, language(&headers)), done).await
}

/// Pay out of a part that no holder shares: the village's part where it holds
/// no capital, the staff's, or a fund's. Above the issuer's limit it waits for a second person.
#[utoipa::path(
    post, path = "/api/v1/surplus-runs/{id}/part-payouts", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), IdempotencyKey),
    request_body = PartPayoutDraft,
    responses((status = 201, body = SurplusTransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn pay_out_surplus_part(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiJson(draft): ApiJson<PartPayoutDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, "pay_out_surplus_part", &draft)?;
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, &access, id).await?;
    lock_chain(&tx, issuer.id).await?;
    if let Some(replay) = known(&tx, &claim).await? {
        return Ok(replay.into_response());
    }
    let language = language(&headers);
    let vault = app.vault.clone();
    let receipt = Receipt { claim: claim.clone(), language, view: paid_view };
    let reach = Reach::of(&access);
    let asker = Asker { author: author.clone(), reach, key: key.key, receipt, vault };
    let inner = savepoint(&tx).await?;
    let (status, body) = match actions::pay_out_part(&inner, &issuer, &row, &draft, asker).await {
        Ok(Outcome::Posted(_, Some(body))) => (StatusCode::CREATED, body),
        Ok(Outcome::Asked(body)) => (StatusCode::ACCEPTED, body),
        Ok(_) => return Err(ApiError::internal("a payout without its answer")),
        Err(error) => {
            return keep::<RunView>(tx, inner, (&claim, &author, language), Err(error)).await;
        }
    };
    inner.commit().await?;
    tx.commit().await?;
    Ok((status, axum::Json(body)).into_response())
}

/// The answer of a payout, as it is kept for retries.
fn paid_view(posted: &Posted, _: Language) -> ApiResult<Value> {
    serde_json::to_value(SurplusTransactionView::from(posted.clone())).map_err(ApiError::internal)
}

/// Cover a loss from the reserve by decision of the meeting (R45).
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/loss-coverings", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = LossCoveringDraft,
    responses((status = 201, body = SurplusTransactionView)),
)]
pub async fn cover_loss(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<LossCoveringDraft>,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, "cover_loss", &draft)?;
    let tx = app.db.begin_write().await?;
    let issuer = reach(&tx, &access, id).await?;
    lock_chain(&tx, id).await?;
    if let Some(replay) = known(&tx, &claim).await? {
        return Ok(replay.into_response());
    }
    let inner = savepoint(&tx).await?;
    let done = actions::cover_loss(&inner, &issuer, &draft, Some(key.key), &author).await;
    keep(tx, inner, (&claim, &author, language(&headers)), done.map(SurplusTransactionView::from))
        .await
}

/// A share that is or was owed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OwedView {
    /// Number in the register.
    pub register_number: i64,
    /// To whom.
    pub member_id: MemberId,
    /// How much.
    pub amount: Money,
    /// Day of its payment; absent while it is owed.
    pub paid_on: Option<NaiveDate>,
}

impl From<OwedRow> for OwedView {
    fn from(row: OwedRow) -> Self {
        Self {
            register_number: row.register_number,
            member_id: row.member_id,
            amount: row.amount,
            paid_on: row.paid_on,
        }
    }
}

/// Shares of a run that are or were owed, in the order of the register; as CSV
/// by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/surplus-runs/{id}/owed", tag = "investment",
    params(("id" = SurplusRunId, Path, description = "The run"), PageQuery),
    responses((status = 200, content((Page<OwedView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_owed_shares(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<SurplusRunId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let row = store::find_run(app.db.read(), &access.visible, id).await?;
    issuer(&app, &access, row.ok_or_else(ApiError::not_found)?.organization_id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_owed(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.register_number, OwedView::from))
        }
    })
    .await
}
