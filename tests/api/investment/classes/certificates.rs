//! Certificates of shares follow the shares (R67).

use kibm::identity::entity::access_grant::Role;
use kibm_migrations::{Migrator, MigratorTrait};

use super::*;

/// A company with two shareholders: Maria has shares 1 to 100, Yosefa 101 to 150.
async fn company() -> (Books, String, String, String) {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&saham, &yosefa, "50000.00", "2026-02-02").await.expect(201);
    (books, saham, maria, yosefa)
}

fn pledge(saham: &str, member: &str, amount: &str, certificate: &str) -> Value {
    json!({
        "member_id": member, "instrument_id": saham, "amount": amount,
        "certificate_id": certificate, "creditor": "Bank Maluku",
        "document_number": "Gadai 12", "encumbered_on": "2026-02-10",
    })
}

#[tokio::test]
async fn r67_certificates_are_issued_passed_on_and_cancelled_with_the_shares() {
    let (books, saham, maria, yosefa) = company().await;
    assert_eq!(books.certificates(&maria).await, [(1, 1, 100)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150)]);

    let passed = books.act("transfers", passing(&saham, &maria, &yosefa, "40000.00")).await;
    let passed = id_of(&passed.expect(201));
    assert_eq!(books.certificates(&maria).await, [(3, 41, 100)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150), (4, 1, 40)]);

    // The oldest certificate goes first: ten of 101 to 150.
    let back = redemption(&saham, &yosefa, "10000.00");
    let redeemed = books.act("redemptions", back).await.expect(201);
    assert_eq!(books.certificates(&yosefa).await, [(4, 1, 40), (5, 111, 150)]);

    // Numbers of shares that are gone are not used again.
    books.reverse(&id_of(&redeemed), "batal").await.expect(201);
    assert_eq!(books.certificates(&yosefa).await, [(4, 1, 40), (5, 111, 150), (6, 151, 160)]);
    assert_eq!(books.verify().await, None);

    let path = format!("/api/v1/instruments/{saham}/certificates");
    let all = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(6));
    let first = &all["items"][0];
    assert_eq!(
        (&first["end_cause"], &first["end_change_id"]),
        (&json!("transfer"), &json!(passed))
    );
    assert_eq!((&first["share_count"], &first["amount"]), (&json!(100), &json!("100000.00")));
    // What is left of a cut certificate was acquired when its shares were.
    assert_eq!(all["items"][2]["acquired_on"], "2026-02-01");
    assert_eq!(all["items"][2]["issued_on"], "2026-03-01");
    let ended = books.keeper.get(&format!("{path}?in_force=false")).await.expect(200).json();
    assert_eq!(ended["items"].as_array().map(Vec::len), Some(2));
    let csv = books.keeper.csv(&path).await.expect(200);
    assert_eq!(csv.text.lines().count(), 7, "{}", csv.text);
    let one = first["id"].as_str().expect("an id");
    let one = books.keeper.get(&format!("/api/v1/share-certificates/{one}")).await.expect(200);
    assert_eq!(one.json()["ended_on"], "2026-03-01");
}

#[tokio::test]
async fn r67_a_conversion_retires_shares_of_one_class_and_issues_those_of_another() {
    let (books, saham, maria, _) = company().await;
    let preferred = books.shares("Saham preferen", "2500.00").await;
    let draft = json!({
        "member_id": maria, "from_instrument_id": saham, "to_instrument_id": preferred,
        "amount": "25000.00", "effective_on": "2026-03-01", "reason": "RUPS",
    });

    let made = books.act("conversions", draft).await.expect(201);

    assert_eq!(books.certificates(&maria).await, [(3, 26, 100), (4, 1, 10)]);
    books.reverse(&id_of(&made), "batal").await.expect(201);
    assert_eq!(books.certificates(&maria).await, [(3, 26, 100), (5, 151, 175)]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_a_certificate_is_split_and_consolidated_and_the_total_stays() {
    let (books, saham, maria, yosefa) = company().await;
    let whole = books.certificate(&maria, 1).await;
    let split = format!("/api/v1/share-certificates/{whole}/split");
    let parts = |parts: Value| json!({ "parts": parts, "decision_number": "Permohonan 1" });

    let wrong = books.keeper.post(&split, parts(json!([60, 50]))).await;
    let made = books.keeper.post(&split, parts(json!([30, 20, 50]))).await.expect(201).json();
    let twice = books.keeper.post(&split, parts(json!([50, 50]))).await;

    assert_eq!(refusal(&wrong), refused(422, "split_total"));
    assert_eq!(refusal(&twice), refused(409, "certificate_ended"));
    assert_eq!(made["certificates"][2]["cause"], "split");
    assert_eq!(made["certificates"][2]["acquired_on"], "2026-02-01");
    assert_eq!(books.certificates(&maria).await, [(3, 1, 30), (4, 31, 50), (5, 51, 100)]);
    assert_eq!(books.verify().await, None);

    let path = books.path("share-certificates/consolidation");
    let ids = |ids: &[String]| json!({ "certificates": ids, "decision_number": "Permohonan 2" });
    let (third, fourth) = (books.certificate(&maria, 3).await, books.certificate(&maria, 4).await);
    let fifth = books.certificate(&maria, 5).await;
    let second = books.certificate(&yosefa, 2).await;
    let apart = books.keeper.post(&path, ids(&[third.clone(), fifth.clone()])).await;
    let others = books.keeper.post(&path, ids(&[fifth.clone(), second])).await;
    let same = books.keeper.post(&path, ids(&[third.clone(), third.clone()])).await;
    let gone = books.keeper.post(&path, ids(&[whole, third.clone()])).await;
    let unknown = uuid::Uuid::now_v7().to_string();
    let unknown = books.keeper.post(&path, ids(&[third.clone(), unknown])).await;
    let one = books.keeper.post(&path, ids(&[fifth, third, fourth])).await.expect(201).json();

    assert_eq!(refusal(&apart), refused(422, "certificates_apart"));
    assert_eq!(refusal(&others), refused(422, "certificates_apart"));
    assert_eq!(refusal(&same), refused(422, "certificates_apart"));
    assert_eq!(refusal(&gone), refused(409, "certificate_ended"));
    assert_eq!(refusal(&unknown), refused(422, "reference_unknown"));
    assert_eq!(one["certificates"][0]["share_count"], 100);
    assert_eq!(books.certificates(&maria).await, [(6, 1, 100)]);
    // What was split and joined goes on like any other.
    let passed = books.act("transfers", passing(&saham, &maria, &yosefa, "100000.00")).await;
    assert_eq!(passed.status, 201, "{}", passed.text);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150), (7, 1, 100)]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_a_pledged_certificate_stays_where_it_is() {
    let (books, saham, maria, yosefa) = company().await;
    let whole = books.certificate(&maria, 1).await;
    let split = format!("/api/v1/share-certificates/{whole}/split");
    let parts = json!({ "parts": [60, 40], "decision_number": "Permohonan 1" });
    books.keeper.post(&split, parts).await.expect(201);
    let pledged = books.certificate(&maria, 3).await;
    let claims = books.path("encumbrances");

    let part = books.keeper.post(&claims, pledge(&saham, &maria, "59000.00", &pledged)).await;
    let others = books.keeper.post(&claims, pledge(&saham, &yosefa, "50000.00", &pledged)).await;
    let cancelled = books.keeper.post(&claims, pledge(&saham, &maria, "100000.00", &whole)).await;
    let claim = books.keeper.post(&claims, pledge(&saham, &maria, "60000.00", &pledged)).await;
    let claim = id_of(&claim.expect(201));
    let again = books.keeper.post(&claims, pledge(&saham, &maria, "60000.00", &pledged)).await;

    assert_eq!(refusal(&part), refused(422, "claim_not_certificate"));
    assert_eq!(refusal(&others), refused(422, "reference_unknown"));
    assert_eq!(refusal(&cancelled), refused(409, "certificate_ended"));
    assert_eq!(refusal(&again), refused(409, "encumbered"));
    let path = format!("/api/v1/share-certificates/{pledged}/split");
    let parts = json!({ "parts": [30, 30], "decision_number": "Permohonan 3" });
    let cut = books.keeper.post(&path, parts).await;
    assert_eq!(refusal(&cut), refused(409, "certificate_pledged"));
    let both = json!({
        "certificates": [pledged, books.certificate(&maria, 4).await],
        "decision_number": "Permohonan 4",
    });
    let joined = books.keeper.post(&books.path("share-certificates/consolidation"), both).await;
    assert_eq!(refusal(&joined), refused(409, "certificate_pledged"));
    let much = books.act("transfers", passing(&saham, &maria, &yosefa, "41000.00")).await;
    assert_eq!(refusal(&much), refused(409, "encumbered"));
    // Certificate 3 is older by its number; the free one moves nevertheless.
    let free = books.act("transfers", passing(&saham, &maria, &yosefa, "40000.00")).await;
    assert_eq!(free.status, 201, "{}", free.text);
    assert_eq!(books.certificates(&maria).await, [(3, 1, 60)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150), (5, 61, 100)]);
    let release = json!({ "released_on": "2026-04-01", "release_document": "Roya 3" });
    let path = format!("/api/v1/encumbrances/{claim}/release");
    books.keeper.post(&path, release).await.expect(200);
    let rest = books.act("transfers", passing(&saham, &maria, &yosefa, "60000.00")).await;
    assert_eq!(rest.status, 201, "{}", rest.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_what_failed_together_leaves_no_number_behind() {
    let (books, saham, maria, yosefa) = company().await;
    let items = json!({ "items": [
        { "link": "a", "contribution": posting(&saham, &maria, "5000.00", "2026-02-03") },
        { "link": "a", "transfer": passing(&saham, &yosefa, &maria, "999000.00") },
        { "contribution": posting(&saham, &yosefa, "1000.00", "2026-02-03") },
    ] });

    let path = books.path("ledger-transactions/bulk?mode=each");
    let answer = books.keeper.pay(&path, &key(), items.clone()).await.expect(200).json();
    let dry = books.path("ledger-transactions/bulk?mode=each&dry_run=true");
    books.keeper.pay(&dry, &key(), items).await.expect(200);

    assert_eq!(answer["items"][2]["status"], 201, "{answer}");
    assert_eq!(books.certificates(&maria).await, [(1, 1, 100)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150), (3, 151, 151)]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn certificates_are_for_the_keepers_and_readers_of_the_books() {
    let (books, saham, maria, _) = company().await;
    let id = books.certificate(&maria, 1).await;
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;
    let neighbour = books.app.officer(Role::Auditor, "33.02").await;
    let path = format!("/api/v1/share-certificates/{id}");
    let parts = json!({ "parts": [60, 40], "decision_number": "Permohonan 1" });

    assert_eq!(auditor.get(&path).await.status, 200);
    assert_eq!(auditor.post(&format!("{path}/split"), parts).await.status, 403);
    for path in [
        path,
        format!("/api/v1/instruments/{saham}/certificates"),
        format!("/api/v1/members/{maria}/certificates"),
        books.path("shareholder-register"),
    ] {
        assert_eq!(auditor.get(&path).await.status, 200, "{path}");
        assert_eq!(neighbour.get(&path).await.status, 404, "{path}");
    }
}

/// Takes back what brought certificates, and brings them again.
pub(super) async fn upgrade_anew(books: &Books) {
    let conn = books.app.state.db.write();
    let steps = Migrator::migrations();
    let place = steps.iter().position(|step| step.name() == "m17_classes");
    let later = steps.len() - place.expect("the step is there");
    let later = u32::try_from(later).expect("few steps");
    Migrator::down(conn, Some(later)).await.expect("the step can be taken back");
    Migrator::up(conn, None).await.expect("and applied again");
}

#[tokio::test]
async fn r67_shares_from_before_certificates_get_one_each() {
    let (books, saham, maria, yosefa) = company().await;
    books.act("transfers", passing(&saham, &maria, &yosefa, "40000.00")).await.expect(201);

    upgrade_anew(&books).await;

    assert_eq!(books.certificates(&maria).await, [(1, 1, 60)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 61, 150)]);
    assert_eq!(books.verify().await, None);
    books.contribute(&saham, &maria, "1000.00", "2026-03-02").await.expect(201);
    assert_eq!(books.certificates(&maria).await, [(1, 1, 60), (3, 151, 151)]);
    assert_eq!(books.verify().await, None);
}
