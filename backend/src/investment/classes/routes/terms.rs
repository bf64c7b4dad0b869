//! HTTP of the terms of instruments.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Access;
use crate::investment::classes::drafts::{TermsCancellationDraft, TermsDraft};
use crate::investment::classes::entity::terms::{self, HolderSort};
use crate::investment::classes::entity::terms_cancellation;
use crate::investment::classes::{actions, store};
use crate::investment::routes::{issuer, lock};
use crate::investment::store::find_instrument;
use crate::kernel::ids::{InstrumentId, InstrumentTermsId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// The terms of an instrument from a day on, until those of a later day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TermsView {
    /// Identity.
    pub id: InstrumentTermsId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// First day.
    pub valid_from: NaiveDate,
    /// The least that a holder has, who has any.
    pub minimum: Option<Money>,
    /// The most that a holder has.
    pub maximum: Option<Money>,
    /// The same in shares, for `saham`.
    pub minimum_shares: Option<i64>,
    /// The same in shares, for `saham`.
    pub maximum_shares: Option<i64>,
    /// Who may hold it.
    pub holders: HolderSort,
    /// Whether only members in force may.
    pub members_only: bool,
    /// Codes of the regions whose residents may, separated by commas; absent for all.
    pub regions: Option<String>,
    /// The most that is issued in all.
    pub issuable_total: Option<Money>,
    /// Months for which what comes in is locked.
    pub lock_in_months: Option<i64>,
    /// Days for which what comes in is locked.
    pub lock_in_days: Option<i64>,
    /// Votes of one share, where the articles set another number than one.
    pub votes_per_share: Option<i64>,
    /// The decision behind them.
    pub decision_number: String,
    /// When they were recorded.
    pub recorded_at: DateTime<Utc>,
    /// When they were cancelled, as set by mistake: they never held.
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Why.
    pub cancellation_reason: Option<String>,
}

impl TermsView {
    /// The terms of an instrument whose shares have a nominal, if it has shares.
    fn of(
        row: terms::Model,
        nominal: Option<Money>,
        cancellation: Option<terms_cancellation::Model>,
    ) -> Self {
        let shares = |bound: Option<Money>| bound?.sen().checked_div(nominal?.sen());
        let codes: Vec<String> = serde_json::from_value(row.regions).unwrap_or_default();
        Self {
            id: row.id,
            instrument_id: row.instrument_id,
            valid_from: row.valid_from,
            minimum: row.minimum_sen,
            maximum: row.maximum_sen,
            minimum_shares: shares(row.minimum_sen),
            maximum_shares: shares(row.maximum_sen),
            holders: row.holder_sort,
            members_only: row.members_only,
            regions: (!codes.is_empty()).then(|| codes.join(",")),
            issuable_total: row.issuable_sen,
            lock_in_months: row.lock_in_months,
            lock_in_days: row.lock_in_days,
            votes_per_share: row.votes_per_share,
            decision_number: row.decision_number,
            recorded_at: row.recorded_at,
            cancelled_at: cancellation.as_ref().map(|it| it.recorded_at),
            cancellation_reason: cancellation.map(|it| it.reason),
        }
    }
}

/// The terms of an instrument in the order in which they were set, with those that were replaced or cancelled; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/instruments/{id}/terms", tag = "investment",
    params(("id" = InstrumentId, Path, description = "The instrument"), PageQuery),
    responses((status = 200, content((Page<TermsView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_instrument_terms(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<InstrumentId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let row = find_instrument(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let nominal = row.nominal_sen;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_terms(app.db.read(), id, &page).await?;
            let ids = rows.iter().map(|row| row.id);
            let mut ended = store::cancellations(app.db.read(), ids).await?;
            let view = |row: terms::Model| {
                let cancellation = ended.remove(&row.id);
                TermsView::of(row, nominal, cancellation)
            };
            Ok(Page::of(rows, page.limit, |row| row.version, view))
        }
    })
    .await
}

/// Set the terms of an instrument from a day on, by decision; the old ones stay on record. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/instruments/{id}/terms", tag = "investment",
    params(("id" = InstrumentId, Path, description = "The instrument")),
    request_body = TermsDraft,
    responses((status = 201, body = TermsView), (status = 200, body = TermsView, description = "An identical resend")),
)]
pub async fn create_instrument_terms(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<InstrumentId>,
    ApiJson(draft): ApiJson<TermsDraft>,
) -> ApiResult<Answer<TermsView>> {
    let tx = app.db.begin_write().await?;
    let row = find_instrument(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    let nominal = row.nominal_sen;
    let (row, fresh) = actions::create_terms(&tx, &issuer, &row, &draft, &access.author()).await?;
    let cancellation = store::cancellations(&tx, [row.id]).await?.remove(&row.id);
    tx.commit().await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, TermsView::of(row, nominal, cancellation)))
}

/// Cancel terms that were set by mistake, with the reason: those before them hold again, and both stay on record. For an administrator who did not set them.
#[utoipa::path(
    post, path = "/api/v1/instrument-terms/{id}/cancellation", tag = "investment",
    params(("id" = InstrumentTermsId, Path, description = "The terms")),
    request_body = TermsCancellationDraft,
    responses((status = 201, body = TermsView)),
)]
pub async fn cancel_instrument_terms(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<InstrumentTermsId>,
    ApiJson(draft): ApiJson<TermsCancellationDraft>,
) -> ApiResult<Answer<TermsView>> {
    let tx = app.db.begin_write().await?;
    let row = terms::Entity::find_by_id(id).one(&tx).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let of = find_instrument(&tx, &access.visible, row.instrument_id).await?;
    let of = of.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, of.organization_id).await?;
    let author = access.author();
    let cancellation = actions::cancel_terms(&tx, &issuer, &row, &draft, &author).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, TermsView::of(row, of.nominal_sen, Some(cancellation))))
}
