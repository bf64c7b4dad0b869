//! Money requests are made once, however often they are sent.
//!
//! A key is kept with its answer in the transaction that made it true, and so
//! is the refusal of a request that the rules refused. Two requests with one
//! key at once meet at the lock of what they change, or else at the primary
//! key of the table; the later one then finds the answer of the first.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::audit::Author;
use super::codes;
use super::db::{placeholders, statement};
use super::entity::idempotency_key;
use super::json::JsonText;
use super::problem::{self, ApiError, ApiResult, Problem};
use super::rowset::{self, Rows, Sheet, Verb};
use super::state::AppState;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::UserId;

/// Under this name the method and path of a request are compared.
const TARGET: &str = "path";
/// Bytes of a digest that are kept: two values of one field differ in them.
const DIGEST_BYTES: usize = 8;

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

/// Whose key: two users' keys never meet.
pub type KeyOf = (UserId, String);

/// A request with its key.
#[derive(Debug, Clone)]
pub struct Claim {
    /// User and key.
    pub of: KeyOf,
    operation: Cow<'static, str>,
    /// Digest of each field that is given, by its pointer.
    fields: BTreeMap<String, String>,
}

impl Claim {
    /// The claim of a request: its operation, path and every field of its body;
    /// each item of a list is a field of its own.
    ///
    /// # Errors
    /// 500 without a user, or where the body cannot be written as JSON.
    pub fn of(
        author: &Author,
        key: &IdempotencyKey,
        operation: &'static str,
        body: &impl Serialize,
    ) -> ApiResult<Self> {
        let user_id = author.user_id.ok_or_else(|| ApiError::internal("a key without a user"))?;
        let body = serde_json::to_value(body).map_err(ApiError::internal)?;
        let of = (user_id, key.key.clone());
        let mut fields = BTreeMap::new();
        let mut note = |pointer: String, value: &serde_json::Value| {
            if !value.is_null() {
                let digest = digest(&of, &pointer, &value.to_string());
                fields.insert(pointer, digest);
            }
        };
        note(TARGET.to_owned(), &serde_json::Value::String(key.target.clone()));
        for (name, value) in body.as_object().into_iter().flatten() {
            match value.as_array() {
                Some(items) => {
                    let place = |nth: usize| format!("/{name}/{nth}");
                    items.iter().enumerate().for_each(|(nth, item)| note(place(nth), item));
                }
                None => note(format!("/{name}"), value),
            }
        }
        Ok(Self { of, operation: operation.into(), fields })
    }

    /// The answer that was given to this request before.
    ///
    /// # Errors
    /// 422 that names what differs, where the key was used for another request.
    pub fn replay(&self, known: &Kept) -> ApiResult<Replay> {
        let Kept { claim, answer, .. } = known;
        if claim.operation != self.operation || claim.fields != self.fields {
            return Err(self.reused(&claim.fields).into());
        }
        Ok(answer.clone())
    }

    fn reused(&self, kept: &BTreeMap<String, String>) -> Fault {
        let pointers: BTreeSet<&String> = self.fields.keys().chain(kept.keys()).collect();
        let differ: Vec<&str> = pointers
            .into_iter()
            .filter(|pointer| self.fields.get(*pointer) != kept.get(*pointer))
            .map(String::as_str)
            .collect();
        let fault = match differ.as_slice() {
            [only] if *only != TARGET => Fault::at(&codes::IDEMPOTENCY_KEY_REUSED, *only),
            _ => Fault::new(&codes::IDEMPOTENCY_KEY_REUSED),
        };
        fault.with("fields", differ.join(", "))
    }

    /// The answer that its key has kept. Read it after the lock of what the
    /// request changes: one with the same key, which held it, has committed.
    ///
    /// # Errors
    /// 422 where the key was used for another request; when the database fails.
    pub async fn known(&self, conn: &impl ConnectionTrait) -> ApiResult<Option<Replay>> {
        let kept = find(conn, &[&self.of]).await?;
        kept.get(&self.of).map(|row| self.replay(row)).transpose()
    }

    /// Keeps an answer under its key, in the transaction that made it true.
    ///
    /// # Errors
    /// When the database fails, or another request with the key was faster.
    pub async fn keep(
        &self,
        conn: &impl ConnectionTrait,
        answer: &Replay,
        at: DateTime<Utc>,
    ) -> ApiResult<()> {
        let mut keys = Rows::of(&SHEET);
        keys.push(Kept { claim: self.clone(), answer: answer.clone(), at }.cells()?);
        Ok(rowset::send(conn, vec![keys]).await?)
    }
}

/// A request with the answer that is kept for it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The request.
    pub claim: Claim,
    /// Its answer.
    pub answer: Replay,
    /// When the request came, UTC.
    pub at: DateTime<Utc>,
}

impl Kept {
    fn of(row: idempotency_key::Model) -> ApiResult<Self> {
        let fields = serde_json::from_value(row.fields).map_err(ApiError::internal)?;
        let status = u16::try_from(row.status).map_err(ApiError::internal)?;
        let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
        let of = (row.user_id, row.key);
        let answer = Replay { status, body: JsonText::of(&row.answer)? };
        let claim = Claim { of, operation: row.operation.into(), fields };
        Ok(Self { claim, answer, at: row.created_at })
    }

    /// It as a row of [`SHEET`].
    ///
    /// # Errors
    /// 500 where its fields cannot be written as JSON.
    pub fn cells(self) -> ApiResult<[Value; 7]> {
        let Self { claim, answer, at } = self;
        let fields = serde_json::to_string(&claim.fields).map_err(ApiError::internal)?;
        Ok([
            claim.of.0.into(),
            claim.of.1.into(),
            claim.operation.into_owned().into(),
            fields.into(),
            i32::from(answer.status.as_u16()).into(),
            answer.body.as_str().into(),
            at.into(),
        ])
    }
}

/// Keyed by user and key, so that equal amounts of two requests do not show.
fn digest(of: &KeyOf, pointer: &str, value: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(of.0.uuid().as_bytes());
    for part in [of.1.as_str(), pointer, value] {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    super::vault::hex(&hasher.finalize()[..DIGEST_BYTES])
}

/// An answer that is given again.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Status.
    pub status: StatusCode,
    /// Body.
    pub body: JsonText,
}

impl Replay {
    /// The answer of a request that has made something.
    ///
    /// # Errors
    /// 500 where the view cannot be written as JSON.
    pub fn created(view: &impl Serialize) -> ApiResult<Self> {
        Ok(Self { status: StatusCode::CREATED, body: JsonText::of(view)? })
    }

    /// A refusal, as its client has read it.
    ///
    /// # Errors
    /// 500 where it cannot be written as JSON.
    pub fn refused(error: &ApiError, language: Language, author: &Author) -> ApiResult<Self> {
        let body = JsonText::of(&Problem::of(error, language, &author.request_id))?;
        let status = StatusCode::from_u16(error.status()).map_err(ApiError::internal)?;
        Ok(Self { status, body })
    }
}

impl IntoResponse for Replay {
    fn into_response(self) -> Response {
        let refused = self.status.is_client_error() || self.status.is_server_error();
        let mut response = if refused {
            let mut response = self.status.into_response();
            response.extensions_mut().insert(problem::Kept(self.body));
            response
        } else {
            (self.status, self.body).into_response()
        };
        response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
        response
    }
}

/// What is known of these keys. Read it after the lock of what the requests
/// change: a request with the same key, which held that lock, has committed.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &impl ConnectionTrait, keys: &[&KeyOf]) -> ApiResult<HashMap<KeyOf, Kept>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let engine = conn.get_database_backend();
    let (sql, values) = if engine == DbBackend::Postgres {
        let pairs: Vec<_> = keys.iter().map(|(u, k)| serde_json::json!({"u": u, "k": k})).collect();
        let sql = "SELECT i.* FROM json_to_recordset($1::json) AS r (u uuid, k text) \
                   JOIN idempotency_key i ON i.user_id = r.u AND i.key = r.k";
        (sql.to_owned(), vec![serde_json::Value::Array(pairs).to_string().into()])
    } else {
        let places = placeholders(engine, keys.len(), 2);
        let sql =
            format!("SELECT * FROM idempotency_key WHERE (user_id, key) IN (VALUES {places})");
        let values: Vec<Value> =
            keys.iter().flat_map(|(user, key)| [(*user).into(), key.clone().into()]).collect();
        (sql, values)
    };
    let rows = idempotency_key::Entity::find().from_raw_sql(statement(conn, sql, values));
    let rows = rows.all(conn).await?;
    let known = |row: idempotency_key::Model| Ok(((row.user_id, row.key.clone()), Kept::of(row)?));
    rows.into_iter().map(known).collect()
}

/// The keys as a set of rows, for writers of many tables at once.
pub static SHEET: Sheet = Sheet {
    table: "idempotency_key",
    columns: &[
        ("user_id", "uuid"),
        ("key", "text"),
        ("operation", "text"),
        ("fields", "jsonb"),
        ("status", "integer"),
        ("answer", "jsonb"),
        ("created_at", "timestamptz"),
    ],
    verb: Verb::Insert,
};
