//! The settlement with a member who leaves.

use kibm::identity::entity::access_grant::Role;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::control::{approve, asked};
use super::{Books, VILLAGE, id_of, key, refusal, refused};
use crate::support::Answer;

/// A cooperative with the member of R32.
struct Exit {
    books: Books,
    member: String,
    pokok: String,
    wajib: String,
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
        Self { books, member, pokok, wajib, sukarela }
    }

    /// Ends the membership on 1 March, and settles nothing.
    async fn leave(&self) {
        let exit = json!({ "left_on": "2026-03-01", "reason": "sukarela" });
        let path = format!("/api/v1/members/{}/exit", self.member);
        self.books.keeper.post(&path, exit).await.expect(200);
    }

    /// The next day, on which whoever keeps the books is signed in anew.
    async fn tomorrow(&mut self) {
        let clock = &self.books.app.state.clock;
        clock.set(clock.now() + chrono::TimeDelta::days(1));
        let app = &self.books.app;
        self.books.keeper = app.keeper(Role::EnterpriseOfficer, self.books.issuer).await;
    }

    /// Records the annual meeting of a day.
    async fn meet(&self, held_on: &str) {
        let draft = json!({ "book_year": 2025, "meeting": {
            "kind": "rat", "number": "RAT 2026", "held_on": held_on, "present": 9,
            "entitled": 12, "minutes_sha256": "a".repeat(64),
        } });
        self.books.keeper.post(&self.books.path("meetings"), draft).await.expect(201);
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
    let mut exit = Exit::spawn().await;
    let made = exit.settle(leaving("0.00")).await.expect(201).json();
    let settlement = &made["settlement_id"];

    let unmet = json!({ "effective_on": "2026-03-10", "reason": "pengembalian" });
    let unmet = exit.pay(settlement, unmet).await;
    // One person alone recorded the exit today: a meeting before that is none
    // after the exit, though it is after the day that was given for it.
    let before = exit.pay(settlement, after("2026-03-05", "2026-11-21")).await;
    let same_day = exit.pay(settlement, after("2026-11-21", "2026-11-21")).await;
    exit.tomorrow().await;
    exit.meet("2026-11-22").await;
    let paid = exit.pay(settlement, after("2026-11-22", "2026-11-22")).await.expect(201);
    let twice = exit.pay(settlement, after("2026-11-22", "2026-11-22")).await;

    assert_eq!(refusal(&unmet), refused(409, "refund_not_payable"));
    assert_eq!(refusal(&before), refused(409, "refund_not_payable"));
    assert_eq!(refusal(&same_day), refused(409, "refund_not_payable"));
    assert_eq!(paid.json()["amount"], "3000000.00");
    assert_eq!(refusal(&twice), refused(409, "refund_not_owed"));
    // A bounced payment is taken back and made again; the settlement stands.
    let undone = exit.books.reverse(&id_of(&paid), "transfer gagal").await;
    assert_eq!(undone.status, 201, "{}", undone.text);
    let third = exit.pay(settlement, after("2026-11-22", "2026-11-22")).await;
    assert_eq!(third.status, 201, "{}", third.text);
    let settlement = made["id"].as_str().unwrap();
    let undone = exit.books.reverse(settlement, "salah").await;
    assert_eq!(refusal(&undone), refused(409, "reversal_of_settlement"));
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_a_payment_after_a_meeting_that_nobody_recorded_waits_for_a_second_person() {
    let mut exit = Exit::spawn().await;
    let made = exit.settle(leaving("0.00")).await.expect(201).json();
    let settlement = &made["settlement_id"];
    exit.tomorrow().await;
    exit.tomorrow().await;

    let unknown = exit.pay(settlement, after("2026-11-22", "2026-11-23")).await;
    exit.meet("2026-11-23").await;
    let other_day = exit.pay(settlement, after("2026-11-22", "2026-11-23")).await;
    let request = asked(unknown);
    let second = exit.books.second().await;
    let shown = second.get(&format!("/api/v1/approvals/{request}")).await.expect(200);
    let signed = approve(&second, &request, &key()).await;

    assert_eq!(other_day.json()["beside_terms"], true, "{}", other_day.text);
    assert!(shown.text.contains("RAT 2026") && shown.text.contains("2026-11-22"), "{}", shown.text);
    assert_eq!(signed.status, 201, "{}", signed.text);
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_the_by_laws_may_count_days_instead() {
    let exit = Exit::spawn().await;
    let books = &exit.books;
    let rule = |from: &str, days: u32| json!({ "valid_from": from, "after_days": days, "decision_number": "ART 9" });
    let path = books.path("exit-rules");
    let own = books.keeper.post(&path, rule("2026-11-21", 3)).await;
    let past = books.admin.post(&path, rule("2026-11-20", 3)).await;
    books.admin.post(&path, rule("2026-11-21", 3)).await.expect(201);
    let overlap = books.admin.post(&path, rule("2026-11-21", 3)).await;
    let mut draft = leaving("0.00");
    draft["left_on"] = json!("2026-11-21");
    let made = exit.settle(draft).await.expect(201).json();

    let early = exit.pay(&made["settlement_id"], json!({ "reason": "pengembalian" })).await;
    let payable_on = exit.view().await["payable_on"].clone();
    books.app.state.clock.set(books.app.state.clock.now() + chrono::TimeDelta::days(3));
    let due = json!({ "reason": "pengembalian" });
    let path =
        format!("/api/v1/exit-settlements/{}/payment", made["settlement_id"].as_str().unwrap());
    let due = books.second().await.pay(&path, &key(), due).await;

    // The by-laws are entered by an administrator, and do not reach back.
    assert_eq!(own.status, 403, "{}", own.text);
    assert_eq!(refusal(&past), refused(409, "exit_rule_past"));
    assert_eq!(refusal(&overlap), refused(409, "amount_period"));
    assert_eq!(payable_on, "2026-11-24");
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

/// The settlement with a member who died, whose heir is named.
async fn death() -> (Exit, Answer) {
    let exit = Exit::spawn().await;
    let mut draft = leaving("0.00");
    draft["reason"] = json!("meninggal");
    draft["heirs"] = json!([
        { "name": "Yakobus Rahayaan", "relation": "anak", "document_number": "SKW-4711" },
    ]);
    let left_on = draft["left_on"].as_str().expect("a day").to_owned();
    exit.books.died(&exit.member, &left_on).await;
    let made = exit.settle(draft).await.expect(201);
    (exit, made)
}

/// What stands in the table of heirs: in the clear, and sealed.
async fn kept(exit: &Exit) -> (Option<Value>, Vec<u8>) {
    let conn = exit.books.app.state.db.read();
    let sql = "SELECT heirs, heirs_sealed FROM exit_settlement";
    let row = conn.query_one_raw(statement(conn, sql, vec![])).await.expect("it reads");
    let row = row.expect("the settlement is there");
    let sealed: Option<Vec<u8>> = row.try_get_by_index(1).expect("bytes or nothing");
    (row.try_get_by_index(0).expect("a list or nothing"), sealed.unwrap_or_default())
}

#[tokio::test]
async fn r34_on_a_death_the_heirs_stand_in_the_record_and_not_in_the_ledger() {
    let exit = Exit::spawn().await;
    let mut draft = leaving("0.00");
    draft["reason"] = json!("meninggal");

    let alive = exit.settle(draft.clone()).await;
    let left_on = draft["left_on"].as_str().expect("a day").to_owned();
    exit.books.died(&exit.member, &left_on).await;
    let unnamed = exit.settle(draft).await;
    let (exit, made) = death().await;

    assert_eq!(alive.fault_codes(), ["death_not_recorded", "heirs_unclear"]);
    assert_eq!(refusal(&unnamed), refused(422, "heirs_unclear"));
    let masked = json!([{ "name": "Y*** R***", "relation": "anak" }]);
    assert_eq!(exit.view().await["heirs"], masked);
    assert!(!made.text.contains("Yakobus"), "{}", made.text);
}

#[tokio::test]
async fn r108_heirs_are_sealed_and_shown_in_full_for_a_purpose_that_is_audited() {
    let (exit, _) = death().await;
    let path = format!("/api/v1/members/{}/exit-settlement/reveal", exit.member);
    let purpose = json!({ "purpose": "pembayaran kepada ahli waris" });
    let books = &exit.books;
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;
    let other = books.app.organization("koperasi_primer", "Koperasi Lain", VILLAGE).await;
    let stranger = books.app.keeper(Role::EnterpriseOfficer, other).await;

    let idle = books.keeper.post(&path, json!({ "purpose": "x" })).await;
    let audited = auditor.post(&path, purpose.clone()).await;
    let hidden = stranger.post(&path, purpose.clone()).await;
    let shown = books.keeper.post(&path, purpose).await.expect(200).json();

    let (clear, sealed) = kept(&exit).await;
    assert_eq!(clear, None);
    assert!(!sealed.is_empty());
    for secret in ["Yakobus", "anak", "SKW-4711"] {
        let found = sealed.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{secret} can be read in the table");
    }
    assert_eq!((idle.status, audited.status, hidden.status), (422, 403, 404));
    assert_eq!(
        shown["heirs"],
        json!([{ "name": "Yakobus Rahayaan", "relation": "anak", "document_number": "SKW-4711" }])
    );
    let events = books.admin.get("/api/v1/audit-events?action=reveal_heirs").await.expect(200);
    let events = events.json()["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["reason"], "pembayaran kepada ahli waris");
    assert!(!events[0].to_string().contains("Yakobus"), "{events:?}");
}

#[tokio::test]
async fn r108_heirs_from_before_are_sealed_when_the_service_starts() {
    let (exit, _) = death().await;
    let state = &exit.books.app.state;
    let clear = json!([
        { "name": "Yakobus Rahayaan", "relation": "anak", "document_number": "SKW-4711" },
    ]);
    super::verify::unguard_settlements(&exit.books).await;
    let sql = "UPDATE exit_settlement SET heirs_sealed = NULL, heirs = $1";
    let conn = state.db.write();
    conn.execute_raw(statement(conn, sql, vec![clear.clone().into()])).await.expect("as it was");
    assert_eq!(kept(&exit).await, (Some(clear.clone()), Vec::new()));

    let first = kibm::investment::actions::seal_heirs(&state.db, &state.vault).await;
    let second = kibm::investment::actions::seal_heirs(&state.db, &state.vault).await;

    assert_eq!((first.expect("it seals"), second.expect("nothing is left")), (1, 0));
    let (left, sealed) = kept(&exit).await;
    assert_eq!(left, None);
    assert!(!sealed.windows(7).any(|bytes| bytes == b"Yakobus"));
    let path = format!("/api/v1/members/{}/exit-settlement/reveal", exit.member);
    let purpose = json!({ "purpose": "pembayaran kepada ahli waris" });
    let shown = exit.books.keeper.post(&path, purpose).await.expect(200).json();
    assert_eq!(shown["heirs"], clear);
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

#[tokio::test]
async fn r33_what_a_former_member_has_of_pokok_and_wajib_leaves_by_the_settlement_alone() {
    let mut exit = Exit::spawn().await;
    let books = &exit.books;
    let other = books.applicant("Yosefa").await;
    exit.leave().await;
    let act = |instrument: &str| {
        json!({ "instrument_id": instrument, "member_id": exit.member, "amount": "1000.00",
                "effective_on": "2026-03-02", "reason": "minta uang" })
    };
    for instrument in [&exit.pokok, &exit.wajib] {
        let mut transfer = act(instrument);
        transfer["from_member_id"] = transfer["member_id"].take();
        transfer.as_object_mut().unwrap().remove("member_id");
        transfer["to_member_id"] = json!(other);
        let mut conversion = act(&exit.sukarela);
        conversion.as_object_mut().unwrap().remove("instrument_id");
        conversion["from_instrument_id"] = json!(instrument);
        conversion["to_instrument_id"] = json!(exit.sukarela);
        let mut redemption = act(instrument);
        redemption["decision_number"] = json!("RAT 1");

        let withdrawn = books.act("withdrawals", act(instrument)).await;
        let moved = books.act("transfers", transfer).await;
        let redeemed = books.act("redemptions", redemption).await;
        let converted = books.act("conversions", conversion).await;

        for answer in [&withdrawn, &moved, &redeemed] {
            assert_eq!(refusal(answer), refused(409, "exit_settlement_first"), "{}", answer.text);
        }
        let told = converted.fault_codes();
        assert!(told.iter().any(|code| code == "exit_settlement_first"), "{told:?}");
    }
    // Voluntary savings are a debt on call; the rest is settled and paid.
    let drawn = books.withdraw(&exit.sukarela, &exit.member, "750000.00", "2026-03-02").await;
    drawn.expect(201);
    let made = exit.settle(leaving("0.00")).await.expect(201).json();
    assert_eq!(exit.view().await["refund"], "2250000.00");
    exit.tomorrow().await;
    exit.meet("2026-11-22").await;
    let paid = exit.pay(&made["settlement_id"], after("2026-11-22", "2026-11-22")).await;
    assert_eq!(paid.expect(201).json()["amount"], "2250000.00");
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_who_left_and_whose_savings_moved_since_is_settled_on_a_later_day() {
    let mut exit = Exit::spawn().await;
    exit.leave().await;
    let part = exit.books.withdraw(&exit.sukarela, &exit.member, "50000.00", "2026-03-10").await;
    part.expect(201);
    let on = |day: &str| {
        let mut draft = leaving("0.00");
        draft["effective_on"] = json!(day);
        draft
    };

    let on_leaving = exit.settle(leaving("0.00")).await;
    let too_early = exit.settle(on("2026-03-09")).await;
    let made = exit.settle(on("2026-03-10")).await.expect(201).json();
    let before = exit.pay(&made["settlement_id"], after("2026-03-05", "2026-03-09")).await;
    exit.tomorrow().await;
    exit.meet("2026-11-22").await;
    let paid = exit.pay(&made["settlement_id"], after("2026-11-22", "2026-11-22")).await;

    assert_eq!(refusal(&on_leaving), refused(422, "date_too_early"));
    assert!(on_leaving.text.contains("/effective_on"), "{}", on_leaving.text);
    assert_eq!(refusal(&too_early), refused(422, "date_too_early"));
    assert_eq!(
        (&made["effective_on"], &made["amount"]),
        (&json!("2026-03-10"), &json!("3000000.00"))
    );
    assert_eq!(exit.view().await["left_on"], "2026-03-01");
    assert_eq!(refusal(&before), refused(422, "date_too_early"));
    assert_eq!(paid.status, 201, "{}", paid.text);
    assert_eq!(exit.books.verify().await, None);
}

#[tokio::test]
async fn r33_an_exit_in_a_closed_year_is_settled_in_the_open_one() {
    let exit = Exit::spawn().await;
    let books = &exit.books;
    let person = books.person("Agustina", "female").await;
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2025-06-02" });
    let member = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    books.contribute(&exit.pokok, &member, "500000.00", "2025-12-01").await.expect(201);
    let left = json!({ "left_on": "2025-12-20", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{member}/exit"), left).await.expect(200);
    books.close(2025).await.expect(201);
    let path = format!("/api/v1/members/{member}/exit-settlement");
    let mut draft = leaving("0.00");
    draft["left_on"] = json!("2025-12-20");
    draft["borne_loss"] = json!("0.00");

    let closed = books.keeper.pay(&path, &key(), draft.clone()).await;
    draft["effective_on"] = json!("2026-01-02");
    let open = books.keeper.pay(&path, &key(), draft).await;

    assert_eq!(refusal(&closed), refused(409, "book_year_closed"));
    assert_eq!(open.expect(201).json()["effective_on"], "2026-01-02");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r33_a_reversal_gives_no_mandatory_savings_back_to_who_was_settled() {
    let exit = Exit::spawn().await;
    let books = &exit.books;
    let applicant = books.applicant("Agustina").await;
    books.contribute(&exit.wajib, &applicant, "30000.00", "2026-02-01").await.expect(201);
    let back = books.withdraw(&exit.wajib, &applicant, "10000.00", "2026-02-02").await;
    books.contribute(&exit.pokok, &applicant, "500000.00", "2026-02-03").await.expect(201);
    let path = format!("/api/v1/members/{applicant}/exit-settlement");
    let mut draft = leaving("0.00");
    draft["borne_loss"] = json!("0.00");
    books.keeper.pay(&path, &key(), draft).await.expect(201);

    let undone = books.reverse(&id_of(&back.expect(201)), "salah catat").await;

    assert_eq!(refusal(&undone), refused(409, "settled_already"));
    assert_eq!(books.verify().await, None);
}
