//! The settlement with a member who leaves.

use serde_json::{Value, json};

use super::{Books, id_of, key, refusal, refused};
use crate::support::Answer;

/// A cooperative with the member of R32.
struct Exit {
    books: Books,
    member: String,
    sukarela: String,
}

impl Exit {
    async fn spawn() -> Self {
        let books = Books::cooperative().await;
        let pokok = books
            .instrument(json!({
                "kind": "simpanan_pokok", "name": "Pokok", "fixed_amount": "500000.00",
                "fixed_amount_from": "2020-01-01",
            }))
            .await;
        let wajib = books.savings("simpanan_wajib").await;
        let sukarela = books.savings("simpanan_sukarela").await;
        let member = books.applicant("Maria").await;
        for (instrument, amount) in
            [(&pokok, "500000.00"), (&wajib, "1800000.00"), (&sukarela, "750000.00")]
        {
            books.contribute(instrument, &member, amount, "2026-02-01").await.expect(201);
        }
        Self { books, member, sukarela }
    }

    async fn settle(&self, draft: Value) -> Answer {
        let path = format!("/api/v1/members/{}/exit-settlement", self.member);
        self.books.keeper.pay(&path, &key(), draft).await
    }

    async fn pay(&self, settlement: &Value, draft: Value) -> Answer {
        let settlement = settlement.as_str().expect("a settlement");
        let path = format!("/api/v1/exit-settlements/{settlement}/payment");
        self.books.keeper.pay(&path, &key(), draft).await
    }

    async fn view(&self) -> Value {
        let path = format!("/api/v1/members/{}/exit-settlement", self.member);
        self.books.keeper.get(&path).await.expect(200).json()
    }

    async fn status(&self) -> Value {
        let path = format!("/api/v1/members/{}", self.member);
        self.books.keeper.get(&path).await.expect(200).json()["status"].clone()
    }
}

fn leaving(loans: &str) -> Value {
    json!({
        "left_on": "2026-03-01", "reason": "sukarela", "loans": loans,
        "borne_loss": "50000.00", "guaranteed_loans": "0.00",
    })
}

fn after(meeting: &str, day: &str) -> Value {
    json!({
        "effective_on": day, "reason": "pengembalian simpanan",
        "meeting": { "number": "RAT 2026", "held_on": meeting },
    })
}

#[tokio::test]
async fn r32_the_settlement_refunds_1_800_000_and_ends_the_membership() {
    let exit = Exit::spawn().await;
    let reserve = json!({
        "line": "cadangan", "amount": "6000000.00", "effective_on": "2026-01-31",
        "reason": "Neraca awal",
    });
    exit.books.act("opening-balances", reserve).await.expect(201);

    let made = exit.settle(leaving("1200000.00")).await.expect(201).json();
    let again = exit.settle(leaving("1200000.00")).await;

    assert_eq!((&made["amount"], &made["member_status"]), (&json!("3050000.00"), &json!("former")));
    assert_eq!(refusal(&again), refused(409, "settled_already"));
    let view = exit.view().await;
    assert_eq!(view["refund"], "1800000.00");
    assert_eq!(view["id"], made["settlement_id"]);
    let capital = exit.books.capital("").await;
    // R33: reserves stay; savings are gone, and the refund is owed.
    assert_eq!((&capital["liabilities"], &capital["members"]), (&json!("1800000.00"), &json!(0)));
    assert_eq!(capital["own_capital"], "6050000.00");
    assert_eq!(exit.status().await, "former");
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r32_what_is_short_is_owed_by_the_member_and_never_paid() {
    let exit = Exit::spawn().await;

    let made = exit.settle(leaving("3200000.00")).await.expect(201).json();
    let paid = exit.pay(&made["settlement_id"], after("2026-03-05", "2026-03-06")).await;

    assert_eq!(exit.view().await["refund"], "-200000.00");
    assert_eq!(made["amount"], "3250000.00");
    assert_eq!(refusal(&paid), refused(409, "refund_not_owed"));
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_a_refund_is_paid_once_after_the_next_annual_meeting() {
    let exit = Exit::spawn().await;
    let made = exit.settle(leaving("0.00")).await.expect(201).json();
    let settlement = &made["settlement_id"];

    let unmet = json!({ "effective_on": "2026-03-10", "reason": "pengembalian" });
    let unmet = exit.pay(settlement, unmet).await;
    let before = exit.pay(settlement, after("2026-02-20", "2026-03-10")).await;
    let paid = exit.pay(settlement, after("2026-03-05", "2026-03-10")).await.expect(201);
    let twice = exit.pay(settlement, after("2026-03-05", "2026-03-11")).await;

    assert_eq!(refusal(&unmet), refused(409, "refund_not_payable"));
    assert_eq!(refusal(&before), refused(409, "refund_not_payable"));
    assert_eq!(paid.json()["amount"], "3000000.00");
    assert_eq!(refusal(&twice), refused(409, "refund_not_owed"));
    // A bounced payment is taken back and made again; the settlement stands.
    let undone = exit.books.reverse(&id_of(&paid), "transfer gagal").await;
    assert_eq!(undone.status, 201, "{}", undone.text);
    let third = exit.pay(settlement, after("2026-03-05", "2026-03-12")).await;
    assert_eq!(third.status, 201, "{}", third.text);
    let settlement = made["id"].as_str().unwrap();
    let undone = exit.books.reverse(settlement, "salah").await;
    assert_eq!(refusal(&undone), refused(409, "reversal_of_settlement"));
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_the_by_laws_may_count_days_instead() {
    let exit = Exit::spawn().await;
    let rule = json!({ "valid_from": "2026-01-01", "after_days": 30, "decision_number": "ART 9" });
    let path = exit.books.path("exit-rules");
    exit.books.keeper.post(&path, rule.clone()).await.expect(201);
    let overlap = exit.books.keeper.post(&path, rule).await;
    let made = exit.settle(leaving("0.00")).await.expect(201).json();

    let pay = |day: &str| json!({ "effective_on": day, "reason": "pengembalian" });
    let early = exit.pay(&made["settlement_id"], pay("2026-03-30")).await;
    let due = exit.pay(&made["settlement_id"], pay("2026-03-31")).await;

    assert_eq!(refusal(&overlap), refused(409, "amount_period"));
    assert_eq!(exit.view().await["payable_on"], "2026-03-31");
    assert_eq!(refusal(&early), refused(409, "refund_not_payable"));
    assert_eq!(due.status, 201, "{}", due.text);
}

#[tokio::test]
async fn r33_a_guarantor_of_an_outstanding_loan_does_not_leave() {
    let exit = Exit::spawn().await;
    let mut draft = leaving("0.00");
    draft["guaranteed_loans"] = json!("1000000.00");

    let answer = exit.settle(draft).await;

    assert_eq!(refusal(&answer), refused(409, "guarantor_bound"));
    assert_eq!(exit.status().await, "active");
}

#[tokio::test]
async fn r34_on_a_death_the_heirs_stand_in_the_record_and_not_in_the_ledger() {
    let exit = Exit::spawn().await;
    let mut draft = leaving("0.00");
    draft["reason"] = json!("meninggal");

    let alive = exit.settle(draft.clone()).await;
    let left_on = draft["left_on"].as_str().expect("a day").to_owned();
    exit.books.died(&exit.member, &left_on).await;
    let unnamed = exit.settle(draft.clone()).await;
    draft["heirs"] = json!([
        { "name": "Yakobus Rahayaan", "relation": "anak", "document_number": "SKW 4" },
    ]);
    let made = exit.settle(draft).await.expect(201);

    assert_eq!(alive.fault_codes(), ["death_not_recorded", "heirs_unclear"]);
    assert_eq!(refusal(&unnamed), refused(422, "heirs_unclear"));
    assert_eq!(exit.view().await["heirs"][0]["name"], "Yakobus Rahayaan");
    assert!(!made.text.contains("Yakobus"), "{}", made.text);
}

#[tokio::test]
async fn r34_whoever_is_said_to_have_died_has_died_by_the_registry_and_by_that_day() {
    let exit = Exit::spawn().await;
    let mut draft = leaving("0.00");
    draft["reason"] = json!("meninggal");
    draft["left_on"] = json!("2026-03-01");
    draft["heirs"] = json!([{ "name": "Yakobus", "relation": "anak", "document_number": "SKW 4" }]);

    let alive = exit.settle(draft.clone()).await;
    exit.books.died(&exit.member, "2026-03-02").await;
    let later = exit.settle(draft.clone()).await;
    draft["left_on"] = json!("2026-03-02");
    let dead = exit.settle(draft).await;

    assert_eq!(refusal(&alive), refused(422, "death_not_recorded"));
    assert_eq!(refusal(&later), refused(422, "death_not_recorded"));
    assert_eq!(dead.status, 201, "{}", dead.text);
}

#[tokio::test]
async fn an_exit_is_not_before_the_last_posting_and_not_from_under_a_claim() {
    let exit = Exit::spawn().await;
    let mut early = leaving("0.00");
    early["left_on"] = json!("2026-01-31");
    let claim = json!({
        "member_id": exit.member, "instrument_id": exit.sukarela, "amount": "1.00",
        "creditor": "Bank Maluku", "document_number": "Gadai 1", "encumbered_on": "2026-02-10",
    });

    let early = exit.settle(early).await;
    exit.books.keeper.post(&exit.books.path("encumbrances"), claim).await.expect(201);
    let claimed = exit.settle(leaving("0.00")).await;

    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(refusal(&claimed), refused(409, "encumbered"));
    assert_eq!(exit.status().await, "active");
    assert_eq!(exit.books.verify().await, None);
}
