//! Chains over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::cluster::{Kei, audited, kei, text};
use crate::support::{Answer, Caller, TestApp};

mod gaps;
mod participations;

/// Path of the chains.
pub const CHAINS: &str = "/api/v1/chains";

/// A value chain in the cluster of Kei.
pub struct Seaweed {
    /// The cluster.
    pub kei: Kei,
    /// Path of the chain.
    pub path: String,
    /// Its id.
    pub id: String,
}

/// Makes an empty value chain.
pub async fn seaweed(app: &TestApp) -> Seaweed {
    let kei = kei(app).await;
    let body = json!({ "cluster_id": kei.id, "kind": "value_chain", "name": "Rumput laut kering" });
    let made = kei.coordinator.post(CHAINS, body).await.expect(201);
    let id = text(&made.json()["id"]);
    Seaweed { kei, path: format!("{CHAINS}/{id}"), id }
}

impl Seaweed {
    /// Who keeps it.
    pub fn coordinator(&self) -> &Caller {
        &self.kei.coordinator
    }

    /// Makes a stage that needs no support; gives its id.
    pub async fn stage(&self, name: &str, kind: &str, position: i32) -> String {
        let body = json!({
            "name": name, "kind": kind, "position": position, "needed_support": [],
        });
        let path = format!("{}/stages", self.path);
        text(&self.coordinator().post(&path, body).await.expect(201).json()["id"])
    }

    /// Links two stages.
    pub async fn link(&self, from: &str, to: &str) -> Answer {
        let body = json!({ "from_stage_id": from, "to_stage_id": to });
        self.coordinator().post(&format!("{}/links", self.path), body).await
    }

    /// A member of the cluster since 2025-01-15; gives the organization.
    pub async fn member(&self, app: &TestApp, form: &str, name: &str) -> OrganizationId {
        let organization = app.organization(form, name, "81.02").await;
        self.kei.join(organization, "2025-01-15").await;
        organization
    }

    /// Records a participation.
    pub async fn takes_part(&self, stage: &str, body: Value) -> Answer {
        self.coordinator().post(&format!("/api/v1/stages/{stage}/participations"), body).await
    }
}

#[tokio::test]
async fn r79_a_link_that_closes_a_circle_is_refused_with_its_path() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let dry = chain.stage("Jemur", "primary_processing", 2).await;
    let plant = chain.stage("Pabrik", "processing", 2).await;
    let sell = chain.stage("Pasar", "end_market", 3).await;
    for (from, to) in [(&grow, &dry), (&grow, &plant), (&dry, &sell), (&plant, &sell)] {
        chain.link(from, to).await.expect(201);
    }

    let circle = chain.link(&sell, &grow).await;
    let own = chain.link(&dry, &dry).await;
    let twice = chain.link(&grow, &dry).await;

    assert_eq!((circle.status, circle.code().as_str()), (409, "chain_cycle"));
    let detail = text(&circle.json()["detail"]);
    assert!(detail.contains("Pasar → Budidaya → "), "{detail}");
    assert!(detail.contains(" → Pasar."), "{detail}");
    assert_eq!((own.status, own.code().as_str()), (409, "chain_cycle"));
    assert_eq!((twice.status, twice.code().as_str()), (409, "link_known"));
    let view = chain.coordinator().get(&chain.path).await.expect(200).json();
    assert_eq!(view["is_complete"], true);
    assert_eq!(view["links"].as_array().map(Vec::len), Some(4));
    let names: Vec<String> =
        view["stages"].as_array().unwrap().iter().map(|stage| text(&stage["name"])).collect();
    assert_eq!(names, ["Budidaya", "Jemur", "Pabrik", "Pasar"]);
}

#[tokio::test]
async fn stages_link_within_one_chain_only() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let body = json!({ "cluster_id": chain.kei.id, "kind": "supply_chain", "name": "Sarana" });
    let other = chain.coordinator().post(CHAINS, body).await.expect(201).json();
    let stages = format!("{CHAINS}/{}/stages", text(&other["id"]));
    let body = json!({ "name": "Gudang", "kind": "logistics", "position": 1 });
    let store = chain.coordinator().post(&stages, body).await.expect(201).json();

    let refused = chain.link(&grow, &text(&store["id"])).await;

    assert_eq!((refused.status, refused.code().as_str()), (422, "stage_of_other_chain"));
    // Support that is usual for its kind, as the draft named none.
    assert_eq!(store["needed_support"], json!(["logistics", "regulation"]));
}

#[tokio::test]
async fn a_chain_and_its_parts_are_recorded_once() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let caller = chain.coordinator();
    let grow = chain.stage("Budidaya", "production", 1).await;
    let sell = chain.stage("Pasar", "end_market", 2).await;
    let drafts = [
        (
            CHAINS.to_owned(),
            json!({
                "id": "00000000-0000-7000-8000-0000000000a1", "cluster_id": chain.kei.id,
                "kind": "value_chain", "name": "Agar",
            }),
            ("name", json!("Karagenan")),
        ),
        (
            format!("{}/stages", chain.path),
            json!({
                "id": "00000000-0000-7000-8000-0000000000a2", "name": "Bibit",
                "kind": "input_supply", "position": 1,
            }),
            ("needed_support", json!(["research"])),
        ),
        (
            format!("{}/links", chain.path),
            json!({
                "id": "00000000-0000-7000-8000-0000000000a3",
                "from_stage_id": grow, "to_stage_id": sell,
            }),
            ("to_stage_id", json!(grow)),
        ),
    ];
    for (path, mut body, (field, other)) in drafts {
        let made = caller.post(&path, body.clone()).await.expect(201);
        let again = caller.post(&path, body.clone()).await.expect(200);
        body[field] = other;
        let taken = caller.post(&path, body.clone()).await;

        assert_eq!(made.json(), again.json());
        assert_eq!((taken.status, taken.code().as_str()), (409, "id_taken"), "{path}");
        assert_eq!(audited(&app, body["id"].as_str().unwrap()).await.len(), 1);
    }
}

#[tokio::test]
async fn stages_and_links_are_changed_and_taken_away_over_the_version_read() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let caller = chain.coordinator();
    let grow = chain.stage("Budidaya", "production", 1).await;
    let sell = chain.stage("Pasar", "end_market", 2).await;
    let link = text(&chain.link(&grow, &sell).await.expect(201).json()["id"]);
    let stage = format!("/api/v1/stages/{grow}");
    let body = json!({ "name": "Budidaya tali", "kind": "production", "position": 1 });

    let bare = caller.delete(&stage).await;
    let changed = caller.put(&stage, "\"v1\"", body.clone()).await.expect(200);
    let stale = caller.put(&stage, "\"v1\"", body).await;
    let remove = |path: String, tag: &'static str| {
        let caller = caller.clone();
        async move { caller.send("DELETE", &path, None, &[("if-match", tag)]).await.status }
    };
    let unlinked = remove(format!("{}/links/{link}", chain.path), "\"v1\"").await;
    chain.link(&grow, &sell).await.expect(201);
    let gone = remove(stage.clone(), "\"v2\"").await;

    assert_eq!(bare.status, 428);
    assert_eq!(changed.json()["needed_support"], json!(["finance", "extension"]));
    assert_eq!((stale.status, stale.code().as_str()), (412, "stale"));
    assert_eq!((unlinked, gone), (204, 204));
    assert_eq!(caller.get(&stage).await.status, 404);
    let view = caller.get(&chain.path).await.expect(200).json();
    assert_eq!(view["links"], json!([]), "a stage takes its links along");
    let actions: Vec<String> =
        audited(&app, &grow).await.iter().map(|event| text(&event["action"])).collect();
    assert_eq!(actions, ["create_stage", "replace_stage", "delete_stage"]);
    assert_eq!(audited(&app, &link).await[1]["action"], "unlink_stages");
}

#[tokio::test]
async fn a_chain_is_renamed_but_stays_in_its_cluster() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let caller = chain.coordinator();
    let other = caller
        .post(crate::cluster::CLUSTERS, crate::cluster::draft(chain.kei.lead))
        .await
        .expect(201)
        .json();
    let body = |cluster: &Value| json!({ "cluster_id": cluster, "kind": "value_chain", "name": "Rumput laut" });

    let renamed = caller.put(&chain.path, "\"v1\"", body(&json!(chain.kei.id))).await.expect(200);
    let moved = caller.put(&chain.path, "\"v2\"", body(&other["id"])).await;

    assert_eq!(renamed.json()["name"], "Rumput laut");
    assert_eq!((moved.status, moved.code().as_str()), (422, "chain_stays"));
    assert_eq!(audited(&app, &chain.id).await[1]["before"]["name"], "Rumput laut kering");
}

#[tokio::test]
async fn chains_follow_the_reach_of_their_cluster() {
    let app = TestApp::spawn().await;
    let chain = seaweed(&app).await;
    let grow = chain.stage("Budidaya", "production", 1).await;
    let group = chain.member(&app, "kelompok_usaha", "Pokdakan Letvuan").await;
    let part = chain.takes_part(&grow, json!({ "organization_id": group, "role": "operator" }));
    let part = text(&part.await.expect(201).json()["id"]);
    let single = [
        chain.path.clone(),
        format!("{}/gaps", chain.path),
        format!("{}/stages", chain.path),
        format!("{}/links", chain.path),
        format!("/api/v1/stages/{grow}"),
        format!("/api/v1/participations/{part}"),
    ];
    for (caller, status, rows) in [
        (app.keeper(Role::EnterpriseOfficer, group).await, 200, 1),
        (app.officer(Role::Auditor, "81.72").await, 200, 1),
        (app.officer(Role::RegionalOfficer, "33").await, 404, 0),
    ] {
        for path in &single {
            assert_eq!(caller.get(path).await.status, status, "{path}");
        }
        for list in [CHAINS, "/api/v1/participations"] {
            let listed = caller.get(list).await.expect(200).json();
            assert_eq!(listed["items"].as_array().map(Vec::len), Some(rows), "{list}");
            assert_eq!(caller.csv(list).await.text.lines().count(), rows + 1, "{list}");
        }
    }
    let body = json!({ "name": "Pasar", "kind": "end_market", "position": 2 });
    for (caller, status) in [
        (app.officer(Role::RegionalOfficer, "33").await, 404),
        (app.officer(Role::RegionalOfficer, "81.02").await, 403),
        (app.officer(Role::Mentor, "81").await, 403),
        (app.admin().await, 201),
    ] {
        let answer = caller.post(&format!("{}/stages", chain.path), body.clone()).await;
        let end = format!("/api/v1/participations/{part}/end");
        let end = caller.post(&end, json!({ "valid_to": "2030-01-01" })).await;
        let ended = if status == 201 { 200 } else { status };

        assert_eq!((answer.status, end.status), (status, ended));
    }
}
