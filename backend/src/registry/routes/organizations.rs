//! HTTP of organizations.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::Access;
use crate::identity::access::REGISTRARS;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::query::search_key;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::{self, Context};
use crate::registry::drafts::{OrganizationDraft, Point, degrees};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
use crate::registry::entity::organization_status;
use crate::registry::parameters::Parameters;
use crate::registry::rules::status_on;
use crate::registry::store::{self, OrganizationFilter};

/// An organization.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OrganizationView {
    /// Identity.
    pub id: OrganizationId,
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    pub name: String,
    /// Where it stands today.
    pub status: OrganizationStatus,
    /// Since when.
    pub status_since: NaiveDate,
    /// When its name was approved.
    pub name_approved_on: Option<NaiveDate>,
    /// Kemendagri code of its seat.
    pub region_code: String,
    /// Street address.
    pub address: Option<String>,
    /// Place on the map.
    pub point: Option<Point>,
    /// Day of founding.
    pub founded_on: Option<NaiveDate>,
    /// Founders.
    pub founder_count: Option<i32>,
    /// Tax number, digits only.
    pub npwp: Option<String>,
    /// Business number.
    pub nib: Option<String>,
    /// Cooperative's registration number.
    pub nik_koperasi: Option<String>,
    /// Number of the deed of legal personality.
    pub legal_number: Option<String>,
    /// Whether that number is of an older, free form.
    pub legal_number_legacy: bool,
    /// Business class.
    pub kbli_code: Option<String>,
    /// Edition of the business class.
    pub kbli_version: Option<String>,
    /// Phone of the office, E.164.
    pub phone: Option<String>,
    /// Where the record comes from, if imported; invented organizations of a
    /// demonstration are marked here.
    pub source: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Changes of status, oldest first; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<StatusView>>,
    /// What should be looked at; only after a write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

/// One change of status.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StatusView {
    /// The status.
    pub status: OrganizationStatus,
    /// Since when it counts.
    pub since: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl From<organization_status::Model> for StatusView {
    fn from(row: organization_status::Model) -> Self {
        Self {
            status: row.status,
            since: row.since,
            reason: row.reason,
            recorded_at: row.recorded_at,
        }
    }
}

impl OrganizationView {
    /// The view of a row as of `today`.
    #[must_use]
    pub fn of(row: organization::Model, parameters: &Parameters, today: NaiveDate) -> Self {
        let point = row.latitude_microdegrees.zip(row.longitude_microdegrees);
        Self {
            id: row.id,
            legal_form: row.legal_form,
            status: status_on(row.status, row.name_approved_on, parameters, today),
            name: row.name,
            status_since: row.status_since,
            name_approved_on: row.name_approved_on,
            region_code: row.region_code,
            address: row.address,
            point: point.map(|(latitude, longitude)| Point {
                latitude: degrees(latitude),
                longitude: degrees(longitude),
            }),
            founded_on: row.founded_on,
            founder_count: row.founder_count,
            npwp: row.npwp,
            nib: row.nib,
            nik_koperasi: row.nik_koperasi,
            legal_number: row.legal_number,
            legal_number_legacy: row.legal_number_legacy,
            kbli_code: row.kbli_code,
            kbli_version: row.kbli_edition,
            phone: row.phone,
            source: row.source,
            created_at: row.created_at,
            updated_at: row.updated_at,
            statuses: None,
            warnings: Vec::new(),
        }
    }

    fn warned(self, warnings: &[Fault], language: Language) -> Self {
        Self {
            warnings: warnings.iter().map(|fault| ProblemItem::of(fault, language)).collect(),
            ..self
        }
    }
}

/// Which organizations.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OrganizationQuery {
    /// In this region or below.
    pub region: Option<RegionCode>,
    /// Of this legal form.
    pub legal_form: Option<LegalForm>,
    /// With this status.
    pub status: Option<OrganizationStatus>,
    /// Words of the name.
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// A change of status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusDraft {
    /// The new status.
    pub status: OrganizationStatus,
    /// Since when; today if left out, not in the future.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// Organizations that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations", tag = "registry",
    params(OrganizationQuery),
    responses((status = 200, content((Page<OrganizationView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_organizations(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<OrganizationQuery>,
) -> ApiResult<Response> {
    let filter = OrganizationFilter {
        region: query.region,
        legal_form: query.legal_form,
        status: query.status,
        name_key: search_key(query.search.as_deref())?,
    };
    let today = access.today();
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_organizations(app.db.read(), &scope, &filter, &page).await?;
            let parameters = store::parameters_for(app.db.read(), &rows).await?;
            let view = |row| OrganizationView::of(row, &parameters, today);
            Ok(Page::of(rows, page.limit, |row| row.id, view))
        }
    })
    .await
}

/// Record an organization. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations", tag = "registry",
    request_body = OrganizationDraft,
    responses((status = 201, body = OrganizationView), (status = 200, body = OrganizationView, description = "An identical resend")),
)]
pub async fn create_organization(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<OrganizationDraft>,
) -> ApiResult<Versioned<OrganizationView>> {
    access.require_region(&draft.region_code)?;
    let context = Context::of(&access);
    let tx = app.db.begin_write().await?;
    let saved = actions::create_organization(&tx, &app.vault, draft, None, &context).await?;
    let parameters = store::parameters(&tx).await?;
    tx.commit().await?;
    let version = saved.row.version;
    let view = OrganizationView::of(saved.row, &parameters, context.today);
    Ok(Versioned::created(version, view.warned(&saved.warnings, language(&headers)), saved.fresh))
}

/// One organization with the history of its status.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization")),
    responses((status = 200, body = OrganizationView)),
)]
pub async fn find_organization(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
) -> ApiResult<Versioned<OrganizationView>> {
    let row = store::find_organization(app.db.read(), &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let parameters = store::parameters_for(app.db.read(), std::slice::from_ref(&row)).await?;
    let statuses = store::list_statuses(app.db.read(), id).await?;
    let version = row.version;
    let view = OrganizationView {
        statuses: Some(statuses.into_iter().map(StatusView::from).collect()),
        ..OrganizationView::of(row, &parameters, access.today())
    };
    Ok(Versioned::ok(version, view))
}

/// Replace what is recorded of an organization; its status has its own operation.
#[utoipa::path(
    put, path = "/api/v1/organizations/{id}", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = OrganizationDraft,
    responses((status = 200, body = OrganizationView)),
)]
pub async fn replace_organization(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    if_match: IfMatch,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<OrganizationDraft>,
) -> ApiResult<Versioned<OrganizationView>> {
    let context = Context::of(&access);
    let tx = app.db.begin_write().await?;
    let before = actions::reach_organization(&tx, &access, id).await?;
    if_match.check(before.version)?;
    if draft.region_code.as_str() != before.region_code {
        // Moving an organization needs the reach of both places.
        access.require_region(&draft.region_code)?;
    }
    let region = before.region_code.parse().map_err(ApiError::internal)?;
    let registrar = access.reaches_as(REGISTRARS, &region, before.id);
    let saved = actions::replace_organization(&tx, before, draft, registrar, &context).await?;
    let parameters = store::parameters(&tx).await?;
    tx.commit().await?;
    let version = saved.row.version;
    let view = OrganizationView::of(saved.row, &parameters, context.today);
    Ok(Versioned::ok(version, view.warned(&saved.warnings, language(&headers))))
}

/// Change an organization's status; the history is kept.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/status", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = StatusDraft,
    responses((status = 200, body = OrganizationView)),
)]
pub async fn change_organization_status(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<StatusDraft>,
) -> ApiResult<Versioned<OrganizationView>> {
    let context = Context::of(&access);
    let tx = app.db.begin_write().await?;
    let before = actions::reach_organization(&tx, &access, id).await?;
    let since = draft.since.unwrap_or(context.today);
    let row =
        actions::change_status(&tx, before, draft.status, since, draft.reason, &context).await?;
    let parameters = store::parameters(&tx).await?;
    let statuses = store::list_statuses(&tx, id).await?;
    tx.commit().await?;
    let version = row.version;
    let view = OrganizationView {
        statuses: Some(statuses.into_iter().map(StatusView::from).collect()),
        ..OrganizationView::of(row, &parameters, context.today)
    };
    Ok(Versioned::ok(version, view))
}
