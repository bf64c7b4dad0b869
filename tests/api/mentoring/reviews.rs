use serde_json::json;

use super::{Field, LOGS, id_of};
use crate::support::at_once;
use kibm::identity::entity::access_grant::Role;

#[tokio::test]
async fn r99_neither_the_author_nor_the_mentor_verify_a_log() {
    let field = Field::prepare().await;
    let own = field.log("2026-11-20T09:00:00+09:00").await;
    let paper = field.officer.post(LOGS, field.draft("2026-11-19T09:00:00+09:00")).await;
    let paper = paper.expect(201).json();
    let verify = |log: &serde_json::Value| format!("{LOGS}/{}/verify", id_of(log));

    let mentor = field.mentor.post(&verify(&own), json!({})).await;
    let author = field.officer.post(&verify(&paper), json!({})).await;
    let other = field.officer.post(&verify(&own), json!({ "comment": "sesuai" })).await;

    assert_eq!(mentor.status, 403);
    assert_eq!((author.status, author.code().as_str()), (403, "self_verification"));
    let other = other.expect(200).json();
    assert_eq!(
        (other["status"].clone(), other["comment"].clone()),
        (json!("verified"), json!("sesuai"))
    );
    assert_eq!(other["reviewed_by"], json!(field.officer.id));
    assert_eq!(field.audited(&id_of(&own)).await, ["create_mentoring_log", "verify_mentoring_log"]);
}

#[tokio::test]
async fn r99_a_mentor_with_the_role_of_a_verifier_does_not_verify_the_log_of_them() {
    let field = Field::prepare().await;
    let other = field.stage("Pengeringan", "2025-01-01").await;
    // The officer is a mentor too, and somebody else writes the log down.
    let mentor = field.new_mentor(json!({ "user_id": field.officer.id })).await;
    let assignment = json!({
        "mentor_id": mentor, "organization_id": field.organization, "stage_id": other,
        "valid_from": "2025-01-01",
    });
    field.coordinator.post("/api/v1/assignments", assignment).await.expect(201);
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["mentor_id"] = json!(mentor);
    draft["stage_id"] = json!(other);
    let log = field.coordinator.post(LOGS, draft).await.expect(201).json();

    let refused = field.officer.post(&format!("{LOGS}/{}/verify", id_of(&log)), json!({})).await;
    let returned = json!({ "comment": "lengkapi" });
    let back = field.officer.post(&format!("{LOGS}/{}/return", id_of(&log)), returned).await;

    assert_eq!((refused.status, refused.code().as_str()), (403, "self_verification"));
    assert_eq!((back.status, back.code().as_str()), (403, "self_verification"));
}

#[tokio::test]
async fn r99_a_verified_log_stays_as_it_is_and_its_point_is_dropped() {
    let field = Field::prepare().await;
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["point"] = json!({ "latitude": "-5.675300", "longitude": "132.743100" });
    draft["accuracy_metres"] = json!(12);
    let log = field.mentor.post(LOGS, draft.clone()).await.expect(201).json();
    let path = format!("{LOGS}/{}", id_of(&log));
    assert_eq!(log["point"]["latitude"], "-5.675300");
    assert!(!field.officer.csv(LOGS).await.text.contains("5.6753"), "lists show no point");

    field.verify(&log).await.expect(200);
    let changed = field.mentor.put(&path, "\"v2\"", draft).await;
    let again = field.officer.post(&format!("{path}/verify"), json!({})).await;
    let returned =
        field.officer.post(&format!("{path}/return"), json!({ "comment": "salah" })).await;

    for refused in [changed, again, returned] {
        assert_eq!((refused.status, refused.code().as_str()), (409, "log_verified"));
    }
    let read = field.mentor.get(&path).await.json();
    assert!(read.get("point").is_none() && read.get("accuracy_metres").is_none());
}

#[tokio::test]
async fn r99_a_returned_log_keeps_its_comment_and_is_sent_again() {
    let field = Field::prepare().await;
    let log = field.log("2026-11-20T09:00:00+09:00").await;
    let path = format!("{LOGS}/{}", id_of(&log));
    let stale = json!({ "comment": "lengkapi", "version": 7 });
    assert_eq!(field.officer.post(&format!("{path}/return"), stale).await.status, 412);
    let comment = json!({ "comment": "lengkapi peserta", "version": 1 });
    let returned = field.officer.post(&format!("{path}/return"), comment).await.expect(200).json();
    let unsent = field.coordinator.post(&format!("{path}/verify"), json!({})).await;
    let foreign =
        field.officer.put(&path, "\"v2\"", field.draft("2026-11-20T09:00:00+09:00")).await;

    let again = field.mentor.put(&path, "\"v2\"", field.draft("2026-11-20T09:00:00+09:00")).await;

    assert_eq!(
        (returned["status"].clone(), returned["comment"].clone()),
        (json!("returned"), json!("lengkapi peserta"))
    );
    assert_eq!((unsent.status, unsent.code().as_str()), (409, "log_not_submitted"));
    assert_eq!((foreign.status, foreign.code().as_str()), (403, "not_permitted"));
    assert_eq!(again.expect(200).json()["comment"], "lengkapi peserta");
    field.verify(&log).await.expect(200);
    assert_eq!(
        field.audited(&id_of(&log)).await,
        [
            "create_mentoring_log",
            "return_mentoring_log",
            "replace_mentoring_log",
            "verify_mentoring_log"
        ]
    );
}

#[tokio::test]
async fn r99_of_many_verifiers_at_once_one_wins_and_the_pair_counts_once() {
    let field = Field::prepare().await;
    let first = field.log("2026-11-20T09:00:00+09:00").await;
    let second = field.log("2026-11-19T09:00:00+09:00").await;

    let answers = at_once(8, |index| {
        let verifier = if index < 4 { field.officer.clone() } else { field.coordinator.clone() };
        let log = if index % 2 == 0 { id_of(&first) } else { id_of(&second) };
        async move { verifier.post(&format!("{LOGS}/{log}/verify"), json!({})).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 2, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 6, "{answers:?}");
    assert_eq!(field.figure("pairs/covered", "2026-10-01").await, 1);
}

#[tokio::test]
async fn r99_who_corrected_a_log_does_not_verify_it_even_when_no_longer_its_mentor() {
    let field = Field::prepare().await;
    let mentors = "/api/v1/mentors";
    // The officer is the mentor, and the coordinator writes the log down.
    let mentor = field.new_mentor(json!({ "user_id": field.officer.id })).await;
    let stage = field.stage("Pengeringan", "2025-01-01").await;
    let duty = json!({
        "mentor_id": mentor, "organization_id": field.organization, "stage_id": stage,
        "valid_from": "2025-01-01",
    });
    field.coordinator.post("/api/v1/assignments", duty).await.expect(201);
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["mentor_id"] = json!(mentor);
    draft["stage_id"] = json!(stage);
    let log = field.coordinator.post(LOGS, draft.clone()).await.expect(201).json();
    let path = format!("{LOGS}/{}", id_of(&log));
    draft["topic"] = json!("Dibetulkan oleh pendamping");
    field.officer.put(&path, "\"v1\"", draft.clone()).await.expect(200);

    draft["mentor_id"] = json!(field.mentor_id);
    let given_away = field.coordinator.put(&path, "\"v2\"", draft).await;
    let read = field.coordinator.get(&format!("{mentors}/{mentor}")).await.expect(200);
    let changed = json!({
        "person_id": read.json()["person_id"], "organization_id": field.sender,
        "started_on": "2024-12-01",
    });
    let tag = read.header("etag").to_owned();
    field.coordinator.put(&format!("{mentors}/{mentor}"), &tag, changed).await.expect(200);
    let verified = field.officer.post(&format!("{path}/verify"), json!({})).await;

    assert_eq!((given_away.status, given_away.code().as_str()), (422, "mentor_fixed"));
    assert_eq!((verified.status, verified.code().as_str()), (403, "self_verification"));
    let third = field.app.officer(Role::RegionalOfficer, "81").await;
    third.post(&format!("{path}/verify"), json!({})).await.expect(200);
}

#[tokio::test]
async fn the_point_of_a_visit_is_for_its_mentor_and_its_verifiers_alone() {
    let field = Field::prepare().await;
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["point"] = json!({ "latitude": "-5.675300", "longitude": "132.743100" });
    draft["accuracy_metres"] = json!(12);
    let log = field.mentor.post(LOGS, draft).await.expect(201).json();
    let path = format!("{LOGS}/{}", id_of(&log));
    let keeper = field.app.keeper(Role::EnterpriseOfficer, field.organization).await;
    let auditor = field.app.officer(Role::Auditor, "81.02").await;

    for reader in [&field.mentor, &field.officer, &field.coordinator] {
        let seen = reader.get(&path).await.expect(200).json();
        assert_eq!(seen["point"]["latitude"], "-5.675300");
    }
    for reader in [&keeper, &auditor] {
        let seen = reader.get(&path).await.expect(200);
        assert!(!seen.text.contains("5.6753"), "{}", seen.text);
        assert!(seen.json().get("accuracy_metres").is_none());
        assert_eq!(seen.json()["village_code"], super::VILLAGE);
    }
    let verified = field.verify(&log).await.expect(200).json();
    assert!(verified.get("point").is_none());
    assert_eq!(verified["village_code"], super::VILLAGE, "the village stays");
}

#[tokio::test]
async fn free_texts_of_mentoring_stay_out_of_the_audit_log_which_tells_where_they_stand() {
    let field = Field::prepare().await;
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["follow_ups"] = json!([{
        "action": "Hubungi Ibu Maria", "owner_organization_id": field.organization,
        "due_on": "2026-11-25",
    }]);
    let log = field.mentor.post(LOGS, draft).await.expect(201).json();
    let path = format!("{LOGS}/{}", id_of(&log));
    let comment = json!({ "comment": "Tanyakan lagi kepada Ibu Maria" });
    let returned = field.coordinator.post(&format!("{path}/return"), comment).await.expect(200);
    let again = field.draft("2026-11-20T09:00:00+09:00");
    field.mentor.put(&path, "\"v2\"", again).await.expect(200);
    let second = json!({ "comment": "Ibu Maria sudah setuju" });
    let verified = field.coordinator.post(&format!("{path}/verify"), second).await.expect(200);
    let end = json!({ "valid_to": "2026-11-21", "reason": "Ibu Maria sakit" });
    let ended = format!("/api/v1/assignments/{}/end", field.assignment);
    let ended = field.officer.post(&ended, end).await.expect(200).json();

    let admin = field.app.admin().await;
    let events = admin.get("/api/v1/audit-events?limit=200").await.expect(200);
    assert!(!events.text.contains("Maria"), "{}", events.text);
    assert!(events.text.contains("see mentoring_log.comment, version 2"));
    assert!(events.text.contains("see mentoring_log.comment, version 4"));
    assert!(events.text.contains("see assignment.end_reason, version 2"));
    // The texts themselves stand where they belong, the earlier one among the revisions.
    assert_eq!(returned.json()["comment"], "Tanyakan lagi kepada Ibu Maria");
    assert!(verified.text.contains("Tanyakan lagi") && verified.text.contains("sudah setuju"));
    assert_eq!(ended["end_reason"], "Ibu Maria sakit");
}
