//! Pledges in bulks, before a second person, in lists, and who reaches them.

use kibm::identity::entity::access_grant::Role;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::super::control::{approve, asked};
use super::super::{Books, id_of, key, posting, refusal, refused};
use super::{Desk, stand};

#[tokio::test]
async fn items_of_a_bulk_pay_on_pledges_as_single_calls_do() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let pledge = desk.pledge("100.00").await;
    let item = |amount: &str, link: Option<&str>| {
        let mut draft = posting(&desk.savings, &desk.member, amount, "2026-11-10");
        draft["pledge_id"] = json!(pledge);
        json!({ "contribution": draft, "link": link })
    };
    let send = async |query: &str, items: Value| {
        let path = books.path(&format!("ledger-transactions/bulk?{query}"));
        books.keeper.pay(&path, &key(), json!({ "items": items })).await
    };

    let all = json!([item("60.00", None), item("60.00", None)]);
    let dry = send("mode=each&dry_run=true", all.clone()).await.expect(200).json();
    assert_eq!(dry["items"][1]["errors"][0]["code"], "pledge_open_amount");
    assert_eq!(books.stands(&pledge, "").await[0], "open");
    assert_eq!(refusal(&send("mode=atomic", all).await), refused(422, "pledge_open_amount"));
    assert_eq!(books.stands(&pledge, "").await[0], "open");
    let linked = json!([
        item("60.00", Some("a")),
        item("60.00", Some("a")),
        item("70.00", None),
        item("40.00", None),
    ]);
    let each = send("mode=each", linked).await.expect(200).json();
    let statuses: Vec<&Value> =
        each["items"].as_array().expect("items").iter().map(|it| &it["status"]).collect();
    // The linked ones give back what the first of them had taken.
    assert_eq!(statuses, [409, 422, 201, 422]);
    assert_eq!(books.stands(&pledge, "").await, stand("partial", "70.00", "30.00"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_a_payment_that_waits_is_weighed_again_when_it_is_approved() {
    let desk = Desk::open().await;
    let books = &desk.books;
    books.settings(&books.keeper, json!({ "approval_limit": "50.00" })).await.expect(200);
    let second = books.second().await;
    let pledge = desk.pledge("100.00").await;

    let first = asked(books.pay_on(&pledge, "60.00", "2026-11-10").await);
    let other = asked(books.pay_on(&pledge, "60.00", "2026-11-11").await);
    assert_eq!(books.stands(&pledge, "").await[0], "open");
    approve(&second, &first, &key()).await.expect(201);
    let refused_by_now = approve(&second, &other, &key()).await;

    assert_eq!(refusal(&refused_by_now), refused(422, "pledge_open_amount"));
    assert_eq!(books.stands(&pledge, "").await, stand("partial", "60.00", "40.00"));
    let waits = books.keeper.get(&format!("/api/v1/approvals/{other}")).await.expect(200);
    assert_eq!(waits.json()["status"], "pending");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn lists_are_of_all_or_of_one_holder_and_their_open_amounts_are_the_statements() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let other = books.applicant("Yosefa").await;
    let (first, second) = (desk.pledge("100.00").await, desk.pledge("50.00").await);
    let mut draft = desk.promise("25.00");
    draft["member_id"] = json!(other);
    let third = id_of(&books.pledge(draft).await.expect(201));
    books.pay_on(&first, "30.00", "2026-11-10").await.expect(201);
    books.cancel(&second, "2026-11-15").await.expect(201);
    let ids = async |query: &str| -> Vec<String> {
        let list = books.keeper.get(&books.path(&format!("pledges{query}"))).await.expect(200);
        let items = list.json()["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|it| it["id"].as_str().unwrap_or_default().to_owned()).collect()
    };

    assert_eq!(ids("").await, [first.clone(), second.clone(), third.clone()]);
    assert_eq!(ids("?open=true").await, [first.clone(), third.clone()]);
    assert_eq!(ids("?open=false").await, std::slice::from_ref(&second));
    assert_eq!(ids("?open=true&as_of=2026-11-14").await.len(), 3);
    assert_eq!(ids(&format!("?member={other}")).await, std::slice::from_ref(&third));
    assert!(ids("?as_of=2026-10-31").await.is_empty());
    assert!(ids("?known_at=2026-11-20T00:00:00Z").await.is_empty());
    assert_eq!(books.unpaid("").await, "95.00");
    let page = books.keeper.get(&books.path("pledges?limit=2")).await.expect(200).json();
    let next = page["next_cursor"].as_str().expect("another page");
    assert_eq!(ids(&format!("?cursor={next}")).await, std::slice::from_ref(&third));
    let csv = books.keeper.csv(&books.path("pledges?open=true")).await.expect(200);
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
    assert!(csv.text.contains(",70.00,"), "{}", csv.text);
}

#[tokio::test]
async fn who_leaves_the_register_pays_no_pledge_any_more() {
    let books = Books::of("bum_desa", "BUM Desa Letvuan").await;
    let modal = json!({ "kind": "penyertaan_modal_masyarakat", "name": "Modal" });
    let modal = books.instrument(modal).await;
    let person = books.person("Maria", "female").await;
    let holder = books.holder("person_id", &person).await;
    let draft = json!({
        "instrument_id": modal, "member_id": holder, "amount": "100.00",
        "pledged_on": "2026-11-01", "due_on": "2026-12-31",
    });
    let pledge = id_of(&books.pledge(draft).await.expect(201));

    let exit = json!({ "left_on": "2026-11-10", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{holder}/exit"), exit).await.expect(200);

    assert_eq!(books.stands(&pledge, "").await[0], "expired");
    assert_eq!(books.stands(&pledge, "?as_of=2026-11-09").await[0], "open");
    assert_eq!(books.unpaid("").await, "0.00");
}

#[tokio::test]
async fn a_pledge_is_made_once_however_often_it_is_sent_and_never_changes() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let mut draft = desk.promise("100.00");
    draft["id"] = json!(uuid::Uuid::now_v7());

    books.pledge(draft.clone()).await.expect(201);
    books.pledge(draft.clone()).await.expect(200);
    draft["amount"] = json!("101.00");
    let other = books.pledge(draft.clone()).await;
    let pledge = draft["id"].as_str().unwrap();
    let pay = json!({ "amount": "10.00" });
    let path = format!("/api/v1/pledges/{pledge}/payments");
    books.keeper.pay(&path, "kuitansi-9", pay.clone()).await.expect(201);
    let again = books.keeper.pay(&path, "kuitansi-9", pay).await.expect(201);

    assert_eq!(refusal(&other), refused(409, "id_taken"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(books.stands(pledge, "").await, stand("partial", "10.00", "90.00"));
    let conn = books.app.state.db.write();
    books.cancel(pledge, "2026-11-21").await.expect(201);
    for sql in [
        "UPDATE pledge SET amount_sen = 1",
        "DELETE FROM pledge_cancellation",
        "UPDATE pledge_cancellation SET reason = 'x'",
    ] {
        let changed = conn.execute_raw(statement(conn, sql, vec![])).await;
        assert!(changed.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn r114_pledges_are_for_who_keeps_or_reads_the_books() {
    let desk = Desk::open().await;
    let books = &desk.books;
    let pledge = desk.pledge("100.00").await;
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;
    let officer = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let outsider = books.app.officer(Role::EnterpriseOfficer, "33.02").await;
    let read = format!("/api/v1/pledges/{pledge}");
    let cancel = format!("{read}/cancellation");
    let reason = json!({ "reason": "batal" });

    assert_eq!(auditor.get(&read).await.status, 200);
    assert_eq!(auditor.get(&books.path("pledges")).await.status, 200);
    assert_eq!(auditor.post(&cancel, reason.clone()).await.status, 403);
    assert_eq!(auditor.post(&books.path("pledges"), desk.promise("1.00")).await.status, 403);
    assert_eq!(officer.get(&read).await.status, 403);
    assert_eq!(outsider.get(&read).await.status, 404);
    assert_eq!(outsider.get(&books.path("pledges")).await.status, 404);
    let payment = json!({ "amount": "1.00" });
    let paid = outsider.pay(&format!("{read}/payments"), &key(), payment).await;
    assert_eq!(paid.status, 404);
}
