use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{PROFILES, counts, organizations, profile, upload};
use crate::support::TestApp;

#[tokio::test]
async fn a_profile_maps_by_position_heading_and_constant() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let mapping = json!({
        "has_header": true, "separator": "pipe", "source": "dinas", "legal_form": "komunitas",
        "columns": [{ "heading": "Sebutan", "field": "name" }, { "position": 3, "field": "region_code" },
                    { "heading": "nama", "field": "ignore" }],
        "constants": [{ "field": "address", "value": "Kantor Desa" }],
    });
    profile(&officer, "dinas", mapping).await;
    let file = "nama|SEBUTAN|x\nabaikan|Komunitas Laut|8102162003\n";

    let applied = upload(&officer, "profile=dinas", file).await.expect(201);

    assert_eq!(counts(&applied), ("applied".to_owned(), [1, 0, 0, 0]), "{}", applied.text);
    let known = organizations(&officer).await;
    assert_eq!(known[0]["name"], "Komunitas Laut");
    assert_eq!(known[0]["legal_form"], "komunitas");
    assert_eq!(known[0]["address"], "Kantor Desa");
    assert_eq!(known[0]["source"], "dinas");
    assert_eq!(applied.json()["columns"][0]["field"], "ignore");
}

#[tokio::test]
async fn a_profile_is_kept_replaced_by_its_maker_and_refused_when_unclear() {
    let app = TestApp::spawn().await;
    let maker = app.officer(Role::RegionalOfficer, "81.02").await;
    let other = app.officer(Role::RegionalOfficer, "81.01").await;
    let draft = |name: &str, field: &str| {
        json!({ "id": "00000000-0000-7000-8000-0000000000bb", "name": name,
                "mapping": { "columns": [{ "position": 1, "field": field }] } })
    };
    let unclear = json!({ "name": "x", "mapping": { "columns": [{ "field": "name" }] } });

    let made = maker.post(PROFILES, draft("a", "name")).await.expect(201);
    let again = maker.post(PROFILES, draft("a", "name")).await;
    let conflict = maker.post(PROFILES, draft("a", "address")).await;
    let taken = maker.post(PROFILES, json!({ "name": "a", "mapping": {} })).await;
    let path = format!("{PROFILES}/{}", made.json()["id"].as_str().unwrap());
    let foreign = other.put(&path, "\"v1\"", draft("a", "village")).await;
    let replaced = maker.put(&path, "\"v1\"", draft("b", "village")).await.expect(200);
    let stale = maker.put(&path, "\"v1\"", draft("b", "village")).await;
    let refused = maker.post(PROFILES, unclear).await;

    assert_eq!((again.status, conflict.code().as_str()), (200, "id_taken"));
    assert_eq!((taken.status, taken.code().as_str()), (409, "profile_name_taken"));
    assert_eq!((foreign.status, foreign.code().as_str()), (403, "not_permitted"));
    assert_eq!(replaced.header("etag"), "\"v2\"");
    assert_eq!(stale.code(), "stale");
    assert_eq!((refused.status, refused.code().as_str()), (422, "column_unclear"));
    let read = other.get(&path).await.expect(200).json();
    assert_eq!(read["mapping"]["columns"][0]["field"], "village");
    assert!(other.csv(PROFILES).await.text.contains("village"));
    let missing = maker.get(&format!("{PROFILES}/00000000-0000-7000-8000-0000000000ff")).await;
    assert_eq!(missing.status, 404);
    let events =
        app.admin().await.get("/api/v1/audit-events?action=replace_import_profile").await.json();
    assert_eq!(events["items"][0]["before"]["name"], "a");
}
