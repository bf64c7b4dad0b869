//! Records of securities crowdfunding over HTTP.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use crate::support::Answer;
use crate::support::books::{Books, refusal};

/// A regional company.
async fn company() -> Books {
    Books::of("perseroda", "Perseroda Maju").await
}

impl Books {
    /// Records a purchase by an administrator, who sees every investor.
    async fn buy(&self, changes: Value) -> Answer {
        let mut draft = json!({
            "organiser_name": "PT Urun Dana", "security": "saham", "distributed_on": "2026-02-01",
            // Each purchase has a reference of its own.
            "organiser_reference": changes.to_string().chars().rev().take(100).collect::<String>(),
        });
        for (name, value) in changes.as_object().expect("an object") {
            draft[name] = value.clone();
        }
        self.admin.post(&self.path("scf-records"), draft).await
    }
}

#[tokio::test]
async fn r69_a_person_buys_within_the_years_limit_of_all_issuers() {
    let books = company().await;
    let ana = books.person("Ana", "female").await;
    let of = |amount: &str, on: &str| {
        json!({ "investor_person_id": ana, "income": "120000000.00", "amount": amount,
                "distributed_on": on })
    };

    books.buy(of("5500000.00", "2026-02-01")).await.expect(201);
    let above = books.buy(of("600000.00", "2026-03-01")).await;
    let within = books.buy(of("500000.00", "2026-03-01")).await;
    let next_year = books.buy(of("6000000.00", "2025-12-31")).await;

    assert_eq!(refusal(&above), (422, "scf_investor_limit".to_owned()));
    assert_eq!(within.status, 201, "{}", within.text);
    assert_eq!(next_year.status, 201, "{}", next_year.text);
    let listed = books.keeper.get(&books.path("scf-records")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn r70_an_issuer_raises_ten_billion_in_twelve_months_at_most() {
    let books = company().await;
    let fund = books.app.organization("perseroan", "PT Pemodal", "33.01.01.2001").await;
    let of = |amount: &str, on: &str| json!({ "investor_organization_id": fund, "amount": amount, "distributed_on": on });

    books.buy(of("9000000000.00", "2025-06-01")).await.expect(201);
    let above = books.buy(of("1000000000.01", "2026-05-31")).await;
    let full = books.buy(of("1000000000.00", "2026-05-31")).await;
    let later = books.buy(of("9000000000.00", "2026-06-01")).await;
    let earlier = books.buy(of("0.01", "2025-07-01")).await;

    assert_eq!(refusal(&above), (422, "scf_issuer_limit".to_owned()));
    let told = above.json()["detail"].as_str().unwrap().to_owned();
    assert!(told.contains("paling banyak Rp10.000.000.000 dalam"), "{told}");
    assert_eq!(full.status, 201, "{}", full.text);
    assert_eq!(later.status, 201, "{}", later.text);
    assert_eq!(refusal(&earlier), (422, "scf_issuer_limit".to_owned()));
}

#[tokio::test]
async fn r70_shares_are_sold_again_after_a_year_and_debt_runs_two_years() {
    let books = company().await;
    let fund = books.app.organization("perseroan", "PT Pemodal", "33.01.01.2001").await;
    let of = |security: &str, on: &str, until: Value| {
        json!({ "investor_organization_id": fund, "amount": "1000.00", "security": security,
                "distributed_on": on, "matures_on": until })
    };
    let bought = books.buy(of("saham", "2025-11-01", Value::Null)).await.expect(201).json();
    let path = format!("/api/v1/scf-records/{}/resale", bought["id"].as_str().unwrap());
    let sale = |on: &str| json!({ "sold_on": on, "organiser_reference": "UD-9" });

    let early = books.keeper.post(&path, sale("2026-10-31")).await;
    let sold = books.keeper.post(&path, sale("2026-11-01")).await;
    let twice = books.keeper.post(&path, sale("2026-11-02")).await;
    let long = books.buy(of("ebus", "2026-02-01", json!("2028-02-02"))).await;
    let two_years = books.buy(of("ebus", "2026-02-01", json!("2028-02-01"))).await;

    assert_eq!(refusal(&early), (409, "scf_resale_early".to_owned()));
    assert_eq!(sold.status, 201, "{}", sold.text);
    assert_eq!(refusal(&twice), (409, "scf_resold".to_owned()));
    assert_eq!(refusal(&long), (422, "scf_tenor".to_owned()));
    assert_eq!(two_years.status, 201, "{}", two_years.text);
}

#[tokio::test]
async fn r70_a_purchase_is_recorded_once_whoever_types_its_reference() {
    let books = company().await;
    let fund = books.app.organization("perseroan", "PT Pemodal", "33.01.01.2001").await;
    let of = |organiser: &str, reference: &str| {
        json!({ "investor_organization_id": fund, "amount": "1000.00",
                "organiser_name": organiser, "organiser_reference": reference })
    };

    books.buy(of("PT Urun Dana", "UD-1")).await.expect(201);
    let again = books.buy(of("PT. URUN DANA", " ud-1 ")).await;
    books.buy(of("PT Urun Dana", "UD-2")).await.expect(201);
    books.buy(of("PT Bersama", "UD-1")).await.expect(201);

    assert_eq!(refusal(&again), (409, "scf_recorded".to_owned()));
}

#[tokio::test]
async fn r71_a_record_names_its_organiser_and_nobody_outside_can_subscribe() {
    let books = company().await;
    let ana = books.person("Ana", "female").await;
    let of = json!({ "investor_person_id": ana, "income": "120000000.00", "amount": "1000.00" });
    let with = |name: &str, value: Value| {
        let mut draft = of.clone();
        draft[name] = value;
        draft
    };

    let nameless = books.buy(with("organiser_name", json!(""))).await;
    let unreferenced = books.buy(with("organiser_reference", Value::Null)).await;
    let incomeless = books.buy(with("income", Value::Null)).await;
    let outsider = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let subscribed = outsider.post(&books.path("scf-records"), of).await;

    assert_eq!(nameless.status, 422, "{}", nameless.text);
    assert_eq!(unreferenced.status, 422, "{}", unreferenced.text);
    assert_eq!(refusal(&incomeless), (422, "scf_investor".to_owned()));
    assert_eq!(subscribed.status, 403, "{}", subscribed.text);
}
