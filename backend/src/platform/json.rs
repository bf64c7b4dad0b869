//! JSON in: decoded, checked against the schema, every fault named; and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;

use super::codes;
use super::problem::{ApiError, ApiResult};
use super::state::AppState;
use crate::kernel::fault::Fault;

/// The largest JSON body, in bytes; files have their own, larger bound.
const JSON_BYTES_MAX: usize = 1024 * 1024;

/// A JSON body that conforms to the schema of `T`.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned + ToSchema> FromRequest<AppState> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        require_json(&request)?;
        let bytes = axum::body::to_bytes(request.into_body(), JSON_BYTES_MAX)
            .await
            .map_err(|_| ApiError::from(&codes::BODY_TOO_LARGE))?;
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
        decode(state.schemas, value).map(Self)
    }
}

/// A decoded value of `T`, or every fault of `value` against its schema.
///
/// # Errors
/// All violations of the schema; where the schema is satisfied and decoding
/// still fails, the place and the form expected.
pub fn decode<T: DeserializeOwned + ToSchema>(
    schemas: &super::schemas::Schemas,
    value: Value,
) -> Result<T, ApiError> {
    let faults = schemas.faults(&T::name(), &value);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = pointer_of(&error.path().to_string());
        // The inner text may quote the client's value, so only the place is told.
        Fault::at(&codes::WRONG_FORMAT, pointer).with("expected", T::name()).into()
    })
}

/// JSON pointer of serde's dotted path (`members[0].nik` → `/members/0/nik`).
fn pointer_of(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    let dotted = path.replace('[', ".").replace(']', "");
    dotted.split('.').filter(|part| !part.is_empty()).map(|part| format!("/{part}")).collect()
}

fn malformed(error: &serde_json::Error) -> ApiError {
    let fault = Fault::new(&codes::MALFORMED_JSON);
    fault.with("line", error.line()).with("column", error.column()).into()
}

fn require_json(request: &Request) -> Result<(), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind =
        kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json")) {
        return Ok(());
    }
    Err(Fault::new(&codes::UNSUPPORTED_MEDIA_TYPE).with("expected", "application/json").into())
}

/// A JSON answer with its status.
#[derive(Debug)]
pub struct Answer<T>(pub axum::http::StatusCode, pub T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

/// JSON that is written already: an answer that is sent and kept is made once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonText(Arc<str>);

impl JsonText {
    /// The text of a value.
    ///
    /// # Errors
    /// 500 where it cannot be written as JSON.
    pub fn of(value: &impl Serialize) -> ApiResult<Self> {
        serde_json::to_string(value).map(|text| Self(text.into())).map_err(ApiError::internal)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntoResponse for JsonText {
    fn into_response(self) -> Response {
        written(Bytes::copy_from_slice(self.0.as_bytes()))
    }
}

/// An answer of JSON that stands in `bytes`.
pub fn written(bytes: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}
