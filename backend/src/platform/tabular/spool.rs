//! Uploads on their way to a reader.

use axum::body::Body;
use futures_util::StreamExt;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use crate::platform::problem::{ApiError, ApiResult};

/// The body in a nameless file that is gone when it is closed.
///
/// # Errors
/// 413 for a body that is too large.
pub async fn spool(body: Body) -> ApiResult<tokio::fs::File> {
    let file = tempfile::tempfile().map_err(ApiError::internal)?;
    let mut file = tokio::fs::File::from_std(file);
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| ApiError::from(&crate::platform::codes::BODY_TOO_LARGE))?;
        file.write_all(&piece).await.map_err(ApiError::internal)?;
    }
    file.flush().await.map_err(ApiError::internal)?;
    file.rewind().await.map_err(ApiError::internal)?;
    Ok(file)
}
