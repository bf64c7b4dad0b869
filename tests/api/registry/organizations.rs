use kibm::dashboard::verify::first_difference;
use kibm::identity::entity::access_grant::Role;
use kibm::platform::rollup;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp, at_once};

const ORGANIZATIONS: &str = "/api/v1/organizations";

fn koperasi() -> Value {
    json!({
        "id": "00000000-0000-7000-8000-0000000000aa",
        "legal_form": "koperasi_primer",
        "name": "Koperasi Samudra Kei",
        "region_code": "81.02.16.2003",
        "founded_on": "2025-06-02",
        "founder_count": 12,
        "npwp": "12.345.678.2-123.000",
        "nib": "1234567890123",
        "nik_koperasi": "8102010010001",
        "legal_number": "AHU-00380286.AH.01.29 Tahun 2025",
        "kbli": { "code": "03217", "version": "2020" },
        "phone": "0812-3456-7890",
        "point": { "latitude": "-5.6753", "longitude": "132.7431" },
    })
}

#[tokio::test]
async fn an_organization_is_recorded_in_its_normal_form_and_read_again() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let made = officer.post(ORGANIZATIONS, koperasi()).await.expect(201);
    let again = officer.post(ORGANIZATIONS, koperasi()).await;
    let other = officer.post(ORGANIZATIONS, named("Lain")).await;

    let view = made.json();
    assert_eq!(view["npwp"], "123456782123000");
    assert_eq!(view["phone"], "+6281234567890");
    assert_eq!(view["point"]["latitude"], "-5.675300");
    assert_eq!(made.header("etag"), "\"v1\"");
    assert_eq!((again.status, again.json()["id"].clone()), (200, view["id"].clone()));
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    let read =
        officer.get(&format!("{ORGANIZATIONS}/{}", view["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(read.json()["statuses"][0]["status"], "active");
}

#[tokio::test]
async fn every_fault_of_a_draft_is_named_at_once() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let mut draft = koperasi();
    draft["npwp"] = json!("12.345.678.3-123.000");
    draft["nib"] = json!("123");
    draft["founder_count"] = json!(8);
    draft["founded_on"] = json!("2027-01-01");
    draft["phone"] = json!("0812");

    let refused = officer.post(ORGANIZATIONS, draft).await.expect(422);

    assert_eq!(
        refused.fault_codes(),
        [
            "date_in_future",
            "nib_malformed",
            "npwp_check_digit_wrong",
            "phone_length",
            "too_few_founders"
        ]
    );
    assert!(refused.json()["legal_basis"].as_str().unwrap().contains("UU 25/1992"));
    assert_eq!(refused.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn every_violation_of_the_schema_is_named_in_both_languages() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let draft = json!({ "legal_form": "kioperasi", "region_code": "81.2", "founder_count": "nine", "colour": 1 });

    let indonesian = officer.post(ORGANIZATIONS, draft.clone()).await.expect(422);
    let english =
        officer.send("POST", ORGANIZATIONS, Some(draft), &[("accept-language", "en-GB")]).await;

    assert_eq!(
        indonesian.fault_codes(),
        ["field_missing", "field_unknown", "not_an_option", "wrong_format", "wrong_type"]
    );
    assert_ne!(indonesian.json()["detail"], english.json()["detail"]);
    assert_eq!(english.json()["title"], "The data is not valid");
}

#[tokio::test]
async fn text_that_is_not_json_gets_400_with_its_place() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let broken = officer.upload(ORGANIZATIONS, "application/json", b"{\"name\": }".to_vec()).await;
    let other = officer.upload(ORGANIZATIONS, "text/plain", b"{}".to_vec()).await;
    let nul = officer.post(ORGANIZATIONS, named("a\u{0}b")).await;

    assert_eq!((broken.status, broken.code().as_str()), (400, "malformed_json"));
    assert_eq!((other.status, other.code().as_str()), (415, "unsupported_media_type"));
    assert_eq!((nul.status, nul.code().as_str()), (422, "control_character"));
}

/// The same cooperative under another name.
fn named(name: &str) -> Value {
    let mut draft = koperasi();
    draft["name"] = json!(name);
    draft
}

#[tokio::test]
async fn r51_a_village_has_one_active_bum_desa_however_many_ask_at_once() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let answers = at_once(8, |index| {
        let officer = officer.clone();
        let name = format!("BUM Desa Maju {index} Letvuan");
        async move {
            let draft =
                json!({ "legal_form": "bum_desa", "name": name, "region_code": "81.02.16.2003" });
            officer.post(ORGANIZATIONS, draft).await.status
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 7, "{answers:?}");
}

#[tokio::test]
async fn r51_the_second_becomes_active_once_the_first_rests() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let first = json!({ "legal_form": "bum_desa", "name": "BUM Desa Satu Letvuan", "region_code": "81.02.16.2003" });
    let second = json!({ "legal_form": "bum_desa", "name": "BUM Desa Dua Letvuan", "region_code": "81.02.16.2003", "status": "inactive" });
    let first = officer.post(ORGANIZATIONS, first).await.expect(201).json();
    let second = officer.post(ORGANIZATIONS, second).await.expect(201).json();
    let status = |view: &Value| format!("{ORGANIZATIONS}/{}/status", view["id"].as_str().unwrap());

    let refused = officer.post(&status(&second), json!({ "status": "active" })).await;
    officer
        .post(&status(&first), json!({ "status": "inactive", "reason": "digabung" }))
        .await
        .expect(200);
    let accepted = officer.post(&status(&second), json!({ "status": "active" })).await;

    assert_eq!((refused.status, refused.code().as_str()), (409, "second_bum_desa"));
    assert_eq!(accepted.status, 200, "{}", accepted.text);
}

#[tokio::test]
async fn r23_an_expired_name_cannot_become_active() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let draft = json!({
        "legal_form": "bum_desa", "name": "BUM Desa Maju Letvuan", "region_code": "81.02.16.2003",
        "status": "name_approved", "name_approved_on": "2026-01-05",
    });
    let view = officer.post(ORGANIZATIONS, draft).await.expect(201).json();

    let path = format!("{ORGANIZATIONS}/{}/status", view["id"].as_str().unwrap());
    let refused = officer.post(&path, json!({ "status": "active" })).await;

    assert_eq!(view["status"], "name_expired");
    assert_eq!((refused.status, refused.code().as_str()), (409, "name_expired"));
}

#[tokio::test]
async fn r23_a_name_that_runs_out_is_stored_counted_and_found_as_expired() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let approved = |name: &str, day: &str| {
        json!({
            "legal_form": "bum_desa", "name": name, "region_code": "81.02.16.2003",
            "status": "name_approved", "name_approved_on": day, "status_since": day,
        })
    };
    let late = approved("BUM Desa Lambat Letvuan", "2026-01-05");
    officer.post(ORGANIZATIONS, late).await.expect(201);
    let coming = approved("BUM Desa Maju Letvuan", "2026-11-20");
    let coming = officer.post(ORGANIZATIONS, coming).await.expect(201).json();
    let coming = coming["id"].as_str().expect("an id").to_owned();
    let found = async |officer: &Caller, status: &str| {
        let path = format!("{ORGANIZATIONS}?region=81.02&status={status}");
        officer.get(&path).await.expect(200).json()["items"].clone()
    };

    let first = found(&officer, "name_expired").await;
    let open = found(&officer, "name_approved").await;
    // 40 working days after Friday 20 November: Friday 15 January.
    app.state.clock.set("2027-01-15T20:00:00Z".parse().expect("an instant"));
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    for _ in 0..200 {
        if found(&officer, "name_approved").await == json!([]) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let both = found(&officer, "name_expired").await;
    rollup::fold(&app.state.db, &app.state.clock, &app.state.freshness).await.expect("it folds");
    let counted = officer.get("/api/v1/dashboards/regions/81.02.16.2003").await.json();
    let history = officer.get(&format!("{ORGANIZATIONS}/{coming}")).await.json();
    let registered = json!({ "status": "active", "since": "2027-01-15" });
    let in_time = officer.post(&format!("{ORGANIZATIONS}/{coming}/status"), registered).await;

    assert_eq!(first[0]["status_since"], "2026-03-03", "recorded after it had run out");
    assert_eq!(open.as_array().map(Vec::len), Some(1));
    assert_eq!(both.as_array().map(Vec::len), Some(2));
    let cells = json!([{ "legal_form": "bum_desa", "status": "name_expired", "count": 2 }]);
    assert_eq!(counted["region"]["enterprises"]["by_form"], cells);
    assert_eq!(history["statuses"][1]["since"], "2027-01-16");
    assert_eq!(in_time.status, 200, "{}", in_time.text);
    assert_eq!(first_difference(&app.state.db).await.expect("the check runs"), None);
}

#[tokio::test]
async fn an_officer_of_another_regency_sees_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let outsider = app.officer(Role::RegionalOfficer, "81.01").await;
    let auditor = app.officer(Role::Auditor, "81").await;
    let id = officer.post(ORGANIZATIONS, koperasi()).await.expect(201).json()["id"].clone();
    let path = format!("{ORGANIZATIONS}/{}", id.as_str().unwrap());

    assert_eq!(outsider.get(&path).await.status, 404);
    assert_eq!(outsider.put(&path, "\"v1\"", koperasi()).await.status, 404);
    assert_eq!(outsider.get(ORGANIZATIONS).await.json()["items"], json!([]));
    assert!(!outsider.csv(ORGANIZATIONS).await.text.contains("Samudra"));
    assert_eq!(outsider.post(ORGANIZATIONS, koperasi()).await.status, 403);
    assert_eq!(auditor.get(&path).await.status, 200);
    assert_eq!(auditor.put(&path, "\"v1\"", koperasi()).await.status, 403);
}

#[tokio::test]
async fn r119_pages_stay_stable_while_rows_are_added_and_csv_has_them_all() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let add = |name: String| {
        let draft = json!({ "legal_form": "komunitas", "name": name, "region_code": "81.02" });
        officer.post(ORGANIZATIONS, draft)
    };
    for index in 0..5 {
        add(format!("Komunitas {index}")).await.expect(201);
    }

    let first = officer.get(&format!("{ORGANIZATIONS}?limit=2")).await.expect(200).json();
    add("=Komunitas baru".to_owned()).await.expect(201);
    let mut names: Vec<String> = Vec::new();
    let mut page = first;
    loop {
        let items = page["items"].as_array().unwrap().clone();
        names.extend(items.iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page = officer
            .get(&format!("{ORGANIZATIONS}?limit=2&cursor={cursor}"))
            .await
            .expect(200)
            .json();
    }
    let csv = officer.csv(&format!("{ORGANIZATIONS}?limit=2")).await.expect(200);

    assert_eq!(names.len(), 6);
    assert_eq!(names[4], "Komunitas 4");
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 7);
    assert!(csv.text.contains("'=Komunitas baru"), "R120: formulas are neutralised");
}

#[tokio::test]
async fn an_unknown_filter_and_a_bad_cursor_are_refused() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    for (query, code) in [
        ("colour=red", "unknown_parameter"),
        ("limit=0", "bad_parameter"),
        ("limit=201", "bad_parameter"),
        ("limit=x", "bad_parameter"),
        ("legal_form=pt", "bad_parameter"),
        ("cursor=%21%21", "bad_cursor"),
        ("search=a%00b", "bad_parameter"),
    ] {
        let refused = officer.get(&format!("{ORGANIZATIONS}?{query}")).await;

        assert_eq!((refused.status, refused.code().as_str()), (400, code), "{query}");
    }
}

#[tokio::test]
async fn r118_a_refusal_names_its_code_every_place_and_the_law_in_the_language_asked_for() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let mut draft = koperasi();
    draft["founder_count"] = json!(8);
    draft["nib"] = json!("123");

    let told = officer.post(ORGANIZATIONS, draft.clone()).await.expect(422);
    let english = officer.send("POST", ORGANIZATIONS, Some(draft), &[("accept-language", "en")]);
    let english = english.await.expect(422).json();

    let body = told.json();
    assert_eq!(told.header("content-type"), "application/problem+json");
    assert_eq!((&body["code"], &body["status"]), (&json!("invalid"), &json!(422)));
    assert_eq!(body["type"], "/docs/problems#invalid");
    assert_eq!(body["request_id"], told.header("x-request-id"));
    assert!(body["legal_basis"].as_str().is_some_and(|law| law.contains("UU 25/1992")), "{body}");
    let places = |body: &Value| -> Vec<(String, String)> {
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        let text =
            |error: &Value, field: &str| error[field].as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| (text(error, "pointer"), text(error, "code"))).collect()
    };
    let mut found = places(&body);
    found.sort();
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/founder_count", "/nib"], "{body}");
    assert_eq!(found[0].1, "too_few_founders");
    assert_eq!(places(&body), places(&english));
    assert_ne!((&body["title"], &body["detail"]), (&english["title"], &english["detail"]));
}

#[tokio::test]
async fn r118_an_unreadable_parameter_is_told_in_the_language_asked_for() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    for (query, indonesian, english) in [
        ("limit=x", "harus bilangan bulat", "it must be a whole number"),
        ("limit=0", "harus 1 sampai 200", "it must be 1 to 200"),
        ("legal_form=pt", "yang dikenal: bum_desa, ", "known are: bum_desa, "),
        ("search=a%00b", "huruf NUL tidak diterima", "the character NUL is not taken"),
    ] {
        let path = format!("{ORGANIZATIONS}?{query}");
        for (language, told) in [("id", indonesian), ("en", english)] {
            let refused = officer.send("GET", &path, None, &[("accept-language", language)]).await;

            let detail = refused.json()["detail"].as_str().unwrap_or_default().to_owned();
            assert!(detail.contains(told), "{query}: {detail}");
        }
    }
}

#[tokio::test]
async fn a_replacement_needs_the_version_that_was_read() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let id = officer.post(ORGANIZATIONS, koperasi()).await.expect(201).json()["id"].clone();
    let path = format!("{ORGANIZATIONS}/{}", id.as_str().unwrap());
    let renamed = named("Koperasi Samudra Baru");

    let changed = officer.put(&path, "\"v1\"", renamed.clone()).await.expect(200);
    let stale = officer.put(&path, "\"v1\"", renamed).await;

    assert_eq!(changed.header("etag"), "\"v2\"");
    assert_eq!((stale.status, stale.code().as_str()), (412, "stale"));
    let events = app
        .admin()
        .await
        .get(&format!("/api/v1/audit-events?subject_id={}", id.as_str().unwrap()))
        .await;
    let events = events.json();
    assert_eq!(events["items"][1]["before"]["name"], "Koperasi Samudra Kei");
    assert_eq!(events["items"][1]["after"]["name"], "Koperasi Samudra Baru");
}

#[tokio::test]
async fn r115_the_region_filter_goes_by_segment() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81").await;
    for (name, region) in [("Satu", "81.02.16.2003"), ("Dua", "81.01"), ("Tiga", "81.02")] {
        let draft = json!({ "legal_form": "komunitas", "name": name, "region_code": region });
        officer.post(ORGANIZATIONS, draft).await.expect(201);
    }

    let found = officer.get(&format!("{ORGANIZATIONS}?region=81.02")).await.expect(200).json();

    let names: Vec<&str> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Satu", "Tiga"]);
}

#[tokio::test]
async fn r20_unknown_and_closed_codes_are_refused() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let draft = json!({ "legal_form": "komunitas", "name": "X", "region_code": "81.02.99.2999" });

    let refused = admin.post(ORGANIZATIONS, draft).await;

    assert_eq!((refused.status, refused.code().as_str()), (422, "region_unknown"));
}

#[tokio::test]
async fn a_resend_is_recognised_whatever_has_happened_since() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let made = officer.post(ORGANIZATIONS, koperasi()).await.expect(201);
    let path = format!("{ORGANIZATIONS}/{}", made.json()["id"].as_str().unwrap());
    officer.post(&format!("{path}/status"), json!({ "status": "inactive" })).await.expect(200);

    let again = officer.post(ORGANIZATIONS, koperasi()).await.expect(200);

    assert_eq!(again.json()["status"], "inactive");
}

#[tokio::test]
async fn the_same_id_many_times_at_once_makes_one_organization() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let answers = at_once(6, |_| {
        let officer = officer.clone();
        async move { officer.post(ORGANIZATIONS, koperasi()).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 5, "{answers:?}");
}

#[tokio::test]
async fn r24_one_name_is_registered_once_however_many_ask_at_once() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let answers = at_once(6, |_| {
        let officer = officer.clone();
        async move {
            let name = "Koperasi Desa Merah Putih Letvuan";
            let draft = json!({ "legal_form": "koperasi_primer", "name": name, "region_code": "81.02.16.2003" });
            officer.post(ORGANIZATIONS, draft).await.status
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| [201, 409, 422].contains(status)), "{answers:?}");
}

#[tokio::test]
async fn an_officer_of_an_enterprise_does_not_rewrite_its_deed() {
    let app = TestApp::spawn().await;
    let registrar = app.officer(Role::RegionalOfficer, "81.02").await;
    let made = registrar.post(ORGANIZATIONS, koperasi()).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    let officer = app.keeper(Role::EnterpriseOfficer, id.parse().unwrap()).await;
    let path = format!("{ORGANIZATIONS}/{id}");
    let mut deed = named("Koperasi Baru");
    deed["founder_count"] = json!(20);
    let mut own = koperasi();
    own["phone"] = json!("0813-1111-2222");
    own["name_approved_on"] = json!("2026-01-01");

    let refused = officer.put(&path, "\"v1\"", deed).await;
    let elsewhere = officer.put(&path, "\"v1\"", own.clone()).await;
    own["name_approved_on"] = Value::Null;
    let changed = officer.put(&path, "\"v1\"", own).await;

    assert_eq!(refused.status, 403);
    assert_eq!(refused.fault_codes(), ["for_registrars", "for_registrars"]);
    assert_eq!((elsewhere.status, elsewhere.code().as_str()), (422, "not_changed_here"));
    assert_eq!(changed.expect(200).json()["phone"], "+6281311112222");
}

#[tokio::test]
async fn a_nik_does_not_hide_as_an_npwp() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let mut draft = koperasi();
    draft["npwp"] = json!("8102012902000001");

    let refused = officer.post(ORGANIZATIONS, draft).await;

    assert_eq!((refused.status, refused.code().as_str()), (422, "npwp_is_personal"));
}
