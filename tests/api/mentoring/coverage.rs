use kibm::dashboard::verify::first_difference;
use kibm::identity::entity::access_grant::Role;
use kibm::platform::rollup;
use serde_json::{Value, json};

use super::Field;

const COVERAGE: &str = "/api/v1/mentoring/coverage";

#[tokio::test]
async fn r101_coverage_is_verified_pairs_of_active_ones_and_a_second_visit_changes_nothing() {
    let field = Field::prepare().await;
    for name in ["Pengeringan", "Pengolahan", "Pemasaran"] {
        field.stage(name, "2025-01-01").await;
    }
    let covered = |field: &Field| {
        let (officer, path) = (field.officer.clone(), format!("{COVERAGE}?quarter=2026-Q4"));
        async move { officer.get(&path).await.expect(200).json() }
    };
    let sent = field.log("2026-11-18T09:00:00+09:00").await;
    let before = covered(&field).await;
    field.verify(&sent).await.expect(200);
    let once = covered(&field).await;
    field.verified("2026-11-20T09:00:00+09:00").await;
    let twice = covered(&field).await;

    assert_eq!(
        (before["active_pairs"].clone(), before["covered_pairs"].clone()),
        (json!(4), json!(0))
    );
    assert_eq!(before["percent"], "0.00");
    assert_eq!(once["percent"], "25.00");
    assert_eq!((twice["percent"].clone(), twice["visits"].clone()), (json!("25.00"), json!(2)));
    assert_eq!(field.figure("pairs/covered", "2026-10-01").await, 1);
    let earlier = field.officer.get(&format!("{COVERAGE}?quarter=2026-Q3")).await.json();
    assert_eq!(earlier["covered_pairs"], 0);
    let nothing = field.officer.get(&format!("{COVERAGE}?quarter=2023-Q1")).await.json();
    assert_eq!(
        (nothing["active_pairs"].clone(), nothing["percent"].clone()),
        (json!(0), Value::Null)
    );
}

#[tokio::test]
async fn r7_a_visit_covers_the_quarter_on_the_clocks_of_its_village() {
    let field = Field::prepare().await;
    // 30 September 22:30 UTC is 1 October in Kei.
    field.verified("2026-09-30T22:30:00Z").await;

    let third = field.officer.get(&format!("{COVERAGE}?quarter=2026-Q3")).await.json();
    let fourth = field.officer.get(&format!("{COVERAGE}?quarter=2026-Q4")).await.json();

    assert_eq!(
        (third["covered_pairs"].clone(), fourth["covered_pairs"].clone()),
        (json!(0), json!(1))
    );
    assert_eq!(field.figure("pairs/covered", "2026-10-01").await, 1);
}

#[tokio::test]
async fn r102_gap_and_intensity_of_a_quarter() {
    let field = Field::prepare().await;
    for day in ["2026-01-05", "2026-01-20", "2026-03-31"] {
        field.verified(&format!("{day}T09:00:00+09:00")).await;
    }
    field.log("2026-02-15T09:00:00+09:00").await;

    let sums = field.officer.get(&format!("{COVERAGE}?quarter=2026-Q1")).await.expect(200).json();
    let pairs = field.officer.get(&format!("{COVERAGE}/pairs?quarter=2026-Q1")).await.expect(200);

    assert_eq!(sums["visits_per_enterprise"], "3.00");
    assert_eq!(sums["hours_per_enterprise"], "3.00");
    let pair = pairs.json()["items"][0].clone();
    assert_eq!(pair["longest_gap_days"], 70);
    assert_eq!(
        (pair["last_visit_on"].clone(), pair["days_since_last_visit"].clone()),
        (json!("2026-03-31"), json!(0))
    );
    assert_eq!((pair["visits"].clone(), pair["hours"].clone()), (json!(3), json!("3.00")));
    assert_eq!(
        (pair["covered"].clone(), pair["stage_name"].clone()),
        (json!(true), json!("Budidaya"))
    );
}

#[tokio::test]
async fn pairs_are_listed_page_by_page_within_the_scope() {
    let field = Field::prepare().await;
    for name in ["Pengeringan", "Pengolahan", "Pemasaran"] {
        field.stage(name, "2025-01-01").await;
    }
    let outsider = field.app.officer(Role::RegionalOfficer, "81.01").await;
    let path = format!("{COVERAGE}/pairs");

    let mut stages: Vec<Value> = Vec::new();
    let mut page = field.officer.get(&format!("{path}?limit=3")).await.expect(200).json();
    loop {
        stages
            .extend(page["items"].as_array().unwrap().iter().map(|pair| pair["stage_id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page =
            field.officer.get(&format!("{path}?limit=3&cursor={cursor}")).await.expect(200).json();
    }

    let distinct: std::collections::BTreeSet<String> =
        stages.iter().map(ToString::to_string).collect();
    assert_eq!((stages.len(), distinct.len()), (4, 4));
    assert_eq!(field.officer.csv(&path).await.text.lines().count(), 5);
    assert_eq!(field.mentor.get(COVERAGE).await.json()["active_pairs"], 4);
    assert_eq!(outsider.get(COVERAGE).await.json()["active_pairs"], 0);
    assert_eq!(outsider.get(&path).await.json()["items"], json!([]));
    let elsewhere = field.officer.get(&format!("{COVERAGE}?region=81.01")).await.json();
    assert_eq!(elsewhere["active_pairs"], 0);
    let cluster = field.officer.get(&format!("{COVERAGE}?cluster={}", field.cluster)).await.json();
    assert_eq!(cluster["active_pairs"], 4);
    let bad = field.officer.get(&format!("{path}?cursor=AAAA")).await;
    assert_eq!((bad.status, bad.code().as_str()), (400, "bad_cursor"));
}

/// The dashboard and the coverage of one region agree, and so does the verifier.
async fn agree(field: &Field, step: &str) -> Value {
    let state = &field.app.state;
    rollup::fold(&state.db, &state.clock, &state.freshness).await.expect("the deltas fold");
    let difference = first_difference(&state.db).await.expect("the check runs");
    assert_eq!(difference, None, "after {step}");
    // A session does not outlive the months that this test lets pass.
    let reader = field.app.user(Role::Coordinator, kibm::identity::Reach::National).await;
    let mut last = Value::Null;
    for region in ["81.02", "81.02.16", "81.02.16.2003"] {
        let whole = reader.get(&format!("/api/v1/dashboards/regions/{region}")).await;
        let whole = whole.expect(200).json()["region"]["coverage"].clone();
        let part = reader.get(&format!("{COVERAGE}?region={region}")).await;
        let part = part.expect(200).json();
        for figure in ["active_pairs", "covered_pairs", "percent"] {
            assert_eq!(whole[figure], part[figure], "{figure} of {region} after {step}");
        }
        assert!(part["covered_pairs"].as_i64() <= part["active_pairs"].as_i64(), "{step}");
        last = part;
    }
    json!([last["active_pairs"], last["covered_pairs"]])
}

#[tokio::test]
async fn r101_the_dashboard_agrees_with_the_coverage_when_pairs_end_and_begin_again() {
    let field = Field::prepare().await;
    let stages = [field.stage.clone(), field.stage("Pengeringan", "2026-11-01").await];
    field.assign(&stages[1], "2026-11-01").await;
    let end = |stage: String, day: &'static str| {
        let caller = field.coordinator.clone();
        let list = format!("/api/v1/participations?stage={stage}");
        async move {
            let page = caller.get(&list).await.expect(200).json();
            let mut open = page["items"].as_array().expect("a list").iter();
            let open = open.rfind(|part| part["valid_to"].is_null()).expect("an open one");
            let path = format!("/api/v1/participations/{}/end", super::id_of(open));
            caller.post(&path, json!({ "valid_to": day })).await.expect(200);
        }
    };
    let begin = |stage: String, day: &'static str| {
        let (caller, who) = (field.coordinator.clone(), field.organization);
        let list = format!("/api/v1/stages/{stage}/participations");
        async move {
            let part = json!({ "organization_id": who, "role": "operator", "valid_from": day });
            caller.post(&list, part).await.expect(201);
        }
    };
    assert_eq!(agree(&field, "two pairs").await, json!([2, 0]));
    let log = field.verified("2026-11-18T09:00:00+09:00").await;
    let mut other = field.draft("2026-11-19T09:00:00+09:00");
    other["stage_id"] = json!(stages[1]);
    let other = field.mentor.post("/api/v1/mentoring-logs", other).await.expect(201).json();
    assert_eq!(agree(&field, "one visit of two verified").await, json!([2, 1]));
    field.verify(&other).await.expect(200);
    assert_eq!(agree(&field, "both verified").await, json!([2, 2]));
    assert_eq!(log["status"], "verified");

    end(stages[1].clone(), "2026-11-20").await;
    assert_eq!(agree(&field, "an end within the quarter").await, json!([2, 2]));
    end(stages[0].clone(), "2026-09-15").await;
    assert_eq!(agree(&field, "an end before the quarter").await, json!([1, 1]));
    begin(stages[0].clone(), "2026-12-10").await;
    assert_eq!(agree(&field, "a beginning that is yet to come").await, json!([1, 1]));
    begin(stages[1].clone(), "2026-11-21").await;
    assert_eq!(agree(&field, "a second span in the quarter").await, json!([1, 1]));
    field.set_clock("2026-12-15T03:00:00Z");
    assert_eq!(agree(&field, "the day it begins again").await, json!([2, 2]));
    field.set_clock("2027-01-02T03:00:00Z");
    assert_eq!(agree(&field, "the next quarter").await, json!([2, 0]));
}
