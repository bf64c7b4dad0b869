//! HTTP of payments of a surplus: each is made once, however often it is sent.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::runs::{RunView, lock_run, reach};
use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::control::asked::AskedView;
use crate::investment::control::store::lock_chain;
use crate::investment::journal::{Outcome, Posted, Reach};
use crate::investment::routes::issuer;
use crate::investment::surplus::actions::Asker;
use crate::investment::surplus::drafts::{
    LossCoveringDraft, PartPayoutDraft, SurplusPaymentDraft, SurplusPayoutDraft,
};
use crate::investment::surplus::entity::run;
use crate::investment::surplus::store::OwedRow;
use crate::investment::surplus::{actions, store};
use crate::kernel::fault::Language;
use crate::kernel::ids::{LedgerTransactionId, MemberId, OrganizationId, SurplusRunId};
use crate::kernel::money::Money;
use crate::platform::audit::Author;
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::savepoint;
use crate::platform::idempotency::{Claim, IdempotencyKey, Replay};
use crate::platform::json::JsonText;
use crate::platform::problem::{ApiResult, language};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest, codes,
};

/// A payment of a run, as it was asked for; its key is compared by its draft.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Payment {
    /// Of the run itself.
    Run(SurplusPaymentDraft),
    /// Of shares that are owed.
    Shares(SurplusPayoutDraft),
    /// Out of a part that no holder shares.
    Part(PartPayoutDraft),
}

impl Payment {
    fn operation(&self) -> &'static str {
        match self {
            Self::Run(_) => "pay_surplus_run",
            Self::Shares(_) => "pay_out_surplus",
            Self::Part(_) => "pay_out_surplus_part",
        }
    }

    /// Carries it out for a run that is locked with the chain of its issuer;
    /// gives the answer.
    async fn carry_out(
        &self,
        tx: &DatabaseTransaction,
        (issuer, row): (&Issuer, run::Model),
        asker: Asker,
    ) -> ApiResult<Replay> {
        let (author, key) = (&asker.author, Some(asker.key.clone()));
        match self {
            Self::Run(draft) => {
                let saved = actions::pay_run(tx, issuer, row, draft, key, author).await?;
                Replay::created(&RunView::from(saved.row))
            }
            Self::Shares(draft) => {
                let posted = actions::pay_out(tx, issuer, &row, draft, key, author).await?;
                let views = posted.into_iter().map(SurplusTransactionView::from);
                Replay::created(&views.collect::<Vec<_>>())
            }
            Self::Part(draft) => {
                match actions::pay_out_part(tx, issuer, &row, draft, asker).await? {
                    Outcome::Posted(posted, _) => {
                        Replay::created(&SurplusTransactionView::from(*posted))
                    }
                    Outcome::Asked(asked) => {
                        Ok(Replay { status: StatusCode::ACCEPTED, body: JsonText::of(&asked)? })
                    }
                    Outcome::Replayed(_) => Err(ApiError::internal("the journal knows no key")),
                }
            }
        }
    }
}

/// Makes a payment of a run once, however often it is sent.
async fn pay(
    app: &AppState,
    access: &Access,
    headers: &HeaderMap,
    (key, id): (IdempotencyKey, SurplusRunId),
    payment: Payment,
) -> ApiResult<Response> {
    let author = access.author();
    let claim = Claim::of(&author, &key, payment.operation(), &payment)?;
    let tx = app.db.begin_write().await?;
    let (issuer, row) = lock_run(&tx, access, id).await?;
    lock_chain(&tx, issuer.id).await?;
    if let Some(replay) = claim.known(&tx).await? {
        return Ok(replay.into_response());
    }
    let (reach, vault) = (Reach::of(access), app.vault.clone());
    let asker = Asker { author: author.clone(), reach, key: key.key, vault };
    let inner = savepoint(&tx).await?;
    let done = payment.carry_out(&inner, (&issuer, row), asker).await;
    keep(tx, inner, (&claim, &author, language(headers)), done).await
}

/// Keeps the answer for retries, commits, and gives it. What was refused by the
/// state of the books is kept as well, while what it had begun, inside `inner`,
/// is taken back.
async fn keep(
    tx: DatabaseTransaction,
    inner: DatabaseTransaction,
    (claim, author, language): (&Claim, &Author, Language),
    done: ApiResult<Replay>,
) -> ApiResult<Response> {
    match done {
        Ok(answer) => {
            inner.commit().await?;
            claim.keep(&tx, &answer, author.at).await?;
            tx.commit().await?;
            Ok((answer.status, answer.body).into_response())
        }
        Err(error) => {
            if lasts(&error) {
                inner.rollback().await?;
                let answer = Replay::refused(&error, language, author)?;
                claim.keep(&tx, &answer, author.at).await?;
                tx.commit().await?;
            }
            Err(error)
        }
    }
}

/// Whether a refusal is what a retry shall get again; not one that came of two
/// who wrote at once.
fn lasts(error: &ApiError) -> bool {
    let collided = error.faults().iter().any(|fault| fault.code == &codes::CONFLICT);
    matches!(error.status(), 409 | 422) && !collided
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
    pay(&app, &access, &headers, (key, id), Payment::Run(draft)).await
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
    pay(&app, &access, &headers, (key, id), Payment::Shares(draft)).await
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
    pay(&app, &access, &headers, (key, id), Payment::Part(draft)).await
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
    if let Some(replay) = claim.known(&tx).await? {
        return Ok(replay.into_response());
    }
    let inner = savepoint(&tx).await?;
    let done = actions::cover_loss(&inner, &issuer, &draft, Some(key.key), &author).await;
    let done = done.and_then(|posted| Replay::created(&SurplusTransactionView::from(posted)));
    keep(tx, inner, (&claim, &author, language(&headers)), done).await
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
