//! Logs and metrics: structured, with request ids, without personal data.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::LogFormat;

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// What a service tells.
const OF_A_SERVICE: &str = "info,sqlx=warn,sea_orm_migration=warn";
/// What the demonstration tells: it loads by long statements, whose slowness is
/// of no use to anybody and whose text fills the terminal.
const OF_A_DEMONSTRATION: &str = "info,sqlx=warn,sqlx::query=error,sea_orm_migration=warn";
/// What a command tells that ends by itself: why it failed.
const OF_A_COMMAND: &str = "warn,sqlx::query=error";

/// Starts the log of a service on the standard error stream; `RUST_LOG` filters.
pub fn start_logging(format: LogFormat) {
    start(format, OF_A_SERVICE);
}

/// As [`start_logging`], for the demonstration.
pub fn start_logging_of_demonstration(format: LogFormat) {
    start(format, OF_A_DEMONSTRATION);
}

/// As [`start_logging`], for a command that ends by itself.
pub fn start_logging_of_command() {
    start(LogFormat::Text, OF_A_COMMAND);
}

fn start(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(filter));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second start in one process (tests) keeps the first subscriber.
    let _already = match format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
}

/// The recorder of this process's metrics.
pub fn metrics() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)
                .ok()?;
            builder.install_recorder().ok()
        })
        .as_ref()
}

/// The method as a label: any token is a legal method, and each would make a
/// series of its own.
fn known_method(method: &Method) -> String {
    let known =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];
    if known.contains(method) { method.to_string() } else { "other".to_owned() }
}

/// Layer: one span and one log line a request, and its metrics. The path is
/// the route's pattern, so that no identifier and no query gets into either.
pub async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("unmatched", MatchedPath::as_str)
        .to_owned();
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        http.method = %method,
        http.route = %route,
        user.id = tracing::field::Empty,
    );
    let response = next.run(request).instrument(span.clone()).await;
    let elapsed = started.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| {
        tracing::info!(http.status = status, duration_ms = elapsed.as_millis(), "answered");
    });
    let labels =
        [("method", known_method(&method)), ("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", &labels).record(elapsed);
    response
}
