use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::control::approve;
use super::{Books, id_of, key, posting};
use crate::support::Answer;

struct Desk {
    books: Books,
    savings: String,
    members: [String; 2],
}

impl Desk {
    async fn open() -> Self {
        let books = Books::cooperative().await;
        let savings = books.savings("simpanan_sukarela").await;
        let members = [books.applicant("Maria").await, books.applicant("Yosefa").await];
        books.contribute(&savings, &members[0], "100.00", "2026-02-01").await.expect(201);
        Self { books, savings, members }
    }

    fn brings(&self, member: usize, amount: &str) -> Value {
        json!({ "contribution": posting(&self.savings, &self.members[member], amount, "2026-03-01") })
    }

    fn takes(&self, member: usize, amount: &str) -> Value {
        let mut draft = posting(&self.savings, &self.members[member], amount, "2026-03-01");
        draft["reason"] = json!("tarik");
        json!({ "withdrawal": draft })
    }

    async fn send(&self, query: &str, key: &str, items: Value) -> Answer {
        let path = self.books.path(&format!("ledger-transactions/bulk{query}"));
        self.books.keeper.pay(&path, key, json!({ "items": items })).await
    }

    async fn savings(&self) -> Value {
        self.books.capital("").await["liabilities"].clone()
    }

    /// Rows of the tables that a posting writes, but for those that others change meanwhile.
    async fn rows(&self) -> Vec<i64> {
        let conn = self.books.app.state.db.read();
        let mut counts = Vec::new();
        for table in [
            "ledger_account",
            "ledger_balance",
            "ledger_chain",
            "ledger_transaction",
            "ledger_entry",
            "audit_event",
            "idempotency_key",
        ] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let row =
                conn.query_one_raw(statement(conn, sql, vec![])).await.expect("the table reads");
            let row = row.expect("a count has a row");
            counts.push(row.try_get_by_index(0).expect("a count is a number"));
        }
        counts
    }
}

fn told(answer: &Answer) -> Vec<(i64, String)> {
    let items = answer.json()["items"].as_array().cloned().unwrap_or_default();
    let told = |item: &Value| {
        let code = item["errors"][0]["code"].as_str().unwrap_or_default().to_owned();
        (item["status"].as_i64().unwrap_or_default(), code)
    };
    items.iter().map(told).collect()
}

fn outcome(status: i64, code: &str) -> (i64, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn each_item_sees_those_before_it_and_stands_for_itself() {
    let desk = Desk::open().await;
    let items = json!([
        desk.brings(1, "50.00"),
        desk.takes(1, "50.01"),
        desk.takes(1, "50.00"),
        desk.brings(1, "0.00"),
        desk.takes(0, "1.00"),
    ]);

    let answer = desk.send("?mode=each", "bulk-1", items.clone()).await.expect(200);
    let again = desk.send("?mode=each", "bulk-1", items).await.expect(200);

    assert_eq!(
        told(&answer),
        [
            outcome(201, ""),
            outcome(422, "insufficient_balance"),
            outcome(201, ""),
            outcome(422, "amount_not_positive"),
            outcome(201, ""),
        ]
    );
    assert_eq!((&answer.json()["posted"], &answer.json()["refused"]), (&json!(3), &json!(2)));
    assert_eq!(answer.json()["items"][2]["transaction"]["balance"], "0.00");
    assert_eq!((again.header("idempotency-replayed"), again.json()), ("true", answer.json()));
    assert_eq!(desk.savings().await, "99.00");
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn an_atomic_bulk_posts_all_or_names_every_fault_below_its_item() {
    let desk = Desk::open().await;
    let bad = json!([desk.brings(0, "5.00"), desk.takes(1, "1.00"), desk.brings(0, "0.00")]);
    let good = json!([desk.brings(0, "5.00"), desk.takes(0, "105.00")]);

    let refused = desk.send("", "bulk-1", bad.clone()).await;
    let again = desk.send("", "bulk-1", bad).await;
    let posted = desk.send("", "bulk-2", good).await.expect(201);

    let pointers: Vec<_> = refused.json()["errors"].as_array().unwrap().clone();
    let pointers: Vec<_> = pointers.iter().map(|it| it["pointer"].clone()).collect();
    assert_eq!(refused.status, 422);
    let places = ["/items/1/withdrawal/amount", "/items/2/contribution/amount"];
    assert_eq!(pointers, places.map(|place| json!(place)));
    assert_eq!((again.header("idempotency-replayed"), again.json()), ("true", refused.json()));
    assert_eq!(posted.json()["posted"], 2);
    assert_eq!(desk.savings().await, "0.00");
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn linked_items_fail_together_and_leave_the_others_alone() {
    let desk = Desk::open().await;
    let linked = |mut item: Value, link: &str| {
        item["link"] = json!(link);
        item
    };
    let items = json!([
        linked(desk.brings(1, "30.00"), "a"),
        desk.brings(0, "1.00"),
        linked(desk.takes(0, "500.00"), "a"),
        linked(desk.takes(0, "40.00"), "b"),
        linked(desk.brings(1, "40.00"), "b"),
        desk.takes(1, "40.01"),
    ]);

    let answer = desk.send("?mode=each", "bulk-1", items).await.expect(200);

    assert_eq!(
        told(&answer),
        [
            outcome(409, "linked_item_refused"),
            outcome(201, ""),
            outcome(422, "insufficient_balance"),
            outcome(201, ""),
            outcome(201, ""),
            outcome(422, "insufficient_balance"),
        ]
    );
    assert_eq!(desk.savings().await, "101.00");
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_and_leaves_no_trace_at_all() {
    let desk = Desk::open().await;
    let items = json!([desk.brings(1, "50.00"), desk.takes(1, "20.00"), desk.takes(0, "900.00")]);
    let before = desk.rows().await;

    let each = desk.send("?mode=each&dry_run=true", "coba-1", items.clone()).await.expect(200);
    let atomic = desk.send("?dry_run=true", "coba-1", items.clone()).await.expect(422);
    let after = desk.rows().await;
    let real = desk.send("?mode=each", "coba-1", items).await.expect(200);

    assert_eq!(told(&each), told(&real));
    assert_eq!(each.json()["items"][1]["transaction"]["balance"], "30.00");
    assert_eq!(atomic.code(), "insufficient_balance");
    assert_eq!(after, before);
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn r28_a_bulk_takes_back_once_and_never_another_issuers_transaction() {
    let desk = Desk::open().await;
    let made = desk.books.contribute(&desk.savings, &desk.members[1], "9.00", "2026-02-01").await;
    let other = desk.books.app.organization("koperasi_primer", "Koperasi Lain", "81.72").await;
    let path = format!("/api/v1/organizations/{other}/opening-balances");
    let opening = json!({
        "line": "hibah", "amount": "5.00", "effective_on": "2026-01-01", "reason": "neraca",
    });
    let foreign =
        desk.books.app.keeper(kibm::identity::entity::access_grant::Role::EnterpriseOfficer, other);
    let foreign = id_of(&foreign.await.pay(&path, &key(), opening).await.expect(201));
    let back = |id: &str| json!({ "reversal": { "transaction_id": id, "reason": "salah" } });
    let made = id_of(&made);

    let answer = desk
        .send("?mode=each", "bulk-1", json!([back(&made), back(&made), back(&foreign)]))
        .await
        .expect(200);
    let two = json!([{ "reversal": { "transaction_id": made, "reason": "x" },
                       "withdrawal": desk.takes(0, "1.00")["withdrawal"] }]);
    let two = desk.send("", "bulk-2", two).await;

    assert_eq!(
        told(&answer),
        [outcome(201, ""), outcome(409, "reversed_already"), outcome(404, "not_found")]
    );
    assert_eq!((two.status, two.code().as_str()), (422, "bulk_item_act"));
    for act in ["contribution", "savings_interest", "tax_remittance", "reversal"] {
        assert!(two.text.contains(act), "{act}: {}", two.text);
    }
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn a_thousand_items_are_one_request_and_one_more_is_too_many() {
    let desk = Desk::open().await;
    let item = desk.brings(1, "0.01");
    let thousand = vec![item.clone(); 1_000];
    let more = vec![item; 1_001];

    let over = desk.send("", "bulk-1", json!(more)).await;
    let posted = desk.send("", "bulk-2", json!(thousand)).await.expect(201);

    assert_eq!(over.status, 422, "{}", over.text);
    assert_eq!(posted.json()["posted"], 1_000);
    assert_eq!(desk.savings().await, "110.00");
    assert_eq!(desk.books.verify().await, None);
}

#[tokio::test]
async fn r117_an_item_that_stands_alone_waits_for_a_second_person_and_the_others_are_posted() {
    let desk = Desk::open().await;
    let books = &desk.books;
    books.settings(&books.keeper, json!({ "approval_limit": "50.00" })).await.expect(200);
    let linked = |mut item: Value| {
        item["link"] = json!("a");
        item
    };
    let items = json!([
        desk.brings(1, "50.01"),
        desk.brings(1, "20.00"),
        desk.takes(1, "20.01"),
        linked(desk.brings(0, "60.00")),
        linked(desk.brings(0, "1.00")),
        desk.takes(0, "60.00"),
    ]);

    let tried = desk.send("?mode=each&dry_run=true", "coba", items.clone()).await.expect(200);
    let inbox = books.path("approvals");
    let none = books.keeper.get(&inbox).await.expect(200).json()["items"].clone();
    let answer = desk.send("?mode=each", "bulk-1", items.clone()).await.expect(200);
    let again = desk.send("?mode=each", "bulk-1", items).await.expect(200);

    let expected = [
        outcome(202, ""),
        outcome(201, ""),
        // It does not see what waits.
        outcome(422, "insufficient_balance"),
        outcome(409, "approval_needed"),
        outcome(409, "linked_item_refused"),
        outcome(202, ""),
    ];
    assert_eq!((told(&tried), told(&answer)), (expected.to_vec(), expected.to_vec()));
    let view = answer.json();
    let sums = ["posted", "waiting", "refused"].map(|name| view[name].clone());
    assert_eq!(sums, [json!(1), json!(2), json!(3)]);
    assert_eq!((&none, &tried.json()["items"][0]["approval"]), (&json!([]), &Value::Null));
    assert_eq!((again.header("idempotency-replayed"), again.json()), ("true", view.clone()));
    let waiting = books.keeper.get(&inbox).await.expect(200).json()["items"].clone();
    assert_eq!(waiting.as_array().map(Vec::len), Some(2), "{waiting}");
    assert_eq!(desk.savings().await, "120.00");

    // Each is approved by itself, as one that was sent alone.
    let checker = books.second().await;
    for nth in [0, 5] {
        let asked = &view["items"][nth]["approval"];
        assert_eq!(asked["above_limit"], true);
        let id = asked["approval_id"].as_str().expect("the id of its request");
        let own = approve(&books.keeper, id, &key()).await;
        assert_eq!((own.status, own.code().as_str()), (403, "maker_is_checker"));
        approve(&checker, id, &key()).await.expect(201);
    }
    assert_eq!(desk.savings().await, "110.01");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_a_thousand_items_may_wait_at_once() {
    let desk = Desk::open().await;
    let books = &desk.books;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);

    let items = vec![desk.brings(1, "1.00"); 1_000];
    let answer = desk.send("?mode=each", "bulk-1", json!(items)).await.expect(200);

    assert_eq!(answer.json()["waiting"], 1_000);
    assert_eq!(desk.savings().await, "100.00");
}
