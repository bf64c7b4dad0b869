//! HTTP of securities crowdfunding: records of what an organiser has carried
//! out, and nothing by which anybody could subscribe (R71).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::drafts::{ScfRecordDraft, ScfResaleDraft};
use super::entity::record::{self, Security};
use super::{actions, store};
use crate::identity::Access;
use crate::investment::routes::{issuer, lock};
use crate::kernel::ids::{OrganizationId, PersonId, ScfRecordId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// The operations of securities crowdfunding.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_scf_records, record_scf_purchase))
        .routes(routes!(record_scf_resale))
}

/// A purchase through securities crowdfunding.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ScfRecordView {
    /// Identity.
    pub id: ScfRecordId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Licensed organiser.
    pub organiser_name: String,
    /// The organiser's own reference.
    pub organiser_reference: String,
    /// What was bought.
    pub security: Security,
    /// The person who bought.
    pub investor_person_id: Option<PersonId>,
    /// The organization that bought.
    pub investor_organization_id: Option<OrganizationId>,
    /// Amount.
    pub amount: Money,
    /// Day of distribution.
    pub distributed_on: NaiveDate,
    /// Day of maturity, for debt.
    pub matures_on: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<record::Model> for ScfRecordView {
    fn from(row: record::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            organiser_name: row.organiser_name,
            organiser_reference: row.organiser_reference,
            security: row.security,
            investor_person_id: row.investor_person_id,
            investor_organization_id: row.investor_organization_id,
            amount: row.amount_sen,
            distributed_on: row.distributed_on,
            matures_on: row.matures_on,
            created_at: row.created_at,
        }
    }
}

/// Purchases of an issuer's securities, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/scf-records", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<ScfRecordView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_scf_records(
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
            let rows = store::list_records(app.db.read(), issuer.id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ScfRecordView::from))
        }
    })
    .await
}

/// Record a purchase that a licensed organiser has carried out. With an `id` of
/// the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/scf-records", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = ScfRecordDraft,
    responses((status = 201, body = ScfRecordView), (status = 200, body = ScfRecordView, description = "An identical resend")),
)]
pub async fn record_scf_purchase(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ScfRecordDraft>,
) -> ApiResult<Answer<ScfRecordView>> {
    let author = access.author();
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let saved = actions::record_purchase(&tx, &access.visible, &issuer, draft, &author).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// Record that a purchase was sold again through the organiser.
#[utoipa::path(
    post, path = "/api/v1/scf-records/{id}/resale", tag = "investment",
    params(("id" = ScfRecordId, Path, description = "The purchase")),
    request_body = ScfResaleDraft,
    responses((status = 201, body = ScfRecordView)),
)]
pub async fn record_scf_resale(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ScfRecordId>,
    ApiJson(draft): ApiJson<ScfResaleDraft>,
) -> ApiResult<Answer<ScfRecordView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_record(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    actions::record_resale(&tx, &issuer, &row, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, row.into()))
}
