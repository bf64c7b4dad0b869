//! Agreements with their own arithmetic over HTTP.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use crate::support::Answer;
use crate::support::books::{Books, id_of};

mod land;
mod loans;
mod partnerships;

/// A cooperative of fishers.
async fn fishers() -> Books {
    Books::of("koperasi_primer", "Koperasi Nelayan").await
}

impl Books {
    async fn agree(&self, kind: &str, terms: Value) -> Answer {
        let draft = json!({ "kind": kind, "number": "01/2026", "signed_on": "2026-01-02",
                            "terms": terms });
        self.keeper.post(&self.path("agreements"), draft).await
    }

    /// A reckoning of one month of 2026.
    async fn reckon(&self, agreement: &str, month: u32, mut body: Value) -> Answer {
        body["period_start"] = json!(format!("2026-{month:02}-02"));
        body["period_end"] = json!(format!("2026-{month:02}-28"));
        self.keeper.post(&format!("/api/v1/agreements/{agreement}/statements"), body).await
    }
}

fn amount(statement: &Value, list: &str, name: &str) -> String {
    let rows = statement["reckoning"][list].as_array().expect("a list of figures");
    let row = rows.iter().find(|row| row["name"] == name).expect("a figure of this name");
    row["amount"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn r73_an_ordinary_loss_falls_on_the_owner_of_the_capital() {
    let books = fishers().await;
    let terms = json!({ "mudharabah": { "capital": "30000000.00", "owner_percent": "40",
                                        "manager_percent": "60" } });
    let agreement = id_of(&books.agree("mudharabah", terms).await.expect(201));

    let profit = json!({ "business": { "result": "20000000.00" } });
    let profit = books.reckon(&agreement, 1, profit).await.expect(201).json();
    let loss = json!({ "business": { "result": "-5000000.00" } });
    let loss = books.reckon(&agreement, 2, loss).await.expect(201).json();
    let negligent = json!({ "business": { "result": "-5000000.00", "negligence": true } });
    let negligent = books.reckon(&agreement, 3, negligent).await.expect(201).json();

    assert_eq!(amount(&profit, "shares", "owner"), "8000000.00");
    assert_eq!(amount(&profit, "shares", "manager"), "12000000.00");
    assert_eq!(amount(&loss, "shares", "owner"), "-5000000.00");
    assert_eq!(amount(&negligent, "shares", "manager"), "-5000000.00");
}

#[tokio::test]
async fn r74_a_loss_goes_by_capital_and_a_fixed_return_is_refused() {
    let books = fishers().await;
    let partners = json!([
        { "name": "Koperasi", "capital": "60.00", "percent": "50" },
        { "name": "BUM Desa", "capital": "40.00", "percent": "50" },
    ]);
    let terms = json!({ "musyarakah": { "partners": partners } });
    let agreement = id_of(&books.agree("musyarakah", terms.clone()).await.expect(201));
    let mut fixed = terms;
    fixed["fixed_return"] = json!("1000000.00");

    let fixed = books.agree("musyarakah", fixed).await;
    let loss = json!({ "business": { "result": "-10000000.00" } });
    let loss = books.reckon(&agreement, 1, loss).await.expect(201).json();
    let stray = books.reckon(&agreement, 2, json!({ "catch": { "catch_value": "1.00" } })).await;

    assert_eq!((fixed.status, fixed.code()), (422, "fixed_return".to_owned()));
    assert_eq!(fixed.json()["errors"][0]["pointer"], "/terms/fixed_return");
    assert_eq!(amount(&loss, "shares", "Koperasi"), "-6000000.00");
    assert_eq!(amount(&loss, "shares", "BUM Desa"), "-4000000.00");
    assert_eq!(stray.fault_codes(), ["terms_of_kind", "terms_of_kind"]);
}

#[tokio::test]
async fn r111_a_partner_by_name_or_nik_does_not_enter_the_audit_log() {
    let books = fishers().await;
    let terms = |name: &str, other: &str| {
        json!({ "musyarakah": { "partners": [
            { "name": name, "capital": "60000000.00", "percent": "50" },
            { "name": other, "capital": "40000000.00", "percent": "50" },
        ] } })
    };

    for number in ["Budi NIK 8102015203900001", "Budi 8102 0152 0390 0001"] {
        let refused = books.agree("musyarakah", terms(number, "Siti")).await;
        assert_eq!(refused.fault_codes(), ["wrong_format"], "{number}");
    }
    let twice = books.agree("musyarakah", terms("Budi Rahantoknam", "BUDI  Rahantoknam")).await;
    let made = books.agree("musyarakah", terms("Budi Rahantoknam", "Siti 2")).await.expect(201);
    let loss = json!({ "business": { "result": "-100000001.00" } });
    let loss = books.reckon(&id_of(&made), 1, loss).await.expect(201).json();

    assert_eq!((twice.status, twice.code()), (422, "partner_twice".to_owned()));
    assert_eq!(amount(&loss, "shares", "Budi Rahantoknam"), "-60000001.00");
    assert_eq!(loss["warnings"][0]["code"], "loss_above_all_capital");
    for (kind, seen) in [("agreement", "60000000.00"), ("agreement_statement", "-60000001.00")] {
        let action = format!("create_{kind}");
        let path = format!("/api/v1/audit-events?action={action}");
        let log = books.admin.get(&path).await.expect(200).text;
        assert!(log.contains(seen), "the amounts stand by their place: {log}");
        assert!(!log.contains("Budi") && !log.contains("Siti"), "{log}");
    }
}

#[tokio::test]
async fn r118_each_language_writes_a_percentage_in_its_way() {
    let books = fishers().await;
    let terms = json!({ "mudharabah": { "capital": "30000000.00", "owner_percent": "45.5",
                                        "manager_percent": "60" } });
    let draft = json!({ "kind": "mudharabah", "number": "1", "signed_on": "2026-01-02",
                        "terms": terms });
    let path = books.path("agreements");

    let indonesian = books.keeper.post(&path, draft.clone()).await.expect(422).json();
    let english = [("accept-language", "en")];
    let english = books.keeper.send("POST", &path, Some(draft), &english).await.expect(422).json();

    assert!(indonesian["detail"].as_str().unwrap().contains("105,5"), "{indonesian}");
    assert!(english["detail"].as_str().unwrap().contains("105.5"), "{english}");
}

#[tokio::test]
async fn r75_a_crew_below_the_floor_and_owners_costs_are_kept_with_a_warning() {
    let books = fishers().await;
    let terms = json!({ "fisheries": { "vessel": "motor", "crew_percent": "40" } });
    let agreement = id_of(&books.agree("fisheries", terms).await.expect(201));
    let trip = |crew: Value, kind: &str| {
        json!({ "catch": {
            "catch_value": "14000000.00", "lawuhan": "500000.00", "crew_paid": crew,
            "shared_costs": [{ "kind": "auction", "amount": "1500000.00" },
                             { "kind": kind, "amount": "2000000.00" }],
        } })
    };

    let fair = trip(Value::Null, "provisions");
    let fair = books.reckon(&agreement, 1, fair).await.expect(201).json();
    let low = trip(json!("3900000.00"), "levies");
    let low = books.reckon(&agreement, 2, low).await.expect(201).json();
    let fuel = books.reckon(&agreement, 3, trip(Value::Null, "fuel")).await.expect(201).json();

    assert_eq!(amount(&fair, "figures", "net"), "10000000.00");
    assert_eq!(amount(&fair, "shares", "crew"), "4000000.00");
    assert_eq!(fair["warnings"], json!([]));
    assert_eq!(low["warnings"][0]["code"], "crew_below_floor");
    assert_eq!(fuel["warnings"][0]["code"], "owners_cost");
}

#[tokio::test]
async fn r77_a_plasma_members_debt_goes_on_from_month_to_month() {
    let books = fishers().await;
    let member = books.applicant_of("Ana", "2025-01-05").await;
    let terms = json!({ "inti_plasma": { "deduction_percent": "30" } });
    let agreement = id_of(&books.agree("inti_plasma", terms).await.expect(201));
    let month = |opening: Value| {
        json!({ "member_id": member, "plasma": {
            "opening_debt": opening,
            "deliveries": [{ "quantity_kg": "500", "price": "2000.00" }],
        } })
    };

    let first = month(json!("4000000.00"));
    let first = books.reckon(&agreement, 1, first).await.expect(201).json();
    let again = books.reckon(&agreement, 1, month(Value::Null)).await;
    let wrong = books.reckon(&agreement, 2, month(json!("4000000.00"))).await;
    let second = books.reckon(&agreement, 2, month(Value::Null)).await.expect(201).json();
    let path = format!("/api/v1/agreements/{agreement}/statements?member_id={member}");
    let listed = books.keeper.get(&path).await.expect(200).json();

    assert_eq!(amount(&first, "figures", "gross"), "1000000.00");
    assert_eq!(amount(&first, "figures", "deduction"), "300000.00");
    assert_eq!(amount(&first, "shares", "member"), "700000.00");
    assert_eq!(amount(&first, "figures", "closing_debt"), "3700000.00");
    assert_eq!((again.status, again.code()), (409, "period_settled".to_owned()));
    assert_eq!((wrong.status, wrong.code()), (422, "opening_debt".to_owned()));
    assert_eq!(amount(&second, "figures", "opening_debt"), "3700000.00");
    assert_eq!(amount(&second, "figures", "closing_debt"), "3400000.00");
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert_eq!(listed["items"][0]["reckoning"], first["reckoning"]);
}

#[tokio::test]
async fn agreements_are_for_their_keeper_and_a_resend_gives_the_same_row() {
    let books = fishers().await;
    let draft = json!({
        "id": "01990000-0000-7000-8000-0000000000aa", "kind": "fisheries", "number": "7/2026",
        "signed_on": "2026-01-02",
        "terms": { "fisheries": { "vessel": "sailing", "crew_percent": "75" } },
    });
    let path = books.path("agreements");
    let made = books.keeper.post(&path, draft.clone()).await.expect(201);
    let officer = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let stranger = books.app.officer(Role::Auditor, "33").await;

    let again = books.keeper.post(&path, draft.clone()).await;
    let moved = json!({ "region_code": "81.02.16.2004",
                        "reason": "kantor baru" });
    let relocation = books.path("relocation");
    books.admin.post(&relocation, moved).await.expect(201);
    let elsewhere = books.keeper.post(&path, draft.clone()).await;
    let mut other = draft;
    other["number"] = json!("8/2026");
    let other = books.keeper.post(&path, other).await;
    let one = format!("/api/v1/agreements/{}", id_of(&made));

    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(elsewhere.status, 200, "a resend stays one when the seat has moved");
    assert_eq!((other.status, other.code()), (409, "id_taken".to_owned()));
    assert_eq!(books.keeper.get(&one).await.expect(200).json(), made.json());
    assert_eq!(officer.get(&one).await.status, 403);
    assert_eq!(stranger.get(&one).await.status, 404);
    let listed = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}
