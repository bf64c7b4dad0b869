//! Where the service meets the network: limits, headers, health, stopping.

use std::time::Duration;

use kibm::config::{ConfigError, DEMO_SECRET, Limits, vault_of};
use kibm::platform::ApiError;
use kibm::platform::db::Database;
use kibm::platform::vault::VaultError;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Fresh, TestApp, at_once, fresh_database};

#[tokio::test]
async fn every_answer_has_a_request_id_and_security_headers() {
    let app = TestApp::spawn().await;
    for path in ["/", "/api/v1/regions", "/nowhere"] {
        let answer = app.anonymous("GET", path, None).await;

        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'self'"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "CORS is off: {path}");
    }
}

#[tokio::test]
async fn a_client_cannot_choose_the_request_id() {
    let app = TestApp::spawn().await;
    let user = app.user_with(Vec::new()).await;

    let answer = user.send("GET", "/api/v1/nowhere", None, &[("x-request-id", "forged")]).await;

    assert_ne!(answer.header("x-request-id"), "forged");
    assert_eq!(answer.json()["request_id"], answer.header("x-request-id"));
}

#[tokio::test]
async fn what_the_framework_refuses_is_a_problem_too() {
    let app = TestApp::spawn().await;

    let unknown = app.anonymous("GET", "/api/v1/nowhere", None).await;
    let method = app.anonymous("PUT", "/api/v1/regions", None).await;

    assert_eq!((unknown.status, unknown.code().as_str()), (404, "not_found"));
    assert_eq!((method.status, method.code().as_str()), (405, "method_not_allowed"));
}

#[tokio::test]
async fn the_pages_need_no_outside_network() {
    let app = TestApp::spawn().await;

    let front = app.anonymous("GET", "/", None).await.expect(200);
    let reference = app.anonymous("GET", "/docs/", None).await.expect(200);
    let document = app.anonymous("GET", "/openapi.json", None).await.expect(200).json();
    let problems = app.anonymous("GET", "/docs/problems", None).await.expect(200);

    assert!(front.text.contains("/docs") && front.text.contains("/openapi.json"));
    for page in [&front, &reference] {
        assert!(
            !page.text.contains("src=\"http") && !page.text.contains("href=\"http"),
            "{}",
            page.text
        );
    }
    assert_eq!(
        document["openapi"].as_str().unwrap().split('.').take(2).collect::<Vec<_>>(),
        ["3", "1"]
    );
    assert!(problems.text.contains("## not_found"));
}

#[tokio::test]
async fn health_and_metrics_answer_without_a_credential() {
    let app = TestApp::spawn().await;
    kibm::telemetry::metrics();
    app.anonymous("GET", "/health/live", None).await.expect(200);
    app.anonymous("GET", "/health/ready", None).await.expect(200);

    let metrics = app.anonymous("GET", "/metrics", None).await.expect(200);

    assert!(metrics.text.contains("http_requests_total"), "{}", metrics.text);
    assert!(!metrics.text.contains("8102"), "no identifier stands in a metric");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let app = TestApp::spawn_with(Limits { body_bytes: 1_000, ..Limits::default() }).await;
    let admin = app.admin().await;
    let draft = json!({ "name": "x".repeat(2_000), "scopes": ["read"], "expires_in_days": 1 });

    let refused = admin.post("/api/v1/tokens", draft).await;

    assert_eq!((refused.status, refused.code().as_str()), (413, "body_too_large"));
}

#[tokio::test]
async fn above_the_limit_of_concurrent_requests_the_answer_is_503_with_retry_after() {
    let app = TestApp::spawn_with(Limits { concurrency: 1, ..Limits::default() }).await;
    let body = json!({ "username": "nobody.at.all", "password": "not the password" });

    // Each login hashes for a while, so that twelve at once cannot all be let in.
    let answers = at_once(12, |_| {
        let (url, body) = (format!("{}/api/v1/sessions", app.base), body.clone());
        async move {
            let answer =
                reqwest::Client::new().post(url).json(&body).send().await.expect("an answer");
            (answer.status().as_u16(), answer.headers().contains_key("retry-after"))
        }
    })
    .await;

    assert!(answers.iter().any(|answer| answer.0 == 401), "{answers:?}");
    assert!(answers.contains(&(503, true)), "{answers:?}");
}

#[tokio::test]
async fn a_client_that_sends_no_headers_is_cut_off() {
    let app = TestApp::spawn_with(Limits { header_timeout_seconds: 1, ..Limits::default() }).await;
    let mut slow = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: ").await.unwrap();

    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), slow.read_to_end(&mut rest)).await;

    assert!(closed.is_ok(), "the connection is still open");
}

#[tokio::test]
async fn a_client_that_never_ends_its_body_is_answered_in_time() {
    let app = TestApp::spawn_with(Limits { request_timeout_seconds: 1, ..Limits::default() }).await;
    let mut slow = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    let head = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    slow.write_all(head.as_bytes()).await.unwrap();

    let mut answer = vec![0_u8; 32];
    let read = tokio::time::timeout(Duration::from_secs(5), slow.read(&mut answer)).await;

    let length = read.expect("an answer in time").unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn stopping_lets_a_request_in_flight_finish() {
    let app = TestApp::spawn().await;
    let base = app.base.clone();
    let body = json!({ "username": "nobody.at.all", "password": "not the password" }).to_string();
    let (first, rest) = body.split_at(10);
    let mut client = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{first}",
        body.len()
    );
    client.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;

    let _database = app.stop();
    tokio::time::sleep(Duration::from_millis(300)).await;
    client.write_all(rest.as_bytes()).await.unwrap();

    let mut answer = vec![0_u8; 32];
    let length = client.read(&mut answer).await.unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 401"), "{}", String::from_utf8_lossy(&answer));
    assert!(reqwest::get(format!("{base}/health/live")).await.is_err(), "nobody listens any more");
}

#[test]
fn the_demonstrations_secret_serves_on_loopback_only() {
    let local = vault_of(DEMO_SECRET, Some("127.0.0.1:8080".parse().unwrap()));
    let exposed = vault_of(DEMO_SECRET, Some("0.0.0.0:8080".parse().unwrap()));

    assert!(local.is_ok());
    assert!(matches!(exposed, Err(ConfigError::DemoSecretExposed(_))));
}

#[tokio::test]
async fn a_database_is_served_with_its_own_secret_only() {
    let app = TestApp::spawn().await;
    let ours = vault_of(DEMO_SECRET, None).unwrap();
    let other = vault_of("b3RoZXIgc2VjcmV0IG9mIDMyIGJ5dGVzLCBub3Qgb3U=", None).unwrap();

    assert_eq!(ours.check(&app.state.db).await, Ok(()));
    assert_eq!(other.check(&app.state.db).await, Err(VaultError::OtherSecret));
    assert_eq!(ours.check(&app.state.db).await, Ok(()));
}

#[tokio::test]
async fn an_allowed_origin_may_call_with_credentials() {
    let origin = "https://dinas.example".parse().expect("a header value");
    let app = TestApp::spawn_with(Limits { cors_origins: vec![origin], ..Limits::default() }).await;
    let user = app.user_with(Vec::new()).await;

    let ours =
        user.send("GET", "/api/v1/tokens", None, &[("origin", "https://dinas.example")]).await;
    let other =
        user.send("GET", "/api/v1/tokens", None, &[("origin", "https://evil.example")]).await;

    assert_eq!(ours.header("access-control-allow-origin"), "https://dinas.example");
    assert_eq!(other.header("access-control-allow-origin"), "");
}

/// Counts for minutes on both engines if it is let.
const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL \
                    SELECT i + 1 FROM n WHERE i < 4000000000) SELECT COUNT(*) FROM n";

async fn impatient() -> (Database, Fresh) {
    let fresh = fresh_database().await;
    let database = Database::open_within(&fresh.url, 2, Duration::from_secs(1)).await;
    (database.expect("the database opens"), fresh)
}

/// The answer to a statement that failed, and that it failed in time.
fn timed_out(begun: tokio::time::Instant, outcome: Result<impl Sized, DbErr>) -> (u16, bool) {
    let error = outcome.err().expect("the statement is ended");
    let answer = ApiError::from(error);
    (answer.faults()[0].code.status, begun.elapsed() < Duration::from_secs(20))
}

#[tokio::test]
async fn a_statement_ends_when_its_time_is_over_and_the_database_serves_on() {
    let (db, _fresh) = impatient().await;
    let begun = tokio::time::Instant::now();
    let read = db.read().execute_unprepared(SLOW).await;
    assert_eq!(timed_out(begun, read), (503, true));
    db.read().execute_unprepared("SELECT 1").await.expect("the reader reads on");

    let append = "INSERT INTO rollup_delta (region_code, metric, day, amount, spread) ";
    let begun = tokio::time::Instant::now();
    let tx = db.begin_write().await.expect("the writer is free");
    let quick = format!("{append} VALUES ('81', 'uji', '', 1, true)");
    tx.execute_unprepared(&quick).await.expect("a row is written");
    let slow = format!("{append} SELECT '81', 'uji', '', c, true FROM ({SLOW}) AS counted(c)")
        .replace("SELECT COUNT(*) FROM n", "SELECT COUNT(*) AS c FROM n")
        .replace("AS counted(c)", "AS counted");
    assert_eq!(timed_out(begun, tx.execute_unprepared(&slow).await), (503, true));
    drop(tx);

    let tx = db.begin_write().await.expect("the writer writes on");
    tx.execute_unprepared(&quick).await.expect("a row is written");
    tx.commit().await.expect("it is kept");
    let count = "SELECT COUNT(*) FROM rollup_delta WHERE metric = 'uji'";
    let count = kibm::platform::db::statement(db.read(), count, vec![]);
    let row = db.read().query_one_raw(count).await.expect("it is counted").expect("a count");
    assert_eq!(row.try_get_by_index::<i64>(0).expect("a number"), 1, "all of the first is undone");
    db.close().await.expect("the pools close");
}

#[tokio::test]
async fn a_transaction_of_many_short_statements_may_take_longer_than_one_statement() {
    let (db, _fresh) = impatient().await;
    let count = SLOW.replace("4000000000", "20000");
    let tx = db.begin_write().await.expect("the writer is free");

    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let short = kibm::platform::db::statement(&tx, count.clone(), vec![]);
        tx.query_one_raw(short).await.expect("each has its own time");
    }

    tx.commit().await.expect("it is kept");
    db.close().await.expect("the pools close");
}
