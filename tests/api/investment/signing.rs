//! What a second person signs, and that exactly this is posted (R117).

use kibm::identity::entity::access_grant::Role;
use kibm::investment::control::entity::posting_request::place_of_act;
use kibm::kernel::ids::PostingRequestId;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::control::{approve, asked};
use super::{Books, id_of, key, refusal, refused};
use crate::support::Caller;

/// What a caller sees of one request.
async fn seen(caller: &Caller, request: &str) -> Value {
    caller.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json()
}

/// Participating capital, with a holder of 900 and one of nothing.
async fn capital(books: &Books) -> (String, String, String) {
    let draft = json!({
        "kind": "modal_penyertaan", "name": "Penyertaan", "agreement_number": "P-1",
    });
    let penyertaan = books.instrument(draft).await;
    let (one, other) = (books.person("Maria", "female").await, books.person("Ana", "female").await);
    let one = books.holder("person_id", &one).await;
    let other = books.holder("person_id", &other).await;
    books.contribute(&penyertaan, &one, "900.00", "2026-02-01").await.expect(201);
    (penyertaan, one, other)
}

#[tokio::test]
async fn r108_of_a_request_that_lapsed_nothing_is_opened_or_kept() {
    let books = Books::cooperative().await;
    let (penyertaan, _, other) = capital(&books).await;
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let checker = books.second().await;
    let ask =
        || async { asked(books.contribute(&penyertaan, &other, "40.00", "2026-02-02").await) };
    let (old, waiting) = (ask().await, ask().await);
    // As a version of before kept it, and as the upgrade let it lapse.
    let id: uuid::Uuid = old.parse().expect("an id");
    let place = place_of_act(PostingRequestId::from_uuid(id));
    let kept = json!({ "contribution": [books.issuer, { "amount": "40.00" }] }).to_string();
    let sealed = books.app.state.vault.seal(&place, &kept).expect("it is sealed");
    let conn = books.app.state.db.write();
    let sql = "UPDATE posting_request SET act = $1, expires_at = asked_at WHERE id = $2";
    conn.execute_raw(statement(conn, sql, vec![sealed.into(), id.into()])).await.expect("changed");

    let lapsed = seen(&checker, &old).await;
    let open = seen(&checker, &waiting).await;
    let limits = kibm::config::Limits::default();
    let now = books.app.state.clock.now();
    kibm::app::sweep(&books.app.state.db, &limits, now).await.expect("the sweep runs");

    assert_eq!((&lapsed["status"], lapsed.get("act")), (&json!("expired"), None), "{lapsed}");
    assert_eq!(open["act"]["contribution"]["amount"], "40.00", "{open}");
    let sql = "SELECT id FROM posting_request WHERE act IS NOT NULL";
    let conn = books.app.state.db.read();
    let rows = conn.query_all_raw(statement(conn, sql, vec![])).await.expect("rows");
    let kept: Vec<uuid::Uuid> =
        rows.iter().map(|row| row.try_get_by_index(0).expect("an id")).collect();
    assert_eq!(kept, [waiting.parse::<uuid::Uuid>().expect("an id")]);
    assert_eq!(seen(&checker, &waiting).await["act"], open["act"]);
}

#[tokio::test]
async fn r117_the_second_person_sees_all_of_what_they_sign_and_the_reading_is_audited() {
    let books = Books::cooperative().await;
    let (penyertaan, one, other) = capital(&books).await;
    let made = books.contribute(&penyertaan, &other, "40.00", "2026-02-02").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let checker = books.second().await;
    let moved = json!({
        "instrument_id": penyertaan, "from_member_id": one, "to_member_id": other,
        "amount": "400.00", "effective_on": "2026-03-01", "reason": "akta jual beli 7",
    });

    let transfer = asked(books.act("transfers", moved).await);
    let reversal = asked(books.reverse(&id_of(&made), "salah catat").await);
    let transfer_seen = seen(&checker, &transfer).await;
    let reversal_seen = seen(&checker, &reversal).await;

    let act = &transfer_seen["act"];
    assert_eq!(act["transfer"]["to_member_id"], other.as_str(), "{transfer_seen}");
    let line = |member: &str, debit: &str, credit: &str| {
        json!({
            "line": "modal_penyertaan", "part": 0, "member_id": member,
            "instrument_id": penyertaan, "debit": debit, "credit": credit,
        })
    };
    assert_eq!(act["lines"], json!([line(&one, "400.00", "0.00"), line(&other, "0.00", "400.00")]));
    let original = &reversal_seen["act"]["original"];
    assert_eq!(original["id"], id_of(&made).as_str(), "{reversal_seen}");
    assert_eq!(original["entries"].as_array().map(Vec::len), Some(2));
    assert_eq!(reversal_seen["act"]["reversal"]["reason"], "salah catat");
    let events = books.admin.get("/api/v1/audit-events?action=find_approval").await.expect(200);
    let read: Vec<Value> = events.json()["items"]
        .as_array()
        .expect("a page has items")
        .iter()
        .map(|event| event["subject_id"].clone())
        .collect();
    assert_eq!(read, [json!(transfer), json!(reversal)]);
}

#[tokio::test]
async fn r117_the_act_is_opened_for_those_who_decide_and_for_nobody_after_the_decision() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
    let draft = json!({
        "left_on": "2026-03-01", "reason": "sukarela", "loans": "30000.00",
        "borne_loss": "500.00", "guaranteed_loans": "0.00",
    });
    let path = format!("/api/v1/members/{member}/exit-settlement");
    let request = asked(books.keeper.pay(&path, &key(), draft).await);
    let auditor = books.app.officer(Role::Auditor, "81.02").await;
    let checker = books.second().await;

    let shown = seen(&checker, &request).await;
    let to_the_auditor = seen(&auditor, &request).await;
    let listed = checker.get(&books.path("approvals")).await.expect(200).json();
    approve(&checker, &request, &key()).await.expect(201);
    let after = seen(&checker, &request).await;

    assert_eq!(shown["act"]["exit_settlement"]["loans"], "30000.00", "{shown}");
    assert_eq!(shown["act"]["exit_settlement"]["borne_loss"], "500.00");
    let lines: Vec<(Value, Value, Value)> = shown["act"]["lines"]
        .as_array()
        .expect("the lines are shown")
        .iter()
        .map(|line| (line["line"].clone(), line["debit"].clone(), line["credit"].clone()))
        .collect();
    let line = |line: &str, debit: &str, credit: &str| (json!(line), json!(debit), json!(credit));
    let expected = [
        line("simpanan_pokok", "100000.00", "0.00"),
        line("pinjaman_anggota", "0.00", "30000.00"),
        line("shu_belum_dibagi", "0.00", "500.00"),
        line("utang_anggota_keluar", "0.00", "69500.00"),
    ];
    assert_eq!(lines, expected);
    assert_eq!(to_the_auditor.get("act"), None, "an auditor does not decide");
    assert_eq!(listed["items"][0].get("act"), None, "a list opens nothing");
    assert_eq!(after.get("act"), None, "nothing is kept once it is decided");
}

#[tokio::test]
async fn r117_what_is_posted_is_what_was_signed_to_the_rupiah_or_it_is_asked_anew() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "90000.00" })).await.expect(200);
    let draft = json!({
        "left_on": "2026-03-01", "reason": "sukarela", "loans": "0.00",
        "borne_loss": "0.00", "guaranteed_loans": "0.00",
    });
    let path = format!("/api/v1/members/{member}/exit-settlement");
    let request = asked(books.keeper.pay(&path, &key(), draft).await);
    let checker = books.second().await;

    let slipped = books.contribute(&sukarela, &member, "80000.00", "2026-02-20").await.expect(201);
    let changed = approve(&checker, &request, &key()).await;
    let before = books.capital("").await["liabilities"].clone();
    books.reverse(&id_of(&slipped), "salah orang").await.expect(201);
    let as_signed = approve(&checker, &request, &key()).await.expect(201).json();

    assert_eq!(refusal(&changed), refused(409, "request_changed"));
    assert_eq!(before, "80000.00", "nothing was posted");
    assert_eq!(as_signed["transaction"]["amount"], "100000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_the_tax_that_was_signed_is_the_tax_that_is_withheld() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "200000.00" })).await.expect(200);
    let interest = |amount: &str| {
        json!({
            "instrument_id": sukarela, "member_id": member, "amount": amount,
            "effective_on": "2026-03-31", "reason": "Jasa simpanan Maret 2026",
        })
    };
    let request = asked(books.act("savings-interest", interest("240000.00")).await);
    books.act("savings-interest", interest("1000.00")).await.expect(201);

    // Of 241,000 in one month tax is due, of 240,000 none was signed.
    let changed = approve(&books.second().await, &request, &key()).await;

    assert_eq!(refusal(&changed), refused(409, "request_changed"));
    assert_eq!(books.verify().await, None);
}
