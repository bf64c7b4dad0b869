//! Whether a client asks for a paper, and the answer.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::{Paper, PdfError};
use crate::platform::problem::{ApiError, ApiResult};
use crate::platform::state::AppState;

/// Whether the client wants a PDF, by `Accept: application/pdf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted(pub bool);

impl FromRequestParts<AppState> for Wanted {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let first = accept.unwrap_or_default().split([',', ';']).next().unwrap_or_default();
        Ok(Self(first.trim().eq_ignore_ascii_case("application/pdf")))
    }
}

/// Answers a paper. It is set and drawn on a thread of its own: thousands of
/// rows take a while, in which other requests go on.
///
/// # Errors
/// 500 where the library refuses.
pub async fn answer(
    name: &str,
    footer: String,
    write: impl FnOnce() -> Result<Paper, ApiError> + Send + 'static,
) -> ApiResult<Response> {
    let drawn = tokio::task::spawn_blocking(move || -> ApiResult<Vec<u8>> {
        write()?.finish(&footer).map_err(|error: PdfError| error.into())
    });
    let bytes = drawn.await.map_err(ApiError::internal)??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")),
    ];
    Ok((headers, bytes).into_response())
}
