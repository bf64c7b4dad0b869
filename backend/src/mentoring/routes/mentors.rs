//! HTTP of mentors.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::today_in;
use crate::identity::Access;
use crate::kernel::ids::{MentorId, OrganizationId, PersonId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::actions::{self, Context};
use crate::mentoring::drafts::MentorDraft;
use crate::mentoring::entity::mentor;
use crate::mentoring::rules::is_certificate_expired;
use crate::mentoring::store::{self, MentorFilter};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A mentor.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MentorView {
    /// Identity.
    pub id: MentorId,
    /// Who.
    pub person_id: PersonId,
    /// Their login.
    pub user_id: Option<UserId>,
    /// The organization that sends them.
    pub organization_id: OrganizationId,
    /// Region of that organization.
    pub region_code: String,
    /// Number of the certificate of competence.
    pub certificate_number: Option<String>,
    /// Scheme of the certificate.
    pub certificate_scheme: Option<String>,
    /// Last day of the certificate.
    pub certificate_expires_on: Option<NaiveDate>,
    /// Whether the certificate has run out by today.
    pub certificate_expired: bool,
    /// First day at work.
    pub started_on: NaiveDate,
    /// Last day at work.
    pub ended_on: Option<NaiveDate>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl MentorView {
    fn of(row: mentor::Model, today: NaiveDate) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            user_id: row.user_id,
            organization_id: row.organization_id,
            region_code: row.region_code,
            certificate_number: row.certificate_number,
            certificate_scheme: row.certificate_scheme,
            certificate_expires_on: row.certificate_expires_on,
            certificate_expired: is_certificate_expired(row.certificate_expires_on, today),
            started_on: row.started_on,
            ended_on: row.ended_on,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }

    fn answer(row: mentor::Model, access: &Access, fresh: bool) -> ApiResult<Versioned<Self>> {
        let today = today_in(&stored_region(&row.region_code)?, access);
        Ok(Versioned::created(row.version, Self::of(row, today), fresh))
    }
}

/// Which mentors.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MentorQuery {
    /// Sent by an organization in this region or below.
    pub region: Option<RegionCode>,
    /// Sent by this organization.
    pub organization: Option<OrganizationId>,
    /// At work on this day.
    pub at_work_on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Mentors that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/mentors", tag = "mentoring",
    params(MentorQuery),
    responses((status = 200, content((Page<MentorView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_mentors(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<MentorQuery>,
) -> ApiResult<Response> {
    let filter = MentorFilter {
        region: query.region,
        organization: query.organization,
        at_work_on: query.at_work_on,
    };
    let today = access.today();
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_mentors(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| MentorView::of(row, today)))
        }
    })
    .await
}

/// Record a mentor. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/mentors", tag = "mentoring",
    request_body = MentorDraft,
    responses((status = 201, body = MentorView), (status = 200, body = MentorView, description = "An identical resend")),
)]
pub async fn create_mentor(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<MentorDraft>,
) -> ApiResult<Versioned<MentorView>> {
    let tx = app.db.begin_write().await?;
    require_sender(&tx, &access, draft.organization_id).await?;
    let context = Context::of(&access, &tx).await?;
    let saved = actions::create_mentor(&tx, draft, &context).await?;
    tx.commit().await?;
    MentorView::answer(saved.row, &access, saved.fresh)
}

/// One mentor.
#[utoipa::path(
    get, path = "/api/v1/mentors/{id}", tag = "mentoring",
    params(("id" = MentorId, Path, description = "The mentor")),
    responses((status = 200, body = MentorView)),
)]
pub async fn find_mentor(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MentorId>,
) -> ApiResult<Versioned<MentorView>> {
    let row = store::find_mentor(app.db.read(), &access.scope, id).await?;
    MentorView::answer(row.ok_or_else(ApiError::not_found)?, &access, false)
}

/// Replace what is recorded of a mentor; an end ends their assignments.
#[utoipa::path(
    put, path = "/api/v1/mentors/{id}", tag = "mentoring",
    params(("id" = MentorId, Path, description = "The mentor"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = MentorDraft,
    responses((status = 200, body = MentorView)),
)]
pub async fn replace_mentor(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<MentorId>,
    ApiJson(draft): ApiJson<MentorDraft>,
) -> ApiResult<Versioned<MentorView>> {
    let tx = app.db.begin_write().await?;
    let visible = store::find_mentor(&tx, &access.visible, id).await?.is_some();
    let before = store::lock_mentor(&tx, id).await?;
    let before = before.filter(|_| visible).ok_or_else(ApiError::not_found)?;
    let region = stored_region(&before.region_code)?;
    if !access.scope.covers(&region, before.organization_id) {
        return Err((&crate::identity::problems::NOT_PERMITTED).into());
    }
    if_match.check(before.version)?;
    if draft.organization_id != before.organization_id {
        // Sending a mentor elsewhere needs the reach of both places.
        require_sender(&tx, &access, draft.organization_id).await?;
    }
    let context = Context::of(&access, &tx).await?;
    let saved = actions::replace_mentor(&tx, before, draft, &context).await?;
    tx.commit().await?;
    MentorView::answer(saved.row, &access, false)
}

/// Refuses an organization outside the caller's reach: as not found where
/// they may not know of it.
pub(super) async fn require_sender(
    tx: &sea_orm::DatabaseTransaction,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<()> {
    let row = crate::registry::store::find_organization(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    access.require(&stored_region(&row.region_code)?, row.id)
}
