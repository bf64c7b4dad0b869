//! Loans of village cooperatives over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::books::{VILLAGE, id_of};
use crate::support::{Answer, Caller, TestApp, at_once};

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

struct Kopdes {
    app: TestApp,
    id: OrganizationId,
    keeper: Caller,
}

impl Kopdes {
    /// A village cooperative with all that the registry is asked for.
    async fn open() -> Self {
        Self::with(json!({
            "npwp": "12.345.678.2-123.000", "nib": "1234567890123",
            "nik_koperasi": "8102010010001", "legal_number": "AHU-00380286.AH.01.29 Tahun 2025",
        }))
        .await
    }

    async fn with(papers: Value) -> Self {
        let app = TestApp::spawn().await;
        let admin = app.admin().await;
        let mut draft = json!({ "legal_form": "koperasi_primer", "region_code": VILLAGE,
                                "name": "Koperasi Desa Merah Putih Letvuan" });
        for (field, value) in papers.as_object().expect("an object of papers") {
            draft[field] = value.clone();
        }
        let made = admin.post("/api/v1/organizations", draft).await.expect(201);
        let id: OrganizationId = id_of(&made).parse().expect("an id");
        let keeper = app.keeper(Role::EnterpriseOfficer, id).await;
        Self { app, id, keeper }
    }

    fn path(&self) -> String {
        format!("/api/v1/organizations/{}/loans", self.id)
    }

    async fn record(&self, body: Value) -> Answer {
        self.keeper.post(&self.path(), body).await
    }

    async fn try_out(&self, body: Value) -> Answer {
        self.keeper.post(&format!("{}?dry_run=true", self.path()), body).await
    }
}

/// The largest loan, for six months of grace and six years in all.
fn largest() -> Value {
    json!({
        "lender": "Bank Rakyat Indonesia", "contract_number": "1/KUR/2026",
        "signed_on": "2026-03-01", "drawn_on": "2026-03-31", "principal": "3000000000.00",
        "operating_part": "500000000.00", "tenor_months": 72, "grace_months": 6,
        "account": "BRI 0123-01-000456-30-7",
        "proposal": { "reference": "Proposal 2/2026", "sha256": HASH },
        "village_approval": { "deliberated_on": "2026-02-01",
                              "document": { "reference": "BA 5/2026", "sha256": HASH } },
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut draft = largest();
    draft[field] = value;
    draft
}

#[tokio::test]
async fn r49_the_largest_loan_has_a_schedule_to_the_rupiah_that_explains_itself() {
    let kopdes = Kopdes::open().await;

    let made = kopdes.record(largest()).await.expect(201).json();
    let one = format!("/api/v1/loans/{}", made["id"].as_str().unwrap());
    let seen = kopdes.keeper.get(&one).await.expect(200).json();
    let lines = kopdes.keeper.get(&format!("{one}/schedule")).await.expect(200).json();
    let csv = kopdes.keeper.csv(&format!("{one}/schedule")).await.expect(200);

    assert_eq!((&made["rate_percent"], &made["method"]), (&json!("6"), &json!("annuity")));
    assert_eq!(made["total_interest"], "619602014.00");
    assert_eq!(made["total_payment"], "3619602014.00");
    assert_eq!(made["last_due_on"], "2032-03-31");
    assert_eq!(seen, made);
    assert_eq!(lines["items"], made["schedule"]);
    assert_eq!(lines["items"].as_array().unwrap().len(), 72);
    assert_eq!(lines["items"][0]["payment"], "15000000.00");
    assert_eq!(lines["items"][6]["payment"], "53478818.00");
    assert_eq!(lines["items"][71]["payment"], "53478844.00");
    assert_eq!(lines["items"][71]["closing"], "0.00");
    let told = lines["items"][6]["explanation"].as_str().unwrap();
    assert!(told.starts_with("Anuitas Rp53.478.818: bunga 6 % : 12 x Rp3.000.000.000"), "{told}");
    assert!(csv.text.starts_with("number,due_on,kind,opening,interest,principal,payment,closing,"));
    assert_eq!(csv.text.lines().count(), 73);
    let english = [("accept-language", "en")];
    let english = kopdes.keeper.send("GET", &one, None, &english).await.expect(200).json();
    assert!(english["schedule"][0]["explanation"].as_str().unwrap().starts_with("Grace:"));
}

#[tokio::test]
async fn r49_each_limit_of_the_law_refuses_by_its_code() {
    let kopdes = Kopdes::open().await;
    for (field, value, code) in [
        ("principal", json!("3000000001.00"), "loan_principal"),
        ("principal", json!("2999999999.50"), "loan_whole_rupiah"),
        ("operating_part", json!("500000001.00"), "loan_operating_part"),
        ("rate_percent", json!("5.5"), "loan_rate"),
        ("tenor_months", json!(73), "loan_tenor"),
        ("grace_months", json!(5), "loan_grace"),
        ("grace_months", json!(9), "loan_grace"),
        ("account", Value::Null, "loan_account_missing"),
        ("proposal", Value::Null, "loan_proposal_missing"),
        ("village_approval", Value::Null, "loan_approval_missing"),
        ("signed_on", json!("2027-01-01"), "date_in_future"),
        ("drawn_on", json!("9999-01-01"), "date_too_late"),
        ("drawn_on", json!("0001-01-01"), "date_too_early"),
        ("contract_number", Value::Null, "field_missing"),
    ] {
        let refused = kopdes.record(with(field, value)).await;

        assert_eq!((refused.status, refused.code()), (422, code.to_owned()), "{}", refused.text);
        assert_eq!(refused.json()["errors"][0]["pointer"], format!("/{field}"));
    }
    let law = kopdes.record(with("tenor_months", json!(73))).await.json();
    assert_eq!(law["legal_basis"], "PMK 49/2025");
    let mut never = with("drawn_on", json!("9999-01-01"));
    never["signed_on"] = Value::Null;
    let never = kopdes.try_out(never).await;
    assert_eq!((never.status, never.code()), (422, "loan_calendar".to_owned()));
    let listed = kopdes.keeper.get(&kopdes.path()).await.expect(200).json();
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn r49_all_loans_of_a_cooperative_keep_to_the_limit_together_and_none_is_recorded_twice() {
    let kopdes = Kopdes::open().await;
    let part = |number: &str, principal: &str, operating: &str| {
        let mut draft = with("contract_number", json!(number));
        draft["principal"] = json!(principal);
        draft["operating_part"] = json!(operating);
        draft
    };

    kopdes.record(part("1/KUR/2026", "2000000000.00", "400000000.00")).await.expect(201);
    let twice = kopdes.record(part("1/kur-2026", "1000.00", "0.00")).await;
    let above = part("2/KUR/2026", "1000000001.00", "100000001.00");
    let tried = kopdes.try_out(above.clone()).await;
    let above = kopdes.record(above).await;
    kopdes.record(part("2/KUR/2026", "1000000000.00", "100000000.00")).await.expect(201);

    assert_eq!((twice.status, twice.code()), (409, "loan_recorded".to_owned()));
    for refused in [tried, above] {
        assert_eq!(refused.fault_codes(), ["loan_together", "loan_together"]);
        assert!(
            refused.json()["errors"][0]["detail"].as_str().unwrap().contains("Rp2.000.000.000")
        );
    }
}

#[tokio::test]
async fn r49_of_two_loans_at_once_one_is_taken() {
    let kopdes = Kopdes::open().await;

    let answers = at_once(3, |number| {
        let (keeper, path) = (kopdes.keeper.clone(), kopdes.path());
        let body = with("contract_number", json!(format!("{number}/KUR/2026")));
        async move { keeper.post(&path, body).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 2, "{answers:?}");
}

#[tokio::test]
async fn r49_what_the_registry_and_the_request_lack_is_listed_at_once() {
    let bare = Kopdes::with(json!({})).await;
    let mut body = largest();
    for field in ["account", "proposal", "village_approval"] {
        body[field] = Value::Null;
    }

    let refused = bare.try_out(body).await;

    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(
        refused.fault_codes(),
        [
            "loan_account_missing",
            "loan_approval_missing",
            "loan_legal_number_missing",
            "loan_nib_missing",
            "loan_nik_koperasi_missing",
            "loan_npwp_missing",
            "loan_proposal_missing",
        ]
    );
}

#[tokio::test]
async fn r49_a_dry_run_works_it_out_before_there_is_a_contract_and_leaves_nothing() {
    let kopdes = Kopdes::open().await;
    let mut body = with("method", json!("flat"));
    body["contract_number"] = Value::Null;
    body["signed_on"] = Value::Null;

    let tried = kopdes.try_out(body).await.expect(200).json();
    let listed = kopdes.keeper.get(&kopdes.path()).await.expect(200).json();

    assert_eq!((&tried["id"], &tried["created_at"]), (&Value::Null, &Value::Null));
    assert_eq!(tried["schedule"][6]["payment"], "60454545.00");
    assert_eq!(tried["schedule"][71]["payment"], "60454575.00");
    assert_eq!(tried["total_interest"], "1080000000.00");
    assert_eq!(listed["items"], json!([]));
}

#[tokio::test]
async fn r49_the_limits_are_rows_that_an_administrator_can_follow_the_law_with() {
    let kopdes = Kopdes::open().await;
    let admin = kopdes.app.admin().await;
    let row = json!({ "key": "max_kopdes_loan", "value": "2000000000.00", "basis": "PMK baru",
                      "valid_from": "2026-06-01" });
    admin.post("/api/v1/parameters", row).await.expect(201);

    let before = kopdes.record(largest()).await;
    let mut after = with("signed_on", json!("2026-06-01"));
    after["drawn_on"] = json!("2026-06-30");
    after["contract_number"] = json!("2/KUR/2026");
    let after = kopdes.record(after).await;

    assert_eq!(before.status, 201, "{}", before.text);
    assert_eq!((after.status, after.code()), (422, "loan_principal".to_owned()));
}

#[tokio::test]
async fn r49_a_loan_is_a_record_of_its_village_cooperative_and_not_in_the_ledger() {
    let kopdes = Kopdes::open().await;
    let body = with("id", json!("01990000-0000-7000-8000-0000000000ad"));
    let made = kopdes.record(body.clone()).await.expect(201);
    let one = format!("/api/v1/loans/{}", id_of(&made));
    let officer = kopdes.app.officer(Role::RegionalOfficer, "81.02").await;
    let mentor = kopdes.app.keeper(Role::Mentor, kopdes.id).await;
    let stranger = kopdes.app.officer(Role::Auditor, "33").await;
    let other = kopdes.app.organization("koperasi_primer", "Koperasi Nelayan", VILLAGE).await;
    let fisher = kopdes.app.keeper(Role::EnterpriseOfficer, other).await;

    let again = kopdes.record(body.clone()).await;
    let mut changed = body;
    changed["lender"] = json!("Bank Mandiri");
    let changed = kopdes.record(changed).await;
    let plain = fisher.post(&format!("/api/v1/organizations/{other}/loans"), largest()).await;
    let ledger = format!("/api/v1/organizations/{}/ledger-transactions", kopdes.id);

    assert_eq!(again.expect(200).json(), made.json());
    assert_eq!((changed.status, changed.code()), (409, "id_taken".to_owned()));
    assert!(plain.fault_codes().contains(&"loan_not_kopdes".to_owned()), "{}", plain.text);
    assert_eq!(kopdes.keeper.get(&ledger).await.expect(200).json()["items"], json!([]));
    for reader in [&officer, &mentor] {
        assert_eq!(reader.get(&one).await.status, 200);
        assert_eq!(reader.get(&format!("{one}/schedule")).await.status, 200);
        assert_eq!(reader.post(&kopdes.path(), largest()).await.status, 403);
        let listed = reader.get(&kopdes.path()).await.expect(200).json();
        assert_eq!(listed["items"][0]["id"], made.json()["id"]);
        assert!(listed["items"][0].get("schedule").is_none());
    }
    assert_eq!(stranger.get(&one).await.status, 404);
    assert_eq!(stranger.get(&format!("{one}/schedule")).await.status, 404);
    assert_eq!(fisher.get(&one).await.status, 404);
}
