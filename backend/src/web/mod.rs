//! What the service serves beside the API: a front page, the API reference,
//! the register of problems, health and metrics.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::openapi;
use crate::platform::db::statement;
use crate::platform::json::written;
use crate::platform::{ApiError, AppState};
use crate::telemetry;
use sea_orm::ConnectionTrait;

/// The routes beside the API; none needs signing in, none shows data.
pub fn router(document: Bytes) -> Router<AppState> {
    let reference = SwaggerUi::new("/docs").config(Config::from("/openapi.json"));
    Router::new()
        .route("/", get(front_page))
        .route("/docs/problems", get(problems))
        .route("/openapi.json", get(move || std::future::ready(written(document.clone()))))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .merge(reference)
        .fallback(|| std::future::ready(ApiError::not_found()))
}

/// Whether the process lives: outside the bound on concurrent requests, so that
/// a busy service is not taken for a dead one.
pub fn liveness() -> Router {
    Router::new().route("/health/live", get(|| std::future::ready("ok\n")))
}

async fn front_page() -> Html<&'static str> {
    Html(include_str!("front_page.html"))
}

async fn problems() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], openapi::problems_markdown())
}

/// Ready when the database answers.
async fn ready(State(app): State<AppState>) -> Result<&'static str, ApiError> {
    let ask = statement(app.db.read(), "SELECT generation FROM rollup_state WHERE id = 1", vec![]);
    app.db.read().query_one_raw(ask).await?;
    Ok("ok\n")
}

async fn metrics() -> Response {
    match telemetry::metrics() {
        Some(handle) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
            (kind, handle.render()).into_response()
        }
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
