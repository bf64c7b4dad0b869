use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{VILLAGE, Village, below, id_of, refusal, refused};

/// A village of the same district.
const NEIGHBOUR: &str = "81.02.16.2004";

#[tokio::test]
async fn r48_members_of_a_kopdes_live_in_a_village_that_it_serves() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let here = village.person("Maria", "female").await;
    let there = village.person_of("Yosefa", "female", NEIGHBOUR).await;
    let members = below(kopdes, "members");
    let enter = |person: &str, standing: &str| json!({ "person_id": person, "standing": standing, "applied_on": "2026-11-20" });
    let served = json!({
        "id": "00000000-0000-7000-8000-0000000000e7", "region_code": NEIGHBOUR,
        "served_from": "2026-01-01", "decision_number": "Berita acara 3/2025",
        "decided_on": "2025-12-01",
    });

    village.admin.post(&members, enter(&here, "member")).await.expect(201);
    let refused_there = village.admin.post(&members, enter(&there, "member")).await;
    let officer = village.app.officer(Role::RegionalOfficer, "81.02").await;
    let path = below(kopdes, "served-villages");
    let made = officer.post(&path, served.clone()).await.expect(201);
    officer.post(&path, served.clone()).await.expect(200);
    village.admin.post(&members, enter(&there, "member")).await.expect(201);
    let end = format!("/api/v1/served-villages/{}/end", id_of(&made));
    officer.post(&end, json!({ "ended_on": "2026-11-20" })).await.expect(200);
    let ended = officer.post(&end, json!({ "ended_on": "2026-11-20" })).await;
    let late = village.person_of("Agustina", "female", NEIGHBOUR).await;
    let again = village.admin.post(&members, enter(&late, "member")).await;
    village.admin.post(&members, enter(&late, "holder")).await.expect(201);
    let somewhere = village.person_of("Petrus", "male", "81.02").await;
    let somewhere = village.admin.post(&members, enter(&somewhere, "member")).await;
    assert_eq!(refusal(&somewhere), refused(422, "other_village"), "a regency is no home");

    assert_eq!(refusal(&refused_there), refused(422, "other_village"));
    let problem = refused_there.json();
    assert_eq!(problem["errors"][0]["pointer"], "/person_id");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(VILLAGE) && detail.contains(NEIGHBOUR), "{detail}");
    assert_eq!(refusal(&ended), refused(409, "serving_ended"));
    assert_eq!(refusal(&again), refused(422, "other_village"));
}

#[tokio::test]
async fn r48_only_a_kopdes_serves_other_villages_than_its_own() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let name = "Koperasi Samudra Kei";
    let ordinary = village.app.organization("koperasi_primer", name, VILLAGE).await;
    let serve = async |of, region: &str, from: &str| {
        let body = json!({ "region_code": region, "served_from": from,
                           "decision_number": "BA 3", "decided_on": "2025-12-01" });
        village.admin.post(&below(of, "served-villages"), body).await
    };

    assert_eq!(
        refusal(&serve(ordinary, NEIGHBOUR, "2026-01-01").await),
        refused(422, "village_not_served")
    );
    assert_eq!(
        refusal(&serve(kopdes, VILLAGE, "2026-01-01").await),
        refused(422, "village_not_served")
    );
    assert_eq!(
        refusal(&serve(kopdes, "81.02.16", "2026-01-01").await),
        refused(422, "village_not_served")
    );
    assert_eq!(
        refusal(&serve(kopdes, NEIGHBOUR, "2026-11-22").await),
        refused(422, "date_in_future")
    );
    assert_eq!(
        refusal(&serve(kopdes, "11.01.01.2001", "2026-01-01").await),
        refused(422, "village_not_served"),
        "another regency"
    );
    assert_eq!(
        refusal(&serve(kopdes, NEIGHBOUR, "0001-01-01").await),
        refused(422, "date_too_early")
    );
    let found = json!({ "legal_form": "koperasi_primer", "region_code": VILLAGE,
                        "name": "Koperasi Kelurahan Merah Putih Ohoi",
                        "founded_on": "2025-05-01" });
    let young = village.admin.post("/api/v1/organizations", found).await.expect(201);
    let young = id_of(&young).parse().expect("an id");
    let unborn = serve(young, NEIGHBOUR, "2025-04-30").await;
    assert_eq!(refusal(&unborn), refused(422, "date_too_early"));
    serve(young, NEIGHBOUR, "2025-05-01").await.expect(201);
    serve(kopdes, NEIGHBOUR, "2026-01-01").await.expect(201);
    assert_eq!(
        refusal(&serve(kopdes, NEIGHBOUR, "2026-02-01").await),
        refused(422, "village_not_served")
    );
    let nothing = "/api/v1/served-villages/00000000-0000-7000-8000-0000000000ff/end";
    let body = json!({ "ended_on": "2026-11-20" });
    assert_eq!(village.admin.post(nothing, body).await.status, 404);
    let people = village.person_of("Orang Jauh", "male", "33.01.01.2001").await;
    let member = json!({ "person_id": people, "standing": "member" });
    village.admin.post(&below(ordinary, "members"), member).await.expect(201);
}
