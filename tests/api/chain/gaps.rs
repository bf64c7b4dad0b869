use serde_json::{Value, json};

use super::{CHAINS, Seaweed, seaweed};
use crate::cluster::text;
use crate::support::TestApp;

impl Seaweed {
    async fn gaps(&self, query: &str) -> Value {
        self.coordinator().get(&format!("{}/gaps{query}", self.path)).await.expect(200).json()
    }
}

/// Code and stage of each gap.
fn listed(gaps: &Value) -> Vec<(String, Option<String>)> {
    let items = gaps["items"].as_array().expect("a list");
    let one = |gap: &Value| (text(&gap["code"]), gap["stage_id"].as_str().map(str::to_owned));
    items.iter().map(one).collect()
}

fn at(code: &str, stage: &str) -> (String, Option<String>) {
    (code.to_owned(), Some(stage.to_owned()))
}

#[tokio::test]
async fn r79_an_empty_chain_lacks_its_origin_and_its_end_market() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;

    let gaps = chain.gaps("").await;

    assert_eq!(gaps["is_complete"], false);
    assert_eq!(gaps["on"], "2026-11-21");
    let codes: Vec<String> = listed(&gaps).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["gap_no_origin", "gap_no_end_market"]);
}

#[tokio::test]
async fn r125_removing_the_only_buyer_shows_the_enterprises_left_without_a_market() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let sell = chain.stage("Pasar", "end_market", 2).await;
    chain.link(&grow, &sell).await.expect(201);
    let mut growers = Vec::new();
    for name in ["Pokdakan Letvuan", "Pokdakan Sathean"] {
        let group = chain.member(&app, "kelompok_usaha", name).await;
        let body =
            json!({ "organization_id": group, "role": "operator", "valid_from": "2026-01-01" });
        chain.takes_part(&grow, body).await.expect(201);
        growers.push(group.to_string());
    }
    let buyer = chain.member(&app, "perseroan", "PT Pembeli").await;
    let body = json!({ "organization_id": buyer, "role": "operator", "valid_from": "2026-01-01" });
    let part = chain.takes_part(&sell, body).await.expect(201);
    let end = format!("/api/v1/participations/{}/end", text(&part.json()["id"]));

    let with = chain.gaps("").await;
    chain.coordinator().post(&end, json!({ "valid_to": "2026-11-01" })).await.expect(200);
    let without = chain.gaps("").await;
    let earlier = chain.gaps("?on=2026-10-31").await;

    // R92: the market hangs on one buyer, a prompt and no gap.
    assert_eq!(listed(&with), [at("prompt_one_actor", &sell)]);
    assert_eq!(with["items"][0]["is_prompt"], true);
    assert_eq!(listed(&without), [at("gap_no_market", &grow), at("gap_no_operator", &sell)]);
    let mut named: Vec<String> =
        without["items"][0]["organization_ids"].as_array().unwrap().iter().map(text).collect();
    named.sort();
    growers.sort();
    assert_eq!(named, growers);
    assert_eq!(listed(&earlier), listed(&with));
}

#[tokio::test]
async fn r125_support_that_no_institution_gives_is_a_gap_in_both_languages_and_as_csv() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let caller = chain.coordinator();
    let body = json!({
        "name": "Jemur", "kind": "primary_processing", "position": 1,
        "needed_support": ["quality_assurance", "finance"],
    });
    let made = caller.post(&format!("{}/stages", chain.path), body).await.expect(201);
    let dry = text(&made.json()["id"]);
    let bank = chain.member(&app, "lembaga_keuangan", "Bank Kei").await;
    let body = json!({
        "organization_id": bank, "role": "support_institution", "support_function": "finance",
    });
    chain.takes_part(&dry, body).await.expect(201);

    let gaps = chain.gaps("").await;
    let path = format!("{}/gaps", chain.path);
    let english = caller.send("GET", &path, None, &[("accept-language", "en")]).await.json();
    let csv = caller.csv(&path).await.expect(200);

    let support = |gaps: &Value| -> Vec<Value> {
        let items = gaps["items"].as_array().unwrap();
        items.iter().filter(|gap| gap["code"] == "gap_no_support").cloned().collect()
    };
    let (indonesian, english) = (support(&gaps), support(&english));
    assert_eq!(indonesian.len(), 1);
    assert_eq!(indonesian[0]["support_function"], "quality_assurance");
    assert_eq!(indonesian[0]["stage_id"], json!(dry));
    assert!(text(&indonesian[0]["detail"]).contains("memerlukan quality_assurance"));
    assert!(text(&english[0]["detail"]).contains("needs quality_assurance"));
    assert_eq!(csv.text.lines().count(), 1 + gaps["items"].as_array().unwrap().len());
}

#[tokio::test]
async fn who_left_the_cluster_and_still_takes_part_is_a_prompt() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let group = app.organization("kelompok_usaha", "Pokdakan Letvuan", "81.02").await;
    let membership = chain.kei.join(group, "2025-01-15").await;
    let body = json!({ "organization_id": group, "role": "operator", "valid_from": "2026-01-01" });
    chain.takes_part(&grow, body).await.expect(201);
    let leave = format!("/api/v1/cluster-members/{membership}/leave");
    let body = json!({ "left_on": "2026-11-01", "reason": "Bubar" });
    chain.coordinator().post(&leave, body).await.expect(200);

    let gaps = chain.gaps("").await;
    let before = chain.gaps("?on=2026-10-31").await;

    assert!(listed(&gaps).contains(&at("prompt_former_member", &grow)));
    assert!(!listed(&before).contains(&at("prompt_former_member", &grow)));
}

#[tokio::test]
async fn an_isolated_stage_and_a_bad_day_are_named() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    chain.stage("Budidaya", "production", 1).await;
    let lonely = chain.stage("Gudang", "logistics", 1).await;

    let gaps = chain.gaps("").await;
    let bad = chain.coordinator().get(&format!("{}/gaps?on=kemarin", chain.path)).await;
    let none = format!("{CHAINS}/00000000-0000-7000-8000-0000000000ff/gaps");

    assert!(listed(&gaps).contains(&at("gap_isolated_stage", &lonely)));
    assert_eq!((bad.status, bad.code().as_str()), (400, "bad_parameter"));
    assert_eq!(chain.coordinator().get(&none).await.status, 404);
}
