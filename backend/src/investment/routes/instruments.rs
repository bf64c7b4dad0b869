//! HTTP of instruments.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{issuer, lock};
use crate::identity::Access;
use crate::investment::actions::{self, SavedInstrument};
use crate::investment::drafts::{AmountDraft, InstrumentDraft};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::instrument_amount;
use crate::investment::store;
use crate::kernel::ids::{InstrumentId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// An instrument.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InstrumentView {
    /// Identity.
    pub id: InstrumentId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Number among the issuer's instruments.
    pub number: i64,
    /// Kind.
    pub kind: InstrumentKind,
    /// Name.
    pub name: String,
    /// Nominal of one share.
    pub nominal: Option<Money>,
    /// The written agreement.
    pub agreement_number: Option<String>,
    /// Whether it may be paid in parts.
    pub instalments: bool,
    /// Amounts that are the same for all, by first day.
    pub amounts: Vec<AmountView>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// An amount from a day on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AmountView {
    /// First day.
    pub valid_from: NaiveDate,
    /// The amount.
    pub amount: Money,
    /// The decision behind it.
    pub reason: String,
}

impl InstrumentView {
    /// The view of a row; of all amounts, only its own are taken.
    #[must_use]
    pub fn of(row: instrument::Model, amounts: &[instrument_amount::Model]) -> Self {
        let own = amounts.iter().filter(|amount| amount.instrument_id == row.id);
        let amounts = own.map(|amount| AmountView {
            valid_from: amount.valid_from,
            amount: amount.amount_sen,
            reason: amount.reason.clone(),
        });
        Self {
            amounts: amounts.collect(),
            id: row.id,
            organization_id: row.organization_id,
            number: row.number,
            kind: row.kind,
            name: row.name,
            nominal: row.nominal_sen,
            agreement_number: row.agreement_number,
            instalments: row.instalments,
            created_at: row.created_at,
        }
    }

    fn answer(saved: SavedInstrument) -> Answer<Self> {
        let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
        Answer(status, Self::of(saved.row, &saved.amounts))
    }
}

/// Instruments of an issuer, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/instruments", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<InstrumentView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_instruments(
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
            let rows = store::list_instruments(app.db.read(), issuer.id, &page).await?;
            let ids: Vec<InstrumentId> = rows.iter().map(|row| row.id).collect();
            let amounts = store::list_amounts(app.db.read(), &ids).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| InstrumentView::of(row, &amounts)))
        }
    })
    .await
}

/// Record an instrument of an issuer. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/instruments", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = InstrumentDraft,
    responses((status = 201, body = InstrumentView), (status = 200, body = InstrumentView, description = "An identical resend")),
)]
pub async fn create_instrument(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<InstrumentDraft>,
) -> ApiResult<Answer<InstrumentView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let saved = actions::create_instrument(&tx, &issuer, draft, &access.author()).await?;
    tx.commit().await?;
    Ok(InstrumentView::answer(saved))
}

/// One instrument with its amounts.
#[utoipa::path(
    get, path = "/api/v1/instruments/{id}", tag = "investment",
    params(("id" = InstrumentId, Path, description = "The instrument")),
    responses((status = 200, body = InstrumentView)),
)]
pub async fn find_instrument(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<InstrumentId>,
) -> ApiResult<Answer<InstrumentView>> {
    let row = store::find_instrument(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let amounts = store::list_amounts(app.db.read(), &[id]).await?;
    Ok(Answer(StatusCode::OK, InstrumentView::of(row, &amounts)))
}

/// Set the amount of principal or mandatory savings from a day on.
#[utoipa::path(
    post, path = "/api/v1/instruments/{id}/amounts", tag = "investment",
    params(("id" = InstrumentId, Path, description = "The instrument")),
    request_body = AmountDraft,
    responses((status = 201, body = InstrumentView)),
)]
pub async fn create_instrument_amount(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<InstrumentId>,
    ApiJson(draft): ApiJson<AmountDraft>,
) -> ApiResult<Answer<InstrumentView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_instrument(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    let saved =
        actions::create_instrument_amount(&tx, &issuer, row, draft, &access.author()).await?;
    tx.commit().await?;
    Ok(InstrumentView::answer(saved))
}
