use serde_json::json;

use super::seaweed;
use crate::cluster::{audited, figure, text};
use crate::support::TestApp;

const PAIRS: &str = "pairs/active";

#[tokio::test]
async fn only_members_of_the_cluster_take_part_and_the_fault_says_what_to_do() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let group = app.organization("kelompok_usaha", "Pokdakan Letvuan", "81.02").await;
    let body =
        |from: &str| json!({ "organization_id": group, "role": "operator", "valid_from": from });

    let stranger = chain.takes_part(&grow, body("2026-01-01")).await;
    chain.kei.join(group, "2026-02-01").await;
    let early = chain.takes_part(&grow, body("2026-01-31")).await;
    let made = chain.takes_part(&grow, body("2026-02-01")).await.expect(201);

    assert_eq!((stranger.status, stranger.code().as_str()), (409, "not_a_cluster_member"));
    assert!(text(&stranger.json()["detail"]).contains(&chain.kei.id));
    assert_eq!(early.status, 409);
    assert_eq!(made.json()["region_code"], "81.02");
}

#[tokio::test]
async fn the_same_role_does_not_overlap_and_a_resend_is_recognised() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let group = chain.member(&app, "kelompok_usaha", "Pokdakan Letvuan").await;
    let mut body = json!({
        "id": "00000000-0000-7000-8000-0000000000b1",
        "organization_id": group, "role": "operator", "valid_from": "2026-01-01",
    });
    let id = text(&chain.takes_part(&grow, body.clone()).await.expect(201).json()["id"]);
    let end = format!("/api/v1/participations/{id}/end");

    chain.takes_part(&grow, body.clone()).await.expect(200);
    let again = json!({ "organization_id": group, "role": "operator", "valid_from": "2026-06-01" });
    let overlaps = chain.takes_part(&grow, again.clone()).await;
    let reason = json!({ "valid_to": "2026-06-01", "reason": "Beralih ke pengeringan" });
    let caller = chain.coordinator();
    caller.post(&end, reason.clone()).await.expect(200);
    caller.post(&end, reason).await.expect(200);
    let other = caller.post(&end, json!({ "valid_to": "2026-07-01" })).await;
    chain.takes_part(&grow, again).await.expect(201);
    chain.takes_part(&grow, body.clone()).await.expect(200);
    body["role"] = json!("service_provider");
    let taken = chain.takes_part(&grow, body).await;

    assert_eq!((overlaps.status, overlaps.code().as_str()), (409, "participation_overlaps"));
    assert_eq!((other.status, other.code().as_str()), (409, "participation_ended"));
    assert_eq!((taken.status, taken.code().as_str()), (409, "id_taken"));
    let events = audited(&app, &id).await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["reason"], "Beralih ke pengeringan");
    assert_eq!(events[1]["region_code"], "81.02");
    let on = |day: &str| {
        let path = format!("/api/v1/participations?stage={grow}&on={day}");
        let caller = caller.clone();
        async move { caller.get(&path).await.expect(200).json()["items"].as_array().map(Vec::len) }
    };
    assert_eq!((on("2025-12-31").await, on("2026-06-01").await), (Some(0), Some(1)));
    let path = format!("/api/v1/stages/{grow}");
    let used = caller.send("DELETE", &path, None, &[("if-match", "\"v1\"")]).await;
    assert_eq!((used.status, used.code().as_str()), (409, "stage_in_use"));
}

#[tokio::test]
async fn r125_a_support_institution_names_what_it_gives() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let campus = chain.member(&app, "perguruan_tinggi", "Politeknik").await;
    let body = |role: &str, function: Option<&str>| json!({ "organization_id": campus, "role": role, "support_function": function });

    let silent = chain.takes_part(&grow, body("support_institution", None)).await;
    let surplus = chain.takes_part(&grow, body("operator", Some("research"))).await;
    for function in ["research", "extension"] {
        chain.takes_part(&grow, body("support_institution", Some(function))).await.expect(201);
    }

    assert_eq!((silent.status, silent.code().as_str()), (422, "support_function_missing"));
    assert_eq!((surplus.status, surplus.code().as_str()), (422, "support_function_surplus"));
    assert_eq!(figure(&app, "81.02", PAIRS, "2026-12-31").await, 0, "support makes no pair");
}

#[tokio::test]
async fn an_active_pair_counts_once_for_all_its_roles_until_the_last_one_ends() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let group = chain.member(&app, "kelompok_usaha", "Pokdakan Letvuan").await;
    let mut ids = Vec::new();
    for (role, from) in [("operator", "2026-01-01"), ("service_provider", "2026-02-01")] {
        let body = json!({ "organization_id": group, "role": role, "valid_from": from });
        ids.push(text(&chain.takes_part(&grow, body).await.expect(201).json()["id"]));
    }
    for (id, until) in ids.iter().zip(["2026-03-01", "2026-05-01"]) {
        let path = format!("/api/v1/participations/{id}/end");
        chain.coordinator().post(&path, json!({ "valid_to": until })).await.expect(200);
    }

    for (day, expected) in [
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-02-01", 1),
        ("2026-03-01", 1),
        ("2026-04-30", 1),
        // For the rest of the quarter of its last day it counts on (R101).
        ("2026-06-30", 1),
        ("2026-07-01", 0),
    ] {
        for place in ["81.02", "81", "ID"] {
            assert_eq!(figure(&app, place, PAIRS, day).await, expected, "{place} {day}");
        }
    }
}
