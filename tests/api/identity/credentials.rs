//! Credentials that end at once, though their user is remembered; users who are persons.

use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use crate::support::{PASSWORD, TestApp};

const TOKENS: &str = "/api/v1/tokens";
const CURRENT: &str = "/api/v1/sessions/current";

#[tokio::test]
async fn a_revoked_token_is_refused_at_once_and_the_session_beside_it_goes_on() {
    let app = TestApp::spawn().await;
    let user = app.officer(Role::Auditor, "81").await;
    let session = app.sign_in(&user).await;
    user.get(CURRENT).await.expect(200);
    let tokens = user.get(TOKENS).await.expect(200).json();
    let token = format!("{TOKENS}/{}", tokens["items"][0]["id"].as_str().expect("an id"));

    session.send("DELETE", &token, None).await.expect(204);

    user.get(CURRENT).await.expect(401);
    session.send("GET", CURRENT, None).await.expect(200);
}

#[tokio::test]
async fn an_ended_session_is_refused_at_once_and_another_of_the_same_user_goes_on() {
    let app = TestApp::spawn().await;
    let user = app.officer(Role::Auditor, "81").await;
    let (here, there) = (app.sign_in(&user).await, app.sign_in(&user).await);
    let cookie = here.send("GET", CURRENT, None).await.expect(200);
    there.send("GET", CURRENT, None).await.expect(200);
    assert!(cookie.json()["csrf_token"].is_string());

    here.send("DELETE", CURRENT, None).await.expect(204);

    here.send("GET", CURRENT, None).await.expect(401);
    there.send("GET", CURRENT, None).await.expect(200);
}

#[tokio::test]
async fn a_new_password_ends_all_that_was_remembered_at_once() {
    let app = TestApp::spawn().await;
    let user = app.officer(Role::Auditor, "81").await;
    let (here, there) = (app.sign_in(&user).await, app.sign_in(&user).await);
    user.get(CURRENT).await.expect(200);
    there.send("GET", CURRENT, None).await.expect(200);

    let change = json!({ "present": PASSWORD, "new": "teluk yang sangat tenang" });
    here.send("PUT", "/api/v1/me/password", Some(change)).await.expect(204);

    user.get(CURRENT).await.expect(401);
    here.send("GET", CURRENT, None).await.expect(401);
    there.send("GET", CURRENT, None).await.expect(401);
}

#[tokio::test]
async fn tokens_are_listed_by_pages() {
    let app = TestApp::spawn().await;
    let user = app.officer(Role::Auditor, "81").await;
    let session = app.sign_in(&user).await;
    for name in ["dua", "tiga"] {
        let draft = json!({ "name": name, "scopes": ["read"], "expires_in_days": 1 });
        session.send("POST", TOKENS, Some(draft)).await.expect(201);
    }

    let first = user.get(&format!("{TOKENS}?limit=2")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().expect("a cursor").to_owned();
    let rest = user.get(&format!("{TOKENS}?limit=2&cursor={cursor}")).await.expect(200).json();

    assert_eq!(first["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest["items"][0]["name"], "tiga");
    assert_eq!(user.get(&format!("{TOKENS}?limit=201")).await.status, 400);
}

#[tokio::test]
async fn a_stranger_may_not_send_a_large_body() {
    let app = TestApp::spawn().await;
    let login = json!({ "username": "nobody", "password": "x".repeat(20_000) });
    let small = json!({ "username": "nobody", "password": "x".repeat(100) });

    let large = app.anonymous("POST", "/api/v1/sessions", Some(login)).await;
    let small = app.anonymous("POST", "/api/v1/sessions", Some(small)).await;

    assert_eq!((large.status, large.code().as_str()), (413, "body_too_large"));
    assert_eq!(small.status, 401);
}

#[tokio::test]
async fn a_user_is_linked_to_one_person_and_a_person_to_one_user() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let person = json!({ "full_name": "Ina Kei", "region_code": "81.02.16.2003" });
    let person = admin.post("/api/v1/persons", person).await.expect(201).json()["id"].clone();
    let draft = |username: &str, person: &serde_json::Value| {
        json!({
            "username": username, "full_name": "Ina", "password": "teluk yang tenang",
            "person_id": person,
        })
    };

    let made = admin.post("/api/v1/users", draft("ina", &person)).await.expect(201);
    let second = admin.post("/api/v1/users", draft("ina.dua", &person)).await;
    let nobody = json!("00000000-0000-7000-8000-00000000dead");
    let unknown = admin.post("/api/v1/users", draft("ina.tiga", &nobody)).await;
    let path = format!("/api/v1/users/{}", made.json()["id"].as_str().expect("an id"));
    let change = json!({ "full_name": "Ina", "status": "active" });
    let loose = admin.put(&path, made.header("etag"), change).await.expect(200).json();
    let other = admin.post("/api/v1/users", draft("ina.dua", &person)).await;

    assert_eq!(made.json()["person_id"], person);
    assert_eq!((second.status, second.code().as_str()), (409, "person_has_user"));
    assert_eq!(unknown.code(), "reference_unknown", "{}", unknown.text);
    assert!(loose["person_id"].is_null());
    assert_eq!(other.status, 201, "{}", other.text);
}
