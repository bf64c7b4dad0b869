//! The register of shareholders, and votes.

use kibm::identity::entity::access_grant::Role;

use super::*;
use crate::investment::VILLAGE;

#[tokio::test]
async fn r67_the_register_of_shareholders_shows_certificates_votes_and_pledges() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let common = books.shares("Saham biasa", "1000.00").await;
    let founders = books.shares("Saham pendiri", "1000.00").await;
    books.terms(&founders, json!({ "votes_per_share": 10 })).await.expect(201);
    let maria = books.investor("Maria Renwarin").await;
    let own = books.holder("organization_id", &books.issuer.to_string()).await;
    books.contribute(&common, &maria, "20000.00", "2026-02-01").await.expect(201);
    books.contribute(&founders, &maria, "5000.00", "2026-02-02").await.expect(201);
    books.act("transfers", passing(&common, &maria, &own, "4000.00")).await.expect(201);
    let pledged = books.certificate(&maria, 2).await;
    let claim = json!({
        "member_id": maria, "instrument_id": founders, "amount": "5000.00",
        "certificate_id": pledged, "creditor": "Bank Maluku", "document_number": "Gadai 12",
        "encumbered_on": "2026-02-10",
    });
    books.keeper.post(&books.path("encumbrances"), claim).await.expect(201);

    let path = books.path("shareholder-register");
    let page = books.keeper.get(&path).await.expect(200).json();

    let rows = page["items"].as_array().expect("a page has items");
    let shown = |row: &Value| {
        (
            row["number"].clone(),
            row["share_count"].clone(),
            row["votes"].clone(),
            row["creditor"].clone(),
        )
    };
    assert_eq!(
        rows.iter().map(shown).collect::<Vec<_>>(),
        [
            (json!(2), json!(5), json!("50"), json!("Bank Maluku")),
            // By order of certificates the giver's rest comes first.
            (json!(3), json!(16), json!("16"), Value::Null),
            // What the company holds itself has no vote.
            (json!(4), json!(4), json!("0"), Value::Null),
        ]
    );
    assert_eq!(rows[0]["name"], "Maria Renwarin");
    assert_eq!(
        (&rows[0]["class_name"], &rows[0]["amount"]),
        (&json!("Saham pendiri"), &json!("5000.00"))
    );
    let csv = books.keeper.csv(&path).await.expect(200);
    assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);

    let path = format!("/api/v1/ownership/look-through?organization={}", books.issuer);
    let votes = books.admin.get(&path).await.expect(200).json()["votes"].clone();
    assert_eq!((&votes["basis"], &votes["shares"]), (&json!("shares"), &json!("66")));
    assert_eq!(votes["classes"][1]["votes_per_share"], 10);
    assert_eq!(votes["classes"][1]["votes"], "50");
    let before = books.admin.get(&format!("{path}&as_of=2026-02-01")).await.expect(200).json();
    assert_eq!(before["votes"]["shares"], "20");
}

#[tokio::test]
async fn the_register_of_shareholders_on_paper_shows_addresses_only_where_reading_is_audited() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let draft = json!({
        "full_name": "Maria Renwarin", "sex": "female", "region_code": VILLAGE,
        "organization_id": books.issuer, "address": "Jalan Pala 7",
    });
    let person = id_of(&books.admin.post("/api/v1/persons", draft).await.expect(201));
    let maria = books.holder("person_id", &person).await;
    books.contribute(&saham, &maria, "20000.00", "2026-02-01").await.expect(201);
    let claim = json!({
        "member_id": maria, "instrument_id": saham, "amount": "20000.00",
        "certificate_id": books.certificate(&maria, 1).await, "creditor": "Bank Maluku",
        "document_number": "Gadai 12", "encumbered_on": "2026-02-10",
    });
    books.keeper.post(&books.path("encumbrances"), claim).await.expect(201);
    let path = books.path("shareholder-register");
    let reveal = format!("{path}/reveal");
    let reason = || json!({ "purpose": "undangan RUPS tahunan" });
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;

    let (paper, pages) = books.keeper.paper(&path).await;
    let (full, _) = books.keeper.paper_by("POST", &reveal, Some(reason())).await;
    let masked = books.keeper.csv(&path).await.expect(200);
    let page = books.keeper.post(&reveal, reason()).await.expect(200).json();
    let refused_to = auditor.post(&reveal, reason()).await;

    assert_eq!(pages, 1);
    for text in [&paper, &full] {
        for said in [
            "DAFTARPEMEGANGSAHAM",
            "MariaRenwarin",
            "Sahambiasa,1s.d.20",
            "Rp20.000",
            "1Februari2026",
            "BankMaluku,Gadai12,10Februari2026",
            "kodewilayah81.02.16.2003",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    assert!(paper.contains("MariaRenwarin,***") && !paper.contains("Pala"), "{paper}");
    assert!(full.contains("MariaRenwarin,JalanPala7"), "{full}");
    assert!(masked.text.contains("***") && !masked.text.contains("Pala"), "{}", masked.text);
    assert_eq!(page["items"][0]["address"], "Jalan Pala 7");
    assert_eq!(auditor.get(&path).await.status, 200);
    assert_eq!(refused_to.status, 403, "{}", refused_to.text);
    let events = "/api/v1/audit-events?action=reveal_shareholder_register";
    let events = books.app.admin().await.get(events).await.expect(200).json();
    assert_eq!(events["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(events["items"][0]["reason"], "undangan RUPS tahunan");
}

#[tokio::test]
async fn r31_a_hundred_times_the_savings_are_one_vote_and_terms_give_no_more() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let penyertaan = books.participating().await;
    let (maria, yosefa) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    let investor = books.investor("Penanam").await;
    for member in [&maria, &yosefa] {
        books.contribute(&pokok, member, "100000.00", "2026-02-01").await.expect(201);
    }
    books.contribute(&sukarela, &maria, "10000000.00", "2026-02-01").await.expect(201);
    books.contribute(&penyertaan, &investor, "90000000.00", "2026-02-01").await.expect(201);

    let more = books.terms(&sukarela, json!({ "votes_per_share": 2 })).await;
    let held = books.terms(&penyertaan, json!({ "votes_per_share": 2 })).await;

    assert_eq!(refusal(&more), refused(422, "instrument_terms"));
    assert_eq!(refusal(&held), refused(422, "instrument_terms"));
    let path = format!("/api/v1/ownership/look-through?organization={}", books.issuer);
    let votes = books.admin.get(&path).await.expect(200).json()["votes"].clone();
    assert_eq!(votes["basis"], "one_member_one_vote");
    assert_eq!((&votes["members"], &votes["holders"]), (&json!(2), &json!(0)));
    assert_eq!((&votes["shares"], &votes["classes"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn a_company_is_looked_through_however_many_votes_its_shares_have() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let tiny = books.shares("Saham kecil", "0.01").await;
    books.terms(&tiny, json!({ "votes_per_share": 1_000 })).await.expect(201);
    let maria = books.investor("Maria").await;
    let most = posting(&tiny, &maria, "1000000000000.00", "2026-02-01");
    let items = json!({ "items": vec![json!({ "contribution": most }); 100] });
    books.keeper.pay(&books.path("ledger-transactions/bulk"), &key(), items).await.expect(201);

    let path = format!("/api/v1/ownership/look-through?organization={}", books.issuer);
    let votes = books.admin.get(&path).await.expect(200).json()["votes"].clone();
    let page = books.keeper.get(&books.path("shareholder-register")).await.expect(200).json();

    assert_eq!(votes["shares"], "10000000000000000000");
    assert_eq!(votes["classes"][0]["votes"], "10000000000000000000");
    assert_eq!(page["items"][0]["votes"], "100000000000000000");
}
