use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::{READERS, VILLAGE, below, codes, id_of, refusal, refused};
use crate::support::{Caller, TestApp};

/// A meeting on a book year, held on a day.
fn meeting(kind: &str, book_year: i64, held_on: &str) -> Value {
    json!({
        "book_year": book_year,
        "meeting": {
            "kind": kind, "number": format!("01/{book_year}"), "held_on": held_on,
            "present": 60, "entitled": 96, "minutes_sha256": format!("{book_year:064x}"),
        },
    })
}

/// A cooperative that was founded on a day.
async fn cooperative(admin: &Caller, form: &str, name: &str, founded_on: &str) -> OrganizationId {
    let draft = json!({ "legal_form": form, "name": name, "region_code": VILLAGE,
                        "founded_on": founded_on });
    let made = admin.post("/api/v1/organizations", draft).await.expect(201);
    id_of(&made).parse().expect("an id")
}

async fn due(caller: &Caller, of: OrganizationId, as_of: &str) -> Value {
    let path = below(of, &format!("meetings/due?as_of={as_of}"));
    caller.get(&path).await.expect(200).json()
}

#[tokio::test]
async fn r35_a_primary_cooperative_is_warned_after_march_and_in_breach_after_june() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let of = cooperative(&admin, "koperasi_primer", "Koperasi Samudra Kei", "2020-05-01").await;
    let path = below(of, "meetings");
    for year in 2020..=2024 {
        let held_on = format!("{}-02-10", year + 1);
        admin.post(&path, meeting("rat", year, &held_on)).await.expect(201);
    }

    for (as_of, state, found) in [
        ("2026-03-31", "in_order", vec![]),
        ("2026-04-01", "warning", vec!["meeting_late"]),
        ("2026-06-30", "warning", vec!["meeting_late"]),
        ("2026-07-01", "breach", vec!["meeting_missed"]),
    ] {
        let seen = due(&admin, of, as_of).await;
        assert_eq!(seen["state"], state, "{as_of}");
        assert_eq!(codes(&seen["warnings"]), found, "{as_of}");
        assert_eq!(seen["book_year"], 2025);
        assert_eq!(seen["warning_after"], "2026-03-31");
        assert_eq!(seen["breach_after"], "2026-06-30");
        assert_eq!(seen["last_book_year"], 2024);
    }
    let seen = due(&admin, of, "2026-07-01").await;
    assert_eq!(seen["certificate"]["eligible"], false);
    assert_eq!(seen["certificate"]["missing"], json!([2025]));
    admin.post(&path, meeting("rat", 2025, "2026-08-15")).await.expect(201);
    let seen = due(&admin, of, "2026-08-14").await;
    assert_eq!(seen["state"], "breach", "it had not been held then");
    let seen = due(&admin, of, "2026-08-15").await;
    assert_eq!((&seen["state"], &seen["book_year"]), (&json!("in_order"), &json!(2026)));
    assert_eq!(
        seen["certificate"],
        json!({ "eligible": true, "book_years": [2025, 2024], "missing": [] })
    );
}

#[tokio::test]
async fn r35_secondary_cooperatives_and_other_forms_have_their_own_limits() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let secondary = cooperative(&admin, "koperasi_sekunder", "Puskop Kei", "2024-05-01").await;
    let village = cooperative(&admin, "bum_desa", "BUM Desa Letvuan", "2024-05-01").await;
    let group = cooperative(&admin, "kelompok_usaha", "Pokdakan Letvuan", "2024-05-01").await;
    for (of, kind) in [(secondary, "rat"), (village, "musdes")] {
        admin.post(&below(of, "meetings"), meeting(kind, 2024, "2025-02-10")).await.expect(201);
    }
    let state = async |of, as_of: &str| due(&admin, of, as_of).await["state"].clone();

    assert_eq!(state(secondary, "2026-06-30").await, "in_order");
    assert_eq!(state(secondary, "2026-07-01").await, "breach");
    assert_eq!(state(village, "2026-07-01").await, "warning");
    assert_eq!(state(group, "2026-07-01").await, "not_required");
    let village_of = village;
    let village = due(&admin, village, "2026-07-01").await;
    assert!(village["warnings"][0]["detail"].as_str().unwrap().contains("Belum ada Musdes"));
    assert_eq!((&village["kind"], &village["certificate"]), (&json!("musdes"), &json!(null)));
    // Before the law there was no duty.
    assert_eq!(state(secondary, "1980-01-01").await, "not_required");
    assert_eq!(state(village_of, "1992-10-21").await, "not_required");
    let none = "/api/v1/meetings/overdue?as_of=1980-01-01";
    assert_eq!(admin.get(none).await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn r35_who_is_overdue_is_listed_for_a_region_within_the_callers_reach() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let none = cooperative(&admin, "koperasi_primer", "Koperasi Tanpa RAT", "2022-05-01").await;
    let held = cooperative(&admin, "koperasi_primer", "Koperasi Tertib", "2022-05-01").await;
    let young = cooperative(&admin, "koperasi_primer", "Koperasi Baru", "2026-02-01").await;
    let village = cooperative(&admin, "bum_desa", "BUM Desa Letvuan", "2025-05-01").await;
    app.organization("koperasi_primer", "Koperasi Jawa", "33.01.01.2001").await;
    admin.post(&below(held, "meetings"), meeting("rat", 2025, "2026-02-10")).await.expect(201);
    let list = async |caller: &Caller, query: &str| -> Vec<Value> {
        let path = format!("/api/v1/meetings/overdue?{query}");
        let page = caller.get(&path).await.expect(200).json();
        let items = page["items"].as_array().cloned().unwrap();
        items.iter().map(|item| item["organization_id"].clone()).collect()
    };
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    assert_eq!(list(&officer, "").await, [json!(none), json!(village)]);
    assert_eq!(list(&officer, "breach=true").await, [json!(none)]);
    assert_eq!(list(&officer, "legal_form=bum_desa").await, [json!(village)]);
    assert_eq!(list(&officer, "region=33").await, Vec::<Value>::new());
    assert_eq!(list(&officer, "as_of=2027-07-01&breach=true").await.len(), 3, "and the others");
    assert_eq!(list(&admin, "").await.len(), 3, "with the cooperative in Java");
    assert_eq!(list(&admin, "region=33").await.len(), 1);
    let own = app.keeper(Role::EnterpriseOfficer, none).await;
    assert_eq!(list(&own, "").await, [json!(none)]);
    let page = admin.get("/api/v1/meetings/overdue?limit=1").await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(list(&admin, &format!("cursor={cursor}")).await.len(), 2);
    let csv = officer.csv("/api/v1/meetings/overdue").await.expect(200);
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
    let first = admin.get("/api/v1/meetings/overdue?limit=1").await.expect(200).json();
    let first = &first["items"][0];
    assert_eq!((&first["state"], &first["book_year"]), (&json!("breach"), &json!(2022)));
    let rest = json!({ "status": "inactive" });
    admin.post(&format!("/api/v1/organizations/{none}/status"), rest).await.expect(200);
    assert_eq!(list(&officer, "").await, [json!(village)], "who is at rest holds no meeting");
    assert!(due(&admin, young, "2026-11-21").await["state"] == "in_order");
}

#[tokio::test]
async fn r35_a_meeting_is_recorded_once_and_withdrawn_if_it_is_wrong() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let of = cooperative(&admin, "koperasi_primer", "Koperasi Samudra Kei", "2020-05-01").await;
    let path = below(of, "meetings");
    let mut draft = meeting("rat", 2025, "2026-03-20");
    draft["id"] = json!("00000000-0000-7000-8000-0000000000a1");

    let made = admin.post(&path, draft.clone()).await.expect(201);
    let resent = admin.post(&path, draft.clone()).await.expect(200);
    draft["meeting"]["present"] = json!(61);
    let other = admin.post(&path, draft.clone()).await;
    let twice = admin.post(&path, meeting("rat", 2025, "2026-03-20")).await;
    let withdraw = format!("/api/v1/meetings/{}/withdraw", id_of(&made));
    let reason = json!({ "reason": "Salah ketik oleh Maria" });
    let withdrawn = admin.post(&withdraw, reason.clone()).await.expect(200);
    let again = admin.post(&withdraw, reason.clone()).await;
    admin.post(&path, meeting("rat", 2025, "2026-03-21")).await.expect(201);

    assert_eq!(made.json()["attendance_percent"].as_str(), Some("62.50"));
    assert_eq!(resent.json(), made.json());
    assert_eq!(refusal(&other), refused(409, "id_taken"));
    assert_eq!(refusal(&twice), refused(409, "meeting_recorded"));
    assert_eq!(withdrawn.json()["withdraw_reason"], "Salah ketik oleh Maria");
    assert_eq!(refusal(&again), refused(409, "meeting_withdrawn"));
    let listed = admin.get(&path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let none = admin.get(&format!("{path}?book_year=2024")).await.expect(200).json();
    assert_eq!(none["items"], json!([]));
    let events = format!("/api/v1/audit-events?subject_id={}", id_of(&made));
    let events = admin.get(&events).await.expect(200);
    assert!(!events.text.contains("Maria"), "the reason is not in the audit log");
    let nothing = "/api/v1/meetings/00000000-0000-7000-8000-0000000000ff/withdraw";
    assert_eq!(admin.post(nothing, reason).await.status, 404);
}

#[tokio::test]
async fn r35_a_certificate_is_not_had_by_meetings_that_never_were() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let of = cooperative(&admin, "koperasi_primer", "Koperasi Samudra Kei", "2025-05-01").await;
    let path = below(of, "meetings");
    let mut again = meeting("rat", 2025, "2026-03-10");
    again["meeting"]["minutes_sha256"] = json!("ef".repeat(32));
    again["meeting"]["number"] = json!("01-Rat/2025");
    let mut first = meeting("rat", 2025, "2026-03-10");
    first["meeting"]["number"] = json!("01/RAT/2025");

    let unborn = admin.post(&path, meeting("rat", 2024, "2026-03-10")).await;
    let ancient = admin.post(&path, meeting("rat", 1950, "2026-03-10")).await;
    let made = admin.post(&path, first.clone()).await.expect(201);
    let again = admin.post(&path, again).await;
    let mut june = meeting("rat", 2026, "2026-09-10");
    june["book_year_end"] = json!("2026-06-30");
    june["meeting"]["minutes_sha256"] = first["meeting"]["minutes_sha256"].clone();
    let borrowed = admin.post(&path, june.clone()).await;
    let withdraw = format!("/api/v1/meetings/{}/withdraw", id_of(&made));
    admin.post(&withdraw, json!({ "reason": "salah berkas" })).await.expect(200);
    admin.post(&path, june).await.expect(201);

    assert_eq!(refusal(&unborn), refused(422, "date_too_early"));
    assert_eq!(unborn.json()["errors"][0]["pointer"], "/book_year");
    assert_eq!(refusal(&ancient), refused(422, "date_too_early"));
    assert_eq!(refusal(&again), refused(409, "meeting_recorded"));
    assert_eq!(refusal(&borrowed), refused(409, "minutes_of_another_year"));
    assert_eq!(borrowed.json()["errors"][0]["pointer"], "/meeting/minutes_sha256");
    let seen = due(&admin, of, "2026-11-21").await;
    assert_eq!(seen["certificate"]["eligible"], false);
}

#[tokio::test]
async fn r35_what_cannot_have_been_a_meeting_is_refused_with_every_fault() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let of = cooperative(&admin, "koperasi_primer", "Koperasi Samudra Kei", "2020-05-01").await;
    let path = below(of, "meetings");
    let mut draft = meeting("rups", 2025, "2026-11-22");
    draft["meeting"]["present"] = json!(97);

    let unfit = admin.post(&path, draft).await;
    let early = admin.post(&path, meeting("rat", 2025, "2025-12-31")).await;
    let mut crooked = meeting("rat", 2025, "2026-03-20");
    crooked["book_year_end"] = json!("2026-06-30");
    let crooked = admin.post(&path, crooked).await;
    let mut june = meeting("rat", 2026, "2026-09-20");
    june["book_year_end"] = json!("2026-06-30");
    admin.post(&path, june).await.expect(201);

    assert_eq!(unfit.fault_codes(), ["date_in_future", "meeting_unfit", "quorum_unfit"]);
    assert_eq!(unfit.json()["errors"][0]["pointer"], "/meeting/kind");
    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert!(early.json()["detail"].as_str().unwrap().contains("2026-01-01"), "a day that is taken");
    assert!(unfit.text.contains(": RAT."), "{}", unfit.text);
    assert_eq!(refusal(&crooked), refused(422, "book_year_end"));
    let seen = due(&admin, of, "2026-11-21").await;
    assert_eq!(seen["warning_after"], "2027-09-30", "its book year ends in June");
}

#[tokio::test]
async fn r114_meetings_are_read_by_those_who_reach_them_and_written_by_the_enterprise() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let of = cooperative(&admin, "koperasi_primer", "Koperasi Samudra Kei", "2020-05-01").await;
    let own = app.keeper(Role::EnterpriseOfficer, of).await;
    let made = own.post(&below(of, "meetings"), meeting("rat", 2025, "2026-03-20")).await;
    let one = format!("/api/v1/meetings/{}", id_of(&made.expect(201)));

    for role in READERS {
        let (near, far) = (app.officer(role, "81").await, app.officer(role, "33").await);
        for path in [below(of, "meetings"), below(of, "meetings/due"), one.clone()] {
            assert_eq!(near.get(&path).await.status, 200, "{role:?} {path}");
            assert_eq!(far.get(&path).await.status, 404, "{role:?} {path}");
        }
        let draft = meeting("rat", 2024, "2025-03-20");
        assert_eq!(near.post(&below(of, "meetings"), draft.clone()).await.status, 403);
        assert_eq!(far.post(&below(of, "meetings"), draft).await.status, 403);
        let reason = json!({ "reason": "salah" });
        assert_eq!(near.post(&format!("{one}/withdraw"), reason.clone()).await.status, 403);
        assert_eq!(far.post(&format!("{one}/withdraw"), reason).await.status, 403);
    }
}
