//! HTTP of the register.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{issuer, lock};
use crate::identity::Access;
use crate::identity::entity::access_grant::Role;
use crate::investment::actions::{self, Issuer};
use crate::investment::control::store::lock_chain;
use crate::investment::drafts::{ExitDraft, MemberDraft};
use crate::investment::entity::member::{self, ExitReason, HolderClass, MemberStatus, Standing};
use crate::investment::rules;
use crate::investment::store::{self, MemberFilter};
use crate::kernel::ids::{MemberId, OrganizationId, PersonId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::Versioned;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A member or other holder.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    /// Identity.
    pub id: MemberId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Number in the register, without gaps.
    pub register_number: i64,
    /// The person who holds.
    pub holder_person_id: Option<PersonId>,
    /// The organization that holds.
    pub holder_organization_id: Option<OrganizationId>,
    /// Name of the holder.
    pub holder_name: Option<String>,
    /// Whose capital it is.
    pub holder_class: HolderClass,
    /// In what capacity.
    pub standing: Standing,
    /// Where the membership stands.
    pub status: MemberStatus,
    /// Votes in a cooperative's meeting; absent where votes go by shares.
    pub votes: Option<i64>,
    /// Day of application.
    pub applied_on: NaiveDate,
    /// First day in force.
    pub joined_on: Option<NaiveDate>,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Why it ended.
    pub exit_reason: Option<ExitReason>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl MemberView {
    fn of(row: member::Model, issuer: &Issuer, name: Option<String>) -> Self {
        let in_force = row.status == MemberStatus::Active;
        Self {
            id: row.id,
            organization_id: row.organization_id,
            register_number: row.register_number,
            holder_person_id: row.holder_person_id,
            holder_organization_id: row.holder_organization_id,
            holder_name: name,
            holder_class: row.holder_class,
            standing: row.standing,
            status: row.status,
            votes: rules::votes(issuer.legal_form, row.standing, in_force),
            applied_on: row.applied_on,
            joined_on: row.joined_on,
            left_on: row.left_on,
            exit_reason: row.exit_reason,
            created_at: row.created_at,
        }
    }

    async fn named(
        conn: &impl sea_orm::ConnectionTrait,
        row: member::Model,
        issuer: &Issuer,
    ) -> ApiResult<Self> {
        let names = store::holder_names(conn, std::slice::from_ref(&row)).await?;
        let name = names.get(&row.id).cloned();
        Ok(Self::of(row, issuer, name))
    }
}

/// Which members.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// In this capacity.
    pub standing: Option<Standing>,
    /// With this status.
    pub status: Option<MemberStatus>,
    /// In the register on this day: joined by then, and not left; all if left out.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// The register of an issuer, oldest entry first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/members", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), MemberQuery),
    responses((status = 200, content((Page<MemberView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_members(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<MemberQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    let MemberQuery { standing, status, as_of, .. } = query;
    let filter = MemberFilter { standing, status, as_of };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, issuer, filter) = (app.clone(), issuer.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_members(app.db.read(), issuer.id, &filter, &page).await?;
            let mut names = store::holder_names(app.db.read(), &rows).await?;
            let view = |row: member::Model| {
                let name = names.remove(&row.id);
                MemberView::of(row, &issuer, name)
            };
            Ok(Page::of(rows, page.limit, |row| row.id, view))
        }
    })
    .await
}

/// Enter a member or other holder in the register. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/members", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = MemberDraft,
    responses((status = 201, body = MemberView), (status = 200, body = MemberView, description = "An identical resend")),
)]
pub async fn create_member(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<MemberDraft>,
) -> ApiResult<Versioned<MemberView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let author = access.author();
    let saved = actions::create_member(&tx, &access.visible, &issuer, &draft, &author).await?;
    let version = saved.row.version;
    let view = MemberView::named(&tx, saved.row, &issuer).await?;
    tx.commit().await?;
    Ok(Versioned::created(version, view, saved.fresh))
}

/// One member.
#[utoipa::path(
    get, path = "/api/v1/members/{id}", tag = "investment",
    params(("id" = MemberId, Path, description = "The member")),
    responses((status = 200, body = MemberView)),
)]
pub async fn find_member(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MemberId>,
) -> ApiResult<Versioned<MemberView>> {
    let (row, issuer) = reach(&app, &access, id).await?;
    let version = row.version;
    Ok(Versioned::ok(version, MemberView::named(app.db.read(), row, &issuer).await?))
}

/// End a membership; what is held stays until it is taken out.
#[utoipa::path(
    post, path = "/api/v1/members/{id}/exit", tag = "investment",
    params(("id" = MemberId, Path, description = "The member")),
    request_body = ExitDraft,
    responses((status = 200, body = MemberView)),
)]
pub async fn end_membership(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MemberId>,
    ApiJson(draft): ApiJson<ExitDraft>,
) -> ApiResult<Versioned<MemberView>> {
    let (_, issuer) = reach(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    // Before the member, as the journal does; no year is closed meanwhile.
    lock_chain(&tx, issuer.id).await?;
    let row = store::lock_member(&tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let senior = access.reaches_as(&[Role::Administrator], &issuer.region, issuer.id);
    let asked = (&draft, senior);
    let row = actions::end_membership(&tx, &issuer, row, asked, &access.author()).await?;
    let version = row.version;
    let view = MemberView::named(&tx, row, &issuer).await?;
    tx.commit().await?;
    Ok(Versioned::ok(version, view))
}

/// A member with the issuer, if the caller may do this there.
pub(super) async fn reach(
    app: &AppState,
    access: &Access,
    id: MemberId,
) -> ApiResult<(member::Model, Issuer)> {
    let row = store::find_member(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let issuer = issuer(app, access, row.organization_id).await?;
    Ok((row, issuer))
}
