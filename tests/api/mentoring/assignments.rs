use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Field, id_of};
use crate::support::at_once;

const ASSIGNMENTS: &str = "/api/v1/assignments";
const MENTORS: &str = "/api/v1/mentors";

fn duty(field: &Field, stage: &str, from: &str) -> Value {
    json!({
        "mentor_id": field.mentor_id, "organization_id": field.organization, "stage_id": stage,
        "valid_from": from,
    })
}

#[tokio::test]
async fn an_assignment_opens_the_enterprise_to_the_mentor_and_its_end_closes_it() {
    let field = Field::prepare().await;
    let organization = format!("/api/v1/organizations/{}", field.organization);
    let path = format!("{ASSIGNMENTS}/{}", field.assignment);

    assert_eq!(field.mentor.get(&organization).await.status, 200);
    let end = json!({ "valid_to": "2026-11-21", "reason": "rotasi" });
    let ended = field.officer.post(&format!("{path}/end"), end.clone()).await.expect(200).json();
    let again = field.officer.post(&format!("{path}/end"), end).await;

    assert_eq!(ended["valid_to"], "2026-11-21");
    assert_eq!((again.status, again.code().as_str()), (409, "assignment_ended"));
    assert_eq!(field.mentor.get(&organization).await.status, 404);
    assert_eq!(field.mentor.get(&path).await.status, 200, "the mentor's own duty stays visible");
    assert_eq!(field.audited(&field.assignment).await, ["create_assignment", "end_assignment"]);
}

#[tokio::test]
async fn an_assignment_needs_the_organization_at_the_stage_and_is_not_held_twice() {
    let field = Field::prepare().await;
    let other = field.stage("Pengeringan", "2026-06-01").await;
    let mut reversed = duty(&field, &other, "2026-07-01");
    reversed["valid_to"] = json!("2026-07-01");
    for (draft, status, code) in [
        (
            duty(&field, "00000000-0000-7000-8000-000000000001", "2026-07-01"),
            422,
            "stage_not_of_organization",
        ),
        (duty(&field, &field.stage, "2026-07-01"), 409, "assignment_overlap"),
        (duty(&field, &other, "2024-11-30"), 422, "mentor_not_started"),
        (reversed, 422, "dates_reversed"),
    ] {
        let refused = field.officer.post(ASSIGNMENTS, draft).await;

        assert_eq!((refused.status, refused.code().as_str()), (status, code), "{}", refused.text);
    }
    let mut draft = duty(&field, &other, "2026-07-01");
    draft["id"] = json!("01990000-0000-7000-8000-0000000000aa");
    let made = field.officer.post(ASSIGNMENTS, draft.clone()).await.expect(201);
    let again = field.officer.post(ASSIGNMENTS, draft.clone()).await.expect(200);
    draft["valid_from"] = json!("2026-08-01");
    let changed = field.officer.post(ASSIGNMENTS, draft).await;

    assert_eq!(made.json()["id"], again.json()["id"]);
    assert_eq!((changed.status, changed.code().as_str()), (409, "id_taken"));
}

#[tokio::test]
async fn of_many_same_assignments_at_once_one_is_made() {
    let field = Field::prepare().await;
    let other = field.stage("Pengeringan", "2025-01-01").await;

    let answers = at_once(6, |_| {
        let (officer, draft) = (field.officer.clone(), duty(&field, &other, "2026-07-01"));
        async move { officer.post(ASSIGNMENTS, draft).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 5, "{answers:?}");
}

#[tokio::test]
async fn mentors_and_assignments_are_seen_and_kept_within_the_scope() {
    let field = Field::prepare().await;
    let outsider = field.app.officer(Role::RegionalOfficer, "81.01").await;
    let keeper = field.app.keeper(Role::EnterpriseOfficer, field.organization).await;
    let mentor = format!("{MENTORS}/{}", field.mentor_id);
    let assignment = format!("{ASSIGNMENTS}/{}", field.assignment);
    let end = json!({ "valid_to": "2026-12-01", "reason": "rotasi" });

    for path in [&mentor, &assignment] {
        assert_eq!(outsider.get(path).await.status, 404);
        assert_eq!(keeper.get(path).await.status, 200);
        assert_eq!(field.mentor.get(path).await.status, 200);
    }
    for list in [MENTORS, ASSIGNMENTS] {
        assert_eq!(outsider.get(list).await.json()["items"], json!([]));
        assert_eq!(field.mentor.csv(list).await.text.lines().count(), 2);
    }
    assert_eq!(outsider.post(&format!("{assignment}/end"), end.clone()).await.status, 404);
    assert_eq!(keeper.post(&format!("{assignment}/end"), end).await.status, 403);
    assert_eq!(
        outsider.post(ASSIGNMENTS, duty(&field, &field.stage, "2026-07-01")).await.status,
        404
    );
}

#[tokio::test]
async fn a_person_is_a_mentor_of_one_organization_once_and_a_login_one_mentors() {
    let field = Field::prepare().await;
    let known = field.officer.get(&format!("{MENTORS}/{}", field.mentor_id)).await.json();
    let same = json!({
        "person_id": known["person_id"], "organization_id": field.sender, "started_on": "2026-01-01",
    });
    let person = json!({ "full_name": "Orang Lain", "region_code": "81.02" });
    let person = field.coordinator.post("/api/v1/persons", person).await.expect(201).json();
    let login = json!({
        "person_id": person["id"], "user_id": field.mentor.id, "organization_id": field.sender,
        "started_on": "2026-01-01",
    });
    let reversed = json!({
        "person_id": person["id"], "organization_id": field.sender, "started_on": "2026-01-02",
        "ended_on": "2026-01-01",
    });

    let same = field.officer.post(MENTORS, same).await;
    let login = field.officer.post(MENTORS, login).await;
    let reversed = field.officer.post(MENTORS, reversed).await;

    assert_eq!((same.status, same.code().as_str()), (409, "mentor_taken"));
    assert_eq!((login.status, login.code().as_str()), (409, "mentor_taken"));
    assert_eq!((reversed.status, reversed.code().as_str()), (422, "dates_reversed"));
}

#[tokio::test]
async fn another_login_takes_over_the_mentors_reach() {
    let field = Field::prepare().await;
    let successor = field.app.user_with(vec![]).await;
    let path = format!("{MENTORS}/{}", field.mentor_id);
    let view = field.officer.get(&path).await.expect(200).json();
    let draft = json!({
        "person_id": view["person_id"], "user_id": successor.id,
        "organization_id": view["organization_id"], "started_on": view["started_on"],
    });
    let organization = format!("/api/v1/organizations/{}", field.organization);

    let replaced = field.officer.put(&path, "\"v1\"", draft).await.expect(200).json();

    assert_eq!(replaced["user_id"], json!(successor.id));
    assert_eq!(successor.get(&organization).await.status, 200);
    assert_eq!(field.mentor.get(&organization).await.status, 403);
    assert_eq!(field.audited(&id_of(&view)).await, ["create_mentor", "replace_mentor"]);
}
