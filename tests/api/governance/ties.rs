use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{Village, below, id_of, position, positions, refusal, refused};

#[tokio::test]
async fn r48_relatives_do_not_sit_together_in_a_kopdes() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let (maria, petrus) =
        (village.person("Maria", "female").await, village.person("Petrus", "male").await);
    let ties = below(kopdes, "family-ties");
    let tie = || {
        json!({ "person_id": petrus, "other_person_id": maria, "relation": "sibling",
                "id": "00000000-0000-7000-8000-0000000000f1" })
    };
    village.seat(kopdes, ("pengurus", "ketua"), &maria).await.expect(201);
    let second = village.seat(kopdes, ("pengawas", "anggota"), &petrus).await.expect(201);

    let both_sit = village.admin.post(&ties, tie()).await;
    village.end(&id_of(&second), "2026-11-21").await.expect(200);
    let declared = village.admin.post(&ties, tie()).await.expect(201);
    village.admin.post(&ties, tie()).await.expect(200);
    let mut anew = tie();
    anew.as_object_mut().unwrap().remove("id");
    let twice = village.admin.post(&ties, anew).await;
    let mut again = position(("pengawas", "anggota"), &petrus);
    again["held_from"] = json!("2026-11-21");
    let seated = village.admin.post(&positions(kopdes), again.clone()).await;
    let path = format!("/api/v1/family-ties/{}/withdraw", id_of(&declared));
    village.admin.post(&path, json!(null)).await.expect(200);
    let gone = village.admin.post(&path, json!(null)).await;
    village.admin.post(&positions(kopdes), again).await.expect(201);

    assert_eq!(refusal(&both_sit), refused(422, "family_on_board"));
    assert_eq!(refusal(&twice), refused(409, "tie_recorded"));
    assert_eq!(refusal(&seated), refused(422, "family_on_board"));
    assert_eq!(refusal(&gone), refused(409, "tie_withdrawn"));
    let events = format!("/api/v1/audit-events?subject_id={}", id_of(&declared));
    let events = village.admin.get(&events).await.expect(200);
    assert_eq!(events.json()["items"].as_array().unwrap().len(), 2);
    assert!(!events.text.contains("sibling"), "how they are related is not in the audit log");
}

#[tokio::test]
async fn r48_a_tie_is_between_two_persons_whom_the_caller_may_know() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let maria = village.person("Maria", "female").await;
    let stranger = village.person_of("Orang Jawa", "male", "33.01").await;
    let ties = below(kopdes, "family-ties");
    let tie = |one: &str, other: &str| json!({ "person_id": one, "other_person_id": other, "relation": "spouse", "declared_on": "2026-11-22" });
    let coordinator = village.app.officer(Role::Coordinator, "81").await;

    let alone = coordinator.post(&ties, tie(&maria, &maria)).await;
    let unknown = coordinator.post(&ties, tie(&maria, &stranger)).await;

    assert_eq!(alone.fault_codes(), ["date_in_future", "tie_with_self"]);
    assert_eq!(unknown.fault_codes(), ["date_in_future", "reference_unknown"]);
    assert_eq!(unknown.json()["errors"][1]["pointer"], "/other_person_id");
    let nothing = "/api/v1/family-ties/00000000-0000-7000-8000-0000000000ff/withdraw";
    assert_eq!(coordinator.post(nothing, json!(null)).await.status, 404);
}

#[tokio::test]
async fn r48_relatives_in_an_ordinary_cooperative_are_no_matter_of_the_law() {
    let village = Village::spawn().await;
    let name = "Koperasi Samudra Kei";
    let ordinary = village.app.organization("koperasi_primer", name, super::VILLAGE).await;
    let (maria, petrus) =
        (village.person("Maria", "female").await, village.person("Petrus", "male").await);
    village.seat(ordinary, ("pengurus", "ketua"), &maria).await.expect(201);
    village.seat(ordinary, ("pengurus", "bendahara"), &petrus).await.expect(201);
    let tie = json!({ "person_id": maria, "other_person_id": petrus, "relation": "spouse" });

    village.admin.post(&below(ordinary, "family-ties"), tie).await.expect(201);

    let listed = village.admin.get(&below(ordinary, "family-ties")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let csv = village.admin.csv(&below(ordinary, "family-ties")).await.expect(200);
    assert_eq!(csv.text.lines().count(), 2);
}
