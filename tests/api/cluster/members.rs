use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{audited, kei, text};
use crate::support::{TestApp, at_once};

#[tokio::test]
async fn members_of_all_parts_of_society_are_shown_with_their_kind() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    for (form, name, region, kind) in [
        ("koperasi_primer", "Koperasi Ohoi", "81.02", "community"),
        ("pemerintah_daerah", "Pemerintah Kabupaten", "81.02", "government"),
        ("perseroda", "Perseroda Kei", "81.02", "company"),
        ("lsm", "Yayasan Laut", "81.02", "ngo"),
        // A partner may have its seat anywhere.
        ("perguruan_tinggi", "Universitas di Jakarta", "31.71", "university"),
    ] {
        let organization = app.organization(form, name, region).await;
        let body = json!({ "organization_id": organization, "contribution": "keahlian" });

        let joined = kei.post("members", body).await.expect(201).json();

        assert_eq!((joined["kind"].as_str(), joined["name"].as_str()), (Some(kind), Some(name)));
        assert_eq!(joined["joined_on"], "2026-11-21");
    }
    let listed = kei.coordinator.csv(&format!("{}/members", kei.path)).await.expect(200);
    assert_eq!(listed.text.lines().count(), 6);
}

#[tokio::test]
async fn a_membership_is_recorded_once_and_ended_with_a_reason() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let organization = app.organization("kelompok_usaha", "Pokdakan Letvuan", "81.02").await;
    let body = json!({
        "id": "00000000-0000-7000-8000-0000000000d1",
        "organization_id": organization,
        "joined_on": "2025-05-05",
    });
    let id = text(&kei.post("members", body.clone()).await.expect(201).json()["id"]);
    let leave = format!("/api/v1/cluster-members/{id}/leave");

    kei.post("members", body).await.expect(200);
    let second = kei.post("members", json!({ "organization_id": organization })).await;
    let early = json!({ "left_on": "2025-05-05", "reason": "Salah catat" });
    let early = kei.coordinator.post(&leave, early).await;
    let end = json!({ "left_on": "2026-03-01", "reason": "Pindah komoditas" });
    let left = kei.coordinator.post(&leave, end.clone()).await.expect(200);
    kei.coordinator.post(&leave, end).await.expect(200);
    let other = json!({ "left_on": "2026-04-01", "reason": "Pindah komoditas" });
    let other = kei.coordinator.post(&leave, other).await;

    assert_eq!((second.status, second.code().as_str()), (409, "member_already"));
    assert_eq!((early.status, early.code().as_str()), (422, "leaving_date"));
    assert_eq!(left.json()["left_on"], "2026-03-01");
    assert_eq!((other.status, other.code().as_str()), (409, "membership_ended"));
    let events = audited(&app, &id).await;
    assert_eq!(events.len(), 2, "an identical resend leaves no event");
    assert_eq!(events[1]["action"], "leave_cluster");
    assert_eq!(events[1]["reason"], "Pindah komoditas");
    let on = |day: &str| {
        let (caller, path) = (kei.coordinator.clone(), format!("{}/members?on={day}", kei.path));
        async move { caller.get(&path).await.json()["items"].as_array().map(Vec::len) }
    };
    assert_eq!((on("2026-02-28").await, on("2026-03-01").await), (Some(1), Some(0)));
    // Who has left may join again.
    kei.join(organization, "2026-03-01").await;
}

#[tokio::test]
async fn the_lead_organization_stays_until_another_leads() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let id = kei.join(kei.lead, "2025-11-03").await;

    let leave = format!("/api/v1/cluster-members/{id}/leave");
    let refused = kei.coordinator.post(&leave, json!({ "reason": "Bubar" })).await;

    assert_eq!((refused.status, refused.code().as_str()), (409, "lead_leaves"));
}

#[tokio::test]
async fn an_organization_joins_once_however_many_ask_at_once() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let organization = app.organization("lsm", "Yayasan Laut", "81.02").await;

    let statuses = at_once(6, |_| {
        let (caller, path) = (kei.coordinator.clone(), format!("{}/members", kei.path));
        async move { caller.post(&path, json!({ "organization_id": organization })).await.status }
    })
    .await;

    let made = statuses.iter().filter(|status| **status == 201).count();
    assert_eq!(made, 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
}

#[tokio::test]
async fn a_membership_of_an_unknown_cluster_is_not_found() {
    let app = TestApp::spawn().await;
    let kei = kei(&app).await;
    let id = kei.join(kei.lead, "2025-11-03").await;
    let outsider = app.officer(Role::Coordinator, "33").await;
    let nobody = "/api/v1/cluster-members/00000000-0000-7000-8000-0000000000ff/leave";

    let body = json!({ "reason": "Bubar" });
    let foreign = format!("/api/v1/cluster-members/{id}/leave");

    assert_eq!(outsider.post(&foreign, body.clone()).await.status, 404);
    assert_eq!(kei.coordinator.post(nobody, body).await.status, 404);
}
