use serde_json::{Value, json};

use super::{Books, id_of};
use crate::support::Answer;

#[tokio::test]
async fn each_posting_seals_the_one_before_it_and_every_issuer_has_a_chain_of_its_own() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let first = books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    books.withdraw(&sukarela, &member, "500.00", "2026-02-01").await.expect(422);
    let second = books.withdraw(&sukarela, &member, "40.00", "2026-03-01").await.expect(201);
    let third = books.reverse(&id_of(&second), "salah").await.expect(201);
    let opening = json!({
        "line": "cadangan", "amount": "5.00", "effective_on": "2025-12-31", "reason": "neraca",
    });
    let fourth = books.keeper.pay(&books.path("opening-balances"), "awal", opening).await;

    let chain = [first.json(), second.json(), third.json(), fourth.expect(201).json()];

    let places: Vec<&Value> = chain.iter().map(|it| &it["sequence"]).collect();
    assert_eq!(places, [&json!(1), &json!(2), &json!(3), &json!(4)]);
    assert_eq!(chain[0]["previous_hash"], "0".repeat(64));
    for pair in chain.windows(2) {
        assert_eq!(pair[1]["previous_hash"], pair[0]["hash"]);
        assert_ne!(pair[1]["hash"], pair[0]["hash"]);
    }
    let read = books.keeper.get(&format!("/api/v1/ledger-transactions/{}", id_of(&third))).await;
    assert_eq!(read.expect(200).json()["hash"], chain[2]["hash"]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn what_was_known_at_an_instant_stays_though_the_clock_is_set_back() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let clock = books.app.state.clock.clone();
    let first = books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let before = format!("{}?known_at=2026-11-21T02:30:00Z", books.path("capital"));
    let known = books.keeper.get(&before).await.expect(200).json();

    clock.set(clock.now() - chrono::TimeDelta::hours(1));
    let second = books.contribute(&sukarela, &member, "50.00", "2026-02-01").await.expect(201);
    clock.set(clock.now() + chrono::TimeDelta::hours(2));
    let third = books.contribute(&sukarela, &member, "25.00", "2026-02-01").await.expect(201);

    let recorded = |answer: &Answer| answer.json()["recorded_at"].clone();
    assert_eq!(recorded(&second), recorded(&first));
    assert!(recorded(&third).as_str() > recorded(&first).as_str());
    assert_eq!(books.keeper.get(&before).await.expect(200).json(), known);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_a_reversal_carries_the_source_and_the_shares_of_what_it_takes_back() {
    let books = Books::of("bum_desa", "BUM Desa Maju").await;
    let capital = books
        .instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Modal masyarakat" }))
        .await;
    let person = books.person("Maria", "female").await;
    let holder = books.holder("person_id", &person).await;
    let draft = json!({
        "instrument_id": capital, "member_id": holder, "amount": "100.00",
        "effective_on": "2026-02-01", "decision_number": "Perdes 1/2026",
        "source_class": "masyarakat",
    });
    let made = books.keeper.pay(&books.path("contributions"), "modal", draft).await.expect(201);
    let company = Books::of("perseroda", "Perseroda Maju").await;
    let shares =
        company.instrument(json!({ "kind": "saham", "name": "Saham", "nominal": "10.00" })).await;
    let person = company.person("Yosefa", "female").await;
    let investor = company.holder("person_id", &person).await;
    let bought = company.contribute(&shares, &investor, "100.00", "2026-02-01").await.expect(201);

    let capital = books.reverse(&id_of(&made), "salah").await.expect(201).json();
    let shares = company.reverse(&id_of(&bought), "salah").await.expect(201).json();

    assert_eq!(capital["source_class"], "masyarakat");
    assert_eq!((&bought.json()["share_count"], &shares["share_count"]), (&json!(10), &json!(-10)));
    assert_eq!((books.verify().await, company.verify().await), (None, None));
}
