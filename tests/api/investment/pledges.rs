//! Pledges: promises, which are no capital until they are paid.

use serde_json::{Value, json};

use super::capital::village_enterprise;
use super::{Books, id_of, key, posting, refusal, refused};
use crate::support::{Answer, at_once};

mod desk;

/// A cooperative with mandatory savings and an applicant who may pledge.
struct Desk {
    books: Books,
    savings: String,
    member: String,
}

impl Desk {
    async fn open() -> Self {
        let books = Books::cooperative().await;
        let savings = books.savings("simpanan_wajib").await;
        let member = books.applicant("Maria").await;
        Self { books, savings, member }
    }

    /// A promise of this much, of 1 November 2026 for the end of the year.
    fn promise(&self, amount: &str) -> Value {
        json!({
            "instrument_id": self.savings, "member_id": self.member, "amount": amount,
            "pledged_on": "2026-11-01", "due_on": "2026-12-31", "document_number": "SP 1",
        })
    }

    async fn pledge(&self, amount: &str) -> String {
        id_of(&self.books.pledge(self.promise(amount)).await.expect(201))
    }
}

impl Books {
    async fn pledge(&self, draft: Value) -> Answer {
        self.keeper.post(&self.path("pledges"), draft).await
    }

    async fn pay_on(&self, pledge: &str, amount: &str, on: &str) -> Answer {
        let draft = json!({ "amount": amount, "effective_on": on });
        self.keeper.pay(&format!("/api/v1/pledges/{pledge}/payments"), &key(), draft).await
    }

    /// Status, paid and open of a pledge.
    async fn stands(&self, pledge: &str, query: &str) -> [String; 3] {
        let view = self.keeper.get(&format!("/api/v1/pledges/{pledge}{query}")).await;
        let view = view.expect(200).json();
        ["status", "paid", "open"].map(|name| view[name].as_str().unwrap_or("none").to_owned())
    }

    async fn cancel(&self, pledge: &str, on: &str) -> Answer {
        let path = format!("/api/v1/pledges/{pledge}/cancellation");
        let draft = json!({ "cancelled_on": on, "reason": "gagal panen" });
        self.keeper.post(&path, draft).await
    }

    async fn unpaid(&self, query: &str) -> Value {
        self.capital(query).await["unpaid_pledges"].clone()
    }

    /// All that tells of capital: what a promise must not change.
    async fn told_of_capital(&self) -> Vec<Value> {
        let mut told = Vec::new();
        for path in ["balances", "trial-balance", "equity", "members", "ledger-transactions"] {
            told.push(self.keeper.get(&self.path(path)).await.expect(200).json());
        }
        let id = self.issuer;
        for path in ["composition", "look-through"] {
            let path = format!("/api/v1/ownership/{path}?organization={id}");
            told.push(self.keeper.get(&path).await.expect(200).json());
        }
        let mut capital = self.capital("").await;
        capital.as_object_mut().expect("a statement").remove("unpaid_pledges");
        told.push(capital);
        told
    }
}

fn stand(status: &str, paid: &str, open: &str) -> [String; 3] {
    [status, paid, open].map(str::to_owned)
}

#[tokio::test]
async fn a_pledge_is_no_capital_until_it_is_paid_in_parts_up_to_its_amount() {
    let desk = Desk::open().await;
    let books = &desk.books;
    books.contribute(&desk.savings, &desk.member, "5.00", "2026-11-01").await.expect(201);

    let before = books.told_of_capital().await;
    let pledge = desk.pledge("1000000.00").await;
    assert_eq!(books.told_of_capital().await, before);
    assert_eq!(books.unpaid("").await, "1000000.00");
    assert_eq!(books.unpaid("?as_of=2026-10-31").await, "0.00");
    assert_eq!(books.stands(&pledge, "").await, stand("open", "0.00", "1000000.00"));

    let part = books.pay_on(&pledge, "400000.00", "2026-11-10").await.expect(201).json();
    assert_eq!((&part["kind"], &part["pledge_id"]), (&json!("contribution"), &json!(pledge)));
    assert_eq!(part["balance"], "400005.00");
    assert_eq!(books.stands(&pledge, "").await, stand("partial", "400000.00", "600000.00"));
    assert_eq!(books.stands(&pledge, "?as_of=2026-11-09").await[0], "open");
    assert_eq!(books.capital("").await["own_capital"], "400005.00");

    let above = books.pay_on(&pledge, "600000.01", "2026-11-12").await;
    assert_eq!(refusal(&above), refused(422, "pledge_open_amount"));
    assert!(above.text.contains("Rp600.000"), "{}", above.text);
    books.pay_on(&pledge, "600000.00", "2026-11-12").await.expect(201);
    assert_eq!(books.stands(&pledge, "").await, stand("completed", "1000000.00", "0.00"));
    let again = books.pay_on(&pledge, "0.01", "2026-11-12").await;
    assert_eq!(refusal(&again), refused(422, "pledge_open_amount"));
    assert_eq!(books.unpaid("").await, "0.00");

    let path = books.path(&format!("ledger-transactions?pledge={pledge}"));
    let payments = books.keeper.get(&path).await.expect(200).json();
    let amounts: Vec<&Value> =
        payments["items"].as_array().expect("a list").iter().map(|it| &it["amount"]).collect();
    assert_eq!(amounts, ["400000.00", "600000.00"]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r26_an_applicant_becomes_a_member_with_the_last_part_of_what_was_pledged() {
    let books = Books::cooperative().await;
    let pokok = books.principal(true).await;
    let member = books.applicant("Maria").await;
    let promise = |amount: &str| {
        json!({
            "instrument_id": pokok, "member_id": member, "amount": amount,
            "pledged_on": "2026-11-01", "due_on": "2026-12-31",
        })
    };

    let beyond = books.pledge(promise("100000.01")).await;
    let pledge = id_of(&books.pledge(promise("100000.00")).await.expect(201));
    let promised = books.keeper.get(&format!("/api/v1/members/{member}")).await.json();
    let half = books.pay_on(&pledge, "50000.00", "2026-11-05").await.expect(201).json();
    let whole = books.pay_on(&pledge, "50000.00", "2026-11-15").await.expect(201).json();

    assert_eq!(refusal(&beyond), refused(422, "principal_amount"));
    assert_eq!(promised["status"], "applicant");
    assert_eq!(half["member_status"], "applicant");
    assert_eq!(whole["member_status"], "active");
    let joined = books.keeper.get(&format!("/api/v1/members/{member}")).await.json();
    assert_eq!(joined["joined_on"], "2026-11-15");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_reversal_opens_the_pledge_again() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let pledge = desk.pledge("100.00").await;
    let paid = books.pay_on(&pledge, "100.00", "2026-11-10").await.expect(201);

    let back = books.reverse(&id_of(&paid), "cek kosong").await.expect(201).json();
    assert_eq!(back["pledge_id"], json!(pledge));
    assert_eq!(books.stands(&pledge, "").await, stand("open", "0.00", "100.00"));
    assert_eq!(books.unpaid("").await, "100.00");
    books.pay_on(&pledge, "100.00", "2026-11-11").await.expect(201);
    assert_eq!(books.stands(&pledge, "").await[0], "completed");

    // What is taken back from a later day on stood in between.
    let other = desk.pledge("100.00").await;
    let paid = books.pay_on(&other, "60.00", "2026-11-05").await.expect(201);
    let path = format!("/api/v1/ledger-transactions/{}/reversal", id_of(&paid));
    let draft = json!({ "reason": "salah", "effective_on": "2026-11-15" });
    books.keeper.pay(&path, &key(), draft).await.expect(201);
    let between = books.pay_on(&other, "100.00", "2026-11-14").await;
    assert_eq!(refusal(&between), refused(422, "pledge_open_amount"));
    books.pay_on(&other, "100.00", "2026-11-15").await.expect(201);
    assert_eq!(books.stands(&other, "?as_of=2026-11-14").await, stand("partial", "60.00", "40.00"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn of_many_payments_at_once_for_the_rest_exactly_one_wins() {
    let desk = Desk::open().await;
    let pledge = desk.pledge("100.00").await;
    desk.books.pay_on(&pledge, "40.00", "2026-11-10").await.expect(201);

    let mut answers = at_once(12, |_| {
        let keeper = desk.books.keeper.clone();
        let path = format!("/api/v1/pledges/{pledge}/payments");
        async move { keeper.pay(&path, &key(), json!({ "amount": "60.00" })).await.status }
    })
    .await;

    answers.sort_unstable();
    assert_eq!(answers[..2], [201, 422]);
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(desk.books.stands(&pledge, "").await, stand("completed", "100.00", "0.00"));
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn a_payment_and_a_cancellation_at_once_never_both_close_the_pledge() {
    let desk = Desk::open().await;
    for _ in 0..4 {
        let pledge = desk.pledge("100.00").await;
        let answers = at_once(2, |turn| {
            let keeper = desk.books.keeper.clone();
            let pledge = pledge.clone();
            async move {
                if turn == 0 {
                    let path = format!("/api/v1/pledges/{pledge}/payments");
                    keeper.pay(&path, &key(), json!({ "amount": "100.00" })).await.status
                } else {
                    let path = format!("/api/v1/pledges/{pledge}/cancellation");
                    keeper.post(&path, json!({ "reason": "batal" })).await.status
                }
            }
        })
        .await;

        let [status, ..] = desk.books.stands(&pledge, "").await;
        let expected = if answers[0] == 201 { "completed" } else { "cancelled" };
        assert_eq!(status, expected, "{answers:?}");
        assert_eq!(answers.iter().filter(|it| **it == 201).count(), 1, "{answers:?}");
    }
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn a_cancelled_pledge_keeps_what_was_paid_and_takes_nothing_more() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let pledge = desk.pledge("100.00").await;
    books.pay_on(&pledge, "30.00", "2026-11-10").await.expect(201);

    let early = books.cancel(&pledge, "2026-11-09").await;
    let future = books.cancel(&pledge, "2026-11-22").await;
    let ended = books.cancel(&pledge, "2026-11-15").await.expect(201).json();
    let twice = books.cancel(&pledge, "2026-11-15").await;
    let paid = books.pay_on(&pledge, "1.00", "2026-11-12").await;

    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(refusal(&future), refused(422, "date_in_future"));
    assert_eq!((&ended["status"], &ended["open"]), (&json!("cancelled"), &json!("0.00")));
    assert_eq!(ended["cancellation_reason"], "gagal panen");
    assert_eq!(ended["cancelled_by"], json!(books.keeper.id));
    assert_eq!(refusal(&twice), refused(409, "pledge_cancelled"));
    assert_eq!(refusal(&paid), refused(409, "pledge_cancelled"));
    assert_eq!(
        books.stands(&pledge, "?as_of=2026-11-14").await,
        stand("partial", "30.00", "70.00")
    );
    assert_eq!(books.unpaid("?as_of=2026-11-14").await, "70.00");
    assert_eq!(books.unpaid("").await, "0.00");
    assert_eq!(books.capital("").await["own_capital"], "30.00");
    let completed = desk.pledge("1.00").await;
    books.pay_on(&completed, "1.00", "2026-11-10").await.expect(201);
    let completed = books.cancel(&completed, "2026-11-15").await;
    assert_eq!(refusal(&completed), refused(409, "pledge_completed"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_pledge_expires_with_its_last_day_and_still_takes_what_was_paid_in_time() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let mut draft = desk.promise("100.00");
    draft["due_on"] = json!("2026-11-20");
    let pledge = id_of(&books.pledge(draft).await.expect(201));

    assert_eq!(books.stands(&pledge, "").await, stand("expired", "0.00", "0.00"));
    assert_eq!(books.stands(&pledge, "?as_of=2026-11-20").await, stand("open", "0.00", "100.00"));
    assert_eq!(books.unpaid("").await, "0.00");
    assert_eq!(books.unpaid("?as_of=2026-11-20").await, "100.00");
    let late = books.pay_on(&pledge, "1.00", "2026-11-21").await;
    assert_eq!(refusal(&late), refused(409, "pledge_expired"));
    let cancelled = books.cancel(&pledge, "2026-11-21").await;
    assert_eq!(refusal(&cancelled), refused(409, "pledge_expired"));
    books.pay_on(&pledge, "40.00", "2026-11-20").await.expect(201);
    assert_eq!(books.stands(&pledge, "").await, stand("expired", "40.00", "0.00"));
    assert_eq!(books.stands(&pledge, "?as_of=2026-11-20").await[2], "60.00");
    books.pay_on(&pledge, "60.00", "2026-11-20").await.expect(201);
    assert_eq!(books.stands(&pledge, "").await[0], "completed");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r7_a_pledge_expires_by_the_local_date_of_the_issuer() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let mut draft = desk.promise("100.00");
    draft["due_on"] = json!("2026-11-21");
    let pledge = id_of(&books.pledge(draft).await.expect(201));

    // Kei is nine hours ahead of UTC.
    books.app.state.clock.set("2026-11-21T14:59:59Z".parse().unwrap());
    assert_eq!(books.stands(&pledge, "").await[0], "open");
    books.app.state.clock.set("2026-11-21T15:00:00Z".parse().unwrap());
    assert_eq!(books.stands(&pledge, "").await[0], "expired");
    let path = format!("/api/v1/pledges/{pledge}/payments");
    let late = books.keeper.pay(&path, &key(), json!({ "amount": "1.00" })).await;
    assert_eq!(refusal(&late), refused(409, "pledge_expired"));
    // What was known before the payment is told as it was known.
    books.pay_on(&pledge, "10.00", "2026-11-21").await.expect(201);
    assert_eq!(books.stands(&pledge, "?as_of=2026-11-21").await[0], "partial");
    let known = "?as_of=2026-11-21&known_at=2026-11-21T14:59:59Z";
    assert_eq!(books.stands(&pledge, known).await, stand("open", "0.00", "100.00"));
}

#[tokio::test]
async fn what_could_not_be_brought_in_is_not_pledged_either() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let person = books.person("Yosefa", "female").await;
    let outsider = books.holder("person_id", &person).await;
    let refusal_of = async |change: Value| {
        let mut draft = desk.promise("100.00");
        for (name, value) in change.as_object().expect("an object") {
            draft[name] = value.clone();
        }
        refusal(&books.pledge(draft).await)
    };

    let outsider = refusal_of(json!({ "member_id": outsider })).await;
    assert_eq!(outsider, refused(422, "not_a_member"));
    let nothing = refusal_of(json!({ "amount": "0.00" })).await;
    assert_eq!(nothing, refused(422, "amount_not_positive"));
    let due = refusal_of(json!({ "due_on": "2026-10-31" })).await;
    assert_eq!(due, refused(422, "date_too_early"));
    let future = refusal_of(json!({ "pledged_on": "2026-11-22" })).await;
    assert_eq!(future, refused(422, "date_in_future"));
    let unknown = uuid::Uuid::now_v7();
    let unknown = refusal_of(json!({ "instrument_id": unknown })).await;
    assert_eq!(unknown, refused(422, "reference_unknown"));
    let future = books.pledge({
        let mut draft = desk.promise("100.00");
        draft["pledged_on"] = json!("2026-11-22");
        draft
    });
    assert_eq!(future.await.json()["errors"][0]["pointer"], "/pledged_on");

    let company = Books::of("perseroda", "Perseroda Kei").await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "100000.00" });
    let shares = company.instrument(shares).await;
    let person = company.person("Maria", "female").await;
    let holder = company.holder("person_id", &person).await;
    let promise = |amount: &str| {
        json!({
            "instrument_id": shares, "member_id": holder, "amount": amount,
            "pledged_on": "2026-11-01", "due_on": "2026-12-31",
        })
    };
    let odd = company.pledge(promise("150000.00")).await;
    assert_eq!(refusal(&odd), refused(422, "shares_nominal"));
    let pledge = id_of(&company.pledge(promise("300000.00")).await.expect(201));
    let odd = company.pay_on(&pledge, "50000.00", "2026-11-02").await;
    assert_eq!(refusal(&odd), refused(422, "shares_nominal"));
    let part = company.pay_on(&pledge, "200000.00", "2026-11-02").await.expect(201).json();
    assert_eq!(part["share_count"], 2);
    assert_eq!(company.verify().await, None);
}

#[tokio::test]
async fn r50_source_and_decision_of_village_capital_are_named_when_the_pledge_is_paid() {
    let (books, [desa, _, village, _]) = village_enterprise().await;
    let draft = json!({
        "instrument_id": desa, "member_id": village, "amount": "5000.00",
        "pledged_on": "2026-02-01", "due_on": "2026-12-31",
    });

    let pledge = id_of(&books.pledge(draft).await.expect(201));
    let bare = books.pay_on(&pledge, "5000.00", "2026-03-01").await;
    let whole = json!({
        "amount": "5000.00", "effective_on": "2026-03-01", "source_class": "desa",
        "decision_number": "Perdes 3/2026",
    });
    let path = format!("/api/v1/pledges/{pledge}/payments");

    assert_eq!(bare.fault_codes(), ["decision_missing", "source_class"]);
    books.keeper.pay(&path, &key(), whole).await.expect(201);
    assert_eq!(books.stands(&pledge, "").await[0], "completed");
}

#[tokio::test]
async fn a_payment_names_a_pledge_of_its_own_holder_instrument_and_issuer() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let pledge = desk.pledge("100.00").await;
    let other = books.applicant("Yosefa").await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let elsewhere = Books::cooperative().await;
    let pay = async |books: &Books, instrument: &str, member: &str, pledge: &str| {
        let mut draft = posting(instrument, member, "1.00", "2026-11-10");
        draft["pledge_id"] = json!(pledge);
        books.keeper.pay(&books.path("contributions"), &key(), draft).await
    };

    let of_other = pay(books, &desk.savings, &other, &pledge).await;
    let of_another = pay(books, &sukarela, &desk.member, &pledge).await;
    let unknown = pay(books, &desk.savings, &desk.member, &key()).await;
    let right = pay(books, &desk.savings, &desk.member, &pledge).await;
    let read = format!("/api/v1/pledges/{pledge}");
    let outside = elsewhere.keeper.get(&read).await;

    assert_eq!(refusal(&of_other), refused(422, "pledge_mismatch"));
    assert_eq!(refusal(&of_another), refused(422, "pledge_mismatch"));
    assert_eq!(refusal(&unknown), refused(422, "reference_unknown"));
    assert_eq!(right.status, 201, "{}", right.text);
    assert_eq!(outside.status, 404);
}

#[tokio::test]
async fn what_others_have_promised_is_not_promised_a_second_time() {
    let books = Books::cooperative().await;
    let savings = books.savings("simpanan_sukarela").await;
    let terms = json!({
        "valid_from": "2026-10-01", "holders": "anyone", "decision_number": "RAT 3/2026",
        "maximum": "400000.00", "issuable_total": "500000.00",
    });
    let path = format!("/api/v1/instruments/{savings}/terms");
    books.keeper.post(&path, terms).await.expect(201);
    let (maria, yosefa) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    let promise = |member: &str, amount: &str| {
        json!({
            "instrument_id": savings, "member_id": member, "amount": amount,
            "pledged_on": "2026-11-01", "due_on": "2026-12-31",
        })
    };

    let first = id_of(&books.pledge(promise(&maria, "300000.00")).await.expect(201));
    let of_herself = books.pledge(promise(&maria, "100000.01")).await;
    let of_all = books.pledge(promise(&yosefa, "200000.01")).await;
    assert_eq!(refusal(&of_herself), refused(409, "above_maximum"));
    assert_eq!(refusal(&of_all).1, "issuable_exhausted");
    // What is paid counts as capital and no longer as a promise.
    books.pay_on(&first, "250000.00", "2026-11-10").await.expect(201);
    assert_eq!(books.pledge(promise(&yosefa, "200000.01")).await.status, of_all.status);
    let mut answers = at_once(4, |_| {
        let (keeper, path) = (books.keeper.clone(), books.path("pledges"));
        let draft = promise(&yosefa, "200000.00");
        async move { keeper.post(&path, draft).await.status }
    })
    .await;
    answers.sort_unstable();
    assert_eq!(answers, [201, of_all.status, of_all.status, of_all.status]);
    // What is cancelled is free again.
    books.cancel(&first, "2026-11-12").await.expect(201);
    books.pledge(promise(&yosefa, "50000.00")).await.expect(201);
    assert_eq!(books.unpaid("").await, "250000.00");
}
