//! Transfers, redemptions, conversions and claims.

use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::{Books, id_of, key, refusal, refused};
use crate::support::Answer;

impl Books {
    /// Tries an act with a key of its own.
    pub(super) async fn act(&self, path: &str, draft: Value) -> Answer {
        self.keeper.pay(&self.path(path), &key(), draft).await
    }

    /// Shares of a nominal of 1,000.
    pub(super) async fn shares(&self, name: &str, nominal: &str) -> String {
        self.instrument(json!({ "kind": "saham", "name": name, "nominal": nominal })).await
    }

    /// A region that holds shares of so much, by its regulation.
    pub(super) async fn region(&self, name: &str, saham: &str, amount: &str) -> String {
        let region: OrganizationId =
            self.app.organization("pemerintah_daerah", name, "81.02").await;
        let holder = self.holder("organization_id", &region.to_string()).await;
        if amount != "0.00" {
            let draft = json!({
                "instrument_id": saham, "member_id": holder, "amount": amount,
                "effective_on": "2026-02-01", "decision_number": "Perda 2/2026",
            });
            self.act("contributions", draft).await.expect(201);
        }
        holder
    }

    /// A person who holds capital without being a member.
    pub(super) async fn investor(&self, name: &str) -> String {
        let person = self.person(name, "female").await;
        self.holder("person_id", &person).await
    }

    /// Participating capital by agreement.
    pub(super) async fn participating(&self) -> String {
        self.instrument(json!({
            "kind": "modal_penyertaan", "name": "Penyertaan", "agreement_number": "P-1",
        }))
        .await
    }
}

fn transfer(instrument: &str, from: &str, to: &str, amount: &str) -> Value {
    json!({
        "instrument_id": instrument, "from_member_id": from, "to_member_id": to,
        "amount": amount, "effective_on": "2026-03-01", "reason": "akta jual beli 7",
        "decision_number": "Perda 3/2026",
    })
}

#[tokio::test]
async fn r62_a_transfer_below_the_largest_regions_part_is_refused_before_posting() {
    let books = Books::of("perseroda", "Perseroda Kei").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let region = books.region("Pemda Maluku Tenggara", &saham, "5100000.00").await;
    let maria = books.investor("Maria").await;
    books.contribute(&saham, &maria, "4900000.00", "2026-02-02").await.expect(201);

    let one_share = books.act("transfers", transfer(&saham, &region, &maria, "1000.00")).await;
    let back = books.act("transfers", transfer(&saham, &maria, &region, "1000.00")).await;
    let again = books.act("transfers", transfer(&saham, &region, &maria, "1000.00")).await;

    assert_eq!(refusal(&one_share), refused(422, "region_share_falls"));
    assert!(one_share.text.contains("50,99"), "{}", one_share.text);
    let back = back.expect(201).json();
    assert_eq!((&back["kind"], &back["share_count"]), (&json!("transfer"), &json!(1)));
    assert_eq!(back["counter_member_id"], json!(region));
    // 5,101 of 10,000: one share less is the bound itself.
    assert_eq!(again.status, 201, "{}", again.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r63_two_regions_together_do_not_make_up_for_the_largest() {
    let books = Books::of("perseroda", "Perseroda Kei").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let one = books.region("Pemda Maluku Tenggara", &saham, "55000.00").await;
    let other = books.region("Pemda Kota Tual", &saham, "0.00").await;
    let maria = books.investor("Maria").await;
    books.contribute(&saham, &maria, "45000.00", "2026-02-02").await.expect(201);

    let split = books.act("transfers", transfer(&saham, &one, &other, "25000.00")).await;
    let some = books.act("transfers", transfer(&saham, &one, &other, "4000.00")).await;

    assert_eq!(refusal(&split), refused(422, "region_share_falls"));
    assert!(split.text.contains("55,00"), "{}", split.text);
    assert_eq!(some.status, 201, "{}", some.text);
}

#[tokio::test]
async fn r34_savings_are_not_transferred() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let (one, other) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    books.contribute(&pokok, &one, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &one, "5000.00", "2026-02-01").await.expect(201);

    for instrument in [&pokok, &sukarela] {
        let answer = books.act("transfers", transfer(instrument, &one, &other, "5000.00")).await;
        assert_eq!(refusal(&answer), refused(409, "not_transferable"));
    }
}

#[tokio::test]
async fn a_transfer_moves_capital_figures_and_both_statements_and_is_reversed_once() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let company = books.app.organization("perseroan", "PT Rumput Laut", "81.02").await;
    let maria = books.investor("Maria").await;
    let company = books.holder("organization_id", &company.to_string()).await;
    books.contribute(&penyertaan, &maria, "900.00", "2026-02-01").await.expect(201);

    let too_much = books.act("transfers", transfer(&penyertaan, &maria, &company, "900.01")).await;
    let to_self = books.act("transfers", transfer(&penyertaan, &maria, &maria, "1.00")).await;
    let draft = transfer(&penyertaan, &maria, &company, "400.00");
    let made = books.act("transfers", draft).await.expect(201);

    assert_eq!(refusal(&too_much), refused(422, "insufficient_balance"));
    assert_eq!(refusal(&to_self), refused(422, "transfer_to_self"));
    assert_eq!(made.json()["balance"], "500.00");
    let path = format!("/api/v1/members/{company}/statement");
    let statement = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(statement["items"][0]["balance"], "400.00");
    let list = books.path(&format!("ledger-transactions?member={company}"));
    let listed = books.keeper.get(&list).await.expect(200).json();
    assert_eq!(listed["items"][0]["kind"], "transfer");
    assert_eq!(books.verify().await, None);
    books.reverse(&id_of(&made), "akta batal").await.expect(201);
    let again = books.reverse(&id_of(&made), "sekali lagi").await;
    assert_eq!(refusal(&again), refused(409, "reversed_already"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_encumbered_capital_does_not_leave_until_released() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let (one, other) = (books.investor("Maria").await, books.investor("Yosefa").await);
    let paid = books.contribute(&penyertaan, &one, "900.00", "2026-02-01").await.expect(201);
    let draft = json!({
        "member_id": one, "instrument_id": penyertaan, "amount": "600.00",
        "creditor": "Bank Maluku", "document_number": "Gadai 12", "encumbered_on": "2026-02-10",
    });
    let path = books.path("encumbrances");
    let claim = id_of(&books.keeper.post(&path, draft.clone()).await.expect(201));

    let second = books.keeper.post(&path, draft).await;
    let moved = books.act("transfers", transfer(&penyertaan, &one, &other, "300.01")).await;
    let taken = books.withdraw(&penyertaan, &one, "300.01", "2026-03-01").await;
    let reversed = books.reverse(&id_of(&paid), "salah").await;
    let free = books.act("transfers", transfer(&penyertaan, &one, &other, "300.00")).await;

    assert_eq!(refusal(&second), refused(409, "encumbered"));
    assert_eq!(refusal(&moved), refused(409, "encumbered"));
    assert!(moved.text.contains("300"), "{}", moved.text);
    assert_eq!(refusal(&taken), refused(409, "encumbered"));
    assert_eq!(refusal(&reversed), refused(409, "encumbered"));
    assert_eq!(free.status, 201, "{}", free.text);
    let release = json!({ "released_on": "2026-04-01", "release_document": "Roya 3" });
    let path = format!("/api/v1/encumbrances/{claim}/release");
    books.keeper.post(&path, release.clone()).await.expect(200);
    for (day, claims) in
        [("2026-02-09", 0), ("2026-02-10", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
    {
        let listed = books.keeper.get(&books.path(&format!("encumbrances?as_of={day}"))).await;
        let items = listed.expect(200).json()["items"].as_array().map(Vec::len);
        assert_eq!(items, Some(claims), "{day}");
    }
    let twice = books.keeper.post(&path, release).await;
    assert_eq!(refusal(&twice), refused(409, "released_already"));
    let rest = books.act("transfers", transfer(&penyertaan, &one, &other, "600.00")).await;
    assert_eq!(rest.status, 201, "{}", rest.text);
}

#[tokio::test]
async fn participating_capital_and_shares_are_redeemed_by_decision() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let maria = books.investor("Maria").await;
    books.contribute(&penyertaan, &maria, "900.00", "2026-02-01").await.expect(201);
    let mut draft = json!({
        "instrument_id": penyertaan, "member_id": maria, "amount": "900.00",
        "effective_on": "2026-03-01", "reason": "jatuh tempo",
    });

    let undecided = books.act("redemptions", draft.clone()).await;
    draft["decision_number"] = json!("P-1");
    let mut savings = draft.clone();
    savings["instrument_id"] = json!(sukarela);
    let savings = books.act("redemptions", savings).await;
    let made = books.act("redemptions", draft.clone()).await.expect(201);
    let again = books.act("redemptions", draft).await;

    assert_eq!(refusal(&undecided), refused(422, "decision_missing"));
    assert_eq!(refusal(&savings), refused(409, "not_redeemable"));
    assert_eq!(made.json()["balance"], "0.00");
    assert_eq!(refusal(&again), refused(422, "insufficient_balance"));
    assert_eq!(books.verify().await, None);
    books.reverse(&id_of(&made), "batal").await.expect(201);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_conversion_is_whole_or_refused_with_the_remainder_named() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let ordinary = books.shares("Saham biasa", "1000.00").await;
    let preferred = books.shares("Saham preferen", "2500.00").await;
    let maria = books.investor("Maria").await;
    books.contribute(&ordinary, &maria, "11000.00", "2026-02-01").await.expect(201);
    let draft = |amount: &str, ratio: Value| {
        json!({
            "member_id": maria, "from_instrument_id": ordinary, "to_instrument_id": preferred,
            "amount": amount, "ratio": ratio, "effective_on": "2026-03-01", "reason": "RUPS 4",
        })
    };

    let part = books.act("conversions", draft("11000.00", Value::Null)).await;
    let value = books.act("conversions", draft("10000.00", json!({ "from": 1, "to": 1 }))).await;
    let made = books.act("conversions", draft("10000.00", json!({ "from": 5, "to": 2 }))).await;

    assert_eq!(refusal(&part), refused(422, "conversion_remainder"));
    assert!(part.text.contains("1.000"), "{}", part.text);
    assert_eq!(refusal(&value), refused(422, "conversion_value"));
    let made = made.expect(201);
    assert_eq!(made.json()["balance"], "1000.00");
    assert_eq!(made.json()["details"], r#"{"from_units":10,"to_units":4}"#);
    assert_eq!(books.verify().await, None);
    books.reverse(&id_of(&made), "batal").await.expect(201);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_bulk_takes_the_new_acts_and_a_retry_answers_again() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let (one, other) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&penyertaan, &one, "900.00", "2026-02-01").await.expect(201);
    let redemption = json!({
        "instrument_id": penyertaan, "member_id": other, "amount": "100.00",
        "effective_on": "2026-03-01", "reason": "jatuh tempo", "decision_number": "P-1",
    });
    let items = json!({ "items": [
        { "transfer": transfer(&penyertaan, &one, &other, "100.00") },
        { "redemption": redemption },
    ] });
    let draft = transfer(&penyertaan, &one, &other, "10.00");

    books.act("ledger-transactions/bulk", items).await.expect(201);
    let first = books.keeper.pay(&books.path("transfers"), "satu", draft.clone()).await;
    let second = books.keeper.pay(&books.path("transfers"), "satu", draft).await;

    assert_eq!(first.expect(201).json()["id"], second.json()["id"]);
    assert_eq!(books.verify().await, None);
}
