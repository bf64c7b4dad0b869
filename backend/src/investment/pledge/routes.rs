//! HTTP of pledges.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::drafts::{PledgeCancellationDraft, PledgeDraft, PledgePaymentDraft};
use super::rules::{self, PledgeStatus};
use super::store::{self, PledgeFilter, PledgeRow};
use super::{actions, entity::promise};
use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::control::asked::AskedView;
use crate::investment::journal::Act;
use crate::investment::routes::{TransactionView, issuer, lock, post};
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, PledgeId, UserId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::idempotency::IdempotencyKey;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// The operations of pledges.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_pledges, create_pledge))
        .routes(routes!(find_pledge))
        .routes(routes!(record_pledge_payment))
        .routes(routes!(cancel_pledge))
}

/// A pledge (janji setoran): a promise, which is no capital until it is paid.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PledgeView {
    /// Identity.
    pub id: PledgeId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who promised.
    pub member_id: MemberId,
    /// What is to be brought in.
    pub instrument_id: InstrumentId,
    /// How much was promised.
    pub amount: Money,
    /// Day of the promise.
    pub pledged_on: NaiveDate,
    /// Last day of payment.
    pub due_on: NaiveDate,
    /// The written promise.
    pub document_number: Option<String>,
    /// What for.
    pub reason: Option<String>,
    /// The day on which it is looked at.
    pub as_of: NaiveDate,
    /// Where it stands at the end of that day.
    pub status: PledgeStatus,
    /// What was paid until then, less what was taken back.
    pub paid: Money,
    /// What can still be paid (janji belum dibayar): no capital; nothing once
    /// the pledge has ended.
    pub open: Money,
    /// First day on which it no longer binds.
    pub cancelled_on: Option<NaiveDate>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// Who recorded that.
    pub cancelled_by: Option<UserId>,
    /// Who recorded the pledge.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl PledgeView {
    fn of(row: PledgeRow, as_of: NaiveDate) -> ApiResult<Self> {
        let stands = rules::standing(&row.terms(), row.paid_sen, as_of).map_err(Fault::from)?;
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            member_id: row.member_id,
            instrument_id: row.instrument_id,
            amount: row.amount_sen,
            pledged_on: row.pledged_on,
            due_on: row.due_on,
            document_number: row.document_number,
            reason: row.reason,
            as_of,
            status: stands.status,
            paid: row.paid_sen,
            open: stands.open,
            cancelled_on: row.cancelled_on,
            cancellation_reason: row.cancellation_reason,
            cancelled_by: row.cancelled_by,
            user_id: row.user_id,
            created_at: row.created_at,
        })
    }
}

/// Which pledges, and how far they are looked at.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PledgeQuery {
    /// Of this holder.
    pub member: Option<MemberId>,
    /// Those that can still be paid (`true`), or those that cannot.
    pub open: Option<bool>,
    /// As they stood at the end of this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Pledges to an issuer with what is paid and open, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/pledges", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PledgeQuery),
    responses((status = 200, content((Page<PledgeView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_pledges(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PledgeQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    let filter = PledgeFilter { member: query.member, open: query.open };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let conn = app.db.read();
            let rows = store::list_pledges(conn, issuer.id, &filter, &horizon, &page).await?;
            Page::of(rows, page.limit, |row| row.id, |row| PledgeView::of(row, as_of)).whole()
        }
    })
    .await
}

/// Record that a holder promises to bring in an amount by a day. No money moves, and nothing of it is capital. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/pledges", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = PledgeDraft,
    responses((status = 201, body = PledgeView), (status = 200, body = PledgeView, description = "An identical resend")),
)]
pub async fn create_pledge(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<PledgeDraft>,
) -> ApiResult<Answer<PledgeView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let (row, fresh) = actions::create_pledge(&tx, &issuer, &draft, &access).await?;
    let view = seen(&tx, &issuer, row.id, &today(&issuer, &access)).await?;
    tx.commit().await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, view))
}

fn today(issuer: &Issuer, access: &Access) -> Horizon {
    Horizon { as_of: issuer.today(access.at), known_at: None }
}

async fn seen(
    conn: &impl sea_orm::ConnectionTrait,
    issuer: &Issuer,
    id: PledgeId,
    horizon: &Horizon,
) -> ApiResult<PledgeView> {
    let row = store::pledge_at(conn, issuer.id, id, horizon).await?;
    PledgeView::of(row.ok_or_else(ApiError::not_found)?, horizon.as_of)
}

/// How far one pledge is looked at.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PledgeHorizonQuery {
    /// As it stood at the end of this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// One pledge as it stands, or stood on a day; its payments are the ledger transactions with `pledge` set to its id.
#[utoipa::path(
    get, path = "/api/v1/pledges/{id}", tag = "investment",
    params(("id" = PledgeId, Path, description = "The pledge"), PledgeHorizonQuery),
    responses((status = 200, body = PledgeView)),
)]
pub async fn find_pledge(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PledgeId>,
    ApiQuery(query): ApiQuery<PledgeHorizonQuery>,
) -> ApiResult<Answer<PledgeView>> {
    let row = known(app.db.read(), &access, id).await?;
    let issuer = issuer(&app, &access, row.organization_id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    Ok(Answer(StatusCode::OK, seen(app.db.read(), &issuer, id, &horizon).await?))
}

async fn known(
    conn: &impl sea_orm::ConnectionTrait,
    access: &Access,
    id: PledgeId,
) -> ApiResult<promise::Model> {
    let row = store::find_pledge(conn, &access.visible, id).await?;
    row.ok_or_else(ApiError::not_found)
}

/// Record a payment on a pledge, in cash: a contribution of its holder that names it. What comes as goods names it too, by `in-kind-contributions`.
#[utoipa::path(
    post, path = "/api/v1/pledges/{id}/payments", tag = "investment",
    params(("id" = PledgeId, Path, description = "The pledge"), IdempotencyKey),
    request_body = PledgePaymentDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_pledge_payment(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<PledgeId>,
    ApiJson(draft): ApiJson<PledgePaymentDraft>,
) -> ApiResult<Response> {
    let row = known(app.db.read(), &access, id).await?;
    let holder = (row.member_id, row.instrument_id);
    let act = Act::Contribution(row.organization_id, draft.clone().contribution(Some(id), holder));
    post(&app, &access, &headers, key, ("record_pledge_payment", act, draft)).await
}

/// Cancel what is still open of a pledge, with the reason; what was paid stays.
#[utoipa::path(
    post, path = "/api/v1/pledges/{id}/cancellation", tag = "investment",
    params(("id" = PledgeId, Path, description = "The pledge")),
    request_body = PledgeCancellationDraft,
    responses((status = 201, body = PledgeView)),
)]
pub async fn cancel_pledge(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<PledgeId>,
    ApiJson(draft): ApiJson<PledgeCancellationDraft>,
) -> ApiResult<Answer<PledgeView>> {
    let tx = app.db.begin_write().await?;
    let row = known(&tx, &access, id).await?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    actions::cancel_pledge(&tx, &issuer, &row, &draft, &access.author()).await?;
    let view = seen(&tx, &issuer, id, &today(&issuer, &access)).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, view))
}
