//! Capital in kind: goods at a value that somebody else has found.

use std::fs;

use kibm::identity::entity::access_grant::Role;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::capital::village_enterprise;
use super::control::{approve, asked};
use super::pack::{export, independently, replay, reseal};
use super::{Books, id_of, key, posting, refusal, refused};
use crate::support::{Answer, at_once};

/// A boat for ten million as somebody brings it in.
fn boat(instrument: &str, member: &str) -> Value {
    json!({
        "instrument_id": instrument, "member_id": member, "amount": "10000000.00",
        "effective_on": "2026-11-10", "decision_number": "RAT 2/2026", "decided_on": "2026-11-05",
        "asset": { "kind": "equipment", "description": "Perahu 5 GT, GT.5 No. 12/MLK" },
        "valuation": {
            "amount": "10500000.00", "valued_on": "2026-11-01", "method": "cost",
            "valuer": {
                "kind": "independent_expert", "name": "Abdul Rahman",
                "institution": "KJPP Rahman dan Rekan", "licence_number": "MAPPI 1234",
            },
            "document_number": "Lap. 7/2026",
            "document_sha256": "a".repeat(64),
        },
    })
}

/// The same valued by another report.
fn by_report(mut draft: Value, nth: u8) -> Value {
    draft["valuation"]["document_number"] = json!(format!("Lap. {nth}/2026"));
    draft["valuation"]["document_sha256"] = json!(format!("{nth:064}"));
    draft
}

impl Books {
    async fn bring(&self, draft: Value) -> Answer {
        self.keeper.pay(&self.path("in-kind-contributions"), &key(), draft).await
    }

    /// Code, debit and credit of each account of the trial balance.
    async fn trial_lines(&self) -> Vec<[String; 3]> {
        let trial = self.keeper.get(&self.path("trial-balance")).await.expect(200).json();
        let lines = trial["accounts"].as_array().cloned().unwrap_or_default();
        let told = |line: &Value| {
            ["code", "debit", "credit"].map(|it| line[it].as_str().unwrap_or("none").to_owned())
        };
        lines.iter().map(told).collect()
    }
}

fn account(code: &str, debit: &str, credit: &str) -> [String; 3] {
    [code, debit, credit].map(str::to_owned)
}

/// A cooperative that takes participating capital, and a holder of it.
async fn cooperative() -> (Books, String, String) {
    let books = Books::cooperative().await;
    let modal = json!({ "kind": "modal_penyertaan", "name": "MP", "agreement_number": "1/2026" });
    let modal = books.instrument(modal).await;
    let person = books.person("Maria Renyaan", "female").await;
    let holder = books.holder("person_id", &person).await;
    (books, modal, holder)
}

/// A company with a holder of shares of a million each.
async fn company() -> (Books, String, String) {
    let books = Books::of("perseroan", "Kei Bahari").await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000000.00" });
    let shares = books.instrument(shares).await;
    let person = books.person("Maria Renyaan", "female").await;
    let holder = books.holder("person_id", &person).await;
    (books, shares, holder)
}

#[tokio::test]
async fn goods_become_an_asset_and_capital_but_no_cash_until_they_are_taken_back() {
    let (books, modal, holder) = cooperative().await;

    let made = books.bring(boat(&modal, &holder)).await.expect(201);
    let posted = made.json();
    assert_eq!(
        (&posted["kind"], &posted["payment_form"]),
        (&json!("contribution"), &json!("goods"))
    );
    assert_eq!(posted["amount"], "10000000.00");
    let boat_and_capital =
        [account("1.3.01", "10000000.00", "0.00"), account("3.1.13.01", "0.00", "10000000.00")];
    assert_eq!(books.trial_lines().await, boat_and_capital);
    assert_eq!(books.capital("").await["participating_capital"], "10000000.00");
    let statement = books.keeper.get(&format!("/api/v1/members/{holder}/statement")).await;
    assert_eq!(statement.expect(200).json()["items"][0]["balance"], "10000000.00");

    let id = id_of(&made);
    let path = format!("/api/v1/ledger-transactions/{id}/valuation");
    let valuation = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(valuation["valuation"], boat(&modal, &holder)["valuation"]);
    assert_eq!(valuation["reversed_by"], Value::Null);
    let content = valuation["content"].as_str().expect("a text");
    let sha256 = hex(&Sha256::digest(content.as_bytes()));
    assert_eq!(valuation["sha256"], json!(sha256));
    let details: Value = serde_json::from_str(posted["details"].as_str().unwrap()).unwrap();
    assert_eq!(details["valuation_sha256"], json!(sha256));
    let (receipt, _) = books.keeper.paper(&format!("/api/v1/ledger-transactions/{id}")).await;
    for text in ["Perahu5GT", "AbdulRahman", "Rp10.500.000"] {
        assert!(receipt.contains(text), "{receipt}");
    }

    books.reverse(&id, "perahu tenggelam sebelum serah terima").await.expect(201);
    let valuation = books.keeper.get(&path).await.expect(200).json();
    assert!(valuation["reversed_by"].is_string());
    assert_eq!(books.capital("").await["participating_capital"], "0.00");
    assert_eq!(books.verify().await, None);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn r50_goods_of_a_village_are_its_capital_and_land_is_not() {
    let (books, [desa, _, village, _]) = village_enterprise().await;
    let mut seed = boat(&desa, &village);
    seed["source_class"] = json!("desa");
    seed["decision_number"] = json!("Perdes 3/2026");
    seed["asset"] = json!({ "kind": "inventory", "description": "Bibit rumput laut 2 ton" });
    seed["valuation"]["valuer"] = json!({ "kind": "meeting_team", "name": "Tim Musdes" });
    let mut land = seed.clone();
    land["asset"]["kind"] = json!("land");
    let mut bare = seed.clone();
    bare.as_object_mut().unwrap().remove("source_class");

    let land = books.bring(land).await;
    let bare = books.bring(bare).await;
    books.bring(seed).await.expect(201);

    assert_eq!(refusal(&land), refused(422, "land_not_capital"));
    assert_eq!(land.json()["errors"][0]["pointer"], "/asset/kind");
    assert_eq!(refusal(&bare), refused(422, "source_class"));
    assert_eq!(books.trial_lines().await[0], account("1.1.05", "10000000.00", "0.00"));
    let equity = books.keeper.get(&books.path("equity")).await.expect(200).json();
    let lines = equity["accounts"].as_array().expect("lines");
    let own = lines.iter().find(|line| line["amount"] == "10000000.00").expect("the capital");
    assert!(own["code"].as_str().unwrap().starts_with("3.1.01"), "{own}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn shares_are_paid_in_kind_at_the_value_of_an_expert_who_holds_none() {
    let (books, shares, holder) = company().await;
    let expert = books.person("Abdul Rahman", "male").await;
    let not_independent = refused(422, "valuer_not_independent");
    let mut team = boat(&shares, &holder);
    team["valuation"]["valuer"] = json!({ "kind": "meeting_team", "name": "Tim RUPS" });

    assert_eq!(refusal(&books.bring(team.clone()).await), not_independent);
    let made = books.bring(boat(&shares, &holder)).await.expect(201).json();
    assert_eq!(made["share_count"], 10);
    team["valuation"]["method"] = json!("market");
    books.bring(by_report(team, 8)).await.expect(201);
    books.holder("person_id", &expert).await;
    assert_eq!(refusal(&books.bring(boat(&shares, &holder)).await), not_independent);

    let mut odd = boat(&shares, &holder);
    odd["amount"] = json!("10500000.00");
    odd["valuation"]["valuer"]["name"] = json!("Hasan Basri");
    assert_eq!(refusal(&books.bring(odd).await), refused(422, "shares_nominal"));
    let mut land = boat(&shares, &holder);
    land["valuation"]["valuer"]["name"] = json!("Hasan Basri");
    land["asset"]["kind"] = json!("land");
    assert_eq!(refusal(&books.bring(land.clone()).await), refused(422, "announcement_missing"));
    land["announcement"] = json!({ "newspaper": "Ambon Ekspres", "announced_on": "2026-11-20" });
    assert_eq!(refusal(&books.bring(land.clone()).await), refused(422, "announcement_missing"));
    land["announcement"]["announced_on"] = json!("2026-11-19");
    books.bring(by_report(land, 9)).await.expect(201);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn who_brings_an_asset_in_does_not_value_it_and_value_is_the_bound() {
    let (books, modal, holder) = cooperative().await;
    let own = refused(422, "valuer_is_contributor");
    for (field, name) in [("name", "MARIA  RENYAAN"), ("institution", "maria renyaan")] {
        let mut draft = boat(&modal, &holder);
        draft["valuation"]["valuer"][field] = json!(name);
        assert_eq!(refusal(&books.bring(draft).await), own);
    }
    let mut above = boat(&modal, &holder);
    above["amount"] = json!("10500000.01");
    let mut stale = boat(&modal, &holder);
    stale["valuation"]["valued_on"] = json!("2026-01-01");
    let mut later = boat(&modal, &holder);
    later["decided_on"] = json!("2026-11-11");
    let mut unread = boat(&modal, &holder);
    unread["valuation"]["document_sha256"] = json!("abc");

    assert_eq!(refusal(&books.bring(above).await), refused(422, "above_valuation"));
    assert_eq!(refusal(&books.bring(stale).await), refused(422, "valuation_stale"));
    assert_eq!(refusal(&books.bring(later).await), refused(422, "after_contribution"));
    let mut nameless = boat(&modal, &holder);
    nameless["valuation"]["valuer"]["name"] = json!("--");
    assert_eq!(books.bring(unread).await.status, 422);
    assert_eq!(books.bring(nameless).await.status, 422);
    assert_eq!(books.trial_lines().await, [] as [[String; 3]; 0]);
}

#[tokio::test]
async fn goods_come_with_their_valuation_and_savings_are_money() {
    let (books, modal, holder) = cooperative().await;
    let savings = books.savings("simpanan_wajib").await;
    let member = books.applicant("Yosefa").await;
    let mut plain = posting(&modal, &holder, "10.00", "2026-11-10");
    plain["form"] = json!("goods");

    let plain = books.keeper.pay(&books.path("contributions"), &key(), plain).await;
    let of_savings = books.bring(boat(&savings, &member)).await;

    assert_eq!(refusal(&plain), refused(422, "valuation_missing"));
    assert_eq!(refusal(&of_savings), refused(422, "in_kind_savings"));
}

#[tokio::test]
async fn r117_goods_above_the_limit_wait_and_keep_their_valuation() {
    let (books, modal, holder) = cooperative().await;
    books.settings(&books.keeper, json!({ "approval_limit": "9999999.99" })).await.expect(200);
    let second = books.second().await;

    let waits = asked(books.bring(boat(&modal, &holder)).await);
    assert_eq!(books.trial_lines().await, [] as [[String; 3]; 0]);
    let own = approve(&books.keeper, &waits, &key()).await;
    assert_eq!(own.status, 403, "{}", own.text);
    approve(&second, &waits, &key()).await.expect(201);

    let list = books.path("in-kind-contributions");
    let items = books.keeper.get(&list).await.expect(200).json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1));
    assert_eq!(items[0]["asset"]["kind"], "equipment");
    let csv = books.keeper.csv(&list).await.expect(200);
    assert_eq!(csv.text.lines().count(), 2, "{}", csv.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_contribution_in_kind_pays_a_pledge_and_goes_by_a_bulk_once() {
    let (books, modal, holder) = cooperative().await;
    let promise = json!({
        "instrument_id": modal, "member_id": holder, "amount": "15000000.00",
        "pledged_on": "2026-11-01", "due_on": "2026-12-31",
    });
    let pledge = books.keeper.post(&books.path("pledges"), promise).await.expect(201);
    let mut draft = boat(&modal, &holder);
    draft["pledge_id"] = pledge.json()["id"].clone();
    let items = json!({ "items": [{ "in_kind_contribution": draft }] });
    let bulk = books.path("ledger-transactions/bulk");

    books.keeper.pay(&bulk, "inbreng-1", items.clone()).await.expect(201);
    let again = books.keeper.pay(&bulk, "inbreng-1", items).await.expect(201);
    let beyond = books.bring(draft.clone()).await;
    let path = books.path("in-kind-contributions");
    draft.as_object_mut().unwrap().remove("pledge_id");
    draft = by_report(draft, 8);
    books.keeper.pay(&path, "inbreng-2", draft.clone()).await.expect(201);
    draft = by_report(draft, 9);
    let other = books.keeper.pay(&path, "inbreng-2", draft).await;

    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(refusal(&beyond), refused(422, "pledge_open_amount"));
    assert_eq!(refusal(&other), refused(422, "idempotency_key_reused"));
    let read = format!("/api/v1/pledges/{}", id_of(&pledge));
    let stands = books.keeper.get(&read).await.expect(200).json();
    assert_eq!((&stands["status"], &stands["open"]), (&json!("partial"), &json!("5000000.00")));
    assert_eq!(books.verify().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_has_pledges_and_valuations_and_names_a_changed_one() {
    let (books, modal, holder) = cooperative().await;
    let promise = json!({
        "instrument_id": modal, "member_id": holder, "amount": "10000000.00",
        "pledged_on": "2026-11-01", "due_on": "2026-12-31",
    });
    let pledge = books.keeper.post(&books.path("pledges"), promise).await.expect(201);
    let mut draft = boat(&modal, &holder);
    draft["pledge_id"] = pledge.json()["id"].clone();
    books.bring(draft).await.expect(201);
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");

    assert!(export(&books, &pack).status.success());
    let replayed = replay(&pack).await;
    assert!(replayed.status.success(), "{replayed:?}");
    let (content, said) = independently(&pack);
    assert!(content && said.starts_with("EQUAL: 1 transactions"), "{said}");

    let file = pack.join("decisions.jsonl");
    let honest = fs::read_to_string(&file).expect("a part");
    for (changed, says) in [
        (honest.replacen("Perahu 5 GT", "Perahu 6 GT", 1), "seals"),
        (honest.lines().filter(|line| line.contains("\"pledge\"")).collect::<String>(), "missing"),
    ] {
        fs::write(&file, changed).expect("written");
        reseal(&pack, "decisions.jsonl");
        let refused = replay(&pack).await;
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains(says), "{told}");
        let (content, said) = independently(&pack);
        assert!(!content && said.contains(says), "{said}");
    }
}

#[tokio::test]
async fn a_valuation_never_changes_and_is_for_who_reads_the_books() {
    let (books, modal, holder) = cooperative().await;
    let id = id_of(&books.bring(boat(&modal, &holder)).await.expect(201));
    let path = format!("/api/v1/ledger-transactions/{id}/valuation");
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;
    let officer = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let outsider = books.app.officer(Role::EnterpriseOfficer, "33.02").await;
    let draft = boat(&modal, &holder);
    let bring = books.path("in-kind-contributions");

    assert_eq!(auditor.get(&path).await.status, 200);
    assert_eq!(auditor.pay(&bring, &key(), draft.clone()).await.status, 403);
    assert_eq!(officer.get(&path).await.status, 403);
    assert_eq!(outsider.get(&path).await.status, 404);
    assert_eq!(outsider.get(&bring).await.status, 404);
    assert_eq!(outsider.pay(&bring, &key(), draft).await.status, 404);
    let cash = id_of(&books.contribute(&modal, &holder, "1.00", "2026-11-10").await.expect(201));
    let none = books.keeper.get(&format!("/api/v1/ledger-transactions/{cash}/valuation")).await;
    assert_eq!(none.status, 404);
    let conn = books.app.state.db.write();
    let sql = "UPDATE in_kind_valuation SET content = '{}'";
    assert!(conn.execute_raw(statement(conn, sql, vec![])).await.is_err());
}

/// What became capital on one report.
fn part(instrument: &str, member: &str, amount: &str) -> Value {
    let mut draft = boat(instrument, member);
    draft["asset"]["title_number"] = json!("Gross akta 12/MLK");
    draft["amount"] = json!(amount);
    draft
}

#[tokio::test]
async fn an_asset_becomes_capital_once_and_up_to_its_value() {
    let (books, modal, holder) = cooperative().await;
    let person = books.person("Yosefa Tuanubun", "female").await;
    let partner = books.holder("person_id", &person).await;
    let used = refused(409, "valuation_used");

    // The two who own the boat bring it in, to the last rupiah of its value.
    let first = id_of(&books.bring(part(&modal, &holder, "6000000.00")).await.expect(201));
    books.bring(part(&modal, &partner, "4500000.00")).await.expect(201);
    let beyond = books.bring(part(&modal, &holder, "0.01")).await;
    assert_eq!(refusal(&beyond), used);
    assert!(beyond.text.contains(&first), "{}", beyond.text);
    // Neither another spelling of the number, nor another scan, nor another
    // report on the same boat, nor a higher value makes a second boat of it.
    let mut spelled = part(&modal, &holder, "1.00");
    spelled["valuation"]["document_number"] = json!("LAP 7 / 2026");
    spelled["valuation"]["document_sha256"] = json!("b".repeat(64));
    spelled["asset"].as_object_mut().unwrap().remove("title_number");
    let mut renamed = part(&modal, &holder, "1.00");
    renamed["valuation"]["document_number"] = json!("Lap. 70/2026");
    renamed["asset"]["title_number"] = json!("Lain");
    let mut revalued = by_report(part(&modal, &holder, "1.00"), 8);
    revalued["valuation"]["amount"] = json!("90000000.00");
    for draft in [spelled, renamed, revalued] {
        assert_eq!(refusal(&books.bring(draft).await), used);
    }
    assert_eq!(books.capital("").await["participating_capital"], "10500000.00");

    // What was wrong is taken back, and the boat is free for that part again.
    books.reverse(&first, "pemilik lain").await.expect(201);
    assert_eq!(refusal(&books.bring(part(&modal, &partner, "6000000.01")).await), used);
    books.bring(part(&modal, &partner, "6000000.00")).await.expect(201);
    let other = by_report(boat(&modal, &holder), 9);
    books.bring(other).await.expect(201);
    assert_eq!(books.verify().await, None);

    let cash = id_of(&books.contribute(&modal, &holder, "1.00", "2026-11-10").await.expect(201));
    let conn = books.app.state.db.write();
    let sql = "INSERT INTO in_kind_paper (id, organization_id, transaction_id, paper, value_sen) \
               SELECT $1, organization_id, $1, paper, 1 FROM in_kind_paper LIMIT 1";
    let cash: uuid::Uuid = cash.parse().expect("an id");
    conn.execute_raw(statement(conn, sql, vec![cash.into()])).await.expect("it is added");
    assert_eq!(books.verify().await.as_deref(), Some("asset_is_capital_once"));
}

#[tokio::test]
async fn reports_are_told_apart_by_their_number_as_it_is_read_and_by_their_valuer() {
    let (books, modal, holder) = cooperative().await;
    let report = |file: u8, number: &str, valuer: &str, title: &str| {
        let mut draft = by_report(boat(&modal, &holder), file);
        draft["valuation"]["document_number"] = json!(number);
        draft["valuation"]["valuer"]["name"] = json!(valuer);
        draft["asset"]["title_number"] = json!(title);
        books.bring(draft)
    };

    let first = report(1, "1/12/2026", "Abdul Rahman", "BPKB K-1").await;
    let parted_otherwise = report(2, "11/2/2026", "Abdul Rahman", "BPKB K-2").await;
    let of_another_valuer = report(3, "1/12/2026", "Siti Aminah", "BPKB K-3").await;
    let respelled = report(4, "1-12-2026", "ABDUL  RAHMAN", "BPKB K-4").await;
    let full_width = report(5, "5", "Abdul Rahman", "BPKB K-\u{ff11}").await;

    for answer in [&first, &parted_otherwise, &of_another_valuer] {
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    assert_eq!(refusal(&respelled), refused(409, "valuation_used"));
    assert_eq!(refusal(&full_width), refused(409, "valuation_used"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_contributions_of_one_asset_at_once_and_in_one_bulk_one_is_taken() {
    let (books, modal, holder) = cooperative().await;
    let mut statuses = at_once(6, |_| {
        let (keeper, path) = (books.keeper.clone(), books.path("in-kind-contributions"));
        let draft = boat(&modal, &holder);
        async move { keeper.pay(&path, &key(), draft).await.status }
    })
    .await;
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);

    let twice = by_report(boat(&modal, &holder), 8);
    let twice = json!({ "in_kind_contribution": twice });
    let bulk = books.path("ledger-transactions/bulk");
    let both = json!({ "items": [twice, twice] });
    let both = books.keeper.pay(&bulk, &key(), both).await;
    assert_eq!(both.status, 409, "{}", both.text);
    assert_eq!(both.json()["errors"][0]["pointer"], "/items/1/in_kind_contribution/valuation");
    assert_eq!(books.capital("").await["participating_capital"], "10000000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn who_has_left_with_shares_in_hand_does_not_value_for_the_company() {
    let (books, shares, holder) = company().await;
    let expert = books.person("Abdul Rahman", "male").await;
    let expert = books.holder("person_id", &expert).await;
    books.contribute(&shares, &expert, "1000000.00", "2026-11-01").await.expect(201);
    let exit = format!("/api/v1/members/{expert}/exit");
    let leaving = json!({ "left_on": "2026-11-05", "reason": "sukarela" });
    books.keeper.post(&exit, leaving).await.expect(200);

    let still_holds = books.bring(boat(&shares, &holder)).await;
    let back = json!({
        "instrument_id": shares, "member_id": expert, "amount": "1000000.00",
        "effective_on": "2026-11-06", "decision_number": "RUPS 3/2026", "reason": "keluar",
    });
    books.keeper.pay(&books.path("redemptions"), &key(), back).await.expect(201);
    let holds_none = books.bring(boat(&shares, &holder)).await;

    assert_eq!(refusal(&still_holds), refused(422, "valuer_not_independent"));
    assert_eq!(holds_none.status, 201, "{}", holds_none.text);
}
