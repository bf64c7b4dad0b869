use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Field, LOGS, id_of};

const FOLLOW_UPS: &str = "/api/v1/follow-ups";

/// A log with actions due on these days; gives its follow-ups.
async fn agreed(field: &Field, started_at: &str, due: &[&str]) -> Value {
    let mut draft = field.draft(started_at);
    let actions: Vec<Value> = due
        .iter()
        .map(|day| json!({ "action": format!("Kerjakan {day}"), "owner_organization_id": field.organization, "owner_role": "ketua", "due_on": day }))
        .collect();
    draft["follow_ups"] = json!(actions);
    field.mentor.post(LOGS, draft).await.expect(201).json()
}

#[tokio::test]
async fn r103_rates_count_what_is_due_and_leave_out_what_was_given_up() {
    let field = Field::prepare().await;
    let days = ["2026-11-05", "2026-11-06", "2026-11-07", "2026-11-08", "2026-12-24"];
    let log = agreed(&field, "2026-11-02T09:00:00+09:00", &days).await;
    let keeper = field.app.keeper(Role::EnterpriseOfficer, field.organization).await;
    let close = |index: usize, status: &str, on: &str| {
        let path =
            format!("{FOLLOW_UPS}/{}/close", log["follow_ups"][index]["id"].as_str().unwrap());
        let draft = json!({ "status": status, "closed_on": on, "note": "sudah dibahas" });
        let keeper = keeper.clone();
        async move { keeper.post(&path, draft).await.expect(200).json() }
    };
    close(0, "done", "2026-11-05").await;
    close(1, "done", "2026-11-07").await;
    close(3, "cancelled", "2026-11-08").await;

    let rates = field.officer.get("/api/v1/mentoring/follow-up-rates?region=81.02").await;
    let overdue = field.officer.get(&format!("{FOLLOW_UPS}?overdue=true&region=81.02")).await;

    let rates = rates.expect(200).json();
    assert_eq!((rates["due"].clone(), rates["closed"].clone()), (json!(3), json!(2)));
    assert_eq!((rates["closed_on_time"].clone(), rates["overdue"].clone()), (json!(1), json!(1)));
    assert_eq!(rates["closure_percent"], "66.67");
    assert_eq!(rates["on_time_percent"], "33.33");
    let overdue = overdue.expect(200).json();
    assert_eq!(overdue["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (overdue["items"][0]["due_on"].clone(), overdue["items"][0]["overdue"].clone()),
        (json!("2026-11-07"), json!(true))
    );
    let none =
        field.officer.get("/api/v1/mentoring/follow-up-rates?region=81.02&from=2026-12-01").await;
    assert_eq!(none.expect(200).json()["closure_percent"], Value::Null);
    assert_eq!(field.figure("follow_ups/open", "2026-11-05").await, 0);
    assert_eq!(field.figure("follow_ups/open", "2026-11-07").await, 1);
}

#[tokio::test]
async fn r103_an_action_needs_an_owner_and_a_due_day_not_before_the_visit() {
    let field = Field::prepare().await;
    for (action, code) in [
        (json!({ "action": "x", "due_on": "2026-12-01" }), "field_missing"),
        (json!({ "action": "x", "owner_organization_id": field.organization }), "field_missing"),
        (
            json!({ "action": "x", "owner_organization_id": field.organization, "due_on": "2026-11-19" }),
            "follow_up_due",
        ),
        (
            json!({ "action": "x", "owner_organization_id": "00000000-0000-7000-8000-000000000001", "due_on": "2026-12-01" }),
            "reference_unknown",
        ),
    ] {
        let mut draft = field.draft("2026-11-20T09:00:00+09:00");
        draft["follow_ups"] = json!([action]);

        let refused = field.mentor.post(LOGS, draft).await;

        assert_eq!((refused.status, refused.code().as_str()), (422, code), "{}", refused.text);
    }
}

#[tokio::test]
async fn r103_a_follow_up_is_closed_once_by_who_may() {
    let field = Field::prepare().await;
    let log = agreed(&field, "2026-11-20T09:00:00+09:00", &["2026-12-01"]).await;
    let id = log["follow_ups"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("{FOLLOW_UPS}/{id}");
    let auditor = field.app.officer(Role::Auditor, "81").await;
    let outsider = field.app.officer(Role::RegionalOfficer, "81.01").await;
    let done = json!({ "status": "done" });

    assert_eq!(auditor.post(&format!("{path}/close"), done.clone()).await.status, 403);
    assert_eq!(outsider.post(&format!("{path}/close"), done.clone()).await.status, 404);
    assert_eq!(outsider.get(&path).await.status, 404);
    let silent =
        field.mentor.post(&format!("{path}/close"), json!({ "status": "cancelled" })).await;
    let closed = field.mentor.post(&format!("{path}/close"), done.clone()).await.expect(200).json();
    let again = field.officer.post(&format!("{path}/close"), done).await;

    assert_eq!((silent.status, silent.code().as_str()), (422, "note_missing"));
    assert_eq!(
        (closed["status"].clone(), closed["closed_on"].clone()),
        (json!("done"), json!("2026-11-21"))
    );
    assert_eq!((again.status, again.code().as_str()), (409, "follow_up_closed"));
    assert_eq!(field.audited(&id).await, ["close_follow_up"]);
    assert_eq!(auditor.csv(FOLLOW_UPS).await.text.lines().count(), 2);
}

#[tokio::test]
async fn a_correction_moves_the_open_follow_ups_and_keeps_the_closed_one() {
    let field = Field::prepare().await;
    let log =
        agreed(&field, "2026-11-20T09:00:00+09:00", &["2026-12-01", "2026-12-02", "2026-12-03"])
            .await;
    let closing = format!("{FOLLOW_UPS}/{}/close", log["follow_ups"][0]["id"].as_str().unwrap());
    field.mentor.post(&closing, json!({ "status": "done" })).await.expect(200);
    let mut draft = field.draft("2026-11-20T09:00:00+09:00");
    draft["follow_ups"] = json!([
        { "action": "Kerjakan 2026-12-02", "owner_organization_id": field.organization, "owner_role": "ketua", "due_on": "2026-12-02" },
        { "action": "Baru", "owner_organization_id": field.organization, "due_on": "2026-12-09" },
    ]);

    let path = format!("{LOGS}/{}", id_of(&log));
    let changed = field.mentor.put(&path, "\"v1\"", draft).await.expect(200).json();

    let left = changed["follow_ups"].as_array().unwrap();
    let ids: Vec<&Value> = left.iter().map(|one| &one["id"]).collect();
    assert_eq!(left.len(), 3);
    assert!(
        ids.contains(&&log["follow_ups"][0]["id"]) && ids.contains(&&log["follow_ups"][1]["id"])
    );
    for (day, open) in [("2026-12-01", 0), ("2026-12-02", 1), ("2026-12-03", 0), ("2026-12-09", 1)]
    {
        assert_eq!(field.figure("follow_ups/open", day).await, open, "{day}");
    }
}
