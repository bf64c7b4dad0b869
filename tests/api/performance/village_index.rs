use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{REGENCY, VILLAGE, text};
use crate::support::{TestApp, at_once};

fn path() -> String {
    format!("/api/v1/regions/{VILLAGE}/village-index")
}

fn idm(year: i32, value: &str) -> Value {
    json!({ "system": "idm", "year": year, "value": value, "source": "Kepmendesa tentang status desa" })
}

fn indeks_desa(year: i32) -> Value {
    let dimensions =
        ["basic_services", "social", "economic", "environment", "accessibility", "governance"];
    let scored = dimensions.map(|name| json!({ "dimension": name, "score": "71.5" }));
    json!({ "system": "indeks_desa", "year": year, "value": "71.5", "status": "berkembang",
            "dimensions": scored, "source": "Kepmendesa tentang status desa" })
}

#[tokio::test]
async fn r60_an_idm_is_recorded_with_the_status_that_its_value_gives() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;

    for (year, value, status) in [
        (2020, "0.4907", "sangat_tertinggal"),
        (2021, "0.4908", "tertinggal"),
        (2022, "0.8155", "maju"),
        (2023, "0.8156", "mandiri"),
    ] {
        let made = officer.post(&path(), idm(year, value)).await.expect(201).json();
        assert_eq!((&made["status"], &made["value"]), (&json!(status), &json!(value)));
    }

    let line = officer.get(&path()).await.expect(200).json();
    let years: Vec<&Value> =
        line["items"].as_array().unwrap().iter().map(|item| &item["year"]).collect();
    assert_eq!(years, [2020, 2021, 2022, 2023]);
    let some = officer.csv(&format!("{}?from_year=2021&to_year=2022", path())).await.expect(200);
    assert_eq!(some.text.lines().count(), 3);
}

#[tokio::test]
async fn r60_a_line_that_mixes_both_indexes_is_refused_with_what_to_do() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;
    officer.post(&path(), idm(2023, "0.6")).await.expect(201);
    officer.post(&path(), idm(2024, "0.7")).await.expect(201);
    let made = officer.post(&path(), indeks_desa(2025)).await.expect(201).json();

    let mixed = officer.get(&path()).await;
    let old = officer.get(&format!("{}?system=idm", path())).await.expect(200).json();
    let new = officer.get(&format!("{}?system=indeks_desa", path())).await.expect(200).json();
    let bounded = officer.get(&format!("{}?to_year=2024", path())).await.expect(200).json();

    assert_eq!((mixed.status, mixed.code().as_str()), (422, "village_index_mixed"));
    assert!(mixed.json()["detail"].as_str().unwrap().contains("system=idm"));
    assert_eq!(mixed.json()["errors"][0]["pointer"], "?system");
    assert_eq!(old["items"].as_array().unwrap().len(), 2);
    assert_eq!(bounded["items"], old["items"]);
    assert_eq!(new["items"], json!([made]));
    assert_eq!(made["dimensions"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn r60_each_index_is_for_its_years_and_every_fault_is_named() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;
    let refused = async |draft: Value| officer.post(&path(), draft).await.expect(422).fault_codes();
    let mut bare = indeks_desa(2025);
    bare["dimensions"].as_array_mut().unwrap().pop();
    bare["status"] = Value::Null;
    let mut other = idm(2024, "0.4908");
    other["status"] = json!("maju");

    assert_eq!(refused(idm(2025, "0.6")).await, ["village_index_system"]);
    assert_eq!(refused(indeks_desa(2024)).await, ["village_index_system"]);
    assert_eq!(refused(idm(2024, "1.5")).await, ["village_index_value"]);
    assert_eq!(refused(idm(2024, "0.49075")).await, ["wrong_format"]);
    assert_eq!(refused(indeks_desa(2027)).await, ["village_index_year"]);
    assert_eq!(refused(bare).await, ["village_index_dimension", "village_index_status"]);
    assert_eq!(refused(other).await, ["village_index_status"]);
    let regency = format!("/api/v1/regions/{REGENCY}/village-index");
    let above = officer.post(&regency, idm(2024, "0.6")).await;
    assert_eq!((above.status, above.code().as_str()), (422, "region_level"));
    assert_eq!(officer.get(&regency).await.code(), "region_level");
    let nowhere = "/api/v1/regions/99.99.99.9999/village-index";
    assert_eq!(officer.get(nowhere).await.status, 404);
}

#[tokio::test]
async fn r60_a_year_is_recorded_once_and_mended_by_the_office_of_its_region_alone() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;
    let stranger = app.officer(Role::RegionalOfficer, "33.02").await;
    let auditor = app.officer(Role::Auditor, REGENCY).await;
    let mut draft = idm(2024, "0.6");
    draft["id"] = json!("00000000-0000-7000-8000-000000000601");

    let made = officer.post(&path(), draft.clone()).await.expect(201);
    officer.post(&path(), draft.clone()).await.expect(200);
    let second = officer.post(&path(), idm(2024, "0.7")).await;
    draft["value"] = json!("0.7");
    let other = officer.post(&path(), draft.clone()).await;
    let one = format!("/api/v1/village-index/{}", text(&made.json()["id"]));
    let foreign = stranger.put(&one, made.header("etag"), draft.clone()).await;
    let mended = officer.put(&one, made.header("etag"), draft.clone()).await.expect(200).json();
    let stale = officer.put(&one, made.header("etag"), draft.clone()).await;

    assert_eq!((second.status, second.code().as_str()), (409, "village_index_known"));
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    assert_eq!((foreign.status, stale.status), (403, 412));
    assert_eq!((&mended["value"], &mended["status"]), (&json!("0.7000"), &json!("berkembang")));
    assert_eq!(stranger.get(&one).await.expect(200).json(), mended);
    assert_eq!(stranger.post(&path(), idm(2023, "0.6")).await.status, 403);
    assert_eq!(auditor.post(&path(), idm(2023, "0.6")).await.status, 403);
    let unknown = "/api/v1/village-index/00000000-0000-7000-8000-000000000999";
    assert_eq!(officer.put(unknown, "\"v1\"", draft).await.status, 404);
}

#[tokio::test]
async fn r60_of_two_at_once_one_records_the_year() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;

    let answers = at_once(4, |_| {
        let officer = officer.clone();
        async move { officer.post(&path(), idm(2024, "0.6")).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 3, "{answers:?}");
}
