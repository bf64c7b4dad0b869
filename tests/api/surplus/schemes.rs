use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{cooperative, cooperative_parts, id_of, issuer_of, refusal, refused};

#[tokio::test]
async fn r37_a_scheme_of_105_percent_is_refused_and_one_of_100_is_kept() {
    let books = cooperative().await;
    let of = |percents: &[&str]| {
        let parts = percents.iter().enumerate().map(|(place, percent)| {
            json!({ "key": format!("p{place}"), "name": format!("bagian {place}"), "percent": percent,
                    "destination": if place == 0 { "reserve" } else { "funds" } })
        });
        json!(parts.collect::<Vec<_>>())
    };

    let too_much = books.scheme(of(&["40", "40", "5", "5", "5", "5", "5"])).await;
    let too_little = books.scheme(of(&["99.99"])).await;
    let whole = books.scheme(of(&["25", "20", "30", "10", "5", "5", "3", "2"])).await;

    assert_eq!(refusal(&too_much), refused(422, "parts_not_whole"));
    assert!(too_much.text.contains("105"), "{}", too_much.text);
    assert_eq!(refusal(&too_little), refused(422, "parts_not_whole"));
    assert_eq!(whole.expect(201).json()["terms"]["parts"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn r38_a_scheme_solely_by_capital_is_kept_with_a_warning() {
    let books = cooperative().await;

    let solely = books
        .scheme(json!([
            { "key": "cadangan", "name": "Cadangan", "percent": "30", "destination": "reserve" },
            { "key": "jasa_modal", "name": "Jasa modal", "percent": "70",
              "destination": "member_capital", "base": "average" },
        ]))
        .await
        .expect(201);
    let bare = json!([{ "key": "dana", "name": "Dana", "percent": "100", "destination": "funds" }]);
    let without = books.scheme_from("2021-01-01", json!({ "parts": bare })).await;

    assert_eq!(solely.json()["warnings"][0]["code"], "solely_by_capital");
    assert_eq!(refusal(&without), refused(422, "reserve_missing"));
}

#[tokio::test]
async fn a_scheme_is_superseded_and_never_edited() {
    let books = cooperative().await;
    let first = books.scheme(cooperative_parts()).await.expect(201);

    let same_day = books.scheme(cooperative_parts()).await;
    books.scheme_from("2026-01-01", json!({ "parts": cooperative_parts() })).await.expect(201);
    let path = format!("/api/v1/surplus-schemes/{}", id_of(&first));
    let edited = books.keeper.put(&path, "\"v1\"", json!({})).await;

    assert_eq!(refusal(&same_day), refused(409, "scheme_period"));
    assert_eq!(edited.status, 405);
    assert_eq!(books.keeper.get(&path).await.expect(200).json()["valid_to"], "2026-01-01");
    let listed = books.keeper.get(&books.path("surplus-schemes")).await.expect(200).json();
    assert_eq!(listed["items"][0]["valid_to"], "2026-01-01");
    assert_eq!(listed["items"][1]["valid_to"], json!(null));
}

#[tokio::test]
async fn an_identical_resend_of_a_scheme_gives_the_same_row() {
    let books = cooperative().await;
    let draft = json!({
        "id": "01990000-0000-7000-8000-000000000001", "valid_from": "2020-01-01",
        "decision_number": "ART Pasal 40", "decided_on": "2019-12-01",
        "terms": { "parts": cooperative_parts() },
    });
    let path = books.path("surplus-schemes");
    books.keeper.post(&path, draft.clone()).await.expect(201);

    let again = books.keeper.post(&path, draft.clone()).await;
    let mut other = draft;
    other["decision_number"] = json!("ART Pasal 41");
    let other = books.keeper.post(&path, other).await;

    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(refusal(&other), refused(409, "id_taken"));
}

#[tokio::test]
async fn r55_a_part_mapped_to_an_expense_is_refused() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;

    let answer = books
        .scheme(json!([
            { "key": "pades", "name": "PADes", "percent": "100", "destination": "government",
              "account": "6.1.01" },
        ]))
        .await;

    assert_eq!(refusal(&answer), refused(422, "share_not_expense"));
    assert!(answer.text.contains("Kepmendesa 136/2022"), "{}", answer.text);
}

#[tokio::test]
async fn the_starters_can_be_recorded_as_they_are() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let starters = books.keeper.get("/api/v1/surplus-scheme-starters").await.expect(200).json();
    let starters = starters["items"].as_array().unwrap();
    let village = starters.iter().find(|one| one["legal_form"] == "bum_desa").unwrap();

    let saved = books.scheme_from("2021-02-02", village["terms"].clone()).await;

    assert_eq!(starters.len(), 6);
    let csv = books.keeper.csv("/api/v1/surplus-scheme-starters").await.expect(200);
    assert!(csv.text.starts_with("legal_form,name,basis,terms\r\n"), "{}", csv.text);
    assert_eq!(csv.text.lines().count(), 7);
    assert_eq!(saved.expect(201).json()["terms"], village["terms"]);
}

#[tokio::test]
async fn others_may_read_a_scheme_but_only_the_treasurer_sets_it() {
    let books = cooperative().await;
    let scheme = id_of(&books.scheme(cooperative_parts()).await.expect(201));
    let officer = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let stranger = books.app.officer(Role::RegionalOfficer, "33").await;
    let path = format!("/api/v1/surplus-schemes/{scheme}");

    officer.get(&path).await.expect(200);
    let draft = json!({
        "valid_from": "2026-01-01", "decision_number": "x", "decided_on": "2025-01-01",
        "terms": { "parts": cooperative_parts() },
    });
    assert_eq!(officer.post(&books.path("surplus-schemes"), draft).await.status, 403);
    assert_eq!(stranger.get(&path).await.status, 404);
}
