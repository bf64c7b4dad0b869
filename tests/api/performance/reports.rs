use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Desk, VILLAGE, founded, set, text};

fn semester(year: i32, half: u8, submitted_on: &str) -> Value {
    json!({ "kind": "semester", "year": year, "semester": half, "submitted_on": submitted_on,
            "document_sha256": "ab".repeat(32) })
}

/// Kind, year, semester and state of each report of a list.
fn states(body: &Value) -> Vec<String> {
    let items = body["items"].as_array().cloned().unwrap_or_default();
    let told = |item: &Value| {
        let half = item["semester"].as_u64().map_or_else(String::new, |half| format!("/{half}"));
        format!("{}{half} {}", item["year"], text(&item["state"]))
    };
    items.iter().map(told).collect()
}

#[tokio::test]
async fn r57_a_missing_report_is_terlambat_after_its_day_and_no_longer_once_it_is_there() {
    let desk = Desk::open().await;
    let due = desk.path("reports/due");
    desk.keeper.post(&desk.path("reports"), semester(2025, 1, "2025-07-31")).await.expect(201);
    desk.keeper.post(&desk.path("reports"), semester(2025, 2, "2026-02-01")).await.expect(201);
    let at = async |day: &str| {
        states(&desk.officer.get(&format!("{due}?as_of={day}")).await.expect(200).json())
    };

    assert_eq!(at("2025-07-30").await, ["2025/1 menunggu", "2025/2 menunggu", "2025 menunggu"]);
    assert_eq!(at("2025-07-31").await[0], "2025/1 tepat_waktu");
    assert_eq!(at("2026-01-31").await[1], "2025/2 menunggu");
    assert_eq!(at("2026-02-01").await[1], "2025/2 disampaikan_terlambat");
    assert_eq!(at("2026-03-31").await[2], "2025 menunggu");
    assert_eq!(
        at("2026-07-31").await,
        [
            "2025/1 tepat_waktu",
            "2025/2 disampaikan_terlambat",
            "2025 terlambat",
            "2026/1 menunggu",
            "2026/2 menunggu",
            "2026 menunggu"
        ]
    );
    assert_eq!(at("2026-08-01").await[3], "2026/1 terlambat");
    let today = desk.keeper.get(&due).await.expect(200).json();
    let missing = &today["items"][3];
    assert_eq!((&missing["due_on"], &missing["days_late"]), (&json!("2026-07-31"), &json!(113)));
    let future = desk.keeper.get(&format!("{due}?as_of=2026-11-22")).await;
    assert_eq!((future.status, future.code().as_str()), (422, "date_in_future"));
    assert_eq!(at("2020-01-01").await, Vec::<String>::new());
}

#[tokio::test]
async fn r57_a_report_that_nobody_saw_in_time_bears_a_mark() {
    let desk = Desk::open().await;
    let path = desk.path("reports");
    let late = desk.keeper.post(&path, semester(2026, 1, "2026-07-31")).await.expect(201);
    let owned_up = desk.keeper.post(&path, semester(2025, 2, "2026-02-01")).await.expect(201);
    desk.app.state.clock.set("2026-01-15T02:00:00Z".parse().unwrap());
    let keeper = desk.app.keeper(Role::EnterpriseOfficer, desk.enterprise).await;
    let seen = keeper.post(&path, semester(2025, 1, "2025-07-31")).await.expect(201);
    let year = json!({ "kind": "tahunan", "year": 2025, "submitted_on": "2026-01-14",
                       "document_sha256": "ab".repeat(32) });
    let year = keeper.post(&path, year).await.expect(201);
    desk.app.state.clock.set("2026-11-21T02:00:00Z".parse().unwrap());
    let one = |made: &Value| format!("/api/v1/reports/{}", text(&made["id"]));
    // A review that comes later says nothing of the day of handing in.
    let mut reviewed = json!({ "kind": "tahunan", "year": 2025, "submitted_on": "2026-01-14",
                               "document_sha256": "ab".repeat(32),
                               "supervisor_reviewed_on": "2026-11-20" });
    let keeper = desk.app.keeper(Role::EnterpriseOfficer, desk.enterprise).await;
    let year_path = one(&year.json());
    let kept = keeper.put(&year_path, year.header("etag"), reviewed.clone()).await.expect(200);
    reviewed["submitted_on"] = json!("2026-01-13");
    let moved = keeper.put(&year_path, kept.header("etag"), reviewed).await.expect(200);

    assert_eq!(
        (&late.json()["state"], &late.json()["recorded_late"]),
        (&json!("tepat_waktu"), &json!(true))
    );
    assert_eq!(owned_up.json()["recorded_late"], json!(false), "it says itself that it was late");
    assert_eq!(seen.json()["recorded_late"], json!(true));
    assert_eq!(kept.json()["recorded_late"], json!(false));
    assert_eq!(moved.json()["recorded_late"], json!(true));
    let officer = desk.app.officer(Role::RegionalOfficer, "81.02").await;
    let count = async |query: &str| {
        let list = officer.get(&format!("/api/v1/reports?{query}")).await.expect(200).json();
        list["items"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((count("recorded_late=true").await, count("recorded_late=false").await), (3, 1));
    let due = officer.get(&desk.path("reports/due")).await.expect(200).json();
    assert_eq!(due["items"][3]["recorded_late"], json!(true));
    assert_eq!(due["items"][4]["recorded_late"], json!(null));
}

#[tokio::test]
async fn r57_no_report_is_on_a_time_before_the_founding() {
    let desk = Desk::open().await;
    let young = founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Kei", "2025-07-01").await;
    let admin = desk.app.admin().await;
    let path = format!("/api/v1/organizations/{young}/reports");

    let before = admin.post(&path, semester(2025, 1, "2025-07-31")).await;
    let made = admin.post(&path, semester(2025, 2, "2026-01-31")).await.expect(201);
    let one = format!("/api/v1/reports/{}", text(&made.json()["id"]));
    let moved = admin.put(&one, made.header("etag"), semester(2025, 1, "2026-01-31")).await;

    for refused in [before, moved] {
        assert_eq!((refused.status, refused.code().as_str()), (422, "date_too_early"));
        assert_eq!(refused.json()["errors"][0]["pointer"], "/year");
    }
}

#[tokio::test]
async fn r57_the_days_are_settings() {
    let desk = Desk::open().await;
    set(&desk.app, "bum_desa_semester_report_day", "15", "2026-06-01").await;

    let due = desk.keeper.get(&desk.path("reports/due?as_of=2026-07-16")).await.expect(200).json();

    let days: Vec<&Value> =
        due["items"].as_array().unwrap().iter().map(|item| &item["due_on"]).collect();
    assert_eq!(
        days,
        ["2025-07-31", "2026-01-31", "2026-03-31", "2026-07-15", "2027-01-15", "2027-03-31"]
    );
    assert_eq!(states(&due)[3], "2026/1 terlambat");
}

#[tokio::test]
async fn r57_the_missing_reports_of_a_region_are_listed_in_reach_page_by_page_and_as_csv() {
    let desk = Desk::open().await;
    founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Kei", "2026-01-01").await;
    founded(&desk.app, "koperasi_primer", "Koperasi Kei", "2020-01-01").await;
    desk.keeper.post(&desk.path("reports"), semester(2025, 1, "2025-07-31")).await.expect(201);
    let path = "/api/v1/reports/overdue";
    let stranger = desk.app.officer(Role::RegionalOfficer, "33.02").await;

    let all = desk.officer.get(&format!("{path}?region=81.02.16")).await.expect(200).json();
    let mut paged = Vec::new();
    let mut next = format!("{path}?limit=1");
    loop {
        let page = desk.officer.get(&next).await.expect(200).json();
        paged.extend(page["items"].as_array().cloned().unwrap_or_default());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{path}?limit=1&cursor={cursor}");
    }

    let mut told = states(&all);
    told.sort();
    let expected = ["2025 terlambat", "2025/2 terlambat", "2026/1 terlambat", "2026/1 terlambat"];
    assert_eq!(told, expected);
    assert_eq!(json!(paged), all["items"]);
    let csv = desk.officer.csv(path).await.expect(200).text;
    assert_eq!(csv.lines().count(), 5, "{csv}");
    let count = |body: Value| body["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(desk.keeper.get(path).await.expect(200).json()), 3);
    assert_eq!(count(stranger.get(path).await.expect(200).json()), 0);
    assert_eq!(stranger.get(&desk.path("reports/due")).await.status, 404);
    let bad = desk.officer.get(&format!("{path}?cursor=AAAA")).await;
    assert_eq!((bad.status, bad.code().as_str()), (400, "bad_cursor"));
}

#[tokio::test]
async fn r57_who_is_dissolved_owes_nothing_of_later_periods() {
    let desk = Desk::open().await;
    let admin = desk.app.admin().await;
    let end = json!({ "status": "dissolved", "since": "2026-03-01", "reason": "Keputusan musdes" });
    admin
        .post(&desk.path("status"), json!({ "status": "inactive", "since": "2026-02-01" }))
        .await
        .expect(200);
    let resting = desk.officer.get(&desk.path("reports/due")).await.expect(200).json();
    admin.post(&desk.path("status"), end).await.expect(200);

    let due = desk.officer.get(&desk.path("reports/due")).await.expect(200).json();

    assert_eq!(states(&resting).len(), 6);
    assert_eq!(states(&due), ["2025/1 terlambat", "2025/2 terlambat", "2025 terlambat"]);
}

#[tokio::test]
async fn r57_a_report_is_recorded_once_reviewed_later_and_taken_back() {
    let desk = Desk::open().await;
    let mut draft = semester(2026, 1, "2026-07-20");
    draft["id"] = json!("00000000-0000-7000-8000-000000000571");
    draft["reference"] = json!("Lemari Ibu Maria, map 3");
    let made = desk.keeper.post(&desk.path("reports"), draft.clone()).await.expect(201);
    let path = format!("/api/v1/reports/{}", text(&made.json()["id"]));

    desk.keeper.post(&desk.path("reports"), draft.clone()).await.expect(200);
    let second = desk.keeper.post(&desk.path("reports"), semester(2026, 1, "2026-07-21")).await;
    let mut wrong = semester(2026, 2, "2026-11-20");
    wrong["supervisor_reviewed_on"] = json!("2026-12-31");
    let wrong = desk.keeper.post(&desk.path("reports"), wrong).await.expect(422);
    let whole = json!({ "kind": "tahunan", "year": 2025, "semester": 1, "submitted_on": "2026-03-01",
                        "document_sha256": "ab".repeat(32) });
    let whole = desk.keeper.post(&desk.path("reports"), whole).await;
    draft["supervisor_reviewed_on"] = json!("2026-08-01");
    draft["advisor_reviewed_on"] = json!("2026-08-02");
    let reviewed = desk.keeper.put(&path, made.header("etag"), draft.clone()).await.expect(200);
    let due = desk.officer.get(&desk.path("reports/due")).await.expect(200).json();
    let listed = desk.officer.csv("/api/v1/reports?year=2026&region=81").await.expect(200).text;
    let stale = desk.keeper.send("DELETE", &path, None, &[("if-match", "\"v1\"")]).await;
    let tag = reviewed.header("etag").to_owned();
    let foreign = desk.officer.send("DELETE", &path, None, &[("if-match", &tag)]).await;
    desk.keeper.send("DELETE", &path, None, &[("if-match", &tag)]).await.expect(204);
    let gone = desk.keeper.send("DELETE", &path, None, &[("if-match", &tag)]).await;

    assert_eq!(made.json()["state"], "tepat_waktu");
    assert_eq!((second.status, second.code().as_str()), (409, "report_known"));
    assert_eq!(wrong.fault_codes(), ["date_in_future", "date_too_early"]);
    assert_eq!((whole.status, whole.code().as_str()), (422, "report_period"));
    let shown = &due["items"][3];
    assert_eq!(
        (&shown["supervisor_reviewed_on"], &shown["advisor_reviewed_on"]),
        (&json!("2026-08-01"), &json!("2026-08-02"))
    );
    assert_eq!(listed.lines().count(), 2, "{listed}");
    assert_eq!((stale.status, foreign.status, gone.status), (412, 403, 404));
    let (acts, log) = desk.audited("00000000-0000-7000-8000-000000000571").await;
    assert_eq!(acts, ["create_report", "replace_report", "delete_report"]);
    assert!(!log.contains("Maria"), "free text is not in the log: {log}");
}

#[tokio::test]
async fn r57_only_the_enterprise_records_and_only_village_enterprises_have_these_reports() {
    let desk = Desk::open().await;
    let koperasi = desk.app.organization("koperasi_primer", "Koperasi Kei", VILLAGE).await;
    let koperasi = format!("/api/v1/organizations/{koperasi}/reports");
    let admin = desk.app.admin().await;
    let auditor = desk.app.officer(Role::Auditor, "81").await;
    let draft = semester(2026, 1, "2026-07-20");

    let other = admin.post(&koperasi, draft.clone()).await;
    let none = admin.get(&format!("{koperasi}/due")).await.expect(200).json();

    assert_eq!((other.status, other.code().as_str()), (409, "not_a_village_enterprise"));
    assert_eq!(none["items"], json!([]));
    assert_eq!(desk.officer.post(&desk.path("reports"), draft.clone()).await.status, 403);
    assert_eq!(auditor.post(&desk.path("reports"), draft).await.status, 403);
    assert_eq!(states(&auditor.get(&desk.path("reports/due")).await.expect(200).json()).len(), 6);
}
