use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{Field, LOGS, VILLAGE, id_of, warnings};

#[tokio::test]
async fn a_log_is_written_by_its_mentor_and_read_by_those_who_reach_the_enterprise() {
    let field = Field::prepare().await;
    let keeper = field.app.keeper(Role::EnterpriseOfficer, field.organization).await;
    let outsider = field.app.officer(Role::RegionalOfficer, "81.01").await;
    let auditor = field.app.officer(Role::Auditor, "81").await;

    let log = field.log("2026-11-20T09:00:00+09:00").await;

    let path = format!("{LOGS}/{}", id_of(&log));
    assert_eq!(log["status"], "submitted");
    assert_eq!(log["started_at"], "2026-11-20T09:00:00+09:00");
    assert_eq!(log["minutes"], 60);
    for reader in [&field.mentor, &field.officer, &field.coordinator, &keeper, &auditor] {
        assert_eq!(reader.get(&path).await.status, 200);
        assert_eq!(reader.get(LOGS).await.json()["items"].as_array().unwrap().len(), 1);
    }
    assert_eq!(outsider.get(&path).await.status, 404);
    assert_eq!(outsider.get(LOGS).await.json()["items"], json!([]));
    assert_eq!(outsider.csv(LOGS).await.text.lines().count(), 1);
    assert_eq!(field.officer.csv(LOGS).await.text.lines().count(), 2);
    assert_eq!(keeper.post(LOGS, field.draft("2026-11-19T09:00:00+09:00")).await.status, 403);
    assert_eq!(outsider.post(LOGS, field.draft("2026-11-19T09:00:00+09:00")).await.status, 404);
    assert_eq!(
        outsider.put(&path, "\"v1\"", field.draft("2026-11-20T09:00:00+09:00")).await.status,
        404
    );
    assert_eq!(
        auditor.put(&path, "\"v1\"", field.draft("2026-11-20T09:00:00+09:00")).await.status,
        403
    );
    assert_eq!(field.audited(&id_of(&log)).await, ["create_mentoring_log"]);
}

#[tokio::test]
async fn r114_a_mentor_sees_the_assigned_and_their_own_after_the_assignment_too() {
    let field = Field::prepare().await;
    let stranger = field.app.user_with(vec![]).await;
    let other = field.new_mentor(json!({ "user_id": stranger.id })).await;
    let log = field.log("2026-11-20T09:00:00+09:00").await;
    let path = format!("{LOGS}/{}", id_of(&log));
    let mut foreign = field.draft("2026-11-18T09:00:00+09:00");
    foreign["mentor_id"] = json!(other);

    assert_eq!(stranger.get(&path).await.status, 404);
    assert_eq!(field.mentor.post(LOGS, foreign.clone()).await.status, 403);
    let end = json!({ "valid_to": "2026-11-21", "reason": "rotasi" });
    let ending = format!("/api/v1/assignments/{}/end", field.assignment);
    field.officer.post(&ending, end).await.expect(200);
    let organization = format!("/api/v1/organizations/{}", field.organization);

    assert_eq!(field.mentor.get(&organization).await.status, 404);
    assert_eq!(field.mentor.get(&path).await.status, 200);
    // Field work done before the end may still come in.
    let late = field.mentor.post(LOGS, field.draft("2026-11-19T09:00:00+09:00")).await;
    assert_eq!(late.status, 201, "{}", late.text);
}

#[tokio::test]
async fn r7_months_are_cut_by_the_clocks_of_the_village() {
    let field = Field::prepare().await;

    let january = field.log("2026-01-31T23:30:00+09:00").await;
    let february = field.log("2026-01-31T22:30:00Z").await;

    assert_eq!(january["local_date"], "2026-01-31");
    assert_eq!(february["local_date"], "2026-02-01");
    let listed = field.officer.get(&format!("{LOGS}?to=2026-01-31")).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(field.figure("logs", "2026-01-31").await, 1);
    assert_eq!(field.figure("logs", "2026-02-01").await, 1);
}

#[tokio::test]
async fn r94_every_fault_of_a_log_is_named_at_once() {
    let field = Field::prepare().await;
    let other = field.stage("Pengeringan", "2026-06-01").await;
    for (field_name, value, code) in [
        ("ended_at", json!("2026-11-20T00:00:00Z"), "log_span"),
        ("ended_at", json!("2026-11-21T01:00:00Z"), "log_too_long"),
        ("village_code", json!("81.02.16"), "place_not_village"),
        ("village_code", json!("81.02.99.2999"), "region_unknown"),
        ("stage_id", json!(other), "not_assigned"),
        ("participants", json!({ "total": 2, "women": 3 }), "participants_exceeded"),
        ("point", json!({ "latitude": "51.5", "longitude": "0.1" }), "point_outside"),
        ("mentor_id", json!("00000000-0000-7000-8000-000000000001"), "reference_unknown"),
    ] {
        let mut draft = field.draft("2026-11-20T09:00:00+09:00");
        draft[field_name] = value;

        let refused = field.officer.post(LOGS, draft).await;

        assert_eq!((refused.status, refused.code().as_str()), (422, code), "{}", refused.text);
    }
    let mut many = field.draft("2026-11-20T09:00:00+09:00");
    many["ended_at"] = json!("2026-11-20T00:00:00Z");
    many["village_code"] = json!("81.02");
    many["stage_id"] = json!("00000000-0000-7000-8000-000000000001");
    let codes = field.mentor.post(LOGS, many).await.expect(422).fault_codes();
    assert_eq!(
        codes,
        ["log_span", "not_assigned", "place_not_village", "stage_not_of_organization"]
    );
}

#[tokio::test]
async fn r94_a_visit_lies_in_the_assignment_and_not_in_the_future() {
    let field = Field::prepare().await;
    for (start, status, code) in [
        ("2024-12-31T09:00:00+09:00", 422, "log_before_assignment"),
        ("2025-01-01T00:00:00+09:00", 201, ""),
        // It is 12:00 in Kei; ten minutes are left to the device's clock.
        ("2026-11-21T11:10:00+09:00", 201, ""),
        ("2026-11-21T11:10:01+09:00", 422, "log_in_future"),
    ] {
        let answer = field.mentor.post(LOGS, field.draft(start)).await;

        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{start}");
    }
}

#[tokio::test]
async fn r95_an_identical_resend_is_the_same_log_whatever_became_of_it() {
    let field = Field::prepare().await;
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["id"] = json!("01990000-0000-7000-8000-0000000000aa");
    draft["follow_ups"] = json!([{ "action": "Beli bibit", "owner_organization_id": field.organization, "due_on": "2026-12-01" }]);
    let made = field.mentor.post(LOGS, draft.clone()).await.expect(201).json();

    let again = field.mentor.post(LOGS, draft.clone()).await.expect(200).json();
    let mut other = draft.clone();
    other["advice"] = json!("Lain");
    let other = field.mentor.post(LOGS, other).await;
    let mut foreign = draft.clone();
    foreign["mentor_id"] = json!(field.mentor_id);
    let foreign = field.officer.post(LOGS, foreign).await;
    field.verify(&made).await.expect(200);
    let verified = field.mentor.post(LOGS, draft).await.expect(200).json();

    assert_eq!(again["id"], made["id"]);
    assert_eq!(again["follow_ups"], made["follow_ups"]);
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    assert_eq!((foreign.status, foreign.code().as_str()), (409, "id_taken"));
    assert_eq!(verified["status"], "verified");
    assert_eq!(field.officer.get(LOGS).await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(field.figure("logs", "2026-11-20").await, 1);
}

#[tokio::test]
async fn r96_a_late_log_is_taken_and_flagged() {
    let field = Field::prepare().await;
    field.set_clock("2026-02-07T14:59:00Z");
    let in_time = field.log("2026-01-30T09:00:00+09:00").await;
    field.set_clock("2026-02-07T15:01:00Z");
    let late = field.log("2026-01-30T13:00:00+09:00").await;

    assert_eq!((in_time["on_time"].as_bool(), warnings(&in_time).len()), (Some(true), 0));
    assert_eq!(late["on_time"], false);
    assert_eq!(warnings(&late), ["log_late"]);
    let flagged = field.officer.get(&format!("{LOGS}?flagged=true")).await.json();
    assert_eq!(flagged["items"][0]["id"], late["id"]);
    assert_eq!(flagged["items"].as_array().unwrap().len(), 1);
    let clean = field.officer.get(&format!("{LOGS}?flagged=false")).await.json();
    assert_eq!(clean["items"][0]["id"], in_time["id"]);
}

#[tokio::test]
async fn r97_a_sent_log_is_corrected_in_its_window_and_the_original_is_kept() {
    let field = Field::prepare().await;
    field.set_clock("2026-10-21T00:00:00Z");
    let log = field.log("2026-10-20T09:00:00+09:00").await;
    let path = format!("{LOGS}/{}", id_of(&log));
    let mut draft = field.draft("2026-10-20T09:00:00+09:00");
    draft["advice"] = json!("Siklus 40 hari.");
    draft["ended_at"] = json!("2026-10-20T10:30:00+09:00");

    // In Kei 3 November ends at 15:00 UTC.
    field.set_clock("2026-11-03T14:59:00Z");
    let corrected = field.mentor.put(&path, "\"v1\"", draft.clone()).await.expect(200);
    let stale = field.mentor.put(&path, "\"v1\"", draft.clone()).await;
    field.set_clock("2026-11-03T15:00:00Z");
    let closed = field.mentor.put(&path, "\"v2\"", draft.clone()).await;
    let comment = json!({ "comment": "lengkapi" });
    field.coordinator.post(&format!("{path}/return"), comment).await.expect(200);
    let resent = field.mentor.put(&path, "\"v3\"", draft).await.expect(200).json();

    assert_eq!(corrected.header("etag"), "\"v2\"");
    assert_eq!(corrected.json()["minutes"], 90);
    assert_eq!(stale.status, 412);
    assert_eq!((closed.status, closed.code().as_str()), (409, "correction_closed"));
    assert_eq!(
        (resent["status"].clone(), resent["comment"].clone()),
        (json!("submitted"), json!("lengkapi"))
    );
    let whole = field.coordinator.get(&path).await.json();
    assert_eq!(whole["revisions"][0]["content"]["advice"], "Atur siklus 45 hari.");
    assert_eq!(whole["revisions"][1]["status"], "returned");
    assert_eq!(field.figure("log_minutes", "2026-10-20").await, 90);
    assert_eq!(field.figure("logs", "2026-10-20").await, 1);
}

#[tokio::test]
async fn r98_overlap_and_distance_are_flagged_and_the_log_is_taken() {
    let field = Field::prepare().await;
    let at = |start: &str, latitude: &str| {
        let mut draft = field.draft(start);
        draft["point"] = json!({ "latitude": latitude, "longitude": "132.743100" });
        draft
    };
    field.mentor.post(LOGS, at("2026-11-20T09:00:00+09:00", "-5.675300")).await.expect(201);

    for (start, latitude, expected) in [
        ("2026-11-20T09:59:00+09:00", "-5.675300", &["log_overlap"][..]),
        ("2026-11-20T07:40:00+09:00", "-5.225300", &["log_distance"]),
        ("2026-11-20T13:00:00+09:00", "-5.225300", &[]),
    ] {
        let made = field.mentor.post(LOGS, at(start, latitude)).await.expect(201).json();

        assert_eq!(warnings(&made), expected, "{start}");
    }
}

#[tokio::test]
async fn r98_a_mentor_who_has_ended_or_died_logs_nothing_more() {
    let field = Field::prepare().await;
    let mentor = format!("/api/v1/mentors/{}", field.mentor_id);
    let view = field.officer.get(&mentor).await.expect(200).json();
    let draft = json!({
        "person_id": view["person_id"], "user_id": view["user_id"],
        "organization_id": view["organization_id"], "started_on": view["started_on"],
        "ended_on": "2026-11-10",
    });
    field.officer.put(&mentor, "\"v1\"", draft).await.expect(200);

    let after = field.officer.post(LOGS, field.draft("2026-11-11T09:00:00+09:00")).await;
    let before = field.officer.post(LOGS, field.draft("2026-11-10T09:00:00+09:00")).await;
    let person = format!("/api/v1/persons/{}", view["person_id"].as_str().unwrap());
    let dead = json!({ "full_name": "Pendamping Uji", "region_code": "81.02", "deceased_on": "2026-11-08" });
    field.coordinator.put(&person, "\"v1\"", dead).await.expect(200);
    let dead = field.officer.post(LOGS, field.draft("2026-11-09T09:00:00+09:00")).await;

    assert_eq!((after.status, after.code().as_str()), (422, "mentor_ended"));
    assert_eq!(before.status, 201, "{}", before.text);
    assert_eq!((dead.status, dead.code().as_str()), (422, "mentor_ended"));
    // The login went with the mentor, and so did its assignments.
    assert_eq!(field.mentor.get(LOGS).await.status, 403);
    let assignment = format!("/api/v1/assignments/{}", field.assignment);
    assert_eq!(field.officer.get(&assignment).await.json()["valid_to"], "2026-11-11");
}

#[tokio::test]
async fn r107_an_expired_certificate_is_flagged_and_the_log_is_taken() {
    let field = Field::prepare().await;
    let mentor = format!("/api/v1/mentors/{}", field.mentor_id);
    let view = field.officer.get(&mentor).await.expect(200).json();
    let draft = json!({
        "person_id": view["person_id"], "user_id": view["user_id"],
        "organization_id": view["organization_id"], "started_on": view["started_on"],
        "certificate_number": "BNSP 1", "certificate_expires_on": "2026-11-19",
    });

    let kept = field.officer.put(&mentor, "\"v1\"", draft).await.expect(200).json();

    assert_eq!(kept["certificate_expired"], true);
    let log = field.log("2026-11-20T09:00:00+09:00").await;
    assert_eq!(warnings(&log), ["certificate_expired"]);
    let last_day = field.log("2026-11-19T09:00:00+09:00").await;
    assert!(warnings(&last_day).is_empty());
}

#[tokio::test]
async fn a_draft_is_its_authors_alone_and_counts_once_it_is_sent() {
    let field = Field::prepare().await;
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["status"] = json!("draft");
    draft["follow_ups"] = json!([{ "action": "Beli bibit", "owner_organization_id": field.organization, "due_on": "2026-12-01" }]);
    let made = field.mentor.post(LOGS, draft.clone()).await.expect(201).json();
    let path = format!("{LOGS}/{}", id_of(&made));

    assert_eq!(field.coordinator.get(&path).await.status, 404);
    assert_eq!(field.coordinator.get(LOGS).await.json()["items"], json!([]));
    assert_eq!(field.verify(&made).await.status, 404);
    assert_eq!(field.officer.get("/api/v1/follow-ups").await.json()["items"], json!([]));
    assert_eq!(field.figure("logs", "2026-11-20").await, 0);
    draft["status"] = json!("submitted");
    field.mentor.put(&path, "\"v1\"", draft.clone()).await.expect(200);
    draft["status"] = json!("draft");
    let back = field.mentor.put(&path, "\"v2\"", draft).await;

    assert_eq!(field.coordinator.get(&path).await.json()["status"], "submitted");
    assert_eq!((back.status, back.code().as_str()), (409, "log_sent"));
    assert_eq!(field.figure("logs", "2026-11-20").await, 1);
    assert_eq!(field.figure("follow_ups/open", "2026-12-01").await, 1);
    assert_eq!(
        field.audited(&id_of(&made)).await,
        ["create_mentoring_log", "replace_mentoring_log"]
    );
}

#[tokio::test]
async fn unknown_filters_are_refused_and_known_ones_narrow() {
    let field = Field::prepare().await;
    field.log("2026-11-20T09:00:00+09:00").await;
    for (query, count) in [
        (format!("region={VILLAGE}"), 1),
        ("region=81.01".to_owned(), 0),
        (format!("cluster={}", field.cluster), 1),
        ("cluster=00000000-0000-7000-8000-000000000001".to_owned(), 0),
        (format!("mentor={}", field.mentor_id), 1),
        (format!("stage={}", field.stage), 1),
        ("status=verified".to_owned(), 0),
    ] {
        let found = field.officer.get(&format!("{LOGS}?{query}")).await.expect(200).json();

        assert_eq!(found["items"].as_array().unwrap().len(), count, "{query}");
    }
    let refused = field.officer.get(&format!("{LOGS}?colour=red")).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "unknown_parameter"));
}
