//! HTTP of certificates of shares.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::investment::classes::actions;
use crate::investment::classes::drafts::{ConsolidationDraft, SplitDraft};
use crate::investment::classes::entity::certificate::CertificateCause;
use crate::investment::classes::store::{self, CertificateFilter, CertificateRow, CertificatesOf};
use crate::investment::routes::{issuer, lock};
use crate::investment::store::{find_instrument, find_member};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{
    CertificateChangeId, EncumbranceId, InstrumentId, MemberId, OrganizationId, ShareCertificateId,
};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A certificate of shares (surat saham).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CertificateView {
    /// Identity.
    pub id: ShareCertificateId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The class of shares.
    pub instrument_id: InstrumentId,
    /// The holder.
    pub member_id: MemberId,
    /// Number among the issuer's certificates, without gaps.
    pub number: i64,
    /// Number of its first share within the class.
    pub first_share: i64,
    /// Number of its last share.
    pub last_share: i64,
    /// How many shares.
    pub share_count: i64,
    /// Their value at nominal.
    pub amount: Money,
    /// Why it was issued.
    pub cause: CertificateCause,
    /// The change by which it was: the id of its ledger transaction, or of a
    /// split or consolidation.
    pub change_id: CertificateChangeId,
    /// Day from which on its holder has these shares.
    pub acquired_on: NaiveDate,
    /// Day from which on it proves that.
    pub issued_on: NaiveDate,
    /// The decision or request behind it.
    pub decision_number: Option<String>,
    /// First day on which it proves nothing any more; absent while it holds.
    pub ended_on: Option<NaiveDate>,
    /// Why it was cancelled.
    pub end_cause: Option<CertificateCause>,
    /// The change by which it was; certificates with this `change_id` took its place.
    pub end_change_id: Option<CertificateChangeId>,
    /// The claim in force on it.
    pub encumbrance_id: Option<EncumbranceId>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl CertificateView {
    fn of(row: CertificateRow) -> ApiResult<Self> {
        let share_count = row.last_share - row.first_share + 1;
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            instrument_id: row.instrument_id,
            member_id: row.member_id,
            number: row.number,
            first_share: row.first_share,
            last_share: row.last_share,
            share_count,
            amount: row.nominal_sen.checked_mul(share_count).map_err(Fault::from)?,
            cause: row.cause,
            change_id: row.change_id,
            acquired_on: row.acquired_on,
            issued_on: row.issued_on,
            decision_number: row.decision_number,
            ended_on: row.ended_on,
            end_cause: row.end_cause,
            end_change_id: row.end_change_id,
            encumbrance_id: row.encumbrance_id,
            recorded_at: row.recorded_at,
        })
    }

    fn all(rows: Vec<CertificateRow>) -> ApiResult<Vec<Self>> {
        rows.into_iter().map(Self::of).collect()
    }
}

/// Certificates that took the place of others.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewCertificatesView {
    /// The new certificates, by number.
    pub certificates: Vec<CertificateView>,
}

/// Which certificates.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CertificateQuery {
    /// Those that hold, or those that were cancelled; both if left out.
    pub in_force: Option<bool>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

async fn list(
    app: AppState,
    format: Format,
    (issuer, of): (OrganizationId, CertificatesOf),
    query: CertificateQuery,
) -> ApiResult<Response> {
    let filter = CertificateFilter { issuer, of, in_force: query.in_force };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_certificates(app.db.read(), &filter, &page).await?;
            let page = Page::of(rows, page.limit, |row| row.number, |row| row);
            let items = CertificateView::all(page.items)?;
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    })
    .await
}

/// Certificates of a class of shares by number, with those that were cancelled; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/instruments/{id}/certificates", tag = "investment",
    params(("id" = InstrumentId, Path, description = "The instrument"), CertificateQuery),
    responses((status = 200, content((Page<CertificateView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_instrument_certificates(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<InstrumentId>,
    ApiQuery(query): ApiQuery<CertificateQuery>,
) -> ApiResult<Response> {
    let row = find_instrument(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = issuer(&app, &access, row.organization_id).await?;
    list(app, format, (issuer.id, CertificatesOf::Instrument(id)), query).await
}

/// Certificates of a holder by number, with those that were cancelled; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/members/{id}/certificates", tag = "investment",
    params(("id" = MemberId, Path, description = "The holder"), CertificateQuery),
    responses((status = 200, content((Page<CertificateView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_member_certificates(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<MemberId>,
    ApiQuery(query): ApiQuery<CertificateQuery>,
) -> ApiResult<Response> {
    let row = find_member(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = issuer(&app, &access, row.organization_id).await?;
    list(app, format, (issuer.id, CertificatesOf::Member(id)), query).await
}

/// One certificate.
#[utoipa::path(
    get, path = "/api/v1/share-certificates/{id}", tag = "investment",
    params(("id" = ShareCertificateId, Path, description = "The certificate")),
    responses((status = 200, body = CertificateView)),
)]
pub async fn find_certificate(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ShareCertificateId>,
) -> ApiResult<Answer<CertificateView>> {
    let row = store::find_certificate(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    Ok(Answer(StatusCode::OK, CertificateView::of(row)?))
}

/// Split a certificate into several of the same holder: it is cancelled, and the total stays (R67).
#[utoipa::path(
    post, path = "/api/v1/share-certificates/{id}/split", tag = "investment",
    params(("id" = ShareCertificateId, Path, description = "The certificate")),
    request_body = SplitDraft,
    responses((status = 201, body = NewCertificatesView)),
)]
pub async fn split_certificate(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ShareCertificateId>,
    ApiJson(draft): ApiJson<SplitDraft>,
) -> ApiResult<Answer<NewCertificatesView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_certificate(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = lock(&tx, &access, row.organization_id).await?;
    let made = actions::split_certificate(&tx, &issuer, id, &draft, &access.author()).await?;
    tx.commit().await?;
    let certificates = CertificateView::all(made)?;
    Ok(Answer(StatusCode::CREATED, NewCertificatesView { certificates }))
}

/// Make one certificate of several of one holder and class: they are cancelled, and the total stays (R67).
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/share-certificates/consolidation", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = ConsolidationDraft,
    responses((status = 201, body = NewCertificatesView)),
)]
pub async fn consolidate_certificates(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ConsolidationDraft>,
) -> ApiResult<Answer<NewCertificatesView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let made = actions::consolidate_certificates(&tx, &issuer, &draft, &access.author()).await?;
    tx.commit().await?;
    let certificates = CertificateView::all(made)?;
    Ok(Answer(StatusCode::CREATED, NewCertificatesView { certificates }))
}
