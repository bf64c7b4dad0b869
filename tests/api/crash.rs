//! The real service is killed under load, again and again; its connections are
//! cut, its disk fills up: no acknowledged posting is missing, none is there
//! twice, and the ledger is in order.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use kibm::identity::Reach;
use kibm::identity::entity::access_grant::Role;
use kibm::platform::clock::Clock;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::support::service::Service;
use crate::support::{Caller, TestApp, program};

mod full;
mod lost;

const ROUNDS: usize = 6;
const CLIENTS: usize = 8;

/// What was sent and what was answered.
#[derive(Default)]
struct Book {
    /// Body of every key that was ever sent.
    sent: BTreeMap<String, Value>,
    /// Transaction of every key that was acknowledged.
    acknowledged: BTreeMap<String, String>,
    /// How often each status was answered.
    statuses: BTreeMap<u16, usize>,
}

/// Sends a key and writes down what came of it; false when the service is gone.
async fn send(caller: &Caller, path: &str, key: &str, book: &Mutex<Book>, body: Value) -> bool {
    book.lock().await.sent.insert(key.to_owned(), body.clone());
    let Some(answer) = caller.try_pay(path, key, body).await else { return false };
    // 503: a lock that the dead service held is not free yet, or the database is
    // gone; 507: its disk is full. The key is retried.
    assert!([201, 503, 507].contains(&answer.status), "{}", answer.text);
    let mut book = book.lock().await;
    *book.statuses.entry(answer.status).or_default() += 1;
    if answer.status == 201 {
        let id = answer.json()["id"].as_str().expect("a view has its id").to_owned();
        let before = book.acknowledged.insert(key.to_owned(), id.clone());
        assert!(before.is_none_or(|before| before == id), "a key has two transactions");
    } else {
        assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text);
    }
    true
}

/// Retries every key without an acknowledgement until it has one.
async fn settle(caller: &Caller, path: &str, book: &Mutex<Book>) {
    for _ in 0..40 {
        let open: Vec<(String, Value)> = {
            let book = book.lock().await;
            let unanswered = |(key, _): &(&String, &Value)| !book.acknowledged.contains_key(*key);
            let open = book.sent.iter().filter(unanswered);
            open.map(|(key, body)| (key.clone(), body.clone())).collect()
        };
        if open.is_empty() {
            return;
        }
        for (key, body) in open {
            send(caller, path, &key, book, body).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("some keys are never acknowledged");
}

/// An issuer with savings and some members, as of the system's own day, since
/// the program that is killed knows no other clock.
async fn arrange(app: &TestApp) -> (Caller, String, Vec<Value>) {
    app.state.clock.set(Clock::system().now());
    let village = "81.02.16.2003";
    let issuer = app.organization("koperasi_primer", "Koperasi Samudra Kei", village).await;
    // Keeps the books, and reads the audit log afterwards.
    let grants = vec![
        (Role::EnterpriseOfficer, Reach::Organization(issuer)),
        (Role::Auditor, Reach::National),
    ];
    let keeper = app.user_with(grants).await;
    let admin = app.admin().await;
    let path = format!("/api/v1/organizations/{issuer}");
    let savings = json!({ "kind": "simpanan_sukarela", "name": "Simpanan sukarela" });
    let savings =
        keeper.post(&format!("{path}/instruments"), savings).await.expect(201).json()["id"].clone();
    let mut bodies = Vec::new();
    for index in 0..4 {
        let person = json!({
            "full_name": format!("Anggota {index}"), "region_code": village,
            "organization_id": issuer,
        });
        let person = admin.post("/api/v1/persons", person).await.expect(201).json()["id"].clone();
        let member = json!({ "person_id": person, "standing": "member" });
        let member = keeper.post(&format!("{path}/members"), member).await.expect(201);
        let member = member.json()["id"].clone();
        bodies.push(json!({ "instrument_id": savings, "member_id": member, "amount": "10.00" }));
    }
    (keeper, path, bodies)
}

/// Posts from several clients at once until the service is killed.
async fn load(
    service: Service,
    keeper: &Caller,
    path: &str,
    bodies: &[Value],
    book: &Arc<Mutex<Book>>,
    round: usize,
) {
    let caller = keeper.at(&service.base);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (caller, path, book) = (caller.clone(), path.to_owned(), book.clone());
            let body = bodies[client % bodies.len()].clone();
            tokio::spawn(async move {
                for number in 0.. {
                    let key = format!("round-{round}-client-{client}-{number}");
                    if !send(&caller, &path, &key, &book, body.clone()).await {
                        break;
                    }
                }
            })
        })
        .collect();
    // Some moment between a fifth of a second and a whole one.
    let chance = u64::from(uuid::Uuid::new_v4().as_bytes()[0]);
    tokio::time::sleep(Duration::from_millis(200 + chance * 3)).await;
    service.kill();
    for client in clients {
        client.await.expect("no client panics");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_kill_nine_at_any_moment_loses_and_doubles_nothing() {
    let app = TestApp::spawn().await;
    let (keeper, path, bodies) = arrange(&app).await;
    let contributions = format!("{path}/contributions");
    let book = Arc::new(Mutex::new(Book::default()));

    for round in 0..ROUNDS {
        let service = Service::start(&app.url).await;
        settle(&keeper.at(&service.base), &contributions, &book).await;
        load(service, &keeper, &contributions, &bodies, &book, round).await;
    }
    let service = Service::start(&app.url).await;
    let caller = keeper.at(&service.base);
    settle(&caller, &contributions, &book).await;

    let acknowledged = compare(&caller, &path, &book).await;
    assert!(acknowledged > ROUNDS * CLIENTS, "hardly anything was posted");
    let verified =
        Command::new(program()).args(["ledger", "verify", "--database", &app.url]).output();
    let verified = verified.expect("the program starts");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

/// What was acknowledged is there, each key once, with one audit event each,
/// and nothing besides; says how much it is.
async fn compare(caller: &Caller, path: &str, book: &Mutex<Book>) -> usize {
    let posted = all_transactions(caller, path).await;
    let book = book.lock().await;
    let lost: Vec<_> =
        book.acknowledged.iter().filter(|(key, _)| !posted.contains_key(*key)).collect();
    assert!(
        lost.is_empty(),
        "{} of {} are lost: {:?}",
        lost.len(),
        book.acknowledged.len(),
        lost[0]
    );
    assert!(posted == book.acknowledged, "some were posted that were not acknowledged");
    let one_each: BTreeMap<String, usize> = posted.into_values().map(|id| (id, 1)).collect();
    let events = all_events(caller).await;
    assert!(one_each == events, "the audit log has not one event for each posting");
    let capital = caller.get(&format!("{path}/capital")).await.expect(200).json();
    assert_eq!(capital["liabilities"], format!("{}.00", book.acknowledged.len() * 10));
    book.acknowledged.len()
}

/// How many audit events each contribution has, by the transaction's id.
async fn all_events(caller: &Caller) -> BTreeMap<String, usize> {
    let base = "/api/v1/audit-events?limit=200&action=record_contribution";
    let mut all = BTreeMap::new();
    let mut query = String::new();
    loop {
        let page = caller.get(&format!("{base}{query}")).await.expect(200).json();
        for item in page["items"].as_array().expect("a page has items") {
            let id = item["subject_id"].as_str().expect("a text").to_owned();
            *all.entry(id).or_default() += 1;
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("&cursor={cursor}"),
            None => return all,
        }
    }
}

/// Key and id of every transaction there is; a key that is there twice fails.
async fn all_transactions(caller: &Caller, path: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut query = "limit=200".to_owned();
    loop {
        let page = caller.get(&format!("{path}/ledger-transactions?{query}")).await.expect(200);
        let page = page.json();
        for item in page["items"].as_array().expect("a page has items") {
            let text = |field: &str| item[field].as_str().expect("a text").to_owned();
            assert!(ids.insert(text("id")), "a transaction is listed twice");
            let before = all.insert(text("idempotency_key"), text("id"));
            assert!(before.is_none(), "a key was posted twice");
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=200&cursor={cursor}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn ledger_verify_fails_with_the_first_fault_and_its_name() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::spawn().await;
    let (keeper, path, bodies) = arrange(&app).await;
    let contributions = format!("{path}/contributions");
    keeper.pay(&contributions, "setor-1", bodies[0].clone()).await.expect(201);
    let tamper = "UPDATE ledger_balance SET balance_sen = balance_sen + 1";
    app.state.db.write().execute_unprepared(tamper).await.expect("balances are no entries");

    let verified =
        Command::new(program()).args(["ledger", "verify", "--database", &app.url]).output();

    let verified = verified.expect("the program starts");
    assert!(!verified.status.success());
    assert!(String::from_utf8_lossy(&verified.stderr).contains("balance_is_sum"));
}
