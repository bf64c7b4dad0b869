//! Versions of resources: `ETag` out, `If-Match` in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::codes;
use super::problem::ApiError;
use super::state::AppState;

/// The version that the client read and means to replace.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(i64);

impl IfMatch {
    /// Refuses a change of anything but the version that the client read.
    ///
    /// # Errors
    /// 412 when the resource has changed since.
    pub fn check(self, version: i64) -> Result<(), ApiError> {
        if self.0 == version { Ok(()) } else { Err((&codes::STALE).into()) }
    }
}

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let value = parts.headers.get(header::IF_MATCH).ok_or(&codes::PRECONDITION_MISSING)?;
        let version = value.to_str().ok().and_then(|text| {
            text.trim()
                .trim_start_matches("W/")
                .strip_prefix("\"v")?
                .strip_suffix('"')?
                .parse()
                .ok()
        });
        // A tag that is not one of ours cannot match the present version.
        version.map(Self).ok_or_else(|| ApiError::from(&codes::STALE))
    }
}

/// A JSON answer of a versioned resource, with its `ETag`.
#[derive(Debug)]
pub struct Versioned<T> {
    /// Status of the answer.
    pub status: StatusCode,
    /// Version of the resource.
    pub version: i64,
    /// The resource.
    pub view: T,
}

impl<T> Versioned<T> {
    /// 200 with the resource's version.
    pub fn ok(version: i64, view: T) -> Self {
        Self { status: StatusCode::OK, version, view }
    }

    /// 201 for a resource made now, 200 for an identical resend.
    pub fn created(version: i64, view: T, fresh: bool) -> Self {
        let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
        Self { status, version, view }
    }
}

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"v{}\"", self.version);
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, value);
        }
        (self.status, headers, axum::Json(self.view)).into_response()
    }
}

/// Refuses a versioned change that found no row of the version read.
///
/// # Errors
/// 412.
pub fn require_saved(rows: u64) -> Result<(), ApiError> {
    if rows == 1 { Ok(()) } else { Err((&codes::STALE).into()) }
}

/// Whether the client already holds the content tagged `tag`.
#[must_use]
pub fn is_current(headers: &HeaderMap, tag: &str) -> bool {
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    held.unwrap_or_default().split(',').any(|one| matches!(one.trim(), "*") || one.trim() == tag)
}
