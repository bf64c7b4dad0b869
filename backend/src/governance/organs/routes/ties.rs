//! HTTP of family ties.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{house, lock};
use crate::governance::organs::actions;
use crate::governance::organs::drafts::FamilyTieDraft;
use crate::governance::organs::entity::family_tie::{self, TieRelation};
use crate::governance::organs::store;
use crate::identity::Access;
use crate::kernel::ids::{FamilyTieId, OrganizationId, PersonId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// A declared family tie.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FamilyTieView {
    /// Identity.
    pub id: FamilyTieId,
    /// The organization that declared it.
    pub organization_id: OrganizationId,
    /// One of them.
    pub person_id: PersonId,
    /// The other.
    pub other_person_id: PersonId,
    /// How they are related.
    pub relation: TieRelation,
    /// When it was declared.
    pub declared_on: NaiveDate,
    /// When it was taken back.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<family_tie::Model> for FamilyTieView {
    fn from(row: family_tie::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            person_id: row.person_id,
            other_person_id: row.other_person_id,
            relation: row.relation,
            declared_on: row.declared_on,
            withdrawn_at: row.withdrawn_at,
            created_at: row.created_at,
        }
    }
}

/// Family ties that an organization declared, those taken back too, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/family-ties", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization"), PageQuery),
    responses((status = 200, content((Page<FamilyTieView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_family_ties(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    house(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_ties(app.db.read(), id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, FamilyTieView::from))
        }
    })
    .await
}

/// Declare that two persons are related; refused while both sit among board and supervisors of one Merah Putih cooperative (R48). With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/family-ties", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = FamilyTieDraft,
    responses((status = 201, body = FamilyTieView), (status = 200, body = FamilyTieView, description = "An identical resend")),
)]
pub async fn declare_family_tie(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<FamilyTieDraft>,
) -> ApiResult<Answer<FamilyTieView>> {
    let tx = app.db.begin_write().await?;
    let house = lock(&tx, &access, id).await?;
    let author = access.author();
    let saved = actions::declare_family_tie(&tx, &house, &draft, &access.scope, &author).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// Take a declared tie back: it was an error, or has ended.
#[utoipa::path(
    post, path = "/api/v1/family-ties/{id}/withdraw", tag = "governance",
    params(("id" = FamilyTieId, Path, description = "The tie")),
    responses((status = 200, body = FamilyTieView)),
)]
pub async fn withdraw_family_tie(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<FamilyTieId>,
) -> ApiResult<Answer<FamilyTieView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_tie(&tx, &access.visible, id).await?;
    lock(&tx, &access, found.ok_or_else(ApiError::not_found)?.organization_id).await?;
    // Read again under the lock: another request may have taken it back meanwhile.
    let before = store::find_tie(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::withdraw_family_tie(&tx, &before, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
