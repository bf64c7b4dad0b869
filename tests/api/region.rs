//! Regions over HTTP.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn regions_are_found_by_name_with_their_path_and_walked_down() {
    let app = TestApp::spawn().await;
    let user = app.user_with(Vec::new()).await;

    let many = user
        .get("/api/v1/regions?search=sidomulyo&level=village&limit=200")
        .await
        .expect(200)
        .json();
    let one = user.get("/api/v1/regions?search=LETVUAN").await.expect(200).json();
    let children = user.get("/api/v1/regions?parent=81.02").await.expect(200).json();
    let subtree = user.get("/api/v1/regions?within=81.02.16&limit=1").await.expect(200).json();

    let named: Vec<_> = many["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["name"] == "Sidomulyo")
        .collect();
    assert_eq!(named.len(), 98);
    assert_eq!(one["items"][0]["code"], "81.02.16.2003");
    assert_eq!(one["items"][0]["path"][1]["name"], "Kabupaten Maluku Tenggara");
    assert!(children["items"].as_array().unwrap().iter().all(|item| item["level"] == "district"));
    assert_eq!(subtree["items"][0]["code"], "81.02.16");
    assert!(subtree["next_cursor"].is_string());
}

#[tokio::test]
async fn codes_of_another_system_are_translated_or_refused_never_guessed() {
    let app = TestApp::spawn().await;
    let user = app.user_with(Vec::new()).await;

    let known = user.get("/api/v1/region-codes?code_system=bps&code=1101").await.expect(200).json();
    let unknown = user.get("/api/v1/region-codes?code_system=bps&code=0000").await;
    let unnamed = user.get("/api/v1/region-codes?code=1101").await;

    assert_eq!(known["regions"], json!([{ "code": "11.09", "name": "Kabupaten Simeulue" }]));
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "code_not_in_crosswalk"));
    assert_eq!((unnamed.status, unnamed.code().as_str()), (400, "bad_parameter"));
}

#[tokio::test]
async fn a_region_is_read_by_code() {
    let app = TestApp::spawn().await;
    let user = app.user_with(Vec::new()).await;

    let village = user.get("/api/v1/regions/81.02.16.2003").await.expect(200).json();

    assert_eq!(village["name"], "Letvuan");
    assert_eq!(user.get("/api/v1/regions/99").await.status, 404);
    assert_eq!(user.get("/api/v1/regions/81.2").await.status, 404);
    assert_eq!(user.get("/api/v1/regions?search=a").await.code(), "search_too_short");
}
