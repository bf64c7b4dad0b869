//! What outsiders see of a region (R113, R114).

use kibm::identity::entity::access_grant::Role;
use kibm::platform::rollup::Delta;
use serde_json::{Value, json};

use super::{child, dashboard, figures, path};
use crate::support::TestApp;

fn delta(code: &str, metric: &str, amount: i64) -> Delta {
    Delta::of(&code.parse().expect("a code"), metric, amount)
}

#[tokio::test]
async fn r113_an_outsider_sees_no_small_count_and_none_that_follows_from_others() {
    let app = TestApp::spawn().await;
    figures(
        &app,
        &[
            delta("81.02.16", "members/female", 2),
            delta("81.02.16", "members/male", 40),
            delta("81.02.01", "members/female", 30),
            delta("81.02.01", "members/male", 50),
            delta("81.02.01", "capital/community/principal_savings", 100),
        ],
    )
    .await;
    let outsider = app.officer(Role::RegionalOfficer, "33").await;
    let overseer = app.officer(Role::Auditor, "81").await;

    let seen = dashboard(&outsider, "81.02").await;
    let whole = dashboard(&overseer, "81.02").await;

    assert_eq!(seen["smallest_count"], 3);
    assert_eq!(whole["smallest_count"], Value::Null);
    assert_eq!(child(&whole, "81.02.16")["members"]["female"], 2);
    // 122, 32 and 90, rounded to threes.
    let members = json!({ "total": 123, "female": 33, "male": 90, "unknown": 0 });
    assert_eq!(seen["region"]["members"], members);
    // Both cells of both districts: one alone would follow from a sum.
    for (code, total) in [("81.02.16", 42), ("81.02.01", 81)] {
        let members = child(&seen, code)["members"].clone();
        assert_eq!(members["total"], total);
        assert_eq!(members["female"], Value::Null);
        assert_eq!(members["male"], Value::Null);
    }
    // Capital is for who reaches the region: one posting could be read off it.
    assert_eq!(seen["region"]["capital"], Value::Null);
    assert_eq!(whole["region"]["capital"]["total"], "1.00");
}

#[tokio::test]
async fn r113_a_region_shows_the_same_on_its_own_dashboard_as_on_its_parents() {
    let app = TestApp::spawn().await;
    figures(
        &app,
        &[
            delta("81.02.16.2003", "enterprises/bum_desa/active", 1),
            delta("81.02.01.2048", "enterprises/kelompok_usaha/active", 7),
            delta("81.02.01.2048", "capital/company/shares", 100),
        ],
    )
    .await;
    let outsider = app.officer(Role::RegionalOfficer, "33").await;

    let above = dashboard(&outsider, "81.02").await;

    for code in ["81.02.16", "81.02.01"] {
        let own = dashboard(&outsider, code).await["region"].clone();
        assert_eq!(&own, child(&above, code), "{code}");
        assert_eq!(own["enterprises"]["total"], Value::Null);
        assert_eq!(own["capital"], Value::Null);
        assert_eq!(own["follow_ups"], Value::Null);
    }
    assert_eq!(above["region"]["enterprises"]["total"], 9, "8, rounded to threes");
    let csv = outsider.csv(&path("81.02")).await.expect(200).text;
    assert!(csv.contains("81.02.16,Hoat Sorbay,,"), "{csv}");
}

#[tokio::test]
async fn r113_partners_are_no_enterprises_and_do_not_uncover_the_work_of_one() {
    let app = TestApp::spawn().await;
    let village = "81.02.16.2003";
    figures(
        &app,
        &[
            delta(village, "enterprises/bum_desa/active", 1),
            delta(village, "enterprises/pemerintah_desa/active", 1),
            delta(village, "enterprises/lsm/active", 3),
            delta(village, "enterprises/lembaga_keuangan/active", 3),
            delta(village, "members/female", 30),
        ],
    )
    .await;
    let outsider = app.officer(Role::RegionalOfficer, "33").await;
    let overseer = app.officer(Role::RegionalOfficer, "81.02").await;

    let seen = dashboard(&outsider, village).await["region"].clone();
    let whole = dashboard(&overseer, village).await["region"].clone();

    assert_eq!(
        (&whole["enterprises"]["total"], &whole["partners"]["total"]),
        (&json!(1), &json!(7))
    );
    assert_eq!(whole["enterprises"]["by_form"].as_array().map(Vec::len), Some(1));
    assert_eq!(seen["enterprises"]["total"], Value::Null);
    assert_eq!(seen["follow_ups"], Value::Null, "the work is that of one enterprise");
    assert_eq!(seen["partners"]["total"], 6, "7, rounded to threes");
    let csv = overseer.csv(&path(village)).await.expect(200).text;
    assert!(csv.lines().nth(1).is_some_and(|row| row.contains(",7,")), "{csv}");
}

#[tokio::test]
async fn r114_a_mentor_and_an_enterprise_officer_are_outsiders_to_their_region() {
    let app = TestApp::spawn().await;
    let village = "81.02.16.2003";
    let organization = app.organization("koperasi_primer", "Koperasi Rumput Laut", village).await;
    figures(&app, &[]).await;
    let mentor = app.officer(Role::Mentor, "81.02").await;
    let keeper = app.keeper(Role::EnterpriseOfficer, organization).await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    for outsider in [&mentor, &keeper] {
        let seen = dashboard(outsider, "81.02").await;
        assert_eq!(seen["region"]["enterprises"]["total"], Value::Null);
    }
    assert_eq!(dashboard(&officer, "81.02").await["region"]["enterprises"]["total"], 1);
    let above = dashboard(&officer, "81").await;
    assert_eq!(above["region"]["enterprises"]["total"], Value::Null, "the province is not theirs");
}

#[tokio::test]
async fn r113_another_limit_holds_at_once() {
    let app = TestApp::spawn().await;
    figures(&app, &[delta("81.02.16", "members/female", 4)]).await;
    let outsider = app.officer(Role::RegionalOfficer, "33").await;
    assert_eq!(dashboard(&outsider, "81.02").await["region"]["members"]["total"], 3);

    let draft = json!({
        "key": "small_cell_min", "value": "5", "basis": "House rule of this test", "valid_from": "2026-11-21",
    });
    app.admin().await.post("/api/v1/parameters", draft).await.expect(201);

    assert_eq!(dashboard(&outsider, "81.02").await["region"]["members"]["total"], Value::Null);
}

#[tokio::test]
async fn r113_an_outsider_who_watches_does_not_see_one_member_come_or_go() {
    let app = TestApp::spawn().await;
    let place = "81.02.16";
    figures(&app, &[delta(place, "members/male", 41), delta(place, "members/female", 21)]).await;
    let outsider = app.officer(Role::RegionalOfficer, "33").await;
    let overseer = app.officer(Role::Auditor, "81").await;
    let before = dashboard(&outsider, "81.02").await["region"]["members"].clone();

    figures(&app, &[delta(place, "members/male", 1)]).await;
    let joined = dashboard(&outsider, "81.02").await["region"]["members"].clone();
    figures(&app, &[delta(place, "members/male", -2), delta(place, "members/male", 2)]).await;
    let back = dashboard(&outsider, "81.02").await["region"]["members"].clone();

    assert_eq!((&joined, &back), (&before, &before));
    assert_eq!(before["male"], 42);
    assert_eq!(dashboard(&overseer, "81.02").await["region"]["members"]["male"], 42);
}
