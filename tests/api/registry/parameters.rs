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
