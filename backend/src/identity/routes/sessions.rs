//! Signing in and out.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::actors::{Actors, ForgetAfter};
use crate::identity::entity::access_grant::Role;
use crate::identity::entity::app_user::{self, UserStatus};
use crate::identity::gate::{COOKIE, csrf_token};
use crate::identity::rules::{self, SESSION_LIFE};
use crate::identity::{Access, actions, password, problems, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::UserId;
use crate::kernel::period::capital_date;
use crate::platform::audit::Author;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, AppState};

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginDraft {
    /// User name; case does not matter.
    #[schema(min_length = 1, max_length = 64)]
    pub username: String,
    /// Password.
    #[schema(min_length = 1, max_length = 128)]
    pub password: String,
    /// A new password, 12 to 128 characters, in the place of the present one;
    /// needed where that was set by somebody else. Ends all other sessions and
    /// the tokens of the user.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 128)]
    pub new_password: Option<String>,
}

/// The session that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// Who signed in.
    pub user_id: UserId,
    /// Name to sign in with.
    pub username: String,
    /// Roles that the user holds somewhere today.
    pub roles: Vec<Role>,
    /// Send it as `X-CSRF-Token` with every request of this session that changes something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
    /// When the session ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
}

/// The present and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordDraft {
    /// The present password.
    #[schema(min_length = 1, max_length = 128)]
    pub present: String,
    /// The new one: 12 to 128 characters.
    #[schema(min_length = 1, max_length = 128)]
    pub new: String,
}

/// Sign in: opens a session and sets its cookie.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "identity",
    request_body = LoginDraft,
    responses((status = 201, body = SessionView)),
    security(()),
)]
pub async fn create_session(
    State(app): State<AppState>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<LoginDraft>,
) -> ApiResult<Response> {
    let username = draft.username.to_lowercase();
    app.logins.by_address.attempt(&app.client_address(&headers, address))?;
    app.logins.by_account.attempt(&username)?;
    let at = app.clock.now();
    let user = store::find_user_by_name(app.db.read(), &username).await?;
    // A locked account is answered like an unknown one, at the same cost, so
    // that the lock does not tell who exists.
    let open = |user: &app_user::Model| {
        user.status == UserStatus::Active
            && !rules::is_locked(user.locked_until, at)
            && !rules::is_expired(user.one_time_until, at)
    };
    let active = user.filter(open);
    let LoginDraft { password: given, new_password: new, .. } = draft;
    let right =
        password::verify(given.clone(), active.as_ref().map(|user| user.password_hash.clone()))
            .await?;
    let clock = &app.clock;
    let author =
        |user_id| Author { user_id, request_id: request_id(&headers), at, clock: clock.clone() };
    match active {
        Some(user) if right => {
            let until = user.one_time_until;
            rules::check_new_password(until, &user.username, &given, new.as_deref())?;
            sign_in(&app, &user, new, &author(Some(user.id))).await
        }
        Some(user) => {
            // Whoever tried is not known to be the user.
            actions::count_failure(&app.db, user.id, &author(None)).await?;
            Err((&problems::LOGIN_REFUSED).into())
        }
        None => Err((&problems::LOGIN_REFUSED).into()),
    }
}

async fn sign_in(
    app: &AppState,
    user: &app_user::Model,
    new_password: Option<String>,
    author: &Author,
) -> ApiResult<Response> {
    let new_hash = match new_password {
        Some(new) => Some(password::hash(new).await?),
        None => None,
    };
    // The other sessions and the tokens end with the password. Dropped when the
    // login is done, or cut short.
    let _forget = new_hash.is_some().then(|| ForgetAfter(app.shared.of::<Actors>()));
    let grants = store::list_grants(app.db.read(), user.id).await?;
    let today = capital_date(author.at);
    let held = grants
        .into_iter()
        .filter(|grant| grant.valid_from <= today && grant.valid_to.is_none_or(|end| today < end));
    let roles = distinct(held.map(|grant| grant.role));
    let (user_id, username) = (user.id, user.username.clone());
    let opened = actions::open_session(&app.db, user, new_hash, author).await?;
    let view = SessionView {
        user_id,
        username,
        roles,
        csrf_token: Some(csrf_token(&opened.secret)),
        expires_at: Some(opened.expires_at),
    };
    let cookie = cookie(&opened.secret, SESSION_LIFE.num_seconds(), app.edge.secure_cookies)?;
    let mut response = Answer(StatusCode::CREATED, view).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn cookie(secret: &str, seconds: i64, secure: bool) -> ApiResult<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).map_err(ApiError::internal)
}

fn distinct(roles: impl Iterator<Item = Role>) -> Vec<Role> {
    let mut distinct = Vec::new();
    for role in roles {
        if !distinct.contains(&role) {
            distinct.push(role);
        }
    }
    distinct
}

fn request_id(headers: &HeaderMap) -> String {
    let id = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/sessions/current", tag = "identity",
    responses((status = 200, body = SessionView)),
)]
pub async fn find_current_session(access: Access) -> Answer<SessionView> {
    let today = access.today();
    let held = access.actor.grants.iter().filter(|grant| grant.holds_on(today));
    let roles = distinct(held.map(|grant| grant.role));
    let view = SessionView {
        user_id: access.user_id(),
        username: access.actor.username.clone(),
        roles,
        csrf_token: access.session.map(|session| session.csrf_token),
        expires_at: None,
    };
    Answer(StatusCode::OK, view)
}

/// Sign out: ends the session and clears its cookie.
#[utoipa::path(
    delete, path = "/api/v1/sessions/current", tag = "identity",
    responses((status = 204)),
)]
pub async fn delete_current_session(
    State(app): State<AppState>,
    access: Access,
) -> ApiResult<Response> {
    let session = access.require_session()?;
    actions::end_session(&app.db, &session.token_hash, &access.author()).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie("", 0, app.edge.secure_cookies)?);
    Ok(response)
}

/// Change one's own password; ends all sessions and tokens of the user.
#[utoipa::path(
    put, path = "/api/v1/me/password", tag = "identity",
    request_body = PasswordDraft,
    responses((status = 204)),
)]
pub async fn replace_password(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<PasswordDraft>,
) -> ApiResult<StatusCode> {
    access.require_session()?;
    app.logins.by_account.attempt(&access.actor.username)?;
    let user = app_user::Entity::find_by_id(access.user_id()).one(app.db.read()).await?;
    let hash = user.map(|user| user.password_hash);
    let mut faults = Vec::new();
    if !password::verify(draft.present, hash).await? {
        faults.push(Fault::at(&problems::WRONG_PASSWORD, "/present"));
    }
    faults.extend(rules::check_password(&draft.new, &access.actor.username, "/new").err());
    if !faults.is_empty() {
        return Err(faults.into());
    }
    actions::replace_password(&app.db, access.user_id(), draft.new, &access.author()).await?;
    Ok(StatusCode::NO_CONTENT)
}
