//! Book years, entries dated back, a second person, proofs.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Books, id_of, key, posting, refusal, refused};
use crate::support::{Answer, Caller, at_once};

impl Books {
    pub(super) async fn settings(&self, caller: &Caller, change: Value) -> Answer {
        let path = self.path("ledger-settings");
        let seen = self.keeper.get(&path).await.expect(200);
        let mut draft = json!({
            "year_begins": 1, "back_dating_days": 366, "approval_days": 14,
            "reason": "Keputusan rapat pengurus",
        });
        for (name, value) in change.as_object().expect("an object") {
            draft[name] = value.clone();
        }
        caller.put(&path, seen.header("etag"), draft).await
    }

    pub(super) async fn close(&self, year: i64) -> Answer {
        let path = self.path(&format!("book-years/{year}/close"));
        self.keeper.post(&path, json!({ "reason": "RAT 2026" })).await
    }

    async fn reopen(&self, year: i64) -> Answer {
        let path = self.path(&format!("book-years/{year}/reopen"));
        self.admin.post(&path, json!({ "reason": "Temuan audit" })).await
    }

    /// Another officer who keeps the same books.
    pub(super) async fn second(&self) -> Caller {
        self.app.keeper(Role::EnterpriseOfficer, self.issuer).await
    }
}

pub(super) fn asked(answer: Answer) -> String {
    let view = answer.expect(202).json();
    view["approval_id"].as_str().expect("the request has its id").to_owned()
}

pub(super) async fn approve(caller: &Caller, request: &str, key: &str) -> Answer {
    caller.pay(&format!("/api/v1/approvals/{request}/approve"), key, json!({})).await
}

pub(super) async fn decline(caller: &Caller, request: &str, how: &str) -> Answer {
    let path = format!("/api/v1/approvals/{request}/{how}");
    caller.post(&path, json!({ "reason": "bukti kurang" })).await
}

#[tokio::test]
async fn nothing_is_posted_into_a_closed_book_year_until_it_is_reopened() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let person = books.person("Maria", "female").await;
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2025-01-05" });
    let member = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    let early = books.contribute(&sukarela, &member, "100.00", "2025-12-31").await.expect(201);
    let late = books.contribute(&sukarela, &member, "50.00", "2026-01-01").await.expect(201);

    assert_eq!(refusal(&books.close(2026).await), refused(409, "book_year_not_over"));
    let closed = books.close(2025).await.expect(201).json();
    assert_eq!(closed["closed"], true);
    assert_eq!(closed["head_sequence"], 2);
    assert_eq!(closed["head_hash"], late.json()["hash"]);
    assert_eq!(refusal(&books.close(2025).await), refused(409, "book_year_closed_already"));

    let closed_year = refused(409, "book_year_closed");
    let again = books.contribute(&sukarela, &member, "1.00", "2025-12-31").await;
    assert_eq!(refusal(&again), closed_year);
    assert!(again.text.contains("book-years/2025/reopen"), "{}", again.text);
    let out = books.withdraw(&sukarela, &member, "1.00", "2025-12-31").await;
    assert_eq!(refusal(&out), closed_year);
    assert_eq!(refusal(&books.reverse(&id_of(&early), "salah").await), closed_year);
    let opening = json!({
        "line": "cadangan", "amount": "1.00", "effective_on": "2024-12-31", "reason": "Neraca",
    });
    let opened = books.keeper.pay(&books.path("opening-balances"), &key(), opening.clone()).await;
    assert_eq!(refusal(&opened), closed_year);
    let items = json!({ "items": [{ "opening_balance": opening }] });
    let bulk = books.path("ledger-transactions/bulk");
    let each = books.keeper.pay(&format!("{bulk}?mode=each"), &key(), items.clone()).await;
    assert_eq!(each.expect(200).json()["items"][0]["errors"][0]["code"], "book_year_closed");
    assert_eq!(refusal(&books.keeper.pay(&bulk, &key(), items).await), closed_year);
    books.contribute(&sukarela, &member, "1.00", "2026-01-01").await.expect(201);

    let path = books.path("book-years/2025/reopen");
    let keeper = books.keeper.post(&path, json!({ "reason": "x" })).await;
    assert_eq!(keeper.status, 403, "only an administrator reopens");
    let reopened = books.reopen(2025).await.expect(200).json();
    assert_eq!(reopened["closed"], false);
    assert_eq!(reopened["reopen_reason"], "Temuan audit");
    books.contribute(&sukarela, &member, "1.00", "2025-12-31").await.expect(201);
    assert_eq!(refusal(&books.reopen(2025).await), refused(409, "book_year_open"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_closing_keeps_its_figures_and_shows_what_changed_later() {
    let books = Books::cooperative().await;
    let opening = |amount: &str, on: &str| json!({ "line": "cadangan", "amount": amount, "effective_on": on, "reason": "Neraca" });
    let post = |draft: Value| async {
        books.keeper.pay(&books.path("opening-balances"), &key(), draft).await.expect(201)
    };
    post(opening("70.00", "2025-12-31")).await;
    post(opening("5.00", "2026-01-01")).await;
    books.close(2025).await.expect(201);
    let year = books.path("book-years/2025");

    let found = books.keeper.get(&year).await.expect(200).json();
    assert_eq!(found["unchanged"], true);
    let figure = |class: &str, line: &str, now: &str| json!({ "class": class, "line": line, "closed": "70.00", "now": now });
    let figures = [figure("asset", "aset_awal", "70.00"), figure("equity", "cadangan", "70.00")];
    assert_eq!(found["figures"], json!(figures));

    books.reopen(2025).await.expect(200);
    post(opening("1.00", "2025-12-30")).await;
    let found = books.keeper.get(&year).await.expect(200).json();
    assert_eq!(found["unchanged"], false);
    let figures = [figure("asset", "aset_awal", "71.00"), figure("equity", "cadangan", "71.00")];
    assert_eq!(found["figures"], json!(figures));

    books.close(2025).await.expect(201);
    assert_eq!(books.keeper.get(&year).await.expect(200).json()["unchanged"], true);
    let all = books.keeper.get(&books.path("book-years")).await.expect(200).json();
    let states: Vec<&Value> =
        all["items"].as_array().expect("a list").iter().map(|it| &it["closed"]).collect();
    assert_eq!(states, [false, true]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn years_are_reopened_from_the_latest_one_and_may_begin_in_another_month() {
    let books = Books::cooperative().await;
    books.settings(&books.keeper, json!({ "year_begins": 4 })).await.expect(200);

    assert_eq!(books.close(2023).await.expect(201).json()["last_on"], "2024-03-31");
    assert_eq!(books.close(2025).await.expect(201).json()["last_on"], "2026-03-31");
    let settings = books.keeper.get(&books.path("ledger-settings")).await.expect(200).json();
    assert_eq!(settings["closed_through"], "2026-03-31");
    assert_eq!(refusal(&books.reopen(2023).await), refused(409, "book_year_later_closed"));
    books.reopen(2025).await.expect(200);
    let settings = books.keeper.get(&books.path("ledger-settings")).await.expect(200).json();
    assert_eq!(settings["closed_through"], "2024-03-31");
    books.reopen(2023).await.expect(200);
    assert_eq!(refusal(&books.close(9_999).await), refused(422, "book_year_unfit"));
}

#[tokio::test]
async fn settings_are_the_default_until_set_and_only_an_administrator_loosens_them() {
    let books = Books::cooperative().await;
    let path = books.path("ledger-settings");
    let before = books.keeper.get(&path).await.expect(200).json();
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "1.00", "2026-02-01").await.expect(201);

    assert_eq!(books.keeper.get(&path).await.expect(200).json(), before);
    assert_eq!(before["back_dating_days"], 366);
    let limit = |amount: &str| json!({ "approval_limit": amount });
    books.settings(&books.keeper, limit("100.00")).await.expect(200);
    let raised = books.settings(&books.keeper, limit("200.00")).await;
    assert_eq!(refusal(&raised), refused(403, "settings_loosened"));
    let lifted = books.settings(&books.keeper, json!({})).await;
    assert_eq!(refusal(&lifted), refused(403, "settings_loosened"));
    books.settings(&books.admin, limit("200.00")).await.expect(200);
    let stale = json!({
        "year_begins": 1, "back_dating_days": 1, "approval_days": 1, "reason": "usang",
    });
    assert_eq!(books.keeper.put(&path, "\"v1\"", stale).await.status, 412);
}

#[tokio::test]
async fn what_is_dated_too_far_back_waits_for_a_second_person_unless_an_administrator_posts_it() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.settings(&books.keeper, json!({ "back_dating_days": 31 })).await.expect(200);

    books.contribute(&sukarela, &member, "10.00", "2026-10-21").await.expect(201);
    let request = asked(books.contribute(&sukarela, &member, "10.00", "2026-10-20").await);
    let view = books.keeper.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json();
    assert_eq!((&view["back_dated"], &view["above_limit"]), (&json!(true), &json!(false)));
    let draft = posting(&sukarela, &member, "10.00", "2026-10-20");
    books.admin.pay(&books.path("contributions"), &key(), draft).await.expect(201);
    approve(&books.second().await, &request, &key()).await.expect(201);
    assert_eq!(books.capital("").await["liabilities"], "30.00");
}

#[tokio::test]
async fn r117_a_posting_above_the_limit_waits_and_is_posted_by_a_second_person_once() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.settings(&books.keeper, json!({ "approval_limit": "100.00" })).await.expect(200);
    let checker = books.second().await;

    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let draft = json!({ "instrument_id": sukarela, "member_id": member, "amount": "100.01" });
    let path = books.path("contributions");
    let first = books.keeper.pay(&path, "kunci-1", draft.clone()).await.expect(202);
    let retry = books.keeper.pay(&path, "kunci-1", draft).await.expect(202);
    assert_eq!(first.json(), retry.json());
    assert_eq!(retry.header("idempotency-replayed"), "true");
    let request = asked(first);
    assert_eq!(books.capital("").await["liabilities"], "100.00", "nothing was posted");
    let inbox = books.path("approvals?status=pending");
    let waiting = checker.get(&inbox).await.expect(200).json();
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(waiting["items"][0]["id"], request.as_str());

    let own = approve(&books.keeper, &request, &key()).await;
    assert_eq!(refusal(&own), refused(403, "maker_is_checker"));
    // The next day in Maluku.
    let later = "2026-11-21T23:00:00Z".parse().expect("an instant");
    books.app.state.clock.set(later);
    let done = approve(&checker, &request, "setuju-1").await.expect(201).json();
    assert_eq!(done["status"], "approved");
    let posted = &done["transaction"];
    assert_eq!(posted["effective_on"], "2026-11-21", "it counts on the day it was asked for");
    assert_eq!(posted["user_id"], json!(books.keeper.id));
    assert_eq!(posted["approved_by"], json!(checker.id));
    let again = approve(&checker, &request, "setuju-1").await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let twice = approve(&checker, &request, "setuju-2").await;
    assert_eq!(refusal(&twice), refused(409, "request_decided"));
    assert_eq!(books.capital("").await["liabilities"], "200.01");
    let waiting = checker.get(&inbox).await.expect(200).json();
    assert_eq!(waiting["items"], json!([]));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_many_checkers_at_once_post_a_request_once() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let request = asked(books.contribute(&sukarela, &member, "10.00", "2026-02-01").await);
    let checkers = [books.second().await, books.second().await, books.admin.clone()];

    let answers = at_once(12, |index| {
        let (checker, request) = (checkers[index % 3].clone(), request.clone());
        async move { approve(&checker, &request, &key()).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(status, 201 | 409 | 503)), "{answers:?}");
    assert_eq!(books.capital("").await["liabilities"], "10.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_a_request_is_rejected_withdrawn_or_lapses_and_then_nothing_is_posted() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let checker = books.second().await;
    let ask = || async { asked(books.contribute(&sukarela, &member, "10.00", "2026-02-01").await) };
    let (first, second, third) = (ask().await, ask().await, ask().await);

    let own = decline(&books.keeper, &first, "reject").await;
    assert_eq!(refusal(&own), refused(403, "maker_is_checker"));
    decline(&checker, &first, "reject").await.expect(200);
    let others = decline(&checker, &second, "withdraw").await;
    assert_eq!(refusal(&others), refused(403, "not_the_maker"));
    decline(&books.keeper, &second, "withdraw").await.expect(200);
    books.app.state.clock.set("2026-12-05T03:00:00Z".parse().expect("an instant"));
    // Tokens of tests hold for a day.
    let checker = books.second().await;
    let lapsed = approve(&checker, &third, &key()).await;
    assert_eq!(refusal(&lapsed), refused(409, "request_lapsed"));

    for (request, status) in [(&first, "rejected"), (&second, "withdrawn"), (&third, "expired")] {
        let view = checker.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json();
        assert_eq!(view["status"], status);
        let list = books.path(&format!("approvals?status={status}"));
        let list = checker.get(&list).await.expect(200).json();
        assert_eq!(list["items"][0]["id"], request.as_str());
    }
    let decided = approve(&checker, &first, &key()).await;
    assert_eq!(refusal(&decided), refused(409, "request_decided"));
    let capital = checker.get(&books.path("capital")).await.expect(200).json();
    assert_eq!(capital["liabilities"], "0.00");
}

#[tokio::test]
async fn r117_the_rules_are_asked_again_at_the_approval() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "50.00" })).await.expect(200);
    let refused_at_once = books.withdraw(&sukarela, &member, "100.01", "2026-03-01").await;
    assert_eq!(refusal(&refused_at_once), refused(422, "insufficient_balance"));
    let request = asked(books.withdraw(&sukarela, &member, "60.00", "2026-03-01").await);
    books.withdraw(&sukarela, &member, "50.00", "2026-03-01").await.expect(201);
    let checker = books.second().await;

    let late = approve(&checker, &request, &key()).await;
    assert_eq!(refusal(&late), refused(422, "insufficient_balance"));
    let view = checker.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json();
    assert_eq!(view["status"], "pending", "it may be approved once there is enough");
    books.contribute(&sukarela, &member, "20.00", "2026-02-02").await.expect(201);
    approve(&checker, &request, &key()).await.expect(201);
    assert_eq!(books.capital("").await["liabilities"], "10.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_reversals_wait_as_well_and_what_stands_together_is_told_to_be_sent_alone() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let made = books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "50.00" })).await.expect(200);

    let item = json!({ "contribution": posting(&sukarela, &member, "50.01", "2026-02-01") });
    let bulk = books.path("ledger-transactions/bulk");
    let bulk = books.keeper.pay(&bulk, &key(), json!({ "items": [item] })).await;
    assert_eq!(refusal(&bulk), refused(409, "approval_needed"));
    assert!(bulk.text.contains("/items/0/contribution"), "{}", bulk.text);
    let request = asked(books.reverse(&id_of(&made), "salah catat").await);
    let done = approve(&books.admin, &request, &key()).await.expect(201).json();
    assert_eq!(done["transaction"]["reverses"], id_of(&made).as_str());
    assert_eq!(books.capital("").await["liabilities"], "0.00");
}

#[tokio::test]
async fn requests_are_seen_and_decided_only_by_those_who_keep_these_books() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let request = asked(books.contribute(&sukarela, &member, "10.00", "2026-02-01").await);
    let other = books.app.organization("koperasi_primer", "Koperasi Lain", super::VILLAGE).await;
    let stranger = books.app.keeper(Role::EnterpriseOfficer, other).await;
    let auditor = books.app.officer(Role::Auditor, "81.02").await;
    let office = books.app.officer(Role::RegionalOfficer, "81.02").await;

    assert_eq!(approve(&stranger, &request, &key()).await.status, 404);
    assert_eq!(stranger.get(&books.path("approvals")).await.status, 404);
    assert_eq!(approve(&auditor, &request, &key()).await.status, 403);
    auditor.get(&books.path("approvals")).await.expect(200);
    assert_eq!(office.get(&format!("/api/v1/approvals/{request}")).await.status, 403);
}

#[tokio::test]
async fn a_receipt_is_checked_against_the_proof_and_a_changed_transaction_shows() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let mut receipts = Vec::new();
    for _ in 0..3 {
        let made = books.contribute(&sukarela, &member, "10.00", "2026-02-01").await.expect(201);
        receipts.push(made.json());
    }

    let proof = books.keeper.get(&books.path("ledger/proof?from=2&to=2")).await.expect(200).json();
    assert_eq!(proof["intact"], true);
    assert_eq!(proof["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(proof["items"][0]["hash"], receipts[1]["hash"]);
    assert_eq!(proof["items"][0]["previous_hash"], receipts[0]["hash"]);
    assert_eq!((&proof["head_sequence"], &proof["head_hash"]), (&json!(3), &receipts[2]["hash"]));

    super::verify::unguard(&books).await;
    let sql = "UPDATE ledger_transaction SET reason = 'lain' WHERE sequence = 2";
    super::verify::tamper(&books, sql).await.expect("the owner of the tables may");
    let proof = books.keeper.get(&books.path("ledger/proof")).await.expect(200).json();
    let intact: Vec<&Value> =
        proof["items"].as_array().expect("a list").iter().map(|it| &it["intact"]).collect();
    assert_eq!(intact, [true, false, true]);
    assert_eq!(proof["intact"], false);
}
