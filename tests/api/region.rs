//! Regions over HTTP.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

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

const REGIONS: &str = "/api/v1/regions";

fn village(code: &str, name: &str) -> Value {
    json!({
        "code": code, "name": name, "edition": "uji 2026", "valid_from": "2026-07-01",
        "basis": "Kepmendagri uji 2026",
    })
}

#[tokio::test]
async fn r20_a_code_of_a_new_edition_needs_the_region_above_it_and_is_recorded_once() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let draft = village("81.02.16.2099", "Ohoi Baru");

    let made = admin.post(REGIONS, draft.clone()).await.expect(201).json();
    let again = admin.post(REGIONS, draft).await;
    let other = admin.post(REGIONS, village("81.02.16.2099", "Ohoi Lain")).await;
    let orphan = admin.post(REGIONS, village("81.02.99.2001", "Ohoi Yatim")).await;
    let mut old = village("81.02.16.2098", "Ohoi Tua");
    old["valid_from"] = json!("1990-01-01");
    let old = admin.post(REGIONS, old).await;
    let regional = app.officer(Role::Administrator, "81").await;
    let refused = regional.post(REGIONS, village("81.02.16.2097", "Ohoi Satu")).await;

    assert_eq!((&made["level"], &made["path"][2]["code"]), (&json!("village"), &json!("81.02.16")));
    assert_eq!(again.status, 200);
    assert_eq!((other.status, other.code().as_str()), (409, "region_known"));
    assert_eq!((orphan.status, orphan.code().as_str()), (422, "region_parent"));
    assert_eq!((old.status, old.code().as_str()), (422, "region_parent"));
    assert_eq!(refused.status, 403);
    app.organization("komunitas", "Komunitas Baru", "81.02.16.2099").await;
    let events = admin.get("/api/v1/audit-events?action=create_region").await.json();
    assert_eq!(events["items"][0]["reason"], "Kepmendagri uji 2026");
    assert_eq!(events["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn r20_a_closed_code_keeps_who_is_there_takes_nobody_new_and_names_its_successors() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let old = "81.02.16.2003";
    let seated = app.organization("komunitas", "Komunitas Lama", old).await;
    for (code, name) in [("81.02.16.2091", "Letvuan Utara"), ("81.02.16.2092", "Letvuan Selatan")] {
        admin.post(REGIONS, village(code, name)).await.expect(201);
    }
    let closure = json!({
        "valid_to": "2026-11-01", "successor_codes": ["81.02.16.2092", "81.02.16.2091"],
        "basis": "Perda pemekaran uji",
    });

    let closed =
        admin.post(&format!("{REGIONS}/{old}/closure"), closure.clone()).await.expect(200).json();

    assert_eq!(closed["valid_to"], "2026-11-01");
    assert_eq!(closed["successor_codes"], json!(["81.02.16.2091", "81.02.16.2092"]));
    let draft = json!({ "legal_form": "komunitas", "name": "Komunitas Baru", "region_code": old });
    let refused = admin.post("/api/v1/organizations", draft.clone()).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "region_closed"));
    assert!(refused.text.contains("81.02.16.2091, 81.02.16.2092"), "{}", refused.text);
    let path = format!("/api/v1/organizations/{seated}");
    let mut kept =
        json!({ "legal_form": "komunitas", "name": "Komunitas Lama", "region_code": old });
    kept["address"] = json!("Jl. Lama");
    admin.put(&path, "\"v1\"", kept).await.expect(200);
    let file = format!("kode_desa,nama\n{old},Kelompok Baru\n");
    let imported = admin
        .upload("/api/v1/imports?legal_form=kelompok_usaha", "text/csv", file.clone().into_bytes())
        .await;
    assert!(imported.text.contains("region_closed"), "{}", imported.text);
    let count = |query: &'static str| {
        let admin = admin.clone();
        async move {
            let page = admin.get(&format!("{REGIONS}?{query}")).await.expect(200).json();
            let items = page["items"].as_array().unwrap().clone();
            items.iter().filter(|item| item["code"] == "81.02.16.2003").count()
        }
    };
    assert_eq!(count("parent=81.02.16&limit=200").await, 0);
    assert_eq!(count("search=letvuan&limit=200").await, 0);
    assert_eq!(count("parent=81.02.16&limit=200&include_closed=true").await, 1);
    admin.get(&format!("{REGIONS}/{old}")).await.expect(200);
    let events = admin.get("/api/v1/audit-events?action=close_region").await.json();
    assert_eq!(events["items"][0]["before"]["valid_to"], Value::Null);
}

#[tokio::test]
async fn r20_a_code_with_children_in_force_or_an_unfit_successor_does_not_close() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let close = |code: &str, successors: Value| {
        let (path, admin) = (format!("{REGIONS}/{code}/closure"), admin.clone());
        let body = json!({
            "valid_to": "2026-11-01", "successor_codes": successors, "basis": "Perda uji",
        });
        async move { admin.post(&path, body).await }
    };

    let district = close("81.02.16", json!([])).await;
    let upward = close("81.02.16.2003", json!(["81.02.16"])).await;
    let unknown = close("81.02.16.2003", json!(["81.02.16.2999"])).await;
    let absent = close("81.02.16.2999", json!([])).await;
    let coming = close("81.02.16.2003", json!(["81.02.16.2002"])).await;

    assert_eq!((district.status, district.code().as_str()), (409, "region_has_children"));
    assert_eq!((upward.status, upward.code().as_str()), (422, "region_successor"));
    assert_eq!((unknown.status, unknown.code().as_str()), (422, "region_successor"));
    assert_eq!(absent.status, 404);
    assert_eq!(coming.expect(200).json()["successor_code"], "81.02.16.2002");
}

#[tokio::test]
async fn an_import_knows_a_region_that_was_recorded_after_the_import_before() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let path = "/api/v1/imports?legal_form=kelompok_usaha";
    let file = b"kode_desa,nama\n81.02.16.2090,Kelompok Baru\n".to_vec();

    let before = admin.upload(path, "text/csv", file.clone()).await.expect(201).json();
    admin.post(REGIONS, village("81.02.16.2090", "Ohoi Baru")).await.expect(201);
    let after = admin.upload(path, "text/csv", file).await.expect(201).json();

    assert_eq!(before["import"]["outcome"], "refused");
    assert_eq!(after["import"]["outcome"], "applied", "{after}");
}
