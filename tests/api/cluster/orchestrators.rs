use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{audited, kei, text};
use crate::support::TestApp;

#[tokio::test]
async fn r124_a_cluster_has_exactly_one_orchestrator_at_any_date_and_keeps_the_history() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let (first, second, deputy) =
        (kei.person("Orang Satu").await, kei.person("Orang Dua").await, kei.person("Wakil").await);
    let term = |person: &str, from: &str, to: &str| json!({ "person_id": person, "deputy_person_id": deputy, "term_from": from, "term_to": to });
    let mut body = term(&first, "2025-01-15", "2028-01-15");
    body["id"] = json!("00000000-0000-7000-8000-0000000000e1");

    kei.post("orchestrators", body.clone()).await.expect(201);
    kei.post("orchestrators", body.clone()).await.expect(200);
    let gap = kei.post("orchestrators", term(&second, "2028-01-16", "2029-01-15")).await;
    kei.post("orchestrators", term(&second, "2026-06-01", "2029-01-15")).await.expect(201);
    let before = kei.post("orchestrators", term(&first, "2026-06-01", "2027-01-15")).await;
    kei.post("orchestrators", body).await.expect(200);

    assert_eq!((gap.status, gap.code().as_str()), (409, "orchestrator_gap"));
    assert_eq!((before.status, before.code().as_str()), (409, "term_not_later"));
    let present = kei.coordinator.get(&kei.path).await.expect(200).json();
    assert_eq!(present["orchestrator"]["name"], "Orang Dua");
    assert_eq!(present["orchestrator"]["deputy_name"], "Wakil");
    let path = format!("{}/orchestrators", kei.path);
    let history = kei.coordinator.get(&path).await.expect(200).json();
    let items = history["items"].as_array().unwrap();
    let ends: Vec<_> = items.iter().map(|term| text(&term["term_to"])).collect();
    assert_eq!(items.len(), 2);
    assert!(ends.contains(&"2026-06-01".to_owned()), "the first term was shortened: {ends:?}");
    let events = audited(&app, "00000000-0000-7000-8000-0000000000e1").await;
    assert_eq!(events[1]["action"], "end_orchestrator");
    assert!(!events[0]["after"].to_string().contains("Orang Satu"), "no names in the audit log");
}

#[tokio::test]
async fn r124_the_deputy_is_another_person_whom_the_caller_may_know() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let person = kei.person("Orang Satu").await;
    let stranger = json!({ "full_name": "Orang Jawa", "region_code": "33.01" });
    let stranger = app.admin().await.post("/api/v1/persons", stranger).await.expect(201);
    let term = |deputy: &str, to: &str| {
        json!({
            "person_id": person, "deputy_person_id": deputy,
            "term_from": "2025-01-15", "term_to": to,
        })
    };

    let alone = kei.post("orchestrators", term(&person, "2025-01-15")).await.expect(422);
    let unknown = term(&text(&stranger.json()["id"]), "2026-01-15");
    let unknown = kei.post("orchestrators", unknown).await.expect(422);

    assert_eq!(alone.fault_codes(), ["deputy_is_orchestrator", "term_reversed"]);
    assert_eq!(unknown.fault_codes(), ["reference_unknown"]);
}

#[tokio::test]
async fn r114_a_regional_officer_who_sees_no_persons_appoints_none() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let (person, deputy) = (kei.person("Orang Satu").await, kei.person("Wakil").await);
    let officer = app.officer(Role::RegionalOfficer, "81").await;
    let path = format!("{}/orchestrators", kei.path);
    let term = json!({
        "person_id": person, "deputy_person_id": deputy,
        "term_from": "2025-01-15", "term_to": "2026-01-15",
    });

    let unseen = officer.get(&format!("/api/v1/persons/{person}")).await;
    let refused = officer.post(&path, term.clone()).await;

    assert_eq!((unseen.status, refused.status), (403, 403));
    kei.post("orchestrators", term).await.expect(201);
}
