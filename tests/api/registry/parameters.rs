use serde_json::json;

use kibm::identity::entity::access_grant::Role;

use crate::support::TestApp;

const PARAMETERS: &str = "/api/v1/parameters";

#[tokio::test]
async fn a_new_value_ends_the_one_before_and_rules_follow_it() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let key = "min_primary_cooperative_founders";
    let draft = json!({ "key": key, "value": "7", "basis": "UU Perkoperasian baru", "valid_from": "2026-11-01" });
    let koperasi = |founded: &str| {
        json!({ "legal_form": "koperasi_primer", "name": "Koperasi Uji", "region_code": "81.02.16.2003",
                "founded_on": founded, "founder_count": 7 })
    };

    admin.post(PARAMETERS, draft.clone()).await.expect(201);
    let twice = admin.post(PARAMETERS, draft).await;

    let rows = admin.get(&format!("{PARAMETERS}?key={key}")).await.expect(200).json();
    assert_eq!(rows["items"].as_array().unwrap().len(), 3);
    assert_eq!(rows["items"][1]["valid_to"], "2026-11-01");
    assert_eq!((twice.status, twice.code().as_str()), (409, "parameter_period"));
    assert_eq!(
        admin.post("/api/v1/organizations", koperasi("2026-10-31")).await.code(),
        "too_few_founders"
    );
    assert_eq!(admin.post("/api/v1/organizations", koperasi("2026-11-01")).await.status, 201);
}

#[tokio::test]
async fn only_administrators_change_parameters_and_unknown_keys_are_refused() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let draft =
        json!({ "key": "colour", "value": "7", "basis": "a law", "valid_from": "2026-11-01" });

    let refused = officer.post(PARAMETERS, draft.clone()).await;
    let unknown = app.admin().await.post(PARAMETERS, draft).await;

    assert_eq!(refused.status, 403);
    assert_eq!((unknown.status, unknown.code().as_str()), (422, "parameter_unknown"));
}

#[tokio::test]
async fn the_defaults_leave_an_audit_event_that_names_them() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;

    let events = admin.get("/api/v1/audit-events?action=load_default_parameters").await.json();

    let after = &events["items"][0]["after"];
    let keys = after["keys"].as_array().expect("the keys are named");
    assert!(keys.contains(&json!("min_primary_cooperative_founders")), "{events}");
    assert!(after["values"].as_u64() >= u64::try_from(keys.len()).ok(), "{events}");
}

#[tokio::test]
async fn a_value_to_come_is_corrected_and_withdrawn_and_one_in_force_stays() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let key = "min_primary_cooperative_founders";
    let draft = |value: &str, day: &str| json!({ "key": key, "value": value, "basis": "UU Perkoperasian baru", "valid_from": day });
    let coming = admin.post(PARAMETERS, draft("70", "2027-01-01")).await.expect(201).json();
    let path = |row: &serde_json::Value, act: &str| {
        format!("{PARAMETERS}/{}/{act}", row["id"].as_str().expect("an id"))
    };
    let reason = json!({ "reason": "salah ketik" });
    let right = |day: &str| json!({ "value": "7", "basis": "UU Perkoperasian baru", "valid_from": day, "reason": "salah ketik" });

    let corrected =
        admin.post(&path(&coming, "correction"), right("2027-02-01")).await.expect(200).json();
    let early = admin.post(&path(&coming, "correction"), right("1990-01-01")).await;
    let rows = admin.get(&format!("{PARAMETERS}?key={key}")).await.expect(200).json();
    let items = rows["items"].as_array().expect("items").clone();
    let present = items[items.len() - 2].clone();
    let fixed = admin.post(&path(&present, "withdrawal"), reason.clone()).await;
    let back = admin.post(&path(&corrected, "withdrawal"), reason.clone()).await.expect(200).json();
    let gone = admin.post(&path(&corrected, "withdrawal"), reason.clone()).await;

    assert_eq!(
        (&corrected["value"], &corrected["valid_from"]),
        (&json!("7"), &json!("2027-02-01"))
    );
    assert_eq!(present["valid_to"], "2027-02-01");
    assert_eq!((early.status, early.code().as_str()), (409, "parameter_period"));
    assert_eq!((fixed.status, fixed.code().as_str()), (409, "parameter_fixed"));
    assert_eq!((&back["id"], &back["valid_to"]), (&present["id"], &serde_json::Value::Null));
    assert_eq!(gone.status, 404);
    for action in ["correct_parameter", "withdraw_parameter"] {
        let events = admin.get(&format!("/api/v1/audit-events?action={action}")).await.json();
        assert_eq!(events["items"][0]["reason"], "salah ketik", "{events}");
    }
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    assert_eq!(officer.post(&path(&present, "withdrawal"), reason).await.status, 403);
}
