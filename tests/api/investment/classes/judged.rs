//! Terms that are gone round by no date, reversal, interest or second entry in
//! the register, and that are mended where they were a slip.

use super::*;
use crate::investment::control::{approve, asked};
use crate::support::Caller;

impl Books {
    /// A member in force since 1 February 2026.
    async fn in_force(&self, pokok: &str, name: &str) -> String {
        let member = self.applicant(name).await;
        self.contribute(pokok, &member, "100000.00", "2026-02-01").await.expect(201);
        member
    }

    async fn interest(&self, instrument: &str, member: &str, amount: &str, on: &str) -> Answer {
        let mut draft = posting(instrument, member, amount, on);
        draft["reason"] = json!("Jasa simpanan");
        self.act("savings-interest", draft).await
    }
}

pub(super) async fn cancel(caller: &Caller, terms: &str) -> Answer {
    let path = format!("/api/v1/instrument-terms/{terms}/cancellation");
    caller.post(&path, json!({ "reason": "salah ketik; ART pasal 12" })).await
}

#[tokio::test]
async fn r47_interest_is_held_to_the_maximum_and_the_total_of_the_savings() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let bounds = json!({ "maximum": "1000.00", "issuable_total": "1500.00" });
    books.terms(&sukarela, bounds).await.expect(201);
    let (maria, yosefa) =
        (books.in_force(&pokok, "Maria").await, books.in_force(&pokok, "Yosefa").await);
    books.contribute(&sukarela, &maria, "900.00", "2026-02-02").await.expect(201);
    books.contribute(&sukarela, &yosefa, "550.00", "2026-02-02").await.expect(201);

    let above_maximum = books.interest(&sukarela, &maria, "100.01", "2026-03-31").await;
    let above_total = books.interest(&sukarela, &yosefa, "50.01", "2026-03-31").await;
    let fits = books.interest(&sukarela, &maria, "50.00", "2026-03-31").await;

    assert_eq!(refusal(&above_maximum), refused(409, "savings_full"));
    assert_eq!(refusal(&above_total), refused(409, "savings_full"));
    assert_eq!(fits.status, 201, "{}", fits.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_lock_in_does_not_bind_what_is_there_already() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let maria = books.applicant("Maria").await;
    books.contribute(&sukarela, &maria, "100.00", "2026-02-01").await.expect(201);
    let locking = |from: &str| json!({ "valid_from": from, "lock_in_months": 600 });

    let late = books.terms(&sukarela, locking("2025-11-03")).await;
    let same_day = books.terms(&sukarela, locking("2026-02-01")).await;
    books.terms(&sukarela, locking("2026-02-02")).await.expect(201);
    books.contribute(&sukarela, &maria, "40.00", "2026-02-02").await.expect(201);
    let locked = books.withdraw(&sukarela, &maria, "100.01", "2026-03-01").await;
    let free = books.withdraw(&sukarela, &maria, "100.00", "2026-03-01").await;

    assert_eq!(refusal(&late), refused(409, "lock_in_late"));
    assert!(late.text.contains("2026-02-02"), "{}", late.text);
    assert_eq!(refusal(&same_day), refused(409, "lock_in_late"));
    assert_eq!(refusal(&locked), refused(409, "locked_in"));
    assert_eq!(free.status, 201, "{}", free.text);
}

#[tokio::test]
async fn terms_set_by_mistake_are_cancelled_by_another_administrator_and_stay_on_record() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let maria = books.applicant("Maria").await;
    let slip = id_of(&books.terms(&sukarela, json!({ "maximum": "1.00" })).await.expect(201));
    let bound = books.contribute(&sukarela, &maria, "5.00", "2026-02-01").await;

    let by_treasurer = cancel(&books.keeper, &slip).await;
    let done = cancel(&books.admin, &slip).await.expect(201).json();
    let twice = cancel(&books.admin, &slip).await;
    let free = books.contribute(&sukarela, &maria, "5.00", "2026-02-01").await;
    // The right ones may begin on the same day as those that never held.
    books.terms(&sukarela, json!({ "maximum": "5.00" })).await.expect(201);
    let above = books.contribute(&sukarela, &maria, "0.01", "2026-02-01").await;
    let path = format!("/api/v1/instruments/{sukarela}/terms");
    let draft = json!({ "valid_from": "2027-01-01", "decision_number": "ART 5" });
    let of_admin = id_of(&books.admin.post(&path, draft).await.expect(201));
    let own = cancel(&books.admin, &of_admin).await;

    assert_eq!(refusal(&bound), refused(409, "above_maximum"));
    assert_eq!(by_treasurer.status, 403, "{}", by_treasurer.text);
    assert_eq!(done["cancellation_reason"], "salah ketik; ART pasal 12");
    assert_eq!(refusal(&twice), refused(409, "terms_cancelled"));
    assert_eq!(free.status, 201, "{}", free.text);
    assert_eq!(refusal(&above), refused(409, "above_maximum"));
    assert_eq!(refusal(&own), refused(403, "terms_own"));
    let first = books.keeper.get(&format!("{path}?limit=1")).await.expect(200).json();
    assert_eq!(first["items"][0]["cancelled_at"], done["cancelled_at"]);
    let cursor = first["next_cursor"].as_str().expect("there is another page");
    let rest = books.keeper.get(&format!("{path}?cursor={cursor}")).await.expect(200).json();
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(rest["items"][0]["maximum"], "5.00");
    let stranger = books.app.organization("koperasi_primer", "Lain", VILLAGE).await;
    let role = kibm::identity::entity::access_grant::Role::EnterpriseOfficer;
    let stranger = books.app.keeper(role, stranger).await;
    assert_eq!(cancel(&stranger, &slip).await.status, 403);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn terms_begin_five_years_ahead_at_most_and_are_cancelled_before_they_begin() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let maria = books.investor("Maria").await;
    let far = books.terms(&penyertaan, json!({ "valid_from": "9999-12-31" })).await;
    let next = json!({ "valid_from": "2031-11-21", "issuable_total": "10.00" });
    let next = id_of(&books.terms(&penyertaan, next).await.expect(201));
    let bound = books.contribute(&penyertaan, &maria, "11.00", "2026-02-01").await;

    cancel(&books.admin, &next).await.expect(201);
    let free = books.contribute(&penyertaan, &maria, "11.00", "2026-02-01").await;

    assert_eq!(refusal(&far), refused(422, "terms_too_far"));
    assert_eq!(refusal(&bound), refused(409, "issuable_exhausted"));
    assert_eq!(free.status, 201, "{}", free.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_cancellation_neither_locks_what_came_in_free_nor_passes_a_total() {
    let books = Books::cooperative().await;
    let (locked, total) = (books.participating().await, books.participating().await);
    let maria = books.investor("Maria").await;
    books.terms(&locked, json!({ "lock_in_months": 6 })).await.expect(201);
    books.terms(&total, json!({ "issuable_total": "100.00" })).await.expect(201);
    let today = "2026-11-21";
    let free = id_of(&books.terms(&locked, json!({ "valid_from": today })).await.expect(201));
    let more = json!({ "valid_from": today, "issuable_total": "500.00" });
    let more = id_of(&books.terms(&total, more).await.expect(201));
    books.contribute(&locked, &maria, "50.00", today).await.expect(201);
    books.contribute(&total, &maria, "300.00", today).await.expect(201);

    let would_lock = cancel(&books.admin, &free).await;
    let would_pass = cancel(&books.admin, &more).await;

    assert_eq!(refusal(&would_lock), refused(409, "cancellation_locks"));
    assert_eq!(refusal(&would_pass), refused(409, "total_below_issued"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_what_is_dated_before_the_terms_of_today_and_beside_them_waits() {
    let books = Books::cooperative().await;
    let (capped, locked) = (books.participating().await, books.participating().await);
    let maria = books.investor("Maria").await;
    let from = "2026-10-01";
    books.terms(&capped, json!({ "valid_from": from, "maximum": "1000.00" })).await.expect(201);
    books.terms(&locked, json!({ "valid_from": from, "lock_in_months": 12 })).await.expect(201);

    let within = books.contribute(&capped, &maria, "900.00", "2026-09-30").await;
    let above = books.contribute(&capped, &maria, "4000.00", "2026-09-30").await;
    let unlocked = books.contribute(&locked, &maria, "5.00", "2026-09-30").await;
    let item = json!({ "contribution": posting(&locked, &maria, "5.00", "2026-09-30") });
    let bulk = books.path("ledger-transactions/bulk");
    let bulk = books.keeper.pay(&bulk, &key(), json!({ "items": [item] })).await;
    let since = books.contribute(&locked, &maria, "5.00", from).await;

    assert_eq!(within.status, 201, "the terms say nothing against it: {}", within.text);
    assert_eq!(above.expect(202).json()["beside_terms"], true);
    assert_eq!(refusal(&bulk), refused(409, "approval_needed"));
    assert_eq!(since.status, 201, "{}", since.text);
    let request = asked(unlocked);
    let checker = books.second().await;
    let seen = checker.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json();
    assert_eq!(seen["beside_terms"], true, "{seen}");
    approve(&checker, &request, &key()).await.expect(201);
    let mut draft = redemption(&locked, &maria, "5.00");
    draft["effective_on"] = json!("2026-10-02");
    let taken = books.act("redemptions", draft).await;
    assert_eq!(taken.status, 201, "two have signed that it came in before: {}", taken.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_a_reversal_takes_out_what_is_locked_only_with_a_second_person() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let terms = json!({ "lock_in_months": 12, "minimum": "500.00" });
    books.terms(&sukarela, terms).await.expect(201);
    let maria = books.applicant("Maria").await;
    let first = books.contribute(&sukarela, &maria, "600.00", "2026-10-01").await.expect(201);
    books.contribute(&sukarela, &maria, "300.00", "2026-10-05").await.expect(201);
    let path = format!("/api/v1/ledger-transactions/{}/reversal", id_of(&first));
    let today = json!({ "reason": "diambil", "effective_on": "2026-11-21" });

    let paid_out = books.keeper.pay(&path, &key(), today).await;
    let correction = books.reverse(&id_of(&first), "salah orang").await;

    assert_eq!(refusal(&paid_out), refused(409, "reversal_of_locked"));
    assert_eq!(correction.status, 202, "{}", correction.text);
    assert_eq!(correction.json()["beside_terms"], true);
    approve(&books.second().await, &asked(correction), &key()).await.expect(201);
    assert_eq!(books.capital("").await["liabilities"], "300.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_a_reversal_of_what_was_free_and_is_gone_does_not_take_out_what_is_locked() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    books.terms(&penyertaan, json!({ "lock_in_days": 100 })).await.expect(201);
    let maria = books.investor("Maria").await;
    let free = books.contribute(&penyertaan, &maria, "100.00", "2026-02-01").await.expect(201);
    let kept = books.contribute(&penyertaan, &maria, "40.00", "2026-02-02").await.expect(201);
    books.contribute(&penyertaan, &maria, "100.00", "2026-10-01").await.expect(201);

    let alone = books.reverse(&id_of(&kept), "salah catat").await;
    let mut draft = redemption(&penyertaan, &maria, "100.00");
    draft["effective_on"] = json!("2026-11-20");
    books.act("redemptions", draft).await.expect(201);
    let waits = books.reverse(&id_of(&free), "salah catat").await;

    assert_eq!(alone.status, 201, "nothing locked goes: {}", alone.text);
    assert_eq!(waits.status, 202, "{}", waits.text);
    assert_eq!(waits.json()["beside_terms"], true);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_where_the_own_day_is_closed_a_later_reversal_waits_instead() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    books
        .terms(&penyertaan, json!({ "valid_from": "2025-01-01", "lock_in_months": 60 }))
        .await
        .expect(201);
    let person = books.person("Maria", "female").await;
    let draft = json!({ "person_id": person, "standing": "holder", "applied_on": "2025-01-05" });
    let maria = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    let made = books.contribute(&penyertaan, &maria, "90.00", "2025-12-31").await.expect(201);
    books.close(2025).await.expect(201);
    let path = format!("/api/v1/ledger-transactions/{}/reversal", id_of(&made));
    let draft = json!({ "reason": "salah catat", "effective_on": "2026-11-21" });

    let correction = books.keeper.pay(&path, &key(), draft).await;

    assert_eq!(correction.status, 202, "{}", correction.text);
    assert_eq!(correction.json()["beside_terms"], true);
}

/// Ends a membership without settling, and enters the same person again.
async fn again(books: &Books, member: &str, on: &str) -> String {
    let view = books.keeper.get(&format!("/api/v1/members/{member}")).await.expect(200).json();
    let exit = json!({ "left_on": on, "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{member}/exit"), exit).await.expect(200);
    let draft =
        json!({ "person_id": view["holder_person_id"], "standing": "member", "applied_on": on });
    id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201))
}

#[tokio::test]
async fn a_maximum_is_of_the_person_and_not_of_a_row_of_the_register() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let pokok = books.principal(false).await;
    books.terms(&sukarela, json!({ "maximum": "1000.00" })).await.expect(201);
    let maria = books.in_force(&pokok, "Maria").await;
    books.contribute(&sukarela, &maria, "800.00", "2026-02-02").await.expect(201);
    let anew = again(&books, &maria, "2026-03-15").await;
    let yosefa = books.applicant("Yosefa").await;

    let above = books.contribute(&sukarela, &anew, "200.01", "2026-03-16").await;
    let items: Vec<Value> = [(&yosefa, "1000.00"), (&anew, "150.00"), (&anew, "50.01")]
        .map(|(member, amount)| {
            json!({ "contribution": posting(&sukarela, member, amount, "2026-03-16") })
        })
        .into();
    let bulk = books.path("ledger-transactions/bulk?mode=each");
    let bulk = books.keeper.pay(&bulk, &key(), json!({ "items": items })).await.expect(200);

    assert_eq!(refusal(&above), refused(409, "above_maximum"));
    let bulk = bulk.json();
    let statuses: Vec<Value> = (0..3).map(|nth| bulk["items"][nth]["status"].clone()).collect();
    assert_eq!(statuses, [201, 201, 409].map(|it| json!(it)), "{bulk}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_maximum_counts_every_row_of_who_left_and_came_again_twice() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    books.terms(&sukarela, json!({ "maximum": "1000.00" })).await.expect(201);
    let first = books.applicant("Maria").await;
    books.contribute(&sukarela, &first, "400.00", "2026-02-02").await.expect(201);
    let second = again(&books, &first, "2026-03-15").await;
    books.contribute(&sukarela, &second, "400.00", "2026-03-16").await.expect(201);
    let third = again(&books, &second, "2026-04-15").await;

    let above = books.contribute(&sukarela, &third, "200.01", "2026-04-16").await;
    let fits = books.contribute(&sukarela, &third, "200.00", "2026-04-16").await;

    assert_eq!(refusal(&above), refused(409, "above_maximum"));
    assert_eq!(fits.status, 201, "{}", fits.text);
}

#[tokio::test]
async fn what_passes_between_two_rows_of_one_person_leaves_them_within_the_terms() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let maria = books.applicant("Maria").await;
    books.contribute(&penyertaan, &maria, "800.00", "2026-02-01").await.expect(201);
    let anew = again(&books, &maria, "2026-03-15").await;
    let passes = async |on: &str| {
        let draft = json!({
            "instrument_id": penyertaan, "from_member_id": maria, "to_member_id": anew,
            "amount": "400.00", "effective_on": on, "reason": "satu orang",
        });
        books.act("transfers", draft).await
    };
    let bounds = json!({ "valid_from": "2026-10-01", "minimum": "500.00", "maximum": "1000.00" });
    books.terms(&penyertaan, bounds).await.expect(201);

    let since = passes("2026-10-02").await;
    assert_eq!(since.status, 201, "{}", since.text);
    let back = books.reverse(&id_of(&since), "salah catat").await;
    let before = passes("2026-09-30").await;

    assert_eq!(back.status, 201, "{}", back.text);
    assert_eq!(before.status, 201, "{}", before.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r47_who_left_and_came_again_in_a_month_is_taxed_once_as_one_person() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let pokok = books.principal(false).await;
    let maria = books.in_force(&pokok, "Maria").await;
    books.interest(&sukarela, &maria, "240000.00", "2026-03-10").await.expect(201);
    let anew = again(&books, &maria, "2026-03-15").await;
    books.contribute(&pokok, &anew, "100000.00", "2026-03-16").await.expect(201);

    let second = books.interest(&sukarela, &anew, "240000.00", "2026-03-31").await.expect(201);

    // 10 percent of 480,000, of which nothing was withheld before.
    assert_eq!(second.json()["balance"], "192000.00");
    let year = format!("/api/v1/members/{anew}/savings-interest?year=2026");
    let year = books.keeper.get(&year).await.expect(200).json();
    assert_eq!((&year["gross"], &year["tax"]), (&json!("240000.00"), &json!("48000.00")));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn interest_is_not_dated_before_the_member_applied() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let pokok = books.principal(false).await;
    let maria = books.in_force(&pokok, "Maria").await;

    let early = books.interest(&sukarela, &maria, "10.00", "2026-01-04").await;
    let on_the_day = books.interest(&sukarela, &maria, "10.00", "2026-01-05").await;

    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(on_the_day.status, 201, "{}", on_the_day.text);
}
