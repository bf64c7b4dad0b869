//! HTTP of claims on what holders have.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{issuer, lock};
use crate::identity::Access;
use crate::investment::drafts::{EncumbranceDraft, ReleaseDraft};
use crate::investment::entity::encumbrance;
use crate::investment::{actions, store};
use crate::kernel::ids::{
    EncumbranceId, InstrumentId, MemberId, OrganizationId, ShareCertificateId,
};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A claim on what a holder has.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EncumbranceView {
    /// Identity.
    pub id: EncumbranceId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The holder.
    pub member_id: MemberId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// How much of it.
    pub amount: Money,
    /// The certificate of shares that is pledged, if one is.
    pub certificate_id: Option<ShareCertificateId>,
    /// Whose claim it is.
    pub creditor: String,
    /// The deed.
    pub document_number: String,
    /// First day.
    pub encumbered_on: NaiveDate,
    /// First day no longer.
    pub released_on: Option<NaiveDate>,
    /// The deed of the release.
    pub release_document: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<encumbrance::Model> for EncumbranceView {
    fn from(row: encumbrance::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            member_id: row.member_id,
            instrument_id: row.instrument_id,
            amount: row.amount_sen,
            certificate_id: row.certificate_id,
            creditor: row.creditor,
            document_number: row.document_number,
            encumbered_on: row.encumbered_on,
            released_on: row.released_on,
            release_document: row.release_document,
            created_at: row.created_at,
        }
    }
}

/// Which claims.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EncumbranceQuery {
    /// In force on this day; also released ones if left out.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Claims on what holders of an issuer have, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/encumbrances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), EncumbranceQuery),
    responses((status = 200, content((Page<EncumbranceView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_encumbrances(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<EncumbranceQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_encumbrances(app.db.read(), issuer.id, query.as_of, &page);
            let rows = rows.await?;
            Ok(Page::of(rows, page.limit, |row| row.id, EncumbranceView::from))
        }
    })
    .await
}

/// Record a claim on what a holder has: it cannot leave while the claim is in force. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/encumbrances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = EncumbranceDraft,
    responses((status = 201, body = EncumbranceView), (status = 200, body = EncumbranceView, description = "An identical resend")),
)]
pub async fn create_encumbrance(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<EncumbranceDraft>,
) -> ApiResult<Answer<EncumbranceView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let (row, fresh) = actions::create_encumbrance(&tx, &issuer, &draft, &access.author()).await?;
    tx.commit().await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, row.into()))
}

/// Record that a claim has ended.
#[utoipa::path(
    post, path = "/api/v1/encumbrances/{id}/release", tag = "investment",
    params(("id" = EncumbranceId, Path, description = "The claim")),
    request_body = ReleaseDraft,
    responses((status = 200, body = EncumbranceView)),
)]
pub async fn release_encumbrance(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<EncumbranceId>,
    ApiJson(draft): ApiJson<ReleaseDraft>,
) -> ApiResult<Answer<EncumbranceView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_encumbrance(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    // Read again under the lock: two releases do not both succeed.
    let row = store::find_encumbrance(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let row = actions::release_encumbrance(&tx, &issuer, row, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
