use kibm::identity::Reach;
use kibm::identity::entity::access_grant::Role;
use kibm::platform::db::statement;
use kibm::platform::rollup::{self, Freshness};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{CLUSTERS, draft, kei};
use crate::support::TestApp;

#[tokio::test]
async fn a_cluster_is_seen_by_who_reaches_a_region_its_lead_or_a_member() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let campus = app.organization("perguruan_tinggi", "Universitas di Jakarta", "31.71").await;
    let guest = app.organization("lsm", "Yayasan di Jawa", "33.01").await;
    kei.join(campus, "2025-05-05").await;
    let left = kei.join(guest, "2025-05-05").await;
    let end = json!({ "left_on": "2026-01-01", "reason": "Selesai" });
    let leave = format!("/api/v1/cluster-members/{left}/leave");
    kei.coordinator.post(&leave, end).await.expect(200);

    for (caller, sees) in [
        (app.officer(Role::Auditor, "81.72").await, true),
        (app.officer(Role::Mentor, "81.02").await, true),
        // The lead has its seat in this village.
        (app.officer(Role::RegionalOfficer, "81.02.16.2003").await, true),
        (app.keeper(Role::EnterpriseOfficer, kei.lead).await, true),
        (app.keeper(Role::EnterpriseOfficer, campus).await, true),
        (app.officer(Role::RegionalOfficer, "31.71").await, true),
        (app.keeper(Role::EnterpriseOfficer, guest).await, false),
        (app.officer(Role::RegionalOfficer, "33.01").await, false),
        (app.officer(Role::RegionalOfficer, "81.01").await, false),
    ] {
        let one = caller.get(&kei.path).await.status;
        let members = caller.get(&format!("{}/members", kei.path)).await.status;
        let listed = caller.get(CLUSTERS).await.json()["items"].as_array().map(Vec::len);
        let csv = caller.csv(CLUSTERS).await.text.lines().count();

        let expected = if sees { (200, 200, Some(1), 2) } else { (404, 404, Some(0), 1) };
        assert_eq!((one, members, listed, csv), expected);
    }
}

#[tokio::test]
async fn only_who_reaches_all_regions_changes_a_cluster() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let twice = vec![
        (Role::Coordinator, Reach::Region("81.02".parse().unwrap())),
        (Role::Coordinator, Reach::Region("81.72".parse().unwrap())),
    ];
    let mixed = vec![
        (Role::Coordinator, Reach::Region("81.02".parse().unwrap())),
        (Role::Mentor, Reach::Region("81.72".parse().unwrap())),
    ];
    for (caller, status) in [
        (app.officer(Role::Coordinator, "33").await, 404),
        (app.officer(Role::Coordinator, "81.02").await, 403),
        (app.officer(Role::Mentor, "81").await, 403),
        (app.keeper(Role::EnterpriseOfficer, kei.lead).await, 403),
        (app.user_with(mixed).await, 403),
        (app.user_with(twice).await, 422),
        (app.admin().await, 422),
    ] {
        let nowhere = json!({ "kind": "other", "title": "Foto", "dated_on": "2026-01-01" });

        let answer = caller.post(&format!("{}/evidence", kei.path), nowhere).await;

        assert_eq!(answer.status, status, "{}", answer.text);
    }
}

#[tokio::test]
async fn a_cluster_is_neither_made_in_nor_moved_to_a_region_out_of_reach() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let mut abroad = draft(kei.lead);
    abroad["region_codes"] = json!(["81.02", "33.01"]);

    let made = kei.coordinator.post(CLUSTERS, abroad.clone()).await;
    let moved = kei.coordinator.put(&kei.path, "\"v1\"", abroad).await;

    assert_eq!((made.status, made.code().as_str()), (403, "not_permitted"));
    assert_eq!((moved.status, moved.code().as_str()), (403, "not_permitted"));
}

/// The figure of a region for a metric, after folding; no operation of this
/// slice reads figures.
pub async fn figure(app: &TestApp, region: &str, metric: &str, until: &str) -> i64 {
    let fresh = Freshness::default();
    rollup::fold(&app.state.db, &app.state.clock, &fresh).await.expect("deltas fold");
    let conn = app.state.db.read();
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM rollup \
               WHERE region_code = $1 AND metric = $2 AND day <= $3";
    let values = vec![region.into(), metric.into(), until.into()];
    let row = conn.query_one_raw(statement(conn, sql, values)).await.expect("the figure reads");
    row.expect("a sum is one row").try_get_by_index(0).expect("a sum is a number")
}

#[tokio::test]
async fn a_cluster_of_two_regencies_counts_once_in_the_province_and_moves_with_its_phase() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let planned = "clusters/perencanaan";
    for place in ["81.02", "81.72", "81", "ID"] {
        assert_eq!(figure(&app, place, planned, "").await, 1, "{place}");
    }

    let mut body = draft(kei.lead);
    body["region_codes"] = json!(["81.02"]);
    kei.coordinator.put(&kei.path, "\"v1\"", body).await.expect(200);

    for (place, expected) in [("81.02", 1), ("81.72", 0), ("81", 1), ("ID", 1)] {
        assert_eq!(figure(&app, place, planned, "").await, expected, "{place}");
    }

    kei.orchestrate().await;
    kei.evidence("cluster_plan", "2025-04-01").await;
    kei.evidence("baseline_data", "2025-04-01").await;
    kei.step("persiapan_masyarakat", "2025-05-05").await.expect(201);

    for place in ["81.02", "81", "ID"] {
        assert_eq!(figure(&app, place, planned, "").await, 0, "{place}");
        assert_eq!(figure(&app, place, "clusters/persiapan_masyarakat", "").await, 1, "{place}");
    }
}
