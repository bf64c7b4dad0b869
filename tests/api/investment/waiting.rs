//! Acts other than money in and out that wait for a second person, how they
//! are kept meanwhile, and what that means for the closing of a year.

use kibm::platform::db::statement;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

use super::control::{approve, asked, decline};
use super::{Books, id_of, key, refusal, refused};

/// Participating capital of 900 with a holder, and a second one.
async fn capital(books: &Books) -> (String, String, String) {
    let penyertaan = books
        .instrument(json!({
            "kind": "modal_penyertaan", "name": "Penyertaan", "agreement_number": "P-1",
        }))
        .await;
    let mut holders = Vec::new();
    for name in ["Maria", "Yosefa"] {
        let person = books.person(name, "female").await;
        holders.push(books.holder("person_id", &person).await);
    }
    let [one, other] = holders.try_into().expect("two holders");
    books.contribute(&penyertaan, &one, "900.00", "2026-02-01").await.expect(201);
    (penyertaan, one, other)
}

/// Every act waits from now on.
async fn nobody_alone(books: &Books) {
    books.settings(&books.keeper, json!({ "approval_limit": "0.00" })).await.expect(200);
}

/// The stored act of a request, as bytes or nothing.
async fn kept(books: &Books, request: &str) -> Option<Vec<u8>> {
    let conn = books.app.state.db.read();
    let id: uuid::Uuid = request.parse().expect("an id");
    let sql = "SELECT act FROM posting_request WHERE id = $1";
    let row = conn.query_one_raw(statement(conn, sql, vec![id.into()])).await.expect("it reads");
    row.expect("the request is there").try_get_by_index(0).expect("bytes or nothing")
}

#[tokio::test]
async fn r117_a_transfer_and_a_redemption_wait_and_move_nothing_before_their_approval() {
    let books = Books::cooperative().await;
    let (penyertaan, one, other) = capital(&books).await;
    nobody_alone(&books).await;
    let checker = books.second().await;
    let moved = json!({
        "instrument_id": penyertaan, "from_member_id": one, "to_member_id": other,
        "amount": "400.00", "effective_on": "2026-03-01", "reason": "akta jual beli 7",
    });
    let redeemed = json!({
        "instrument_id": penyertaan, "member_id": one, "amount": "100.00",
        "effective_on": "2026-03-02", "reason": "perjanjian berakhir", "decision_number": "P-1",
    });

    let moved = asked(books.act("transfers", moved).await);
    let redeemed = asked(books.act("redemptions", redeemed).await);
    let balance = |member: &str| {
        let path = format!("/api/v1/members/{member}/statement");
        let keeper = books.keeper.clone();
        async move {
            let page = keeper.get(&path).await.expect(200).json();
            let last = page["items"].as_array().and_then(|items| items.last().cloned());
            last.map_or(Value::Null, |line| line["balance"].clone())
        }
    };
    assert_eq!(balance(&one).await, "900.00");
    assert_eq!(balance(&other).await, Value::Null);
    let own = approve(&books.keeper, &moved, &key()).await;
    let transfer = approve(&checker, &moved, &key()).await.expect(201).json();
    let redemption = approve(&checker, &redeemed, &key()).await.expect(201).json();

    assert_eq!(refusal(&own), refused(403, "maker_is_checker"));
    assert_eq!(transfer["transaction"]["counter_member_id"], other.as_str());
    assert_eq!(transfer["transaction"]["approved_by"], json!(checker.id));
    assert_eq!(redemption["transaction"]["kind"], "redemption");
    assert_eq!(balance(&one).await, "400.00");
    assert_eq!(balance(&other).await, "400.00");
    assert_eq!(books.verify().await, None);
}

/// A cooperative with a member who has died, and the settlement that waits.
async fn waiting_exit() -> (Books, String, String) {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    nobody_alone(&books).await;
    books.died(&member, "2026-02-28").await;
    let draft = json!({
        "left_on": "2026-03-01", "reason": "meninggal", "loans": "0.00",
        "borne_loss": "0.00", "guaranteed_loans": "0.00",
        "heirs": [{ "name": "Yakobus Rahayaan", "relation": "anak", "document_number": "SKW-4711" }],
    });
    let path = format!("/api/v1/members/{member}/exit-settlement");
    let request = asked(books.keeper.pay(&path, &key(), draft).await);
    (books, member, request)
}

#[tokio::test]
async fn r117_an_exit_waits_sealed_ends_the_membership_once_approved_and_leaves_no_draft() {
    let (books, member, request) = waiting_exit().await;
    let path = format!("/api/v1/members/{member}");

    let waiting = kept(&books, &request).await.expect("the act is kept while it waits");
    let before = books.keeper.get(&path).await.expect(200).json();
    approve(&books.second().await, &request, &key()).await.expect(201);

    // Heirs are personal data: neither name nor document can be read.
    for secret in ["Yakobus", "SKW-4711", "exit_settlement", "meninggal"] {
        let found = waiting.windows(secret.len()).any(|bytes| bytes == secret.as_bytes());
        assert!(!found, "{secret} can be read in the table");
    }
    assert_eq!(before["status"], "active");
    assert_eq!(books.keeper.get(&path).await.expect(200).json()["status"], "former");
    let settlement = format!("/api/v1/members/{member}/exit-settlement");
    let settlement = books.keeper.get(&settlement).await.expect(200).json();
    assert_eq!(settlement["heirs"][0]["name"], "Y*** R***");
    let reveal = format!("/api/v1/members/{member}/exit-settlement/reveal");
    let purpose = json!({ "purpose": "pembayaran kepada ahli waris" });
    let shown = books.keeper.post(&reveal, purpose).await.expect(200).json();
    assert_eq!(shown["heirs"][0]["document_number"], "SKW-4711");
    assert_eq!(kept(&books, &request).await, None);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_a_declined_exit_changes_nothing_and_forgets_the_heirs() {
    let (books, member, request) = waiting_exit().await;

    decline(&books.second().await, &request, "reject").await.expect(200);

    assert_eq!(kept(&books, &request).await, None);
    let seen = books.keeper.get(&format!("/api/v1/members/{member}")).await.expect(200).json();
    assert_eq!(seen["status"], "active");
}

#[tokio::test]
async fn an_act_that_was_moved_to_another_request_does_not_open() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    nobody_alone(&books).await;
    let small = asked(books.contribute(&sukarela, &member, "1.00", "2026-02-01").await);
    let large = asked(books.contribute(&sukarela, &member, "9999.00", "2026-02-01").await);
    let conn = books.app.state.db.write();
    let sql = "UPDATE posting_request SET act = \
               (SELECT act FROM posting_request WHERE id = $1) WHERE id = $2";
    let ids = [&large, &small].map(|id| id.parse::<uuid::Uuid>().expect("an id").into());
    conn.execute_raw(statement(conn, sql, ids.into())).await.expect("it is moved");

    let answer = approve(&books.second().await, &small, &key()).await;

    assert_eq!(refusal(&answer), refused(500, "internal"));
    assert_eq!(books.capital("").await["liabilities"], "0.00");
}

#[tokio::test]
async fn a_year_is_not_closed_while_requests_wait_that_would_count_in_it() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let person = books.person("Maria", "female").await;
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2025-01-05" });
    let member = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    nobody_alone(&books).await;
    let mut within = Vec::new();
    for amount in ["1.00", "2.00"] {
        let answer = books.contribute(&sukarela, &member, amount, "2025-12-31").await;
        within.push(asked(answer));
    }
    let after = asked(books.contribute(&sukarela, &member, "4.00", "2026-01-01").await);
    let checker = books.second().await;

    let close = || books.close(2025);
    let refused_twice = close().await;
    decline(&checker, &within[0], "reject").await.expect(200);
    let refused_once = close().await;
    approve(&checker, &within[1], &key()).await.expect(201);
    close().await.expect(201);

    assert_eq!(refused_twice.status, 409);
    assert_eq!(refused_twice.fault_codes(), ["book_year_requests_wait"; 2]);
    assert_eq!(refusal(&refused_once), refused(409, "book_year_requests_wait"));
    let named = refused_twice.json()["errors"].to_string();
    assert!(within.iter().all(|id| named.contains(id)), "{named}");
    assert!(!named.contains(&after), "{named}");
    let named = refused_once.json()["errors"].to_string();
    assert!(!named.contains(&within[0]) && named.contains(&within[1]), "{named}");
    assert_eq!(books.capital("").await["liabilities"], "2.00");
}

#[tokio::test]
async fn a_lapsed_request_does_not_keep_a_year_open() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let person = books.person("Maria", "female").await;
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2025-01-05" });
    let member = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    nobody_alone(&books).await;
    asked(books.contribute(&sukarela, &member, "1.00", "2025-12-31").await);
    books.app.state.clock.set("2026-12-05T03:00:00Z".parse().expect("an instant"));
    // Tokens of tests hold for a day.
    let keeper = books.second().await;

    let path = books.path("book-years/2025/close");
    let closed = keeper.post(&path, json!({ "reason": "RAT 2026" })).await;

    assert_eq!(closed.status, 201, "{}", closed.text);
}

#[tokio::test]
async fn the_chain_is_locked_after_its_issuer_so_that_a_relocation_never_waits_crosswise() {
    let books = Books::cooperative().await;
    let reserve = json!({ "line": "cadangan", "amount": "6000.00",
                          "effective_on": "2024-12-31", "reason": "neraca 2024" });
    books.settings(&books.admin, json!({ "back_dating_days": 3660 })).await.expect(200);
    books.act("opening-balances", reserve).await.expect(201);
    let state = &books.app.state;
    let postgres = state.db.engine() == DbBackend::Postgres;
    let lock = |sql: &str, mode: &str| {
        if postgres { format!("{sql} {mode}") } else { sql.to_owned() }
    };
    // What a relocation does: it holds the issuer, and takes the chain later.
    let holder = state.db.begin_write().await.expect("a transaction begins");
    let issuer = books.issuer;
    let organization = lock("SELECT id FROM organization WHERE id = $1", "FOR UPDATE");
    holder
        .query_one_raw(statement(&holder, organization, vec![issuer.into()]))
        .await
        .expect("held");
    let decision = json!({
        "kind": "rat", "number": "03/RAT/2026", "held_on": "2026-03-20", "present": 60,
        "entitled": 100, "minutes_sha256": "ab".repeat(32),
    });
    let draft = json!({ "book_year": 2025, "amount": "1000.00", "decision": decision,
                        "loss_in_books": false });
    let (keeper, path) = (books.keeper.clone(), books.path("loss-coverings"));
    let covering = tokio::spawn(async move { keeper.pay(&path, "rugi-2025", draft).await });
    let (keeper, path) = (books.keeper.clone(), books.path("book-years/2025/close"));
    let closing =
        tokio::spawn(async move { keeper.post(&path, json!({ "reason": "RAT 2026" })).await });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;

    let chain = lock(
        "SELECT sequence FROM ledger_chain WHERE organization_id = $1",
        "FOR NO KEY UPDATE NOWAIT",
    );
    let free = holder.query_one_raw(statement(&holder, chain, vec![issuer.into()])).await;
    holder.commit().await.expect("the holder lets go");

    assert!(free.is_ok(), "whoever waits for the issuer already holds its chain: {free:?}");
    assert_eq!(covering.await.expect("it ends").status, 201);
    let closed = closing.await.expect("it ends");
    assert_eq!(closed.status, 201, "{}", closed.text);
    assert_eq!(books.verify().await, None);
}
