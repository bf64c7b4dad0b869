//! Errors on the wire: RFC 9457 `application/problem+json`.
//!
//! Handlers return [`ApiError`]; its response carries the faults as an
//! extension, and the layer [`render`] writes the body once the language and
//! the request id are known. The same layer gives the framework's own error
//! answers (404, 405, 413 …) the same shape.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError, SqlxSqliteError};
use serde::Serialize;
use utoipa::ToSchema;

use super::codes;
use super::json::JsonText;
use crate::kernel::fault::{Code, Fault, Language};

/// The media type of every error answer.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A request that is refused: all the faults found, at least one.
#[derive(Debug, Clone)]
pub struct ApiError {
    faults: Vec<Fault>,
    retry_after_seconds: Option<u64>,
}

/// What handlers return.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// Nothing is there, or nothing that the caller may see.
    #[must_use]
    pub fn not_found() -> Self {
        Fault::new(&codes::NOT_FOUND).into()
    }

    /// The caller should come back after `seconds`.
    #[must_use]
    pub fn retry_after(code: &'static Code, seconds: u64) -> Self {
        let fault = Fault::new(code).with("seconds", seconds);
        Self { faults: vec![fault], retry_after_seconds: Some(seconds) }
    }

    /// A failure of ours: the cause goes to the log, never to the client.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "request failed inside");
        Fault::new(&codes::INTERNAL).into()
    }

    /// The faults, first the one that decides the status.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Status of the whole answer: that of the only fault, or of the gravest.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.faults.iter().map(|fault| fault.code.status).min().unwrap_or(500)
    }

    /// The fault that names the problem: the only one, or "several".
    fn headline(&self) -> Fault {
        match self.faults.as_slice() {
            [only] => only.clone(),
            several => Fault::new(&codes::INVALID).with("count", several.len()),
        }
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault], retry_after_seconds: None }
    }
}

impl From<Vec<Fault>> for ApiError {
    fn from(faults: Vec<Fault>) -> Self {
        if faults.is_empty() {
            return Self::internal("a refusal without a fault");
        }
        Self { faults, retry_after_seconds: None }
    }
}

impl From<&'static Code> for ApiError {
    fn from(code: &'static Code) -> Self {
        Fault::new(code).into()
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        if let Some(code) = passing(&error) {
            tracing::warn!(error = %error, problem = code.name, "the database is not at hand");
            return Self::retry_after(code, 1);
        }
        match error.sql_err() {
            // Rules check before they write; a key that still collides is a race.
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                tracing::info!("a unique key collided under concurrency");
                Fault::new(&codes::CONFLICT).into()
            }
            _ if matches!(error, DbErr::RecordNotUpdated) => Fault::new(&codes::STALE).into(),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
                Fault::new(&codes::REFERENCE_UNKNOWN).into()
            }
            _ => Self::internal(error),
        }
    }
}

/// What passes by itself or by an operator's hand, so that the client should
/// simply try again: a database that is busy, gone, or has no room.
fn passing(error: &DbErr) -> Option<&'static Code> {
    let cause = match error {
        DbErr::ConnectionAcquire(_) => return Some(&codes::BUSY),
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => cause,
        _ => return None,
    };
    if let SqlxError::Io(_)
    | SqlxError::Tls(_)
    | SqlxError::PoolTimedOut
    | SqlxError::PoolClosed
    | SqlxError::WorkerCrashed = cause.as_ref()
    {
        // Whether a commit reached the server is not known then: the key tells.
        return Some(&codes::BUSY);
    }
    let refused = cause.as_database_error()?;
    let code = refused.code()?;
    if refused.try_downcast_ref::<SqlxSqliteError>().is_some() {
        // The lowest byte is the kind; the rest says more of it.
        return match code.parse::<u32>().ok()? & 0xff {
            // BUSY, LOCKED, and INTERRUPT: a statement that ran out of its time.
            5 | 6 | 9 => Some(&codes::BUSY),
            // IOERR and FULL.
            10 | 13 => Some(&codes::STORAGE_FULL),
            _ => None,
        };
    }
    match code.as_ref() {
        // The disk is full, or fails.
        "53100" | "58030" => Some(&codes::STORAGE_FULL),
        "55P03" => Some(&codes::HELD),
        // Deadlock, serialisation, cancelled by timeout, shutting down, out of
        // memory or connections.
        "40P01" | "40001" | "57014" | "57P01" | "57P02" | "57P03" | "53200" | "53300" => {
            Some(&codes::BUSY)
        }
        // The connection broke.
        other => other.starts_with("08").then_some(&codes::BUSY),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// An error answer (RFC 9457), in Indonesian or English by `Accept-Language`.
#[derive(Debug, Serialize, serde::Deserialize, ToSchema)]
pub struct Problem {
    /// Address of the explanation of this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short name of the problem.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong and what to do.
    pub detail: String,
    /// Stable machine name; never renamed.
    pub code: String,
    /// Name this to the operator when asking for help.
    pub request_id: String,
    /// Every fault found, each with its place.
    pub errors: Vec<ProblemItem>,
    /// The law or standard that refuses, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

/// One fault of a problem.
#[derive(Debug, Serialize, serde::Deserialize, ToSchema)]
pub struct ProblemItem {
    /// JSON pointer into the body, `?name` for a query parameter, empty for the whole.
    pub pointer: String,
    /// Stable machine name of the fault.
    pub code: String,
    /// What is wrong and what to do.
    pub detail: String,
}

impl ProblemItem {
    /// A fault in one language; also used for warnings and import reports.
    #[must_use]
    pub fn of(fault: &Fault, language: Language) -> Self {
        Self {
            pointer: fault.pointer.clone(),
            code: fault.code.name.to_owned(),
            detail: fault.detail(language),
        }
    }
}

impl Problem {
    /// The answer that tells of `error` in one language.
    #[must_use]
    pub fn of(error: &ApiError, language: Language, request_id: &str) -> Self {
        let headline = error.headline();
        let mut bases: Vec<&str> = error.faults.iter().map(|fault| fault.code.basis).collect();
        bases.retain(|basis| !basis.is_empty());
        bases.dedup();
        Self {
            kind: format!("/docs/problems#{}", headline.code.name),
            title: headline.code.title.in_language(language).to_owned(),
            status: error.status(),
            detail: headline.detail(language),
            code: headline.code.name.to_owned(),
            request_id: request_id.to_owned(),
            errors: error.faults.iter().map(|fault| ProblemItem::of(fault, language)).collect(),
            legal_basis: (!bases.is_empty()).then(|| bases.join("; ")),
        }
    }
}

/// The body of an error answer that was given before and is given again as it
/// was: an extension of the response, which [`render`] then leaves alone.
#[derive(Debug, Clone)]
pub struct Kept(pub JsonText);

/// The language a client asks for; Indonesian unless English is preferred.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let first = wish.unwrap_or_default().split(',').next().unwrap_or_default();
    if first.trim().to_ascii_lowercase().starts_with("en") {
        Language::English
    } else {
        Language::Indonesian
    }
}

/// Layer: writes the body of every error answer.
pub async fn render(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let response = next.run(request).await;
    if !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    if let Some(Kept(body)) = response.extensions().get::<Kept>() {
        let body = body.as_str().as_bytes().to_vec();
        return with_body(response, body);
    }
    let error = match response.extensions().get::<ApiError>() {
        Some(error) => error.clone(),
        None => Fault::new(code_of_status(response.status())).into(),
    };
    let problem = Problem::of(&error, language, &request_id);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut answer = with_body(response, body);
    *answer.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

fn with_body(response: Response, body: Vec<u8>) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::TRANSFER_ENCODING);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    Response::from_parts(parts, Body::from(body))
}

/// The code for an error answer that the framework made.
fn code_of_status(status: StatusCode) -> &'static Code {
    match status.as_u16() {
        404 => &codes::NOT_FOUND,
        405 => &codes::METHOD_NOT_ALLOWED,
        408 => &codes::REQUEST_TIMEOUT,
        413 => &codes::BODY_TOO_LARGE,
        415 => &codes::UNSUPPORTED_MEDIA_TYPE,
        503 => &codes::BUSY,
        400..=499 => &codes::BAD_PARAMETER,
        _ => &codes::INTERNAL,
    }
}
