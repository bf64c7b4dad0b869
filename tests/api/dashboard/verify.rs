//! The verifier of roll-ups and the synthetic nation that it has to agree with.

use kibm::cli::seed;
use kibm::dashboard::verify::first_difference;
use kibm::investment;
use kibm_seed::synthetic::Synthetic;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{dashboard, fold};
use crate::support::TestApp;

const SIZE: Synthetic =
    Synthetic { seed: 7, enterprises: 60, members: 400, entries: 1_500, logs: 300 };

async fn load(app: &TestApp) {
    let state = &app.state;
    let rows = seed::synthetic(&state.db, &state.clock, &state.vault, SIZE).await;
    assert!(rows.expect("the nation is loaded") > 5_000);
}

#[tokio::test]
async fn a_synthetic_nation_passes_both_verifiers_and_tampering_fails() {
    let app = TestApp::spawn().await;
    load(&app).await;
    let db = &app.state.db;

    assert_eq!(first_difference(db).await.expect("the check runs"), None, "before folding");
    fold(&app).await;
    assert_eq!(first_difference(db).await.expect("the check runs"), None, "after folding");
    let fault = investment::verify::first_fault(db).await.expect("the check runs");
    assert!(fault.is_none(), "{fault:?}");

    db.write()
        .execute_unprepared(
            "UPDATE rollup SET amount = amount + 1 WHERE metric = 'logs' AND region_code = 'ID'",
        )
        .await
        .expect("the figure is changed");
    let found = first_difference(db).await.expect("the check runs").expect("a difference");
    assert_eq!((found.region.as_str(), found.metric.as_str()), ("ID", "logs"));
    assert_eq!(found.stored, found.recomputed + 1);
}

#[tokio::test]
async fn a_synthetic_nation_is_loaded_once_and_shows_on_the_dashboard() {
    let app = TestApp::spawn().await;
    load(&app).await;
    fold(&app).await;

    let again = seed::synthetic(&app.state.db, &app.state.clock, &app.state.vault, SIZE).await;
    let nation = dashboard(&app.admin().await, "ID").await["region"].clone();

    assert!(again.is_err(), "a second load of the same seed is refused");
    // The villages of the 18 BUM Desa hold their share as organizations (R51).
    assert_eq!(nation["enterprises"]["total"], 60);
    assert_eq!(nation["partners"]["total"], 19, "18 villages, the mentors' institution");
    assert!(nation["coverage"]["percent"].is_string());
}

#[tokio::test]
async fn writes_over_http_keep_the_roll_ups_in_order() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let db = &app.state.db;
    let villages = ["81.02.16.2003", "81.02.01.2048", "33.01.01.2001"];
    // A fixed sequence that looks random: statuses change, some are refused.
    let mut state = 20_261_121_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from((state >> 33) % below).expect("small")
    };
    for number in 0..12 {
        let form = ["koperasi_primer", "kelompok_usaha", "lsm"][draw(3)];
        let id = app.organization(form, &format!("Usaha {number}"), villages[draw(3)]).await;
        for _ in 0..draw(3) {
            let status = ["inactive", "active", "dissolved", "planned"][draw(4)];
            let path = format!("/api/v1/organizations/{id}/status");
            admin.post(&path, json!({ "status": status, "reason": "uji" })).await;
        }
        if draw(3) == 0 {
            fold(&app).await;
        }
        assert_eq!(first_difference(db).await.expect("the check runs"), None, "after {number}");
    }
}
