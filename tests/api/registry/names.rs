use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn r24_only_the_district_and_the_regency_tell_merah_putih_cooperatives_apart() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let planned = async |name: &str| {
        let draft = json!({
            "legal_form": "koperasi_primer", "name": name, "region_code": "81.02.16.2003",
            "status": "planned",
        });
        officer.post("/api/v1/organizations", draft).await
    };

    let numbered = planned("Koperasi Desa Merah Putih Letvuan 2").await;
    let told_apart = planned("Koperasi Desa Merah Putih Letvuan Kec. Hoat Sorbay").await;

    assert_eq!((numbered.status, numbered.code().as_str()), (422, "kopdes_name"));
    assert_eq!(told_apart.status, 201, "{}", told_apart.text);
}
