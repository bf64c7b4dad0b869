use serde_json::{Value, json};

use super::{Kei, audited, kei, text};
use crate::support::{Answer, TestApp};

impl Kei {
    /// Records evidence; gives its id.
    pub async fn evidence(&self, kind: &str, dated_on: &str) -> String {
        let body = json!({
            "kind": kind, "title": "Dokumen", "reference": "BA/12/2025", "dated_on": dated_on,
        });
        text(&self.post("evidence", body).await.expect(201).json()["id"])
    }

    /// Moves the cluster to a phase.
    pub async fn step(&self, to: &str, changed_on: &str) -> Answer {
        self.post("phase-changes", json!({ "to": to, "changed_on": changed_on })).await
    }

    /// Appoints an orchestrator from the founding on.
    pub async fn orchestrate(&self) {
        let (one, two) = (self.person("Orang Satu").await, self.person("Orang Dua").await);
        let term = json!({
            "person_id": one, "deputy_person_id": two,
            "term_from": "2025-01-15", "term_to": "2028-01-15",
        });
        self.post("orchestrators", term).await.expect(201);
    }
}

#[tokio::test]
async fn r93_the_gate_opens_with_evidence_and_an_orchestrator_and_skipping_is_refused() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;

    let skipped = kei.step("pembangunan_industri", "2025-05-05").await;
    let bare = kei.step("persiapan_masyarakat", "2025-05-05").await.expect(409);
    kei.orchestrate().await;
    let plan = kei.evidence("cluster_plan", "2025-04-01").await;
    let half = kei.step("persiapan_masyarakat", "2025-05-05").await;
    let baseline = kei.evidence("baseline_data", "2025-04-02").await;
    let opened = kei.step("persiapan_masyarakat", "2025-05-05").await.expect(201).json();

    assert_eq!((skipped.status, skipped.code().as_str()), (409, "phase_skipped"));
    assert_eq!(bare.fault_codes(), ["evidence_missing", "orchestrator_missing"]);
    assert_eq!((half.status, half.code().as_str()), (409, "evidence_missing"));
    assert!(half.json()["detail"].as_str().unwrap().contains("baseline_data"));
    let mut shown: Vec<String> =
        opened["evidence_ids"].as_array().unwrap().iter().map(text).collect();
    shown.sort();
    let mut expected = vec![plan, baseline];
    expected.sort();
    assert_eq!(shown, expected);
    let cluster = kei.coordinator.get(&kei.path).await.json();
    assert_eq!(cluster["phase"], "persiapan_masyarakat");
    assert_eq!(cluster["phase_since"], "2025-05-05");
}

#[tokio::test]
async fn r93_going_back_needs_a_reason_and_the_whole_way_is_kept() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    kei.orchestrate().await;
    for kind in ["cluster_plan", "baseline_data", "legal_entity_deed", "site_consent"] {
        kei.evidence(kind, "2025-04-01").await;
    }
    kei.step("persiapan_masyarakat", "2025-05-05").await.expect(201);
    kei.step("pembangunan_industri", "2026-02-16").await.expect(201);

    let silent = kei.step("persiapan_masyarakat", "2026-06-08").await;
    let back = json!({
        "id": "00000000-0000-7000-8000-0000000000f1",
        "to": "persiapan_masyarakat", "changed_on": "2026-06-08",
        "reason": "Batas petuanan lahan pabrik belum disepakati.",
    });
    kei.post("phase-changes", back.clone()).await.expect(201);
    kei.post("phase-changes", back).await.expect(200);
    let stale = kei.step("pembangunan_industri", "2026-08-10").await;
    kei.evidence("site_consent", "2026-08-01").await;
    kei.step("pembangunan_industri", "2026-08-10").await.expect(201);

    assert_eq!((silent.status, silent.code().as_str()), (422, "phase_reason_missing"));
    assert_eq!((stale.status, stale.code().as_str()), (409, "evidence_not_renewed"));
    let path = format!("{}/phase-changes", kei.path);
    let history = kei.coordinator.get(&path).await.expect(200).json();
    let mut days: Vec<String> =
        history["items"].as_array().unwrap().iter().map(|step| text(&step["changed_on"])).collect();
    days.sort();
    assert_eq!(days, ["2025-01-15", "2025-05-05", "2026-02-16", "2026-06-08", "2026-08-10"]);
    assert_eq!(kei.coordinator.csv(&path).await.expect(200).text.lines().count(), 6);
    let events = audited(&app, &kei.id).await;
    let reasons: Vec<&Value> = events
        .iter()
        .filter(|event| event["action"] == "change_phase" && !event["reason"].is_null())
        .map(|event| &event["after"]["phase"])
        .collect();
    assert_eq!(reasons, ["persiapan_masyarakat"]);
}

#[tokio::test]
async fn r93_the_gates_are_published_with_what_they_ask_for() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;

    let phases = admin.get("/api/v1/programme-phases").await.expect(200).json();

    let items = phases["items"].as_array().unwrap();
    let names: Vec<&str> = items.iter().map(|item| item["phase"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "perencanaan",
            "persiapan_masyarakat",
            "pembangunan_industri",
            "penetrasi_pasar",
            "pemandirian"
        ]
    );
    assert_eq!(items[1]["required_evidence"], json!(["cluster_plan", "baseline_data"]));
}

#[tokio::test]
async fn evidence_can_be_found_again_and_is_recorded_once() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let mut body = json!({
        "id": "00000000-0000-7000-8000-0000000000f2",
        "kind": "cluster_plan", "title": "Rencana program", "sha256": "ab".repeat(32),
        "dated_on": "2025-04-01",
    });

    kei.post("evidence", body.clone()).await.expect(201);
    kei.post("evidence", body.clone()).await.expect(200);
    body["title"] = json!("Lain");
    let other = kei.post("evidence", body).await;
    let nowhere = json!({ "kind": "other", "title": "Foto", "dated_on": "2027-01-01" });
    let nowhere = kei.post("evidence", nowhere).await.expect(422);
    let hash = json!({
        "kind": "other", "title": "Foto", "sha256": "xyz", "dated_on": "2026-01-01",
    });
    let hash = kei.post("evidence", hash).await.expect(422);

    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    assert_eq!(nowhere.fault_codes(), ["date_in_future", "evidence_without_source"]);
    assert_eq!(hash.fault_codes(), ["wrong_format"]);
    let listed = kei.coordinator.csv(&format!("{}/evidence", kei.path)).await.expect(200);
    assert_eq!(listed.text.lines().count(), 2);
    assert_eq!(audited(&app, "00000000-0000-7000-8000-0000000000f2").await.len(), 1);
}
