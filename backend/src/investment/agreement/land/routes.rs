//! HTTP of consents to the use of land.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Recorder};
use super::drafts::LandConsentDraft;
use super::entity::consent::{self, GrantedRight, LandBasis};
use super::rules::{self, LandStatus};
use super::store::{self, LandConsentFilter};
use crate::identity::problems::NOT_PERMITTED;
use crate::identity::{Access, Scope};
use crate::investment::actions::lock_issuer;
use crate::investment::agreement::drafts::{AgreementEndDraft, DocumentDraft};
use crate::investment::routes::lock;
use crate::kernel::ids::{LandConsentId, OrganizationId, PersonId};
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::Versioned;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::drafts::{Point, degrees};

/// The operations of consents to the use of land.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_land_consents))
        .routes(routes!(create_land_consent))
        .routes(routes!(find_land_consent))
        .routes(routes!(end_land_consent))
}

/// A right holder's consent to the use of land (persetujuan pemakaian lahan). It is no capital.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LandConsentView {
    /// Identity.
    pub id: LandConsentId,
    /// The organization that may use the land.
    pub organization_id: OrganizationId,
    /// Village in which it lies.
    pub land_region_code: String,
    /// Reference of the parcel.
    pub parcel_reference: String,
    /// The same without blanks, signs and case, by which the parcel is known again.
    pub parcel_key: String,
    /// Area in square metres.
    pub area_square_metres: i64,
    /// A point on the land.
    pub point: Option<Point>,
    /// The right holder: a person,
    pub holder_person_id: Option<PersonId>,
    /// an organization,
    pub holder_organization_id: Option<OrganizationId>,
    /// or a customary community.
    pub holder_community: Option<String>,
    /// By what they have the land.
    pub basis: LandBasis,
    /// Number of certificate or permit.
    pub basis_number: Option<String>,
    /// What is granted.
    pub granted: GrantedRight,
    /// The document of consent.
    pub document: DocumentDraft,
    /// Day of the consent.
    pub consented_on: NaiveDate,
    /// First day of the term.
    pub valid_from: NaiveDate,
    /// First day after the term.
    pub valid_to: NaiveDate,
    /// The day on which it is looked at.
    pub as_of: NaiveDate,
    /// Where it stands on that day.
    pub status: LandStatus,
    /// First day on which it no longer binds, if it ended before its term.
    pub ended_on: Option<NaiveDate>,
    /// Why it ended then.
    pub end_reason: Option<String>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl LandConsentView {
    /// A consent on the local day of the land, where no other is asked for (R7).
    fn at(row: consent::Model, on: Option<NaiveDate>, at: DateTime<Utc>) -> ApiResult<Self> {
        let today = local_date(at, stored_region(&row.land_region_code)?.utc_offset());
        Ok(Self::of(row, on.unwrap_or(today)))
    }

    fn of(row: consent::Model, as_of: NaiveDate) -> Self {
        let status = rules::status(&row, as_of);
        let point = row.latitude_microdegrees.zip(row.longitude_microdegrees);
        Self {
            id: row.id,
            organization_id: row.organization_id,
            land_region_code: row.land_region_code,
            parcel_reference: row.parcel_reference,
            parcel_key: row.parcel_key,
            area_square_metres: row.area_square_metres,
            point: point.map(|(latitude, longitude)| Point {
                latitude: degrees(latitude),
                longitude: degrees(longitude),
            }),
            holder_person_id: row.holder_person_id,
            holder_organization_id: row.holder_organization_id,
            holder_community: row.holder_community,
            basis: row.basis,
            basis_number: row.basis_number,
            granted: row.granted,
            document: DocumentDraft {
                reference: row.document_reference,
                sha256: row.document_sha256,
            },
            consented_on: row.consented_on,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            as_of,
            status,
            ended_on: row.ended_on,
            end_reason: row.end_reason,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// Which consents.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LandConsentQuery {
    /// Of land that this organization may use.
    pub organization: Option<OrganizationId>,
    /// Of land in this region.
    pub region: Option<RegionCode>,
    /// By this basis.
    #[param(inline)]
    pub basis: Option<LandBasis>,
    /// Of this parcel, however its reference is written.
    pub parcel: Option<String>,
    /// That bind on this day.
    pub on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Consents to the use of land that the caller may see, by the land or by who uses it, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/land-consents", tag = "investment",
    params(LandConsentQuery),
    responses((status = 200, content((Page<LandConsentView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_land_consents(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<LandConsentQuery>,
) -> ApiResult<Response> {
    let filter = LandConsentFilter {
        organization: query.organization,
        region: query.region,
        basis: query.basis,
        parcel_key: query.parcel.as_deref().map(rules::parcel_key),
        on: query.on,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_land_consents(app.db.read(), &scope, &filter, &page).await?;
            let view = |row| LandConsentView::at(row, query.on, access.at);
            Page::of(rows, page.limit, |row| row.id, view).whole()
        }
    })
    .await
}

/// Record that a right holder lets an organization use land for a term. It is no capital and never enters the ledger. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/land-consents", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The organization that may use the land")),
    request_body = LandConsentDraft,
    responses((status = 201, body = LandConsentView), (status = 200, body = LandConsentView, description = "An identical resend")),
)]
pub async fn create_land_consent(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<LandConsentDraft>,
) -> ApiResult<Versioned<LandConsentView>> {
    let tx = app.db.begin_write().await?;
    let keeper = lock(&tx, &access, id).await?;
    let author = access.author();
    let recorder = Recorder { visible: &access.visible, scope: &access.scope };
    let saved = actions::create_land_consent(&tx, recorder, &keeper, &draft, &author).await?;
    tx.commit().await?;
    let version = saved.row.version;
    let view = LandConsentView::at(saved.row, None, access.at)?;
    Ok(Versioned::created(version, view, saved.fresh))
}

/// One consent to the use of land.
#[utoipa::path(
    get, path = "/api/v1/land-consents/{id}", tag = "investment",
    params(("id" = LandConsentId, Path, description = "The consent")),
    responses((status = 200, body = LandConsentView)),
)]
pub async fn find_land_consent(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<LandConsentId>,
) -> ApiResult<Versioned<LandConsentView>> {
    let row = store::find_land_consent(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, LandConsentView::at(row, None, access.at)?))
}

/// End a consent before its term, with the reason; the parcel is free from that day on. The organization that uses the land may, and who keeps the registry of the land's region.
#[utoipa::path(
    post, path = "/api/v1/land-consents/{id}/end", tag = "investment",
    params(("id" = LandConsentId, Path, description = "The consent")),
    request_body = AgreementEndDraft,
    responses((status = 200, body = LandConsentView)),
)]
pub async fn end_land_consent(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<LandConsentId>,
    ApiJson(draft): ApiJson<AgreementEndDraft>,
) -> ApiResult<Versioned<LandConsentView>> {
    let tx = app.db.begin_write().await?;
    let row = store::find_land_consent(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    // The organization, or who keeps the registry of the land's own region; not
    // that of the seat, to which the land is a stranger's.
    let land = stored_region(&row.land_region_code)?;
    if !access.scope.covers(&land, row.organization_id) {
        return Err((&NOT_PERMITTED).into());
    }
    lock_issuer(&tx, &Scope::everything(), row.organization_id).await?;
    // Read anew under the lock.
    let before = store::find_land_consent(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::end_land_consent(&tx, &before, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, LandConsentView::at(row, None, access.at)?))
}
