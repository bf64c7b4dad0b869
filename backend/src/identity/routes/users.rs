//! Users and their grants, kept by administrators.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{EntityTrait, QuerySelect};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::actions::{self, NewGrant, NewUser, UserChange};
use crate::identity::entity::access_grant::{self, ReachKind, Role};
use crate::identity::entity::app_user::{self, UserStatus};
use crate::identity::rules;
use crate::identity::scope::Reach;
use crate::identity::{Access, password, problems, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{GrantId, OrganizationId, PersonId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::platform::clock::fresh_id;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// A user to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDraft {
    /// Name to sign in with: lower-case letters, digits, dot, hyphen, underscore.
    #[schema(pattern = "^[a-z0-9._-]{3,64}$")]
    pub username: String,
    /// Name to show.
    #[schema(min_length = 1, max_length = 200)]
    pub full_name: String,
    /// First password: 12 to 128 characters.
    #[schema(min_length = 1, max_length = 128)]
    pub password: String,
    /// The person of the registry that the user is; one user a person.
    #[serde(default)]
    pub person_id: Option<PersonId>,
}

/// What an administrator may change of a user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserReplacement {
    /// Name to show.
    #[schema(min_length = 1, max_length = 200)]
    pub full_name: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// The person of the registry that the user is; none if left out.
    #[serde(default)]
    pub person_id: Option<PersonId>,
}

/// A user with grants.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserView {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub username: String,
    /// Name to show.
    pub full_name: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// The person of the registry that the user is.
    pub person_id: Option<PersonId>,
    /// Until when the one-time password holds that somebody else set and that is
    /// not used yet; absent where the password is the user's own.
    pub one_time_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Grants, also ended ones; left out in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grants: Option<Vec<GrantView>>,
}

/// A grant to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantDraft {
    /// What the user may do.
    pub role: Role,
    /// Where, kind.
    pub reach: ReachKind,
    /// Where, for reach `region`.
    pub region_code: Option<RegionCode>,
    /// Where, for reach `organization`.
    pub organization_id: Option<OrganizationId>,
    /// First day; today if left out.
    pub valid_from: Option<NaiveDate>,
    /// Day after the last day; open if left out.
    pub valid_to: Option<NaiveDate>,
}

/// A grant.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantView {
    /// Identity.
    pub id: GrantId,
    /// What the user may do.
    pub role: Role,
    /// Where, kind.
    pub reach: ReachKind,
    /// Where, for reach `region`.
    pub region_code: Option<String>,
    /// Where, for reach `organization`.
    pub organization_id: Option<OrganizationId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Day after the last day.
    pub valid_to: Option<NaiveDate>,
}

impl From<access_grant::Model> for GrantView {
    fn from(row: access_grant::Model) -> Self {
        Self {
            id: row.id,
            role: row.role,
            reach: row.reach,
            region_code: row.region_code,
            organization_id: row.organization_id,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

impl UserView {
    fn of(row: app_user::Model, grants: Option<Vec<access_grant::Model>>) -> Self {
        Self {
            id: row.id,
            username: row.username,
            full_name: row.full_name,
            status: row.status,
            person_id: row.person_id,
            one_time_until: row.one_time_until,
            created_at: row.created_at,
            grants: grants.map(|grants| grants.into_iter().map(GrantView::from).collect()),
        }
    }
}

/// All users, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/users", tag = "identity",
    params(PageQuery),
    responses((status = 200, content((Page<UserView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_users(
    State(app): State<AppState>,
    format: Format,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_users(app.db.read(), &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| UserView::of(row, None)))
        }
    })
    .await
}

/// Make a user; grants are given apart.
#[utoipa::path(
    post, path = "/api/v1/users", tag = "identity",
    request_body = UserDraft,
    responses((status = 201, body = UserView)),
)]
pub async fn create_user(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<UserDraft>,
) -> ApiResult<Versioned<UserView>> {
    rules::check_password(&draft.password, &draft.username, "/password")?;
    let password_hash = password::hash(draft.password).await?;
    let new = NewUser {
        id: fresh_id(),
        username: draft.username,
        full_name: draft.full_name,
        password_hash,
        person_id: draft.person_id,
    };
    let tx = app.db.begin_write().await?;
    let row = actions::create_user(&tx, new, &access.author()).await?;
    tx.commit().await?;
    Ok(Versioned::created(row.version, UserView::of(row, Some(Vec::new())), true))
}

/// One user with grants.
#[utoipa::path(
    get, path = "/api/v1/users/{id}", tag = "identity",
    params(("id" = UserId, Path, description = "The user")),
    responses((status = 200, body = UserView)),
)]
pub async fn find_user(
    State(app): State<AppState>,
    ApiPath(id): ApiPath<UserId>,
) -> ApiResult<Versioned<UserView>> {
    let row = app_user::Entity::find_by_id(id)
        .one(app.db.read())
        .await?
        .ok_or_else(ApiError::not_found)?;
    let grants = store::list_grants(app.db.read(), id).await?;
    Ok(Versioned::ok(row.version, UserView::of(row, Some(grants))))
}

/// Change a user's name, status or person.
#[utoipa::path(
    put, path = "/api/v1/users/{id}", tag = "identity",
    params(("id" = UserId, Path, description = "The user"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = UserReplacement,
    responses((status = 200, body = UserView)),
)]
pub async fn replace_user(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<UserId>,
    ApiJson(draft): ApiJson<UserReplacement>,
) -> ApiResult<Versioned<UserView>> {
    let tx = app.db.begin_write().await?;
    let row = app_user::Entity::find_by_id(id)
        .lock_exclusive()
        .one(&tx)
        .await?
        .ok_or_else(ApiError::not_found)?;
    if_match.check(row.version)?;
    let change =
        UserChange { full_name: draft.full_name, status: draft.status, person_id: draft.person_id };
    let row = actions::replace_user(&tx, row, change, &access.author()).await?;
    let grants = store::list_grants(&tx, id).await?;
    tx.commit().await?;
    Ok(Versioned::ok(row.version, UserView::of(row, Some(grants))))
}

/// A password for one login, shown once.
#[derive(Serialize, ToSchema)]
pub struct OneTimePasswordView {
    /// The password; hand it to the user by a way that nobody else reads.
    pub password: String,
    /// No login with it from this instant on.
    pub until: DateTime<Utc>,
}

/// Set a one-time password for a user who forgot theirs: ends their sessions and
/// tokens, and opens a locked account. The login with it asks for a new one.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/password-reset", tag = "identity",
    params(("id" = UserId, Path, description = "The user")),
    responses((status = 201, body = OneTimePasswordView)),
)]
pub async fn reset_password(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<UserId>,
) -> ApiResult<Answer<OneTimePasswordView>> {
    access.require_session()?;
    let user = app_user::Entity::find_by_id(id).one(app.db.read()).await?;
    let user = user.ok_or_else(ApiError::not_found)?;
    if user.id == access.user_id() {
        return Err((&problems::OWN_PASSWORD).into());
    }
    let set = actions::reset_password(&app.db, user.id, &access.author()).await?;
    let view = OneTimePasswordView { password: set.password, until: set.until };
    Ok(Answer(StatusCode::CREATED, view))
}

/// Grant a role within a reach.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/grants", tag = "identity",
    params(("id" = UserId, Path, description = "The user")),
    request_body = GrantDraft,
    responses((status = 201, body = GrantView)),
)]
pub async fn create_grant(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<UserId>,
    ApiJson(draft): ApiJson<GrantDraft>,
) -> ApiResult<Answer<GrantView>> {
    let mut faults = Vec::new();
    let valid_from = draft.valid_from.unwrap_or_else(|| access.today());
    if draft.valid_to.is_some_and(|end| end <= valid_from) {
        faults.push(Fault::at(&problems::PERIOD_REVERSED, "/valid_to"));
    }
    let reach = match (draft.reach, draft.region_code, draft.organization_id) {
        (ReachKind::National, None, None) => Some(Reach::National),
        (ReachKind::Own, None, None) => Some(Reach::Own),
        (ReachKind::Region, Some(code), None) => Some(Reach::Region(code)),
        (ReachKind::Organization, None, Some(id)) => Some(Reach::Organization(id)),
        _ => None,
    };
    let Some(reach) = reach.filter(|_| faults.is_empty()) else {
        if faults.is_empty() {
            faults.push(Fault::at(&problems::REACH_INCOMPLETE, "/reach"));
        }
        return Err(faults.into());
    };
    let tx = app.db.begin_write().await?;
    let user = app_user::Entity::find_by_id(id).one(&tx).await?.ok_or_else(ApiError::not_found)?;
    let new = NewGrant {
        user_id: user.id,
        role: draft.role,
        reach,
        valid_from,
        valid_to: draft.valid_to,
    };
    let row = actions::create_grant(&tx, new, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, row.into()))
}

/// End a grant today.
#[utoipa::path(
    delete, path = "/api/v1/users/{id}/grants/{grant_id}", tag = "identity",
    params(("id" = UserId, Path, description = "The user"), ("grant_id" = GrantId, Path, description = "The grant")),
    responses((status = 204)),
)]
pub async fn delete_grant(
    State(app): State<AppState>,
    access: Access,
    ApiPath((id, grant)): ApiPath<(UserId, GrantId)>,
) -> ApiResult<StatusCode> {
    let tx = app.db.begin_write().await?;
    actions::end_grant(&tx, id, grant, access.today(), &access.author()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
