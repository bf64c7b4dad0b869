//! Signing in, tokens, grants, the gate.

use std::collections::BTreeSet;

use kibm::identity::Reach;
use kibm::identity::access::{Allowed, MATRIX};
use kibm::identity::entity::access_grant::Role;
use kibm::identity::gate::operation_ids;
use kibm::openapi;
use sea_orm::Iterable;
use serde_json::json;

use crate::support::{PASSWORD, TestApp, at_once};

mod credentials;
mod purge;
mod reset;

#[test]
fn every_operation_has_one_row_in_the_access_matrix_and_every_row_an_operation() {
    let (_, document) = openapi::routes_and_document();
    let operations: Vec<String> =
        document.paths.paths.values().flat_map(operation_ids).map(|(_, id)| id).collect();
    let rows: Vec<String> = MATRIX.iter().map(|row| row.operation.to_owned()).collect();

    let distinct: BTreeSet<&String> = rows.iter().collect();
    assert_eq!(distinct.len(), rows.len(), "a row stands twice");
    assert_eq!(operations.iter().collect::<BTreeSet<_>>(), distinct);
}

#[tokio::test]
async fn r114_no_operation_answers_without_a_credential_or_without_a_grant() {
    let app = TestApp::spawn().await;
    let nobody = app.user_with(Vec::new()).await;
    let (_, document) = openapi::routes_and_document();
    for (path, item) in &document.paths.paths {
        for (method, id) in operation_ids(item) {
            let row = MATRIX.iter().find(|row| row.operation == id).unwrap();
            let concrete = concrete(path);
            let anonymous = app.anonymous(method.as_str(), &concrete, Some(json!({}))).await;
            let expected = if row.allowed == Allowed::Public { 422 } else { 401 };
            assert_eq!(anonymous.status, expected, "{id}: {}", anonymous.text);
            if matches!(row.allowed, Allowed::Roles(_) | Allowed::National(_)) {
                let refused = nobody.send(method.as_str(), &concrete, Some(json!({})), &[]).await;
                assert_eq!(
                    (refused.status, refused.code().as_str()),
                    (403, "not_permitted"),
                    "{id}"
                );
            }
        }
    }
}

#[tokio::test]
async fn r114_each_role_is_refused_by_every_operation_that_the_matrix_denies_it() {
    let app = TestApp::spawn().await;
    let (_, document) = openapi::routes_and_document();
    let mut refused = 0;
    for role in Role::iter() {
        let caller = app.user(role, Reach::National).await;
        for (path, item) in &document.paths.paths {
            for (method, id) in operation_ids(item) {
                let row = MATRIX.iter().find(|row| row.operation == id).unwrap();
                let (Allowed::Roles(roles) | Allowed::National(roles)) = row.allowed else {
                    continue;
                };
                let answer =
                    caller.send(method.as_str(), &concrete(path), Some(json!({})), &[]).await;
                let denied = answer.status == 403 && answer.code() == "not_permitted";
                assert_eq!(denied, !roles.contains(&role), "{role:?} {id}: {}", answer.text);
                refused += usize::from(denied);
            }
        }
    }
    assert!(refused > 500, "only {refused} pairs of role and operation are denied");
}

#[tokio::test]
async fn r118_no_reading_ignores_a_parameter_that_it_does_not_know() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let (_, document) = openapi::routes_and_document();
    for (path, item) in &document.paths.paths {
        // A change asks for its key or its version before it looks at the query.
        let reads = operation_ids(item).into_iter().filter(|(method, _)| method.as_str() == "GET");
        for (_, id) in reads {
            let path = format!("{}?tidak_dikenal=1", concrete(path));
            let answer = admin.get(&path).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "unknown_parameter"), "{id}");
        }
    }
}

/// A path with its parameters filled in.
fn concrete(path: &str) -> String {
    let id = "00000000-0000-7000-8000-000000000001";
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}').expect("a path closes its braces");
        text.push_str(before);
        text.push_str(if name.contains("code") { "81.02" } else { id });
        rest = tail;
    }
    text + rest
}

#[tokio::test]
async fn a_session_opens_works_and_ends() {
    let app = TestApp::spawn().await;
    let username = signed_up(&app).await;
    let client = reqwest::Client::builder().cookie_store(true).build().unwrap();
    let login = json!({ "username": username.to_uppercase(), "password": PASSWORD });

    let opened =
        client.post(format!("{}/api/v1/sessions", app.base)).json(&login).send().await.unwrap();

    assert_eq!(opened.status(), 201);
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let csrf = opened.json::<serde_json::Value>().await.unwrap()["csrf_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let current = format!("{}/api/v1/sessions/current", app.base);
    assert_eq!(client.get(&current).send().await.unwrap().status(), 200);
    let forged = client.delete(&current).send().await.unwrap();
    assert_eq!(forged.status(), 403);
    let ended = client.delete(&current).header("x-csrf-token", &csrf).send().await.unwrap();
    assert_eq!(ended.status(), 204);
    assert_eq!(client.get(&current).header("cookie", cookie).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_get_the_same_answer() {
    let app = TestApp::spawn().await;
    let username = signed_up(&app).await;
    let attempt = |username: &str| {
        let body = json!({ "username": username, "password": "not the password" });
        app.anonymous("POST", "/api/v1/sessions", Some(body))
    };

    let wrong = attempt(&username).await.expect(401);
    let unknown = attempt("nobody.at.all").await.expect(401);

    assert_eq!(wrong.code(), "login_refused");
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
}

#[tokio::test]
async fn an_account_is_locked_after_ten_wrong_passwords_and_opens_later() {
    let app = TestApp::spawn().await;
    let username = signed_up(&app).await;
    let attempt = |password: &'static str| {
        let body = json!({ "username": username, "password": password });
        app.anonymous("POST", "/api/v1/sessions", Some(body))
    };

    for _ in 0..10 {
        attempt("not the password").await.expect(401);
    }
    let locked = attempt(PASSWORD).await.expect(401);
    app.state.clock.set(app.state.clock.now() + chrono::TimeDelta::minutes(15));
    let later = attempt(PASSWORD).await;

    assert_eq!(locked.code(), "login_refused", "a lock does not tell who exists");
    assert_eq!(later.status, 201, "{}", later.text);
}

#[tokio::test]
async fn logins_are_limited_for_each_account() {
    let app = TestApp::spawn().await;
    let body = json!({ "username": "nobody.at.all", "password": "not the password" });
    for _ in 0..20 {
        app.anonymous("POST", "/api/v1/sessions", Some(body.clone())).await.expect(401);
    }

    let limited = app.anonymous("POST", "/api/v1/sessions", Some(body)).await;

    assert_eq!((limited.status, limited.code().as_str()), (429, "too_many_requests"));
}

/// A login that fails, by a connection that a proxy says is from `client`.
async fn guess(app: &TestApp, number: usize, client: &str) -> (u16, bool) {
    let login = json!({ "username": format!("nobody.{number}"), "password": "not the password" });
    let request = reqwest::Client::new().post(format!("{}/api/v1/sessions", app.base)).json(&login);
    let answer = request.header("x-forwarded-for", client).send().await.expect("an answer");
    (answer.status().as_u16(), answer.headers().contains_key("retry-after"))
}

/// How many guesses are let in before one is refused. Some come back while
/// they last: one in nine seconds.
async fn let_in(app: &TestApp, client: impl Fn(usize) -> String) -> usize {
    for number in 0..200 {
        let (status, retry_after) = guess(app, number, &client(number)).await;
        if status == 429 {
            assert!(retry_after, "the answer says when to come back");
            return number;
        }
        assert_eq!(status, 401);
    }
    200
}

#[tokio::test]
async fn logins_are_limited_for_each_address_that_the_proxy_names_last() {
    let app = TestApp::spawn_behind_proxy().await;

    let count = let_in(&app, |_| "203.0.113.7".to_owned()).await;

    assert!((100..180).contains(&count), "{count} were let in");
    // What stands before the last address is the client's own word.
    let mut refused = 0;
    for number in 200..210 {
        let status = guess(&app, number, "198.51.100.1, 203.0.113.7").await.0;
        refused += usize::from(status == 429);
    }
    assert!(refused >= 8, "{refused} of ten are refused");
    assert_eq!(guess(&app, 210, "203.0.113.7, 198.51.100.1").await.0, 401);
}

#[tokio::test]
async fn without_a_proxy_a_client_cannot_name_another_address() {
    let app = TestApp::spawn().await;

    let count = let_in(&app, |number| format!("198.51.100.{number}")).await;

    assert!((100..180).contains(&count), "{count} were let in");
}

#[tokio::test]
async fn changing_the_password_ends_every_session_and_token() {
    let app = TestApp::spawn().await;
    let user = app.user_with(Vec::new()).await;
    let weak = json!({ "present": "wrong", "new": "short" });
    let right = json!({ "present": PASSWORD, "new": "karang bakau lamun" });

    let session = app.sign_in(&user).await;
    let refused = session.send("PUT", "/api/v1/me/password", Some(weak)).await.expect(422);
    session.send("PUT", "/api/v1/me/password", Some(right)).await.expect(204);

    assert_eq!(refused.fault_codes(), ["weak_password", "wrong_password"]);
    assert_eq!(user.get("/api/v1/sessions/current").await.status, 401);
}

#[tokio::test]
async fn a_reading_token_cannot_write_and_a_revoked_one_cannot_read() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let draft = json!({ "name": "dashboard", "scopes": ["read"], "expires_in_days": 1 });
    let session = app.sign_in(&admin).await;
    let made = session.send("POST", "/api/v1/tokens", Some(draft.clone())).await.expect(201).json();
    let by_token = admin.post("/api/v1/tokens", draft.clone()).await;
    let secret = made["secret"].as_str().unwrap();
    let client = reqwest::Client::new();
    let tokens = format!("{}/api/v1/tokens", app.base);

    let read = client.get(&tokens).bearer_auth(secret).send().await.unwrap().status();
    let write =
        client.post(&tokens).bearer_auth(secret).json(&draft).send().await.unwrap().status();
    let path = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    session.send("DELETE", &path, None).await.expect(204);
    let revoked = client.get(&tokens).bearer_auth(secret).send().await.unwrap().status();

    assert_eq!((read.as_u16(), write.as_u16(), revoked.as_u16()), (200, 403, 401));
    assert_eq!((by_token.status, by_token.code().as_str()), (403, "session_needed"));
    let listed = admin.get("/api/v1/tokens").await.text;
    assert!(!listed.contains(secret));
}

#[tokio::test]
async fn a_token_expires() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;

    app.state.clock.set(app.state.clock.now() + chrono::TimeDelta::days(1));

    assert_eq!(admin.get("/api/v1/tokens").await.status, 401);
}

#[tokio::test]
async fn an_administrator_makes_a_user_grants_and_ends_a_role() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let draft =
        json!({ "username": "ina.kei", "full_name": "Ina", "password": "teluk yang tenang" });
    let user = admin.post("/api/v1/users", draft.clone()).await.expect(201).json();
    let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());
    let grants = format!("{path}/grants");

    let twice = admin.post("/api/v1/users", draft).await;
    let unclear = admin.post(&grants, json!({ "role": "mentor", "reach": "region" })).await;
    let nowhere = json!({ "role": "mentor", "reach": "region", "region_code": "99" });
    let nowhere = admin.post(&grants, nowhere).await;
    let grant = json!({ "role": "mentor", "reach": "region", "region_code": "81.02" });
    let grant = admin.post(&grants, grant).await.expect(201).json();
    let ended = admin.delete(&format!("{grants}/{}", grant["id"].as_str().unwrap())).await;

    assert_eq!((twice.status, twice.code().as_str()), (409, "username_taken"));
    assert_eq!((unclear.status, unclear.code().as_str()), (422, "reach_incomplete"));
    assert_eq!((nowhere.status, nowhere.code().as_str()), (422, "reference_unknown"));
    assert_eq!(ended.status, 204);
    let view = admin.get(&path).await.expect(200).json();
    assert_eq!(view["grants"][0]["valid_to"], "2026-11-21");
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once_and_nobody_disables_themselves() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let user = app.officer(Role::Mentor, "81.02").await;
    let path = format!("/api/v1/users/{}", user.id);
    let own = format!("/api/v1/users/{}", admin.id);
    let disabled = json!({ "full_name": "Pengguna Uji", "status": "disabled" });

    let missing = admin.send("PUT", &path, Some(disabled.clone()), &[]).await;
    let stale = admin.put(&path, "\"v7\"", disabled.clone()).await;
    let done = admin.put(&path, "\"v1\"", disabled.clone()).await;
    let themselves = admin.put(&own, "\"v1\"", disabled).await;
    let grants = admin.get(&own).await.expect(200).json();
    let grant = format!("{own}/grants/{}", grants["grants"][0]["id"].as_str().unwrap());
    let last_grant = admin.delete(&grant).await;

    assert_eq!((missing.status, stale.status, done.status), (428, 412, 200));
    assert_eq!((themselves.status, themselves.code().as_str()), (409, "last_administrator"));
    assert_eq!((last_grant.status, last_grant.code().as_str()), (409, "last_administrator"));
    assert_eq!(user.get("/api/v1/sessions/current").await.status, 401);
}

#[tokio::test]
async fn an_administrator_of_a_region_keeps_no_users_and_no_parameters() {
    let app = TestApp::spawn().await;
    let regional = app.officer(Role::Administrator, "81.02").await;
    let grant = json!({ "role": "administrator", "reach": "national" });

    let risen = regional.post(&format!("/api/v1/users/{}/grants", regional.id), grant).await;
    let seen = regional.get("/api/v1/users").await;

    assert_eq!((risen.status, seen.status), (403, 403));
}

#[tokio::test]
async fn parallel_guesses_do_not_undo_the_lock() {
    let app = TestApp::spawn().await;
    let username = signed_up(&app).await;
    let (url, client) = (format!("{}/api/v1/sessions", app.base), reqwest::Client::new());

    at_once(14, |_| {
        let (url, client, username) = (url.clone(), client.clone(), username.clone());
        async move {
            let body = json!({ "username": username, "password": "not the password" });
            client.post(url).json(&body).send().await.expect("an answer").status().as_u16()
        }
    })
    .await;

    let body = json!({ "username": username, "password": PASSWORD });
    assert_eq!(app.anonymous("POST", "/api/v1/sessions", Some(body)).await.status, 401);
}

#[tokio::test]
async fn r116_audit_rows_can_be_altered_by_no_role_and_carry_the_request() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let draft =
        json!({ "username": "ina.kei", "full_name": "Ina", "password": "teluk yang tenang" });
    let made = admin.post("/api/v1/users", draft).await.expect(201);

    let events = admin.get("/api/v1/audit-events?action=create_user").await.expect(200).json();

    let event = events["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(event["request_id"], made.header("x-request-id"));
    assert_eq!(event["user_id"], admin.id.to_string());
    assert!(!event.to_string().contains("teluk"));
    for change in ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"] {
        assert!(app.state.db.write().execute_unprepared(change).await.is_err(), "{change}");
    }
}

/// Makes a user with a password and gives the name.
async fn signed_up(app: &TestApp) -> String {
    let user = app.user_with(Vec::new()).await;
    format!("user-{}", user.id.uuid().simple())
}

#[tokio::test]
async fn what_takes_rights_away_holds_at_once_for_a_caller_who_is_remembered() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let officer = app.officer(Role::RegionalOfficer, "81").await;
    let regions = "/api/v1/organizations";
    officer.get(regions).await.expect(200);
    let user = format!("/api/v1/users/{}", officer.id);
    let view = admin.get(&user).await.expect(200).json();
    let grant = view["grants"][0]["id"].as_str().expect("the grant has its id").to_owned();

    admin.delete(&format!("{user}/grants/{grant}")).await.expect(204);
    officer.get(regions).await.expect(403);
}

#[tokio::test]
async fn a_disabled_user_who_is_remembered_is_refused_at_once() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let officer = app.officer(Role::RegionalOfficer, "81").await;
    officer.get("/api/v1/organizations").await.expect(200);
    let path = format!("/api/v1/users/{}", officer.id);
    let tag = admin.get(&path).await.expect(200).header("etag").to_owned();

    let draft = json!({ "full_name": "Pengguna Uji", "status": "disabled" });
    admin.put(&path, &tag, draft).await.expect(200);

    officer.get("/api/v1/organizations").await.expect(401);
}

#[tokio::test]
async fn a_token_that_expires_while_its_user_is_remembered_is_refused() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81").await;
    officer.get("/api/v1/organizations").await.expect(200);

    app.state.clock.set("2026-11-22T03:00:01Z".parse().expect("an instant"));

    officer.get("/api/v1/organizations").await.expect(401);
}
