//! The service put together: state, routes, layers, and serving until told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::error_handling::HandleErrorLayer;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::{BoxError, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{Service, ServiceBuilder};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::config::Limits;
use crate::identity::gate::enforce;
use crate::investment;
use crate::openapi;
use crate::platform::clock::Clock;
use crate::platform::db::Database;
use crate::platform::rollup::{self, Freshness};
use crate::platform::shared::Shared;
use crate::platform::state::Edge;
use crate::platform::vault::Vault;
use crate::platform::{ApiError, AppState, codes, problem};
use crate::{telemetry, web};

mod sweep;

pub use sweep::sweep;

/// How often this process looks for deltas and for what others folded.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// At each such look the roll-ups are folded: once a second.
const LOOKS_PER_FOLD: u32 = 4;

/// Makes the shared state; the database is open and migrated.
///
/// # Errors
/// A text that names the request schema that does not compile: a fault of ours.
pub fn state(db: Database, clock: Clock, vault: Vault, edge: Edge) -> Result<AppState, String> {
    Ok(AppState {
        db,
        clock,
        vault: Arc::new(vault),
        schemas: &openapi::contract()?.schemas,
        freshness: Freshness::default(),
        shared: Shared::default(),
        logins: Arc::default(),
        edge,
    })
}

/// All routes with all layers.
///
/// # Errors
/// As [`openapi::contract`].
pub fn router(state: &AppState, limits: &Limits) -> Result<Router, String> {
    let contract = openapi::contract()?;
    let gate = from_fn_with_state((state.clone(), &contract.operations), enforce);
    let api = contract.routes.clone().route_layer(gate);
    let api = api.layer(set_header("cache-control", "no-store"));
    let routes = api.merge(web::router(contract.document.clone())).with_state(state.clone());
    let guarded = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|_: BoxError| async {
            ApiError::retry_after(&codes::BUSY, 1).into_response()
        }))
        .load_shed()
        // One bound for all routes; the plain layer would give each its own.
        .layer(GlobalConcurrencyLimitLayer::new(limits.concurrency))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(limits.request_timeout_seconds),
        ));
    let request_id = HeaderName::from_static("x-request-id");
    // The first layer of a ServiceBuilder is the outermost.
    Ok(routes.layer(guarded).merge(web::liveness()).layer(
        ServiceBuilder::new()
            .map_request(forget_request_id)
            .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
            .layer(PropagateRequestIdLayer::new(request_id))
            .layer(from_fn(telemetry::observe))
            .layer(CompressionLayer::new())
            .layer(security_headers())
            .option_layer(cors(&limits.cors_origins))
            .layer(from_fn(problem::render))
            .layer(CatchPanicLayer::custom(|_| {
                ApiError::internal("a handler panicked").into_response()
            }))
            .layer(DefaultBodyLimit::disable())
            .layer(RequestBodyLimitLayer::new(limits.body_bytes)),
    ))
}

/// Request ids are ours: a client's own could carry anything into the log.
fn forget_request_id(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

fn cors(origins: &[HeaderValue]) -> Option<CorsLayer> {
    let methods = [
        axum::http::Method::GET,
        axum::http::Method::POST,
        axum::http::Method::PUT,
        axum::http::Method::DELETE,
    ];
    let headers = [
        header::CONTENT_TYPE,
        header::AUTHORIZATION,
        header::IF_MATCH,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("x-csrf-token"),
    ];
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(origins.to_vec()))
            .allow_methods(methods)
            .allow_headers(headers)
            .expose_headers([
                header::ETAG,
                header::RETRY_AFTER,
                HeaderName::from_static("x-request-id"),
                HeaderName::from_static("idempotency-replayed"),
            ])
            .allow_credentials(true)
    })
}

type HeaderLayer = SetResponseHeaderLayer<HeaderValue>;

/// Sets a header of every answer that does not carry it yet.
fn set_header(name: &'static str, value: &'static str) -> HeaderLayer {
    let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
    SetResponseHeaderLayer::if_not_present(name, value)
}

fn security_headers() -> tower::layer::util::Stack<
    HeaderLayer,
    tower::layer::util::Stack<HeaderLayer, tower::layer::util::Stack<HeaderLayer, HeaderLayer>>,
> {
    use tower::layer::util::Stack;
    Stack::new(
        set_header("x-content-type-options", "nosniff"),
        Stack::new(
            set_header("referrer-policy", "no-referrer"),
            Stack::new(
                set_header("x-frame-options", "DENY"),
                set_header(
                    "content-security-policy",
                    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
                ),
            ),
        ),
    )
}

/// Serves until `stop` resolves, then lets requests in flight finish.
///
/// # Errors
/// When the routes cannot be made or the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let routes = router(&state, limits).map_err(std::io::Error::other)?;
    let sweeper = tokio::spawn(sweep::sweep_daily(state.clone(), limits.clone()));
    let folder = tokio::spawn(fold_forever(state.clone()));
    // HTTP/1.1 alone: its header timeout also ends connections that say nothing.
    // A reverse proxy in front speaks TLS and HTTP/2 to the world.
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.header_timeout_seconds));
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let (stream, address) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // Out of file descriptors or a client gone: the listener itself stands.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        // Beyond the bound a connection is closed at once; its client tries again.
        let Ok(place) = places.clone().try_acquire_owned() else { continue };
        stream.set_nodelay(true).ok();
        let connection =
            server.serve_connection(TokioIo::new(stream), service(routes.clone(), address));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    tracing::info!("stopping: requests in flight may finish");
    let patience = Duration::from_secs(limits.request_timeout_seconds);
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    // What waits for the ledger is committed, also for clients that went away.
    investment::journal::writer::stop(&state).await;
    folder.abort();
    sweeper.abort();
    Ok(())
}

/// The router as a hyper service that knows its client's address.
fn service(
    routes: Router,
    address: SocketAddr,
) -> impl hyper::service::Service<
    hyper::Request<hyper::body::Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send + 'static,
> + Clone {
    hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        routes.clone().call(request)
    })
}

/// Folds the roll-ups for as long as the service runs, and looks in between
/// whether another process did.
async fn fold_forever(state: AppState) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for turn in (0..LOOKS_PER_FOLD).cycle() {
        ticks.tick().await;
        let (db, clock, freshness) = (&state.db, &state.clock, &state.freshness);
        let done = if turn == 0 {
            rollup::fold(db, clock, freshness).await.map(drop)
        } else {
            rollup::look(db, clock, freshness).await.map(drop)
        };
        if let Err(error) = done {
            tracing::warn!(%error, "roll-ups could not be folded; the deltas stay for the next time");
        }
    }
}
