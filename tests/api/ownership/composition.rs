use serde_json::{Value, json};

use super::{Nest, REGENCY, codes, id_of, officer, percents};

const BASE: &str = "/api/v1/ownership/composition";

#[tokio::test]
async fn the_composition_of_one_organization_is_that_of_its_ultimate_holders() {
    let nest = Nest::spawn().await;

    let view = nest.admin.get(&format!("{BASE}?organization={}", nest.perseroda)).await;
    let view = view.expect(200).json();

    assert_eq!(percents(&view["classes"]), ["24.00", "19.33", "56.67", "0.00", "0.00", "0.00"]);
    assert_eq!(view["classes"][0]["collective_share"], "0.0960000000");
    assert_eq!(view["capital"], "1000000.00");
}

#[tokio::test]
async fn a_region_counts_no_capital_twice_and_is_for_who_reaches_it() {
    let nest = Nest::spawn().await;

    let view = nest.admin.get(&format!("{BASE}?region={REGENCY}")).await.expect(200).json();
    let village = super::officer(&nest.app).await.get(&format!("{BASE}?region=81.01")).await;

    // 500,000 of the cooperative, 600,000 of the village, 510,000 of the regency
    // came from outside; all else is held by one of the four.
    assert_eq!(view["capital"], "1610000.00");
    assert_eq!(view["organizations"], 4);
    assert_eq!(percents(&view["classes"]), ["31.05", "37.27", "31.68", "0.00", "0.00", "0.00"]);
    assert_eq!(village.status, 403);
}

#[tokio::test]
async fn a_cluster_is_composed_of_its_members_on_the_day() {
    let nest = Nest::spawn().await;
    let draft = json!({
        "name": "Klaster Rumput Laut", "region_codes": [REGENCY], "commodity": "rumput laut",
        "lead_organization_id": nest.cooperative, "goal": "Ekspor",
    });
    let made = nest.admin.post("/api/v1/clusters", draft).await;
    let cluster = id_of(&made.expect(201));
    let member = json!({ "organization_id": nest.bum_desa, "joined_on": "2026-03-01" });
    nest.admin.post(&format!("/api/v1/clusters/{cluster}/members"), member).await.expect(201);

    let now = nest.admin.get(&format!("{BASE}?cluster={cluster}")).await.expect(200).json();
    let before = nest.admin.get(&format!("{BASE}?cluster={cluster}&as_of=2026-02-28")).await;
    let before = before.expect(200).json();

    // 400,000 of the cooperative are its persons' and its own; 600,000 the village's.
    assert_eq!(percents(&now["classes"]), ["40.00", "60.00", "0.00", "0.00", "0.00", "0.00"]);
    assert_eq!((&before["organizations"], &before["classes"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn a_series_shows_the_change_over_time() {
    let nest = Nest::spawn().await;
    let base = "/api/v1/ownership/composition-series";
    let subject = format!("organization={}", nest.bum_desa);

    let year = format!("{base}?{subject}&from=2025-12-31&to=2026-12-31");
    let series = nest.admin.get(&year).await.expect(200).json();
    let long = nest.admin.get(&format!("{base}?{subject}&from=1990-01-01&to=2026-12-31")).await;
    let reversed = nest.admin.get(&format!("{base}?{subject}&from=2026-12-31&to=2025-12-31")).await;

    let days: Vec<&Value> =
        series["items"].as_array().unwrap().iter().map(|item| &item["as_of"]).collect();
    assert_eq!(days, ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]);
    assert_eq!(series["items"][0]["capital"], Value::Null);
    assert_eq!(percents(&series["items"][1]["classes"])[1], "60.00");
    let csv = nest.admin.csv(&year).await.expect(200).text;
    assert_eq!(csv.lines().count(), 6);
    assert!(csv.contains("classes") && csv.contains("60.00"), "{csv}");
    assert_eq!((long.status, reversed.status), (400, 400));
}

#[tokio::test]
async fn r51_and_r62_are_warned_of_with_their_law_where_they_are_not_kept() {
    let nest = Nest::spawn().await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
    let weak = nest.app.organization("perseroda", "Perseroda Lemah", REGENCY).await;
    let instrument = nest.instrument(weak, shares).await;
    // What a region has cannot be diluted below the bound, only come too late.
    nest.stake(weak, &instrument, nest.company, "700000.00", "").await;
    nest.stake(weak, &instrument, nest.regency, "300000.00", "").await;

    let view = officer(&nest.app).await.get(&format!("{BASE}?region={REGENCY}")).await;
    let view = view.expect(200).json();

    assert_eq!(codes(&view["warnings"]), ["region_share"]);
    assert_eq!(view["warnings"][0]["organization_id"], weak.to_string());
    assert!(view["warnings"][0]["legal_basis"].as_str().unwrap().contains("339"));
}

#[tokio::test]
async fn exactly_one_subject_is_named() {
    let nest = Nest::spawn().await;
    let both = format!("{BASE}?region={REGENCY}&organization={}", nest.company);

    for path in [BASE, both.as_str()] {
        let answer = nest.admin.get(path).await.expect(400);
        assert_eq!(answer.code(), "subject_unclear");
    }
}
