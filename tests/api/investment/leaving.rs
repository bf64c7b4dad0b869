//! Leaving, death, and what may be taken back of what a member has saved
//! (ADR-0041).

use serde_json::{Value, json};

use super::control::{approve, asked};
use super::verify::{tamper, unguard_settlements};
use super::{Books, id_of, key, posting, refusal, refused};
use crate::support::Answer;

/// The day on which the clock of the tests stands.
pub(super) const TODAY: &str = "2026-11-21";

/// A cooperative with one member in force.
pub(super) struct Saved {
    pub(super) books: Books,
    pub(super) member: String,
    wajib: String,
    /// The contributions of principal and mandatory savings.
    paid: Vec<String>,
}

impl Saved {
    /// A member who applied and paid on some days.
    async fn since(applied_on: &str, day: &str) -> Self {
        let books = Books::cooperative().await;
        let pokok = books.principal(false).await;
        let wajib = books.savings("simpanan_wajib").await;
        let member = books.applicant_of("Maria", applied_on).await;
        let mut paid = Vec::new();
        for (instrument, amount) in [(&pokok, "100000.00"), (&wajib, "900000.00")] {
            // An administrator posts as far back as need be.
            let draft = posting(instrument, &member, amount, day);
            let made = books.admin.pay(&books.path("contributions"), &key(), draft).await;
            paid.push(id_of(&made.expect(201)));
        }
        Self { books, member, wajib, paid }
    }

    pub(super) async fn spawn() -> Self {
        Self::since("2026-01-05", "2026-02-01").await
    }

    async fn reverse(&self, nth: usize, day: Option<&str>) -> Answer {
        let path = format!("/api/v1/ledger-transactions/{}/reversal", self.paid[nth]);
        let draft = json!({ "reason": "salah", "effective_on": day });
        self.books.keeper.pay(&path, &key(), draft).await
    }

    pub(super) async fn settle(&self, change: Value) -> Answer {
        let path = format!("/api/v1/members/{}/exit-settlement", self.member);
        self.books.keeper.pay(&path, &key(), settlement(change)).await
    }

    pub(super) async fn leave(&self, day: &str, reason: &str) -> Answer {
        let path = format!("/api/v1/members/{}/exit", self.member);
        self.books.keeper.post(&path, json!({ "left_on": day, "reason": reason })).await
    }

    pub(super) async fn settled(&self) -> Value {
        let path = format!("/api/v1/members/{}/exit-settlement", self.member);
        self.books.keeper.get(&path).await.expect(200).json()
    }

    async fn pay(&self, draft: Value) -> Answer {
        let id = self.settled().await["id"].clone();
        let path = format!("/api/v1/exit-settlements/{}/payment", id.as_str().expect("an id"));
        self.books.keeper.pay(&path, &key(), draft).await
    }
}

/// A settlement of today without loans, with some fields otherwise.
fn settlement(change: Value) -> Value {
    let mut draft = json!({
        "left_on": TODAY, "reason": "sukarela", "loans": "0.00", "borne_loss": "0.00",
        "guaranteed_loans": "0.00",
    });
    for (name, value) in change.as_object().expect("an object") {
        draft[name] = value.clone();
    }
    draft
}

pub(super) fn by_death() -> Value {
    json!({
        "reason": "meninggal",
        "heirs": [{ "name": "Yakobus", "relation": "anak", "document_number": "SKW 4" }],
    })
}

#[tokio::test]
async fn r27_on_a_later_day_no_reversal_takes_principal_or_mandatory_savings_out() {
    let saved = Saved::spawn().await;

    let pokok = saved.reverse(0, Some(TODAY)).await;
    let wajib = saved.reverse(1, Some("2026-02-02")).await;
    let corrected = saved.reverse(1, None).await;

    assert_eq!(refusal(&pokok), refused(409, "member_still_active"));
    assert_eq!(refusal(&wajib), refused(409, "member_still_active"));
    assert_eq!(corrected.status, 201, "{}", corrected.text);
    // Who has left is paid by the settlement, not by a reversal.
    saved.leave("2026-06-01", "sukarela").await.expect(200);
    let gone = saved.reverse(0, Some(TODAY)).await;
    assert_eq!(refusal(&gone), refused(409, "exit_settlement_first"));
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r27_who_was_a_member_and_is_an_applicant_again_is_paid_by_the_settlement_alone() {
    let saved = Saved::spawn().await;
    let (books, wajib) = (&saved.books, &saved.wajib);
    let sukarela = books.savings("simpanan_sukarela").await;
    let newcomer = books.applicant("Agustina").await;
    books.contribute(wajib, &newcomer, "10000.00", "2026-02-01").await.expect(201);
    saved.reverse(0, None).await.expect(201);

    let member = &saved.member;
    let drawn = books.withdraw(wajib, member, "900000.00", TODAY).await;
    let conversion = json!({
        "member_id": member, "from_instrument_id": wajib, "to_instrument_id": sukarela,
        "amount": "900000.00", "reason": "minta uang",
    });
    let converted = books.act("conversions", conversion).await;
    let later = saved.reverse(1, Some(TODAY)).await;
    let never = books.withdraw(wajib, &newcomer, "10000.00", TODAY).await;
    let settled = saved.settle(json!({})).await;

    assert_eq!(refusal(&drawn), refused(409, "exit_settlement_first"));
    let told = converted.fault_codes();
    assert!(told.iter().any(|code| code == "exit_settlement_first"), "{told:?}");
    assert_eq!(refusal(&later), refused(409, "exit_settlement_first"));
    assert_eq!(never.status, 201, "an application may be taken back: {}", never.text);
    assert_eq!(settled.expect(201).json()["amount"], "900000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_where_the_own_day_is_closed_such_a_reversal_waits_for_a_second_person() {
    let saved = Saved::since("2025-06-02", "2025-12-01").await;
    saved.books.close(2025).await.expect(201);

    let alone = saved.reverse(1, Some(TODAY)).await;
    assert_eq!(alone.json()["beside_terms"], true, "{}", alone.text);
    let signed = approve(&saved.books.second().await, &asked(alone), &key()).await;

    assert_eq!(signed.status, 201, "{}", signed.text);
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r33_a_membership_ends_on_the_day_on_which_its_settlement_counts() {
    let saved = Saved::since("2025-06-02", "2025-07-01").await;

    let apart = saved.settle(json!({ "left_on": "2026-03-01", "effective_on": TODAY })).await;
    let far_back = saved.settle(json!({ "left_on": "2025-10-01" })).await;
    let ended = saved.leave("2025-10-01", "sukarela").await;

    assert_eq!(refusal(&apart), refused(422, "exit_days_differ"));
    assert_eq!(refusal(&ended), refused(409, "exit_back_dated"));
    assert_eq!(far_back.json()["back_dated"], true, "{}", far_back.text);
    approve(&saved.books.second().await, &asked(far_back), &key()).await.expect(201);
    assert_eq!(saved.settled().await["counted_from"], "2025-10-01");
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r68_nobody_leaves_in_a_closed_year() {
    let saved = Saved::since("2025-06-02", "2025-12-01").await;
    saved.books.close(2025).await.expect(201);

    let alone = saved.leave("2025-12-20", "sukarela").await;
    let path = format!("/api/v1/members/{}/exit", saved.member);
    let left = json!({ "left_on": "2025-12-20", "reason": "sukarela" });
    let senior = saved.books.admin.post(&path, left).await;
    let settled = saved.settle(json!({ "left_on": "2025-12-20" })).await;

    for answer in [alone, senior, settled] {
        assert_eq!(refusal(&answer), refused(409, "book_year_closed"), "{}", answer.text);
    }
}

#[tokio::test]
async fn r33_an_exit_far_back_is_recorded_by_an_administrator_and_its_settlement_waits() {
    let saved = Saved::since("2025-06-02", "2025-07-01").await;
    let path = format!("/api/v1/members/{}/exit", saved.member);
    let left = json!({ "left_on": "2025-10-01", "reason": "sukarela" });
    saved.books.admin.post(&path, left).await.expect(200);

    let alone = saved.settle(json!({ "left_on": "2025-10-01", "effective_on": TODAY })).await;

    assert_eq!(alone.json()["back_dated"], true, "{}", alone.text);
    approve(&saved.books.second().await, &asked(alone), &key()).await.expect(201);
    assert_eq!(saved.settled().await["counted_from"], "2025-10-01");
    assert_eq!(saved.books.verify().await, None);
}

#[tokio::test]
async fn r33_what_one_person_records_late_is_paid_as_late() {
    let plain = Saved::spawn().await;
    let by_exit = Saved::spawn().await;
    let meeting = json!({
        "effective_on": TODAY, "reason": "pengembalian",
        "meeting": { "number": "RAT 2026", "held_on": "2026-04-01" },
    });

    plain.settle(json!({ "left_on": "2026-03-01" })).await.expect(201);
    by_exit.leave("2026-03-01", "sukarela").await.expect(200);
    let on = json!({ "left_on": "2026-03-01", "effective_on": TODAY });
    by_exit.settle(on).await.expect(201);

    for saved in [&plain, &by_exit] {
        assert_eq!(saved.settled().await["counted_from"], TODAY);
        let early = saved.pay(meeting.clone()).await;
        assert_eq!(refusal(&early), refused(409, "refund_not_payable"), "{}", early.text);
    }
}

#[tokio::test]
async fn r33_an_exit_that_was_recorded_in_time_counts_from_its_own_day_however_late_it_is_settled()
{
    let saved = Saved::spawn().await;
    saved.leave(TODAY, "sukarela").await.expect(200);
    let clock = &saved.books.app.state.clock;
    clock.set(clock.now() + chrono::TimeDelta::days(3));
    let path = format!("/api/v1/members/{}/exit-settlement", saved.member);
    let second = saved.books.second().await;
    second.pay(&path, &key(), settlement(json!({}))).await.expect(201);

    let settled = second.get(&path).await.expect(200).json();

    assert_eq!(settled["counted_from"], TODAY);
}

#[tokio::test]
async fn r33_who_signs_an_exit_sees_when_it_is_paid_and_signs_no_other_day() {
    let saved = Saved::spawn().await;
    let books = &saved.books;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let request = asked(saved.settle(json!({})).await);
    let checker = books.second().await;

    let path = format!("/api/v1/approvals/{request}");
    let shown = checker.get(&path).await.expect(200).json();
    let rule = json!({ "valid_from": TODAY, "after_days": 0, "decision_number": "ART 9" });
    books.admin.post(&books.path("exit-rules"), rule).await.expect(201);
    let changed = approve(&checker, &request, &key()).await;
    let again = asked(saved.settle(json!({})).await);
    let path = format!("/api/v1/approvals/{again}");
    let anew = checker.get(&path).await.expect(200).json();

    let refund = json!({ "counted_from": TODAY, "payable_on": null });
    assert_eq!(shown["act"]["refund"], refund);
    assert_eq!(refusal(&changed), refused(409, "request_changed"));
    assert_eq!(anew["act"]["refund"]["payable_on"], TODAY);
    approve(&checker, &again, &key()).await.expect(201);
}

#[tokio::test]
async fn r34_a_death_that_frees_a_lock_in_is_signed_by_a_second_person_and_not_taken_back() {
    let saved = Saved::spawn().await;
    let books = &saved.books;
    let sukarela = books.savings("simpanan_sukarela").await;
    let terms = json!({
        "valid_from": "2026-01-01", "lock_in_months": 600, "decision_number": "RAT 1/2026",
    });
    let path = format!("/api/v1/instruments/{sukarela}/terms");
    books.keeper.post(&path, terms).await.expect(201);
    books.contribute(&sukarela, &saved.member, "5000000.00", "2026-10-10").await.expect(201);
    let locked = saved.settle(json!({})).await;
    books.died(&saved.member, "2026-11-20").await;

    let alone = saved.settle(by_death()).await;
    assert_eq!(alone.json()["beside_terms"], true, "{}", alone.text);
    approve(&books.second().await, &asked(alone), &key()).await.expect(201);
    let row = books.keeper.get(&format!("/api/v1/members/{}", saved.member)).await.json();
    let person = format!("/api/v1/persons/{}", row["holder_person_id"].as_str().expect("an id"));
    let seen = books.admin.get(&person).await.expect(200);
    let with = |died_on: Option<&str>| {
        json!({
            "full_name": "Maria", "sex": "female", "region_code": super::VILLAGE,
            "organization_id": books.issuer, "deceased_on": died_on,
        })
    };
    let revived = books.admin.put(&person, seen.header("etag"), with(None)).await;
    let later = books.admin.put(&person, seen.header("etag"), with(Some(TODAY))).await;

    assert_eq!(refusal(&locked), refused(409, "locked_in"));
    assert_eq!(refusal(&revived), refused(409, "death_relied_on"));
    // Another day that the settlement goes with is a correction.
    assert_eq!(later.status, 200, "{}", later.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r34_the_register_knows_a_death_as_the_registry_does_and_the_settlement_as_the_register() {
    let saved = Saved::spawn().await;

    let alive = saved.leave(TODAY, "meninggal").await;
    saved.books.died(&saved.member, TODAY).await;
    saved.leave(TODAY, "meninggal").await.expect(200);
    let voluntary = saved.settle(json!({})).await;
    let of_the_heirs = saved.settle(by_death()).await;

    assert_eq!(refusal(&alive), refused(422, "death_not_recorded"));
    assert_eq!(refusal(&voluntary), refused(409, "exit_reason_differs"));
    assert_eq!(of_the_heirs.status, 201, "{}", of_the_heirs.text);
}

#[tokio::test]
async fn r31_the_dead_pay_nothing_in_and_their_nik_is_free_once_they_are_settled() {
    let saved = Saved::spawn().await;
    let books = &saved.books;
    let row = books.keeper.get(&format!("/api/v1/members/{}", saved.member)).await.json();
    let person = format!("/api/v1/persons/{}", row["holder_person_id"].as_str().expect("an id"));
    let with = |name: &str, died_on: Option<&str>| {
        json!({
            "full_name": name, "nik": "8102014101900001", "region_code": super::VILLAGE,
            "organization_id": books.issuer, "deceased_on": died_on,
        })
    };
    let seen = books.admin.get(&person).await.expect(200);
    let died = with("Maria", Some("2026-11-01"));
    books.admin.put(&person, seen.header("etag"), died).await.expect(200);

    let after = books.contribute(&saved.wajib, &saved.member, "5000.00", TODAY).await;
    let alive = books.contribute(&saved.wajib, &saved.member, "5000.00", "2026-10-31").await;
    let twice = books.admin.post("/api/v1/persons", with("Maria", None)).await;
    saved.settle(by_death()).await.expect(201);
    let settled = books.admin.post("/api/v1/persons", with("Maria", None)).await;

    assert_eq!(refusal(&after), refused(409, "holder_has_died"));
    assert_eq!(alive.status, 201, "{}", alive.text);
    assert_eq!(refusal(&twice), refused(409, "nik_of_deceased"));
    assert!(!twice.text.contains(&saved.member), "{}", twice.text);
    assert_eq!(settled.status, 201, "{}", settled.text);
}

#[tokio::test]
async fn r31_two_records_with_one_nik_are_one_person_of_the_register() {
    let saved = Saved::spawn().await;
    let books = &saved.books;
    let with = |died_on: Option<&str>| {
        json!({
            "full_name": "Ana", "nik": "8102014101900001", "region_code": super::VILLAGE,
            "organization_id": books.issuer, "deceased_on": died_on,
        })
    };
    let agreed = json!({
        "kind": "modal_penyertaan", "name": "Penyertaan", "agreement_number": "P-1",
    });
    let penyertaan = books.instrument(agreed).await;
    let terms = json!({
        "valid_from": "2026-01-01", "maximum": "1000000.00", "decision_number": "RAT 1/2026",
    });
    let path = format!("/api/v1/instruments/{penyertaan}/terms");
    books.keeper.post(&path, terms).await.expect(201);
    let first = books.admin.post("/api/v1/persons", with(None)).await.expect(201);
    let row = books.enter("person_id", &id_of(&first), ("holder", "2026-01-05")).await;
    books.contribute(&penyertaan, &row, "900000.00", "2026-02-01").await.expect(201);
    // The row ends, what it holds stays; then the person is said to have died.
    let left = json!({ "left_on": "2026-03-01", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{row}/exit"), left).await.expect(200);
    let path = format!("/api/v1/persons/{}", id_of(&first));
    let seen = books.admin.get(&path).await.expect(200);
    books.admin.put(&path, seen.header("etag"), with(Some("2026-03-02"))).await.expect(200);
    let second = books.admin.post("/api/v1/persons", with(None)).await.expect(201);
    let row = books.enter("person_id", &id_of(&second), ("holder", "2026-04-05")).await;

    let beyond = books.contribute(&penyertaan, &row, "100000.01", "2026-05-01").await;
    let within = books.contribute(&penyertaan, &row, "100000.00", "2026-05-01").await;

    assert_eq!(refusal(&beyond), refused(409, "above_maximum"));
    assert_eq!(within.status, 201, "{}", within.text);
}

#[tokio::test]
async fn r33_the_days_of_a_settlement_are_sealed_with_its_transaction() {
    let saved = Saved::spawn().await;
    saved.settle(json!({})).await.expect(201);
    let sooner = "UPDATE exit_settlement SET left_on = '2026-03-01', payable_on = '2026-03-01'";

    let guarded = tamper(&saved.books, sooner).await;
    let deleted = tamper(&saved.books, "DELETE FROM exit_settlement").await;
    let before = saved.books.verify().await;
    unguard_settlements(&saved.books).await;
    tamper(&saved.books, sooner).await.expect("the owner of the table may");

    assert!(guarded.is_err() && deleted.is_err(), "{guarded:?} {deleted:?}");
    assert_eq!(before, None);
    assert_eq!(saved.books.verify().await.as_deref(), Some("settlement_is_sealed"));
}
