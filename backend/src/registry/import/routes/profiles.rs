//! HTTP of import profiles.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::actions;
use super::super::entity::import_profile;
use super::super::mapping::{ImportProfileDraft, Mapping};
use super::super::store;
use crate::identity::Access;
use crate::kernel::ids::{ImportProfileId, UserId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::Context;

/// A named mapping.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportProfileView {
    /// Identity.
    pub id: ImportProfileId,
    /// Name under which imports ask for it.
    pub name: String,
    /// The mapping.
    pub mapping: Mapping,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ImportProfileView {
    fn of(row: import_profile::Model) -> ApiResult<Self> {
        let mapping = serde_json::from_value(row.mapping).map_err(ApiError::internal)?;
        Ok(Self {
            id: row.id,
            name: row.name,
            mapping,
            created_by: row.created_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// Import profiles, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/import-profiles", tag = "registry",
    params(PageQuery),
    responses((status = 200, content((Page<ImportProfileView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_import_profiles(
    State(app): State<AppState>,
    _access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_profiles(app.db.read(), &page).await?;
            let page = Page::of(rows, page.limit, |row| row.id, ImportProfileView::of);
            let items = page.items.into_iter().collect::<ApiResult<Vec<_>>>()?;
            Ok(Page { items, next_cursor: page.next_cursor })
        }
    })
    .await
}

/// Make a profile. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/import-profiles", tag = "registry",
    request_body = ImportProfileDraft,
    responses((status = 201, body = ImportProfileView), (status = 200, body = ImportProfileView, description = "An identical resend")),
)]
pub async fn create_import_profile(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<ImportProfileDraft>,
) -> ApiResult<Versioned<ImportProfileView>> {
    let tx = app.db.begin_write().await?;
    let saved = actions::create_profile(&tx, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    let version = saved.row.version;
    Ok(Versioned::created(version, ImportProfileView::of(saved.row)?, saved.fresh))
}

/// One profile.
#[utoipa::path(
    get, path = "/api/v1/import-profiles/{id}", tag = "registry",
    params(("id" = ImportProfileId, Path, description = "The profile")),
    responses((status = 200, body = ImportProfileView)),
)]
pub async fn find_import_profile(
    State(app): State<AppState>,
    _access: Access,
    ApiPath(id): ApiPath<ImportProfileId>,
) -> ApiResult<Versioned<ImportProfileView>> {
    let row = store::find_profile(app.db.read(), id, false).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    Ok(Versioned::ok(row.version, ImportProfileView::of(row)?))
}

/// Replace a profile; who made it may, and who reaches the whole nation.
#[utoipa::path(
    put, path = "/api/v1/import-profiles/{id}", tag = "registry",
    params(("id" = ImportProfileId, Path, description = "The profile"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = ImportProfileDraft,
    responses((status = 200, body = ImportProfileView)),
)]
pub async fn replace_import_profile(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<ImportProfileId>,
    ApiJson(draft): ApiJson<ImportProfileDraft>,
) -> ApiResult<Versioned<ImportProfileView>> {
    let tx = app.db.begin_write().await?;
    let before = store::find_profile(&tx, id, true).await?.ok_or_else(ApiError::not_found)?;
    if !access.scope.national && before.created_by != Some(access.user_id()) {
        return Err((&crate::identity::problems::NOT_PERMITTED).into());
    }
    if_match.check(before.version)?;
    let row = actions::replace_profile(&tx, before, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, ImportProfileView::of(row)?))
}
