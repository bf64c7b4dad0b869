//! API tokens of the caller.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::entity::api_token;
use crate::identity::rules::TOKEN_DAYS_MAX;
use crate::identity::{Access, actions, store};
use crate::kernel::ids::ApiTokenId;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Read what the owner may read.
    Read,
    /// Also change what the owner may change.
    Write,
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenDraft {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do: `["read"]` or `["read", "write"]`.
    #[schema(min_items = 1, max_items = 2)]
    pub scopes: Vec<TokenScope>,
    /// Days until it expires.
    #[schema(minimum = 1, maximum = 366)]
    pub expires_in_days: u16,
}

/// A token; `secret` is shown once, when it is made.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenView {
    /// Identity.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// Send it as `Authorization: Bearer …`; it cannot be shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl TokenView {
    fn of(row: api_token::Model, secret: Option<String>) -> Self {
        let scopes = if row.can_write {
            vec![TokenScope::Read, TokenScope::Write]
        } else {
            vec![TokenScope::Read]
        };
        Self {
            id: row.id,
            name: row.name,
            scopes,
            created_at: row.created_at,
            expires_at: row.expires_at,
            secret,
        }
    }
}

/// The caller's API tokens that were not revoked, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "identity",
    params(PageQuery),
    responses((status = 200, content((Page<TokenView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_tokens(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, user) = (app.clone(), access.user_id());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_tokens(app.db.read(), user, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, |row| TokenView::of(row, None)))
        }
    })
    .await
}

/// Make an API token for a program.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "identity",
    request_body = TokenDraft,
    responses((status = 201, body = TokenView)),
)]
pub async fn create_token(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<TokenDraft>,
) -> ApiResult<Answer<TokenView>> {
    access.require_session()?;
    let can_write = draft.scopes.contains(&TokenScope::Write);
    let life = TimeDelta::days(i64::from(draft.expires_in_days).min(TOKEN_DAYS_MAX));
    let (row, secret) = actions::create_token(
        &app.db,
        access.user_id(),
        &draft.name,
        can_write,
        life,
        &access.author(),
    )
    .await?;
    Ok(Answer(StatusCode::CREATED, TokenView::of(row, Some(secret))))
}

/// Revoke one of the caller's API tokens.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "identity",
    params(("id" = ApiTokenId, Path, description = "The token")),
    responses((status = 204)),
)]
pub async fn delete_token(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ApiTokenId>,
) -> ApiResult<StatusCode> {
    access.require_session()?;
    actions::delete_token(&app.db, access.user_id(), id, &access.author()).await?;
    Ok(StatusCode::NO_CONTENT)
}
