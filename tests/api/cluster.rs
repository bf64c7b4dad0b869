//! Clusters over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

mod members;
mod orchestrators;
mod phases;
mod reach;

pub use reach::figure;

/// Path of the clusters.
pub const CLUSTERS: &str = "/api/v1/clusters";

/// A cluster of Kei as a client gives it.
pub fn draft(lead: OrganizationId) -> Value {
    json!({
        "name": "Klaster Rumput Laut Kei",
        "commodity": "rumput laut",
        "region_codes": ["81.72", "81.02"],
        "lead_organization_id": lead,
        "goal": "Menjual bersama dengan mutu yang sama.",
        "founded_on": "2025-01-15",
    })
}

/// The text of a field.
pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A cluster of Kei with its lead; and a coordinator whose reach covers it.
pub struct Kei {
    /// Coordinator of Maluku.
    pub coordinator: Caller,
    /// The organization in front.
    pub lead: OrganizationId,
    /// Path of the cluster.
    pub path: String,
    /// Its id.
    pub id: String,
}

/// Makes the cluster of Kei.
pub async fn kei(app: &TestApp) -> Kei {
    let coordinator = app.officer(Role::Coordinator, "81").await;
    let lead = app.organization("koperasi_primer", "Koperasi Samudra Kei", "81.02.16.2003").await;
    let made = coordinator.post(CLUSTERS, draft(lead)).await.expect(201);
    let id = text(&made.json()["id"]);
    Kei { coordinator, lead, path: format!("{CLUSTERS}/{id}"), id }
}

impl Kei {
    /// POST below the cluster.
    pub async fn post(&self, part: &str, body: Value) -> Answer {
        self.coordinator.post(&format!("{}/{part}", self.path), body).await
    }

    /// Records that an organization joins; gives the membership's id.
    pub async fn join(&self, organization: OrganizationId, joined_on: &str) -> String {
        let body = json!({ "organization_id": organization, "joined_on": joined_on });
        text(&self.post("members", body).await.expect(201).json()["id"])
    }

    /// A person who lives in Kei; gives the id.
    pub async fn person(&self, name: &str) -> String {
        let body = json!({ "full_name": name, "region_code": "81.02" });
        text(&self.coordinator.post("/api/v1/persons", body).await.expect(201).json()["id"])
    }
}

/// The actions that the audit log holds of a subject, oldest first.
pub async fn audited(app: &TestApp, subject: &str) -> Vec<Value> {
    let path = format!("/api/v1/audit-events?subject_id={subject}");
    let events = app.admin().await.get(&path).await.expect(200).json();
    events["items"].as_array().expect("a page").clone()
}

#[tokio::test]
async fn a_cluster_spans_regencies_and_is_recorded_once() {
    let app = TestApp::spawn().await;
    let coordinator = app.officer(Role::Coordinator, "81").await;
    let lead = app.organization("koperasi_primer", "Koperasi Samudra Kei", "81.02").await;
    let mut body = draft(lead);
    body["id"] = json!("00000000-0000-7000-8000-0000000000c1");

    let made = coordinator.post(CLUSTERS, body.clone()).await.expect(201);
    let again = coordinator.post(CLUSTERS, body.clone()).await.expect(200);
    body["goal"] = json!("Lain");
    let other = coordinator.post(CLUSTERS, body).await;

    assert_eq!(made.json()["region_codes"], json!(["81.02", "81.72"]));
    assert_eq!(made.json()["phase"], "perencanaan");
    assert_eq!(made.json()["phase_since"], "2025-01-15");
    assert_eq!(made.header("etag"), "\"v1\"");
    assert_eq!(made.json(), again.json());
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
}

#[tokio::test]
async fn every_fault_of_a_cluster_is_named_at_once() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let unknown = "00000000-0000-7000-8000-0000000000ff".parse().unwrap();
    let mut body = draft(unknown);
    body["region_codes"] = json!(["81.02", "81.02.16", "81.99"]);
    body["founded_on"] = json!("2026-11-22");

    let refused = admin.post(CLUSTERS, body).await.expect(422);

    assert_eq!(
        refused.fault_codes(),
        ["date_in_future", "reference_unknown", "region_repeated", "region_unknown"]
    );
}

#[tokio::test]
async fn a_cluster_is_replaced_over_the_version_read_and_the_change_is_audited() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let mut body = draft(kei.lead);
    body["name"] = json!("Klaster Rumput Laut Kepulauan Kei");
    body["region_codes"] = json!(["81.02"]);

    let changed = kei.coordinator.put(&kei.path, "\"v1\"", body.clone()).await.expect(200);
    let stale = kei.coordinator.put(&kei.path, "\"v1\"", body).await;

    assert_eq!(changed.header("etag"), "\"v2\"");
    assert_eq!(changed.json()["region_codes"], json!(["81.02"]));
    assert_eq!((stale.status, stale.code().as_str()), (412, "stale"));
    let events = audited(&app, &kei.id).await;
    assert_eq!(events[0]["action"], "create_cluster");
    assert_eq!(events[0]["region_code"], "81");
    assert_eq!(events[1]["before"]["region_codes"], json!(["81.02", "81.72"]));
    assert_eq!(events[1]["after"]["name"], "Klaster Rumput Laut Kepulauan Kei");
}

#[tokio::test]
async fn clusters_are_listed_by_filter_in_pages_and_as_csv() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    for (name, region) in [("=Klaster Sagu", "81.01"), ("Klaster Pala", "81.01")] {
        let mut body = draft(kei.lead);
        body["name"] = json!(name);
        body["region_codes"] = json!([region]);
        kei.coordinator.post(CLUSTERS, body).await.expect(201);
    }
    let names = |answer: Answer| -> Vec<String> {
        let body = answer.expect(200).json();
        body["items"].as_array().unwrap().iter().map(|item| text(&item["name"])).collect()
    };
    let get = |query: &str| {
        let (caller, path) = (kei.coordinator.clone(), format!("{CLUSTERS}?{query}"));
        async move { caller.get(&path).await }
    };

    assert_eq!(names(get("region=81.01").await), ["=Klaster Sagu", "Klaster Pala"]);
    assert_eq!(names(get("search=rumput+kei").await), ["Klaster Rumput Laut Kei"]);
    assert!(names(get("phase=pemandirian").await).is_empty());
    let first = get("limit=2").await.expect(200).json();
    let rest = get(&format!("limit=2&cursor={}", text(&first["next_cursor"]))).await;
    assert_eq!(names(rest), ["Klaster Pala"]);
    let csv = kei.coordinator.csv(CLUSTERS).await.expect(200);
    assert_eq!(csv.text.lines().count(), 4);
    assert!(csv.text.contains("'=Klaster Sagu"), "R120: {}", csv.text);
    assert_eq!(get("colour=red").await.code(), "unknown_parameter");
}
