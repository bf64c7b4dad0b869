//! Dashboards: figures from real writes, for those who oversee a region and for outsiders.

use kibm::identity::entity::access_grant::Role;
use kibm::platform::rollup::{self, Delta};
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

mod suppression;
mod verify;

/// Folds what was written so far.
async fn fold(app: &TestApp) {
    let state = &app.state;
    rollup::fold(&state.db, &state.clock, &state.freshness).await.expect("the roll-ups fold");
}

async fn dashboard(caller: &Caller, code: &str) -> Value {
    caller.get(&path(code)).await.expect(200).json()
}

fn path(code: &str) -> String {
    format!("/api/v1/dashboards/regions/{code}")
}

/// Appends deltas as a write would, and folds them.
async fn figures(app: &TestApp, deltas: &[Delta]) {
    rollup::append(app.state.db.write(), deltas).await.expect("the deltas are taken");
    fold(app).await;
}

fn child<'a>(dashboard: &'a Value, code: &str) -> &'a Value {
    let children = dashboard["children"].as_array().expect("children are a list");
    children.iter().find(|child| child["code"] == code).expect("the child is listed")
}

#[tokio::test]
async fn a_dashboard_counts_enterprises_of_the_region_and_of_each_child() {
    let app = TestApp::spawn().await;
    app.organization("bum_desa", "BUM Desa Ngurbloat Letvuan", "81.02.16.2003").await;
    app.organization("koperasi_primer", "Koperasi Rumput Laut", "81.02.16.2003").await;
    app.organization("kelompok_usaha", "Kelompok Sathean", "81.02.01").await;
    app.organization("kelompok_usaha", "Kelompok Jauh", "33.01").await;
    fold(&app).await;
    let officer = app.officer(Role::RegionalOfficer, "81").await;

    let regency = dashboard(&officer, "81.02").await;

    assert_eq!(regency["region"]["name"], "Kabupaten Maluku Tenggara");
    assert_eq!(regency["region"]["enterprises"]["total"], 3);
    assert_eq!(child(&regency, "81.02.16")["enterprises"]["total"], 2);
    assert_eq!(child(&regency, "81.02.01")["enterprises"]["total"], 1);
    let forms = child(&regency, "81.02.16")["enterprises"]["by_form"].clone();
    assert_eq!(forms[0]["legal_form"], "bum_desa");
    assert_eq!(forms[0]["count"], 1);
    assert_eq!(dashboard(&app.admin().await, "ID").await["region"]["enterprises"]["total"], 4);
}

#[tokio::test]
async fn a_dashboard_shows_capital_members_clusters_coverage_logs_and_follow_ups() {
    let app = TestApp::spawn().await;
    let village = "81.02.16.2003".parse().expect("a code");
    let day = |text: &str| text.parse().expect("a date");
    figures(
        &app,
        &[
            Delta::of(&village, "members/female", 24),
            Delta::of(&village, "members/male", 10),
            Delta::of(&village, "capital/community/principal_savings", 450_000_050),
            Delta::of(&village, "capital/community/community_equity", 100),
            Delta::of(&village, "capital/government/village_equity", 15_000_000_000),
            Delta::alone("81.02", "clusters/pemandirian", 1),
            Delta::on(&village, "pairs/active", day("2026-01-01"), 24),
            Delta::on(&village, "pairs/active", day("2026-11-22"), 5),
            Delta::on(&village, "pairs/covered", day("2026-10-01"), 18),
            Delta::on(&village, "pairs/covered", day("2026-07-01"), 24),
            // 21 November less 89 days is the first of the last 90.
            Delta::on(&village, "logs", day("2026-08-24"), 2),
            Delta::on(&village, "logs", day("2026-08-23"), 100),
            Delta::on(&village, "log_minutes", day("2026-11-21"), 125),
            Delta::on(&village, "follow_ups/open", day("2026-11-20"), 3),
            Delta::on(&village, "follow_ups/open", day("2026-11-21"), 4),
            Delta::on(&village, "follow_ups/open", day("2026-11-20"), -1),
        ],
    )
    .await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let region = dashboard(&officer, "81.02").await["region"].clone();

    assert_eq!(region["members"], json!({ "total": 34, "female": 24, "male": 10, "unknown": 0 }));
    assert_eq!(region["capital"]["total"], "154500001.50");
    assert_eq!(region["capital"]["community"], "4500001.50");
    assert_eq!(region["capital"]["government"], "150000000.00");
    assert_eq!(region["capital"]["company"], "0.00");
    assert_eq!(region["capital"]["by_kind"][0]["kind"], "community_equity");
    assert_eq!(region["clusters"], json!([{ "phase": "pemandirian", "count": 1 }]));
    let coverage = json!({ "active_pairs": 24, "covered_pairs": 18, "percent": "75.00" });
    assert_eq!(region["coverage"], coverage);
    assert_eq!(region["mentoring"], json!({ "logs": 2, "hours": "2.08" }));
    assert_eq!(region["follow_ups"], json!({ "open": 6, "overdue": 2 }));
}

#[tokio::test]
async fn r7_today_is_the_local_day_of_the_region() {
    let app = TestApp::spawn().await;
    let village = "81.02.16.2003".parse().expect("a code");
    let due = "2026-11-21".parse().expect("a date");
    figures(&app, &[Delta::on(&village, "follow_ups/open", due, 1)]).await;
    let admin = app.admin().await;
    app.state.clock.set("2026-11-21T15:30:00Z".parse().expect("an instant"));

    let kei = dashboard(&admin, "81.02").await;
    let nation = dashboard(&admin, "ID").await;

    assert_eq!(kei["day"], "2026-11-22", "it is half past midnight in Kei");
    assert_eq!(kei["region"]["follow_ups"]["overdue"], 1);
    assert_eq!(nation["day"], "2026-11-21");
    assert_eq!(nation["region"]["follow_ups"]["overdue"], 0);
}

#[tokio::test]
async fn r101_without_pairs_there_is_no_coverage() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;

    let coverage = dashboard(&admin, "81.02").await["region"]["coverage"].clone();

    assert_eq!(coverage, json!({ "active_pairs": 0, "covered_pairs": 0, "percent": null }));
}

#[tokio::test]
async fn an_unchanged_dashboard_answers_not_modified_until_the_figures_or_the_day_change() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    fold(&app).await;
    let held = officer.get(&path("81.02")).await.expect(200).header("etag").to_owned();
    let again = |tag: String| {
        let officer = officer.clone();
        async move { officer.send("GET", &path("81.02"), None, &[("if-none-match", &tag)]).await }
    };

    assert_eq!(again(held.clone()).await.expect(304).text, "");
    app.organization("kelompok_usaha", "Kelompok Sathean", "81.02.01").await;
    fold(&app).await;
    let changed = again(held).await.expect(200);
    assert_eq!(changed.json()["region"]["enterprises"]["total"], 1);
    let held = changed.header("etag").to_owned();
    app.state.clock.set("2026-11-21T15:30:00Z".parse().expect("an instant"));
    assert_eq!(again(held).await.expect(200).json()["day"], "2026-11-22");
}

#[tokio::test]
async fn as_of_moves_on_while_the_figures_stay() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    fold(&app).await;
    assert_eq!(dashboard(&admin, "81").await["as_of"], "2026-11-21T03:00:00.000000Z");

    app.state.clock.set("2026-11-21T04:00:00Z".parse().expect("an instant"));
    fold(&app).await;

    assert_eq!(dashboard(&admin, "81").await["as_of"], "2026-11-21T04:00:00.000000Z");
}

#[tokio::test]
async fn the_service_folds_by_itself_within_two_seconds() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    app.organization("kelompok_usaha", "Kelompok Sathean", "81.02.01").await;

    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(2);
    let mut total = Value::Null;
    while total != 1 && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        total = dashboard(&admin, "81.02").await["region"]["enterprises"]["total"].clone();
    }

    assert_eq!(total, 1);
}

#[tokio::test]
async fn r120_a_dashboard_as_csv_has_one_row_a_region_with_the_same_figures() {
    let app = TestApp::spawn().await;
    let village = "81.02.16.2003".parse().expect("a code");
    figures(&app, &[Delta::of(&village, "members/female", 24)]).await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let json = dashboard(&officer, "81.02").await;
    let csv = officer.csv(&path("81.02")).await.expect(200);

    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), 2 + json["children"].as_array().expect("a list").len());
    assert!(lines[0].starts_with("code,name,enterprises,"), "{}", lines[0]);
    assert!(
        lines[1].starts_with("81.02,Kabupaten Maluku Tenggara,0,[],0,[],24,24,0,0,0.00,"),
        "{}",
        lines[1]
    );
}

#[tokio::test]
async fn a_figure_beyond_all_bounds_stops_neither_the_folder_nor_a_dashboard() {
    let app = TestApp::spawn().await;
    let capital = "capital/community/principal_savings";
    let at = |code: &str, metric: &str, amount: i64| {
        Delta::of(&code.parse().expect("a code"), metric, amount)
    };
    figures(&app, &[at("81.02.16.2003", capital, i64::MAX)]).await;
    figures(&app, &[at("33.01.01.2001", capital, i64::MAX), at("33.01", "members/male", 7)]).await;
    figures(&app, &[at("33.01.01.2001", "logs", i64::MIN), at("33.01", "logs", i64::MIN)]).await;
    figures(&app, &[at("33.01", "members/male", 1)]).await;

    let nation = dashboard(&app.admin().await, "ID").await["region"].clone();

    assert_eq!(nation["members"]["total"], 8, "what came after it is folded");
    assert_eq!(nation["capital"]["total"], "92233720368547758.07", "held at the end");
    let found = kibm::dashboard::verify::first_difference(&app.state.db).await;
    assert!(found.expect("the check runs").is_some(), "the verifier tells of it");
}

#[tokio::test]
async fn a_region_that_is_not_there_has_no_dashboard() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;

    for code in ["81.99", "nowhere", "id"] {
        admin.get(&path(code)).await.expect(404);
    }
    app.anonymous("GET", &path("ID"), None).await.expect(401);
}

#[tokio::test]
async fn a_dashboard_of_no_region_is_not_found_however_it_is_asked_for() {
    let app = TestApp::spawn().await;
    let user = app.admin().await;
    let path = |code: &str| format!("/api/v1/dashboards/regions/{code}");
    let tag = user.get(&path("81")).await.expect(200).header("etag").to_owned();

    let held = user.send("GET", &path("81"), None, &[("if-none-match", &tag)]).await;
    let absent = user.send("GET", &path("99"), None, &[("if-none-match", &tag)]).await;
    let any = user.send("GET", &path("99"), None, &[("if-none-match", "*")]).await;

    assert_eq!((held.status, absent.status, any.status), (304, 404, 404));
    let nation = user.send("GET", &path("ID"), None, &[("if-none-match", &tag)]).await;
    assert_eq!(nation.status, 304, "the nation is always there");
}
