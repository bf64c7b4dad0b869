use kibm::identity::entity::access_grant::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::{TestApp, at_once};

const PERSONS: &str = "/api/v1/persons";
/// A woman born on 29 February 2000.
const NIK: &str = "8102016902000001";

fn person() -> Value {
    json!({ "full_name": "Maria Rahanra", "nik": NIK, "phone": "0812 3456 7890", "region_code": "81.02.16.2003" })
}

#[tokio::test]
async fn r108_a_nik_is_masked_everywhere_and_revealed_with_a_reason_that_is_audited() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let made = officer.post(PERSONS, person()).await.expect(201);
    let path = format!("{PERSONS}/{}", made.json()["id"].as_str().unwrap());

    let list = officer.get(PERSONS).await.expect(200);
    let csv = officer.csv(PERSONS).await.expect(200);
    let idle = officer.post(&format!("{path}/reveal"), json!({ "purpose": "x" })).await;
    let revealed = officer
        .post(&format!("{path}/reveal"), json!({ "purpose": "pencocokan KTP di RAT" }))
        .await;

    for answer in [&made, &list, &csv] {
        assert!(
            !answer.text.contains(NIK) && !answer.text.contains("81234567890"),
            "{}",
            answer.text
        );
    }
    let sealed = "SELECT COUNT(*) FROM person WHERE nik_sealed IS NOT NULL \
                  AND CAST(nik_sealed AS TEXT) NOT LIKE '%8102016902000001%'";
    let row =
        app.state.db.read().query_one_raw(Statement::from_string(app.state.db.engine(), sealed));
    let kept: i64 = row.await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(kept, 1, "the NIK is kept, and not in the clear");
    assert_eq!(list.json()["items"][0]["nik_masked"], "810201******0001");
    assert_eq!(idle.status, 422);
    assert_eq!(revealed.expect(200).json()["nik"], NIK);
    let events =
        app.admin().await.get("/api/v1/audit-events?action=reveal_person").await.expect(200);
    assert_eq!(events.json()["items"][0]["reason"], "pencocokan KTP di RAT");
    assert!(!events.text.contains(NIK));
}

#[tokio::test]
async fn r108_an_address_is_sealed_left_out_everywhere_and_revealed_with_a_reason() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let mut draft = person();
    draft["address"] = json!("Jalan Pala 7, RT 02");
    let made = officer.post(PERSONS, draft.clone()).await.expect(201);
    let path = format!("{PERSONS}/{}", made.json()["id"].as_str().unwrap());
    // Left out, it stays: a reader does not get it and cannot send it back.
    let changed = officer.put(&path, "\"v1\"", person()).await.expect(200);
    officer.put(&path, "\"v2\"", draft.clone()).await.expect(200);
    draft["address"] = json!("Jalan Cengkeh 1");
    officer.put(&path, "\"v3\"", draft.clone()).await.expect(200);
    draft["address"] = json!("Jalan Pala 7, RT 02");
    officer.put(&path, "\"v4\"", draft).await.expect(200);

    let list = officer.get(PERSONS).await.expect(200);
    let csv = officer.csv(PERSONS).await.expect(200);
    let reason = json!({ "purpose": "undangan RUPS tahunan" });
    let revealed = officer.post(&format!("{path}/reveal"), reason).await.expect(200).json();
    let events = app.admin().await.get("/api/v1/audit-events").await.expect(200);

    for answer in [&made, &changed, &list, &csv, &events] {
        assert!(!answer.text.contains("Pala"), "{}", answer.text);
    }
    assert_eq!(list.json()["items"][0]["has_address"], true);
    assert_eq!(revealed["address"], "Jalan Pala 7, RT 02");
    assert!(events.text.contains("\"address\":true"), "{}", events.text);
    // The log tells when it was changed, which it is not where the same is sent.
    let query = "/api/v1/audit-events?action=replace_person";
    let events = app.admin().await.get(query).await.expect(200).json();
    let events = events["items"].as_array().unwrap().clone();
    let changed = |event: &Value| event["after"]["changed"] == json!(["address"]);
    assert_eq!((events.len(), events.iter().filter(|event| changed(event)).count()), (4, 2));
}

#[tokio::test]
async fn r11_sex_and_birth_date_come_from_the_nik() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;

    let made = officer.post(PERSONS, person()).await.expect(201).json();
    let path = format!("{PERSONS}/{}/reveal", made["id"].as_str().unwrap());
    let reason = json!({ "purpose": "pencocokan KTP di RAT" });
    let revealed = officer.post(&path, reason).await.expect(200).json();

    assert_eq!(made["sex"], "female");
    assert_eq!(revealed["birth_date"], "2000-02-29");
}

#[tokio::test]
async fn r13_a_birth_date_that_differs_from_the_nik_is_a_warning() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let mut draft = person();
    draft["birth_date"] = json!("2000-02-28");

    let made = officer.post(PERSONS, draft).await.expect(201).json();

    assert_eq!(made["warnings"][0]["code"], "nik_birth_date_differs");
}

#[tokio::test]
async fn r14_a_nik_is_taken_once_and_the_answer_names_nobody() {
    let app = TestApp::spawn().await;
    let kei = app.officer(Role::Coordinator, "81.02").await;
    let bogor = app.officer(Role::Coordinator, "32.01").await;
    kei.post(PERSONS, person()).await.expect(201);
    let mut draft = person();
    draft["region_code"] = json!("32.01");

    let refused = bogor.post(PERSONS, draft).await;

    assert_eq!((refused.status, refused.code().as_str()), (409, "nik_taken"));
    assert!(!refused.text.contains("Rahanra") && !refused.text.contains(NIK));
}

#[tokio::test]
async fn r108_a_search_by_nik_finds_within_reach_only() {
    let app = TestApp::spawn().await;
    let kei = app.officer(Role::Coordinator, "81.02").await;
    let bogor = app.officer(Role::Coordinator, "32.01").await;
    kei.post(PERSONS, person()).await.expect(201);
    let search = |nik: &str| json!({ "nik": nik });

    let inside = kei.post("/api/v1/persons/search", search(NIK)).await.expect(200).json();
    let outside = bogor.post("/api/v1/persons/search", search(NIK)).await.expect(200).json();
    let wrong = kei.post("/api/v1/persons/search", search("8102013202900001")).await;

    assert_eq!(inside["person"]["full_name"], "Maria Rahanra");
    assert_eq!(outside["person"], Value::Null);
    assert_eq!(wrong.status, 422);
}

#[tokio::test]
async fn r12_an_impossible_nik_is_refused() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    for nik in [
        "8102013202900001",
        "8102017203900001",
        "8102012902010001",
        "8102015203900000",
        "81020129020000",
    ] {
        let mut draft = person();
        draft["nik"] = json!(nik);

        let refused = officer.post(PERSONS, draft).await;

        assert_eq!(refused.status, 422, "{nik}");
        assert!(!refused.text.contains(nik), "a NIK never stands in an error");
    }
}

#[tokio::test]
async fn an_officer_of_a_cooperative_keeps_its_own_persons_only() {
    let app = TestApp::spawn().await;
    let ours = app.organization("koperasi_primer", "Koperasi Kami", "81.02.16.2003").await;
    let theirs = app.organization("koperasi_primer", "Koperasi Lain", "81.02.16.2003").await;
    let officer = app.keeper(Role::EnterpriseOfficer, ours).await;
    let mut own = person();
    own["organization_id"] = json!(ours);
    let mut foreign = person();
    foreign["organization_id"] = json!(theirs);

    let refused = officer.post(PERSONS, foreign).await;
    let made = officer.post(PERSONS, own).await;

    assert_eq!((refused.code().as_str(), made.status), ("reference_unknown", 201));
    assert_eq!(officer.get(PERSONS).await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn r108_no_view_shows_the_birth_date_that_a_masked_nik_hides() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let path = officer.post(PERSONS, person()).await.expect(201).json()["id"].clone();
    let path = format!("{PERSONS}/{}", path.as_str().unwrap());

    for answer in [officer.get(PERSONS).await, officer.get(&path).await, officer.csv(PERSONS).await]
    {
        assert!(!answer.text.contains("2000-02-29"), "{}", answer.text);
    }
}

#[tokio::test]
async fn r114_regional_officers_and_mentors_see_no_persons() {
    let app = TestApp::spawn().await;
    for role in [Role::RegionalOfficer, Role::Mentor] {
        let officer = app.officer(role, "81.02").await;

        assert_eq!(officer.get(PERSONS).await.status, 403);
    }
}

#[tokio::test]
async fn a_person_is_not_attached_to_an_organization_beyond_reach() {
    let app = TestApp::spawn().await;
    let beyond = app.organization("koperasi_primer", "Koperasi Tual", "81.72").await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let mut draft = person();
    draft["organization_id"] = json!(beyond);

    let refused = officer.post(PERSONS, draft).await;

    assert_eq!((refused.status, refused.code().as_str()), (422, "reference_unknown"));
}

#[tokio::test]
async fn r14_a_draft_that_is_wrong_anyway_tells_nothing_of_a_nik() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    officer.post(PERSONS, person()).await.expect(201);
    let mut draft = person();
    draft["birth_date"] = json!("2999-01-01");

    let refused = officer.post(PERSONS, draft).await.expect(422);

    assert_eq!(refused.fault_codes(), ["date_in_future"]);
}

#[tokio::test]
async fn of_replacements_at_once_over_one_version_only_one_is_saved() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let id = officer.post(PERSONS, person()).await.expect(201).json()["id"].clone();
    let path = format!("{PERSONS}/{}", id.as_str().unwrap());

    let answers = at_once(6, |index| {
        let (officer, path) = (officer.clone(), path.clone());
        async move {
            let mut draft = person();
            draft["full_name"] = json!(format!("Maria {index}"));
            officer.put(&path, "\"v1\"", draft).await.status
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 412).count(), 5, "{answers:?}");
}

#[tokio::test]
async fn blank_and_hidden_text_is_refused() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    for (name, code) in [("   ", "blank_text"), ("Ma\u{202e}ria", "control_character")] {
        let mut draft = person();
        draft["full_name"] = json!(name);

        assert_eq!(officer.post(PERSONS, draft).await.code(), code);
    }
    assert_eq!(officer.get(&format!("{PERSONS}?search=--")).await.code(), "search_too_short");
}

#[tokio::test]
async fn a_replacement_that_leaves_the_nik_out_keeps_it() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::Coordinator, "81.02").await;
    let id = officer.post(PERSONS, person()).await.expect(201).json()["id"].clone();
    let path = format!("{PERSONS}/{}", id.as_str().unwrap());
    let draft = json!({ "full_name": "Maria Rahanra-Tual", "region_code": "81.02.16.2003" });

    let changed = officer.put(&path, "\"v1\"", draft).await.expect(200).json();

    assert_eq!(changed["nik_masked"], "810201******0001");
    let reason = json!({ "purpose": "pencocokan KTP di RAT" });
    let revealed = officer.post(&format!("{path}/reveal"), reason).await.expect(200).json();
    assert_eq!(
        (revealed["nik"].as_str(), revealed["phone"].as_str()),
        (Some(NIK), Some("+6281234567890"))
    );
}
