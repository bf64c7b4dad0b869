//! What is purged by the day, and what is kept.

use std::time::Duration;

use chrono::TimeDelta;
use kibm::app::sweep;
use kibm::config::Limits;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;

use crate::support::TestApp;

async fn count(app: &TestApp, table: &str) -> i64 {
    let conn = app.state.db.read();
    let sql = format!("SELECT COUNT(*) FROM {table}");
    let row = conn.query_one_raw(statement(conn, sql, vec![])).await.expect("the query runs");
    row.expect("one row").try_get_by_index(0).expect("a number")
}

/// Puts keys into the table as postings would, as old as `days`.
async fn keys(app: &TestApp, user: kibm::kernel::ids::UserId, days: i64, many: usize) {
    let conn = app.state.db.write();
    let at = app.state.clock.now() - TimeDelta::days(days);
    for number in 0..many {
        let sql = "INSERT INTO idempotency_key (user_id, key, operation, fields, status, created_at) \
                   VALUES ($1, $2, 'record_contribution', $4, 201, $3)";
        let values = vec![
            user.into(),
            format!("{days}-{number}").into(),
            at.into(),
            serde_json::json!({}).into(),
        ];
        conn.execute_raw(statement(conn, sql, values)).await.expect("the key is taken");
    }
}

#[tokio::test]
async fn the_service_purges_by_itself_when_a_new_day_comes() {
    let app = TestApp::spawn().await;
    let user = app.admin().await;
    let session = app.sign_in(&user).await;
    session.send("GET", "/api/v1/sessions/current", None).await.expect(200);
    keys(&app, user.id, 0, 1).await;
    let before = (count(&app, "session").await, count(&app, "idempotency_key").await);

    app.state.clock.set(app.state.clock.now() + TimeDelta::days(31));
    for _ in 0..200 {
        if count(&app, "idempotency_key").await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let month = (count(&app, "session").await, count(&app, "idempotency_key").await);
    app.state.clock.set(app.state.clock.now() + TimeDelta::days(61));
    for _ in 0..200 {
        if count(&app, "session").await == 0 && count(&app, "api_token").await == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    assert_eq!(before, (1, 1));
    assert_eq!(month, (1, 0), "a key is kept for 30 days, a session for 90");
    assert_eq!((count(&app, "session").await, count(&app, "api_token").await), (0, 0));
    let sql = "SELECT COUNT(*) FROM audit_event WHERE action = 'purge_expired'";
    let conn = app.state.db.read();
    let row = conn.query_one_raw(statement(conn, sql, vec![])).await.expect("the log reads");
    let events: i64 = row.expect("one row").try_get_by_index(0).expect("a number");
    assert_eq!(events, 2, "each sweep that purged left its trace");
}

#[tokio::test]
async fn old_keys_go_in_batches_and_young_ones_stay_with_open_credentials() {
    let app = TestApp::spawn().await;
    let user = app.admin().await;
    keys(&app, user.id, 40, 1_203).await;
    keys(&app, user.id, 29, 3).await;
    let limits = Limits::default();
    let now = app.state.clock.now();

    let purged = sweep(&app.state.db, &limits, now).await.expect("the sweep runs");
    let again = sweep(&app.state.db, &limits, now).await.expect("the sweep runs");

    // The service's own first sweep may have met some of them.
    assert!(purged <= 1_203, "{purged}");
    assert_eq!(again, 0);
    assert_eq!(count(&app, "idempotency_key").await, 3);
    user.get("/api/v1/sessions/current").await.expect(200);
    let shorter = Limits { keep_keys_days: 28, ..limits };
    assert_eq!(sweep(&app.state.db, &shorter, now).await.expect("the sweep runs"), 3);
}
