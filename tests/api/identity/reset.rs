//! A password for one login, for a user who forgot theirs.

use chrono::TimeDelta;
use kibm::identity::Reach;
use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, PASSWORD, SignedIn, TestApp};

const CURRENT: &str = "/api/v1/sessions/current";
const OWN: &str = "teluk yang sangat tenang";

fn username(user: &Caller) -> String {
    format!("user-{}", user.id.uuid().simple())
}

async fn reset(admin: &SignedIn, user: &Caller) -> Answer {
    admin.send("POST", &format!("/api/v1/users/{}/password-reset", user.id), None).await
}

/// Signs in by the password, and the new one where one is given.
async fn log_in(app: &TestApp, user: &Caller, password: &str, new: Option<&str>) -> Answer {
    let mut login = json!({ "username": username(user), "password": password });
    if let Some(new) = new {
        login["new_password"] = json!(new);
    }
    app.anonymous("POST", "/api/v1/sessions", Some(login)).await
}

async fn arrange(app: &TestApp) -> (SignedIn, Caller, String) {
    let admin = app.admin().await;
    let admin = app.sign_in(&admin).await;
    let user = app.officer(Role::Auditor, "81").await;
    let set = reset(&admin, &user).await.expect(201).json();
    (admin, user, set["password"].as_str().expect("it is shown once").to_owned())
}

#[tokio::test]
async fn a_one_time_password_ends_what_was_open_and_serves_once_for_a_new_one() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let admin = app.sign_in(&admin).await;
    let user = app.officer(Role::Auditor, "81").await;
    let session = app.sign_in(&user).await;
    session.send("GET", CURRENT, None).await.expect(200);
    user.get(CURRENT).await.expect(200);

    let set = reset(&admin, &user).await.expect(201).json();

    user.get(CURRENT).await.expect(401);
    session.send("GET", CURRENT, None).await.expect(401);
    let given = set["password"].as_str().expect("it is shown once");
    let shown = admin.send("GET", &format!("/api/v1/users/{}", user.id), None).await.json();
    assert_eq!(shown["one_time_until"], set["until"]);
    assert_eq!(log_in(&app, &user, PASSWORD, None).await.code(), "login_refused");
    let bare = log_in(&app, &user, given, None).await;
    assert_eq!((bare.status, bare.code().as_str()), (403, "new_password_needed"));
    let same = log_in(&app, &user, given, Some(given)).await;
    assert_eq!((same.status, same.code().as_str()), (403, "new_password_needed"));
    assert_eq!(log_in(&app, &user, given, Some("pendek")).await.code(), "weak_password");

    log_in(&app, &user, given, Some(OWN)).await.expect(201);

    assert_eq!(log_in(&app, &user, given, Some("yang lain lagi 2026")).await.status, 401);
    app.sign_in_as(&username(&user), OWN).await.send("GET", CURRENT, None).await.expect(200);
    let shown = admin.send("GET", &format!("/api/v1/users/{}", user.id), None).await.json();
    assert!(shown["one_time_until"].is_null());
}

#[tokio::test]
async fn r116_a_reset_is_audited_without_the_password() {
    let app = TestApp::spawn().await;
    let (admin, user, given) = arrange(&app).await;

    let query = format!("/api/v1/audit-events?action=reset_password&subject_id={}", user.id);
    let events = admin.send("GET", &query, None).await.expect(200);

    let items = events.json()["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(items.len(), 1, "{}", events.text);
    assert!(items[0]["user_id"].is_string() && items[0]["after"]["one_time_until"].is_string());
    assert!(!events.text.contains(&given));
}

#[tokio::test]
async fn a_one_time_password_that_nobody_used_ends_after_three_days() {
    let app = TestApp::spawn().await;
    let (_, user, given) = arrange(&app).await;

    app.state.clock.set(app.state.clock.now() + TimeDelta::days(3));

    let late = log_in(&app, &user, &given, Some(OWN)).await;
    assert_eq!((late.status, late.code().as_str()), (401, "login_refused"));
}

#[tokio::test]
async fn a_reset_opens_an_account_that_wrong_guesses_locked() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let admin = app.sign_in(&admin).await;
    let user = app.officer(Role::Auditor, "81").await;
    for _ in 0..10 {
        log_in(&app, &user, "not the password", None).await.expect(401);
    }
    log_in(&app, &user, PASSWORD, None).await.expect(401);

    let set = reset(&admin, &user).await.expect(201).json();

    let given = set["password"].as_str().expect("it is shown once");
    log_in(&app, &user, given, Some(OWN)).await.expect(201);
}

#[tokio::test]
async fn passwords_are_reset_by_another_national_administrator_from_a_session_only() {
    let app = TestApp::spawn().await;
    let caller = app.admin().await;
    let admin = app.sign_in(&caller).await;
    let user = app.officer(Role::Auditor, "81").await;
    let regional = app.user(Role::Administrator, Reach::Region("81".parse().expect("81"))).await;
    let regional = app.sign_in(&regional).await;
    let path = format!("/api/v1/users/{}/password-reset", user.id);

    let own = reset(&admin, &caller).await;
    let token = caller.post(&path, Value::Null).await;
    let part = reset(&regional, &user).await;
    let nobody = "/api/v1/users/00000000-0000-7000-8000-00000000dead/password-reset";

    assert_eq!((own.status, own.code().as_str()), (409, "own_password"));
    assert_eq!((token.status, token.code().as_str()), (403, "session_needed"));
    assert_eq!((part.status, part.code().as_str()), (403, "not_permitted"));
    assert_eq!(admin.send("POST", nobody, None).await.status, 404);
    user.get(CURRENT).await.expect(200);
}

#[tokio::test]
async fn a_login_that_brings_a_new_password_ends_all_that_was_remembered_at_once() {
    let app = TestApp::spawn().await;
    let user = app.officer(Role::Auditor, "81").await;
    let session = app.sign_in(&user).await;
    user.get(CURRENT).await.expect(200);
    session.send("GET", CURRENT, None).await.expect(200);

    log_in(&app, &user, PASSWORD, Some(OWN)).await.expect(201);

    user.get(CURRENT).await.expect(401);
    session.send("GET", CURRENT, None).await.expect(401);
    app.sign_in_as(&username(&user), OWN).await;
}
