//! What came in stays for its time, the oldest lot first.

use super::*;
use crate::investment::control::{approve, asked};

/// The arguments of a refusal as they stand in its text.
fn says(answer: &Answer, words: &[&str]) -> bool {
    let text = answer.text.replace('\u{a0}', " ");
    words.iter().all(|word| text.contains(word))
}

#[tokio::test]
async fn r27_savings_for_a_term_stay_with_the_day_named_and_what_is_free() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    books.terms(&sukarela, json!({ "lock_in_months": 6 })).await.expect(201);
    let maria = books.applicant("Maria").await;
    books.contribute(&pokok, &maria, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &maria, "100.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &maria, "50.00", "2026-04-01").await.expect(201);

    let early = books.withdraw(&sukarela, &maria, "1.00", "2026-07-31").await;
    let part = books.withdraw(&sukarela, &maria, "120.00", "2026-08-15").await;
    let free = books.withdraw(&sukarela, &maria, "70.00", "2026-08-15").await;
    let oldest_gone = books.withdraw(&sukarela, &maria, "31.00", "2026-08-16").await;
    let rest = books.withdraw(&sukarela, &maria, "80.00", "2026-10-01").await;

    assert_eq!(refusal(&early), refused(409, "locked_in"));
    assert!(says(&early, &["2026-08-01"]), "{}", early.text);
    assert_eq!(refusal(&part), refused(409, "locked_in"));
    assert!(says(&part, &["2026-10-01", "100"]), "{}", part.text);
    assert_eq!(free.status, 201, "{}", free.text);
    assert_eq!(refusal(&oldest_gone), refused(409, "locked_in"));
    assert!(says(&oldest_gone, &["2026-10-01", "30"]), "{}", oldest_gone.text);
    assert_eq!(rest.status, 201, "{}", rest.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_reversal_undoes_its_own_lot_and_not_the_oldest() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    books.terms(&penyertaan, json!({ "lock_in_days": 60 })).await.expect(201);
    let maria = books.investor("Maria").await;
    books.contribute(&penyertaan, &maria, "100.00", "2026-02-01").await.expect(201);
    let wrong = books.contribute(&penyertaan, &maria, "40.00", "2026-03-20").await.expect(201);

    books.reverse(&id_of(&wrong), "salah catat").await.expect(201);
    let mut draft = redemption(&penyertaan, &maria, "100.00");
    draft["effective_on"] = json!("2026-04-02");
    let taken = books.act("redemptions", draft).await;

    assert_eq!(taken.status, 201, "{}", taken.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_transfer_asks_the_lock_in_of_the_giver_and_begins_one_for_the_receiver() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    books.terms(&saham, json!({ "lock_in_days": 28 })).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "3000.00", "2026-02-01").await.expect(201);
    books.contribute(&saham, &maria, "3000.00", "2026-02-20").await.expect(201);

    let much = books.act("transfers", passing(&saham, &maria, &yosefa, "4000.00")).await;
    let some = books.act("transfers", passing(&saham, &maria, &yosefa, "3000.00")).await;
    let on = books.act("transfers", passing(&saham, &yosefa, &maria, "1000.00")).await;

    assert_eq!(refusal(&much), refused(409, "locked_in"));
    assert!(says(&much, &["2026-03-20", "3.000"]), "{}", much.text);
    assert_eq!(some.status, 201, "{}", some.text);
    assert_eq!(refusal(&on), refused(409, "locked_in"));
    assert!(says(&on, &["2026-03-29"]), "{}", on.text);
}

#[tokio::test]
async fn acts_of_one_bulk_see_the_lots_of_those_before_them() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    books.terms(&penyertaan, json!({ "lock_in_days": 60 })).await.expect(201);
    let maria = books.investor("Maria").await;
    books.contribute(&penyertaan, &maria, "100.00", "2026-02-01").await.expect(201);
    let on = |amount: &str, day: &str| {
        let mut draft = redemption(&penyertaan, &maria, amount);
        draft["effective_on"] = json!(day);
        json!({ "redemption": draft })
    };
    let brings = posting(&penyertaan, &maria, "50.00", "2026-03-30");
    let items = json!({ "items": [
        { "contribution": brings },
        on("101.00", "2026-04-02"),
        on("100.00", "2026-04-02"),
        on("1.00", "2026-04-02"),
    ] });

    let path = books.path("ledger-transactions/bulk?mode=each");
    let answer = books.keeper.pay(&path, &key(), items).await.expect(200).json();

    let statuses: Vec<Value> = (0..4).map(|nth| answer["items"][nth]["status"].clone()).collect();
    assert_eq!(statuses, [201, 409, 201, 409].map(|it| json!(it)), "{answer}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn who_leaves_waits_for_locked_savings_and_the_heirs_of_who_died_do_not() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    books.terms(&sukarela, json!({ "lock_in_months": 6 })).await.expect(201);
    let maria = books.applicant("Maria").await;
    books.contribute(&pokok, &maria, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &maria, "100.00", "2026-06-01").await.expect(201);
    let path = format!("/api/v1/members/{maria}/exit-settlement");
    let mut draft = json!({
        "left_on": "2026-07-01", "reason": "sukarela", "loans": "0.00", "borne_loss": "0.00",
        "guaranteed_loans": "0.00",
    });

    let waits = books.keeper.pay(&path, &key(), draft.clone()).await;
    draft["reason"] = json!("meninggal");
    draft["heirs"] =
        json!([{ "name": "Yosefa", "relation": "anak", "document_number": "Waris 1" }]);
    books.died(&maria, "2026-07-01").await;
    let died = books.keeper.pay(&path, &key(), draft).await;

    assert_eq!(refusal(&waits), refused(409, "locked_in"));
    assert!(says(&waits, &["2026-12-01"]), "{}", waits.text);
    // Where a death frees what is locked, a second person sees it.
    let died = approve(&books.second().await, &asked(died), &key()).await;
    assert_eq!(died.status, 201, "{}", died.text);
    assert_eq!(books.verify().await, None);
}
