//! Money requests are made once, however often they are sent.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::audit::Author;
use super::codes;
use super::db::statement;
use super::entity::idempotency_key;
use super::problem::{ApiError, ApiResult};
use super::state::AppState;
use crate::kernel::ids::UserId;

/// The header of a request that moves money.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKey {
    /// A new key for each transaction, the same one for its retry: 1 to 128
    /// letters, digits, dots, underscores or hyphens.
    #[param(rename = "Idempotency-Key", required = true, pattern = "^[A-Za-z0-9._-]{1,128}$")]
    pub key: String,
    /// Method and path of the request: the same key on another path is another request.
    #[param(ignore)]
    pub target: String,
}

impl FromRequestParts<AppState> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let value = parts.headers.get("idempotency-key").and_then(|value| value.to_str().ok());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        match value {
            Some(key) if (1..=128).contains(&key.len()) && key.bytes().all(allowed) => Ok(Self {
                key: key.to_owned(),
                target: format!("{} {}", parts.method, parts.uri.path()),
            }),
            _ => Err((&codes::IDEMPOTENCY_KEY_MISSING).into()),
        }
    }
}

/// What a claim of a key found.
#[derive(Debug)]
pub enum Claim {
    /// The request is new: carry it out, then [`Ticket::keep`] the answer.
    Fresh(Ticket),
    /// It was carried out before: give this answer again.
    Replay(Replay),
}

/// A claimed key that waits for its answer.
#[derive(Debug)]
pub struct Ticket {
    user_id: UserId,
    key: String,
}

/// A stored answer.
#[derive(Debug)]
pub struct Replay {
    status: StatusCode,
    body: serde_json::Value,
}

impl IntoResponse for Replay {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body)).into_response();
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
        response
    }
}

/// Claims `key` for this request inside its transaction: a second request with
/// the same key waits here until the first one commits or rolls back.
///
/// # Errors
/// 422 when the key was used for another operation or another body.
pub async fn claim(
    conn: &impl ConnectionTrait,
    author: &Author,
    key: &IdempotencyKey,
    operation: &str,
    body: &impl Serialize,
) -> ApiResult<Claim> {
    let user_id = author.user_id.ok_or_else(|| ApiError::internal("a key without a user"))?;
    let request_hash = hash(&key.target, body)?;
    let row = idempotency_key::ActiveModel {
        user_id: Set(user_id),
        key: Set(key.key.clone()),
        operation: Set(operation.to_owned()),
        request_hash: Set(request_hash.clone()),
        status: Set(0),
        answer: Set(None),
        created_at: Set(author.at),
    };
    let inserted = idempotency_key::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(conn)
        .await?;
    let ticket = Ticket { user_id, key: key.key.clone() };
    if inserted == 1 {
        return Ok(Claim::Fresh(ticket));
    }
    let known = idempotency_key::Entity::find_by_id((user_id, key.key.clone())).one(conn).await?;
    let known = known.ok_or_else(|| ApiError::internal("a claimed key vanished"))?;
    if known.operation != operation || known.request_hash != request_hash {
        return Err((&codes::IDEMPOTENCY_KEY_REUSED).into());
    }
    let status =
        u16::try_from(known.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    Ok(Claim::Replay(Replay {
        status: status.ok_or_else(|| ApiError::internal("a claimed key kept no answer"))?,
        body: known.answer.unwrap_or_default(),
    }))
}

impl Ticket {
    /// Keeps the answer for retries, in the transaction that made it true.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep(
        self,
        conn: &impl ConnectionTrait,
        status: StatusCode,
        answer: &impl Serialize,
    ) -> ApiResult<()> {
        let answer = serde_json::to_value(answer).map_err(ApiError::internal)?;
        // Raw, because the builder would read the whole row back.
        let sql =
            "UPDATE idempotency_key SET status = $3, answer = $4 WHERE user_id = $1 AND key = $2";
        let values = vec![
            self.user_id.into(),
            self.key.into(),
            i32::from(status.as_u16()).into(),
            answer.into(),
        ];
        conn.execute_raw(statement(conn, sql, values)).await?;
        Ok(())
    }
}

fn hash(target: &str, body: &impl Serialize) -> ApiResult<String> {
    let bytes = serde_json::to_vec(&(target, body)).map_err(ApiError::internal)?;
    Ok(super::vault::hex(&Sha256::digest(&bytes)))
}
