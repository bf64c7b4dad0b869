use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::runs::{invest, susanti};
use super::{Books, cooperative, decision, id_of, issuer_of, key, refusal, refused};

fn payable() -> Value {
    json!({ "to": "payable", "surplus_in_books": false })
}

/// A village enterprise with 61,234,567 approved for sharing: the run, the
/// village and a citizen as holders.
async fn village(books: &Books) -> (String, String, String) {
    let desa = books.instrument(json!({ "kind": "penyertaan_modal_desa", "name": "Desa" })).await;
    let warga =
        books.instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Warga" })).await;
    let app = &books.app;
    let government = app.organization("pemerintah_desa", "Desa Letvuan", super::VILLAGE).await;
    let village = books.old_holder("organization_id", &government.to_string()).await;
    invest(books, &desa, &village, "60000000.00", "desa").await;
    let person = books.person("Ana", "female").await;
    let citizen = books.old_holder("person_id", &person).await;
    invest(books, &warga, &citizen, "5000000.00", "masyarakat").await;
    let starters = books.keeper.get("/api/v1/surplus-scheme-starters").await.expect(200).json();
    let starter = starters["items"]
        .as_array()
        .expect("a starter")
        .iter()
        .find(|one| one["legal_form"] == "bum_desa");
    books.scheme_from("2021-02-02", starter.expect("a starter")["terms"].clone()).await.expect(201);
    let run = books.approved("61234567.00", "0.00", "musdes").await;
    (run, village, citizen)
}

#[tokio::test]
async fn r36_a_run_is_paid_once_and_only_after_its_approval() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    books.simulate(&run).await;
    let draft = books.pay(&run, payable()).await;
    books.step(&run, "submission", Value::Null).await.expect(200);
    let submitted = books.pay(&run, payable()).await;
    books.step(&run, "approval", decision("rat")).await.expect(200);
    let path = format!("/api/v1/surplus-runs/{run}/payment");

    let early = json!({ "to": "payable", "surplus_in_books": false, "effective_on": "2026-03-19" });
    let early = books.pay(&run, early).await;
    let paid = books.keeper.pay(&path, "rat-2026", payable()).await.expect(201);
    let replayed = books.keeper.pay(&path, "rat-2026", payable()).await;
    let again = books.pay(&run, payable()).await;

    assert_eq!(refusal(&draft), refused(409, "run_not_approved"));
    assert_eq!(refusal(&submitted), refused(409, "run_not_approved"));
    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(paid.json()["status"], "dibagikan");
    assert_eq!(replayed.header("idempotency-replayed"), "true");
    assert_eq!(replayed.json(), paid.json());
    assert_eq!(refusal(&again), refused(409, "run_status"));
    assert_eq!(books.line("bagian_shu").await, "30800000.00");
    assert_eq!(books.line("cadangan").await, "25200000.00");
    assert_eq!(books.line("shu_belum_dibagi").await, "0.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn what_is_owed_stands_on_an_account_for_each_kind_of_debt() {
    let books = cooperative().await;
    let (susanti, _) = susanti(&books).await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    books.pay(&run, payable()).await.expect(201);
    let sukarela = books.savings("simpanan_sukarela").await;
    let interest = json!({
        "instrument_id": sukarela, "member_id": susanti, "amount": "240001.00",
        "effective_on": "2026-04-30", "reason": "Jasa simpanan",
    });
    let path = books.path("savings-interest");
    books.keeper.pay(&path, &super::key(), interest).await.expect(201);
    let leaving = json!({
        "left_on": "2026-06-30", "reason": "sukarela", "loans": "0.00", "borne_loss": "0.00",
        "guaranteed_loans": "0.00",
    });
    let path = format!("/api/v1/members/{susanti}/exit-settlement");
    let settled = books.keeper.pay(&path, &super::key(), leaving).await.expect(201).json();

    let trial = books.keeper.get(&books.path("trial-balance")).await.expect(200).json();
    let rows = trial["accounts"].as_array().cloned().unwrap_or_default();
    let owed: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| ["code", "name", "credit"].map(|name| row[name].as_str().unwrap_or_default()))
        .filter(|[code, ..]| ["2.1.02", "2.2.02", "2.2.03"].contains(code))
        .collect();

    let refund = settled["amount"].as_str().expect("an amount");
    assert_eq!(
        owed,
        [
            ["2.1.02", "Utang PPh jasa simpanan", "24000.00"],
            ["2.2.02", "Bagian hasil yang belum dibayar", "30800000.00"],
            ["2.2.03", "Utang kepada anggota keluar", refund],
        ]
    );
    // The capital statement tells them apart as well.
    let lines = ["utang_pajak", "bagian_shu", "utang_anggota_keluar"];
    for (line, [_, _, credit]) in lines.into_iter().zip(owed) {
        assert_eq!(books.line(line).await, credit, "{line}");
    }
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn shares_go_to_the_savings_of_members_and_are_owed_to_who_left() {
    let books = cooperative().await;
    let (susanti, gone) = susanti(&books).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let exit = json!({ "left_on": "2026-06-30", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{gone}/exit"), exit).await.expect(200);

    let nowhere = books.pay(&run, json!({ "to": "savings", "surplus_in_books": false })).await;
    let to = json!({ "to": "savings", "instrument_id": sukarela, "surplus_in_books": false });
    books.pay(&run, to).await.expect(201);

    assert_eq!(refusal(&nowhere), refused(422, "savings_unfit"));
    assert_eq!(books.line("simpanan_sukarela").await, "1140000.00");
    assert_eq!(books.line("bagian_shu").await, "29660000.00");
    let owed = books.keeper.get(&format!("/api/v1/surplus-runs/{run}/owed")).await.json();
    assert_eq!(owed["items"][0]["member_id"], json!(gone));
    assert_eq!(owed["items"].as_array().unwrap().len(), 1);
    // She may take her share out like any voluntary savings.
    let taken = json!({ "instrument_id": sukarela, "member_id": susanti,
                        "amount": "1140000.00", "reason": "SHU" });
    books.keeper.pay(&books.path("withdrawals"), &key(), taken).await.expect(201);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn shares_that_savings_cannot_take_by_their_terms_are_paid_as_owed() {
    let books = cooperative().await;
    susanti(&books).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let path = format!("/api/v1/instruments/{sukarela}/terms");
    let terms = json!({
        "valid_from": "2026-01-01", "decision_number": "ART 7", "maximum": "1000000.00",
        "minimum": "900000.00",
    });
    books.keeper.post(&path, terms).await.expect(201);
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let to_savings =
        json!({ "to": "savings", "instrument_id": sukarela, "surplus_in_books": false });

    let full = books.pay(&run, to_savings).await;
    let owed = books.pay(&run, payable()).await;

    assert_eq!(refusal(&full), refused(409, "savings_full"));
    assert_eq!(books.line("simpanan_sukarela").await, "0.00");
    assert_eq!(owed.status, 201, "{}", owed.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r55_a_village_result_is_debited_in_equity_and_never_an_expense() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let (run, _, _) = village(&books).await;

    books.pay(&run, payable()).await.expect(201);

    assert_eq!(books.line("bagi_hasil_desa").await, "-18370370.00");
    assert_eq!(books.line("bagi_hasil_masyarakat").await, "-12246914.00");
    assert_eq!(books.line("cadangan").await, "18370370.00");
    assert_eq!(books.line("dana_shu").await, "12246913.00");
    assert_eq!(books.line("bagian_shu").await, "30617284.00");
    // What was withdrawn in 3.2 is still in 3.4.01, until the year's closing.
    assert_eq!(books.line("shu_belum_dibagi").await, "30617284.00");
    let balances = books.keeper.get(&books.path("balances?limit=200")).await.expect(200).json();
    let codes: Vec<&str> = balances["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"3.2.01.01") && codes.contains(&"3.2.02.01"), "{codes:?}");
    assert!(!codes.iter().any(|code| code.starts_with('6')), "{codes:?}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn owed_shares_are_paid_once_and_owed_again_after_a_reversal() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let (run, village, citizen) = village(&books).await;
    let path = format!("/api/v1/surplus-runs/{run}/payouts");
    let to = |members: &[&String]| json!({ "member_ids": members });
    let early = books.keeper.pay(&path, &key(), to(&[&citizen])).await;
    books.pay(&run, payable()).await.expect(201);

    let twice = books.keeper.pay(&path, &key(), to(&[&citizen, &citizen])).await;
    let paid = books.keeper.pay(&path, "bayar-1", to(&[&citizen])).await.expect(201);
    let replayed = books.keeper.pay(&path, "bayar-1", to(&[&citizen])).await;
    let again = books.keeper.pay(&path, &key(), to(&[&village, &citizen])).await;
    let owed = books.keeper.get(&format!("/api/v1/surplus-runs/{run}/owed")).await.json();
    let transaction = paid.json()[0]["transaction_id"].as_str().unwrap().to_owned();
    let reverse = format!("/api/v1/ledger-transactions/{transaction}/reversal");
    let reason = json!({ "reason": "rekening salah" });
    books.keeper.pay(&reverse, &key(), reason).await.expect(201);
    let anew = books.keeper.pay(&path, &key(), to(&[&village, &citizen])).await;

    assert_eq!(refusal(&early), refused(409, "run_status"));
    assert_eq!(refusal(&twice), refused(422, "share_not_owed"));
    assert_eq!(paid.json()[0]["amount"], "12246914.00");
    assert_eq!(replayed.json(), paid.json());
    assert_eq!(refusal(&again), refused(422, "share_not_owed"));
    assert_eq!(again.json()["errors"][0]["pointer"], "/member_ids/1");
    assert_eq!(owed["items"][0]["paid_on"], Value::Null);
    assert_eq!(owed["items"][1]["paid_on"], "2026-11-21");
    assert_eq!(anew.status, 201, "{}", anew.text);
    assert_eq!(books.line("bagian_shu").await, "0.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_surplus_that_stands_in_the_books_must_suffice_there() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let there = json!({ "to": "payable", "surplus_in_books": true });
    let opening = |amount: &str| {
        json!({ "line": "shu_belum_dibagi", "amount": amount, "effective_on": "2025-12-31",
                "reason": "neraca 2025" })
    };
    let path = books.path("opening-balances");
    books.keeper.pay(&path, &key(), opening("55999999.99")).await.expect(201);

    let short = books.pay(&run, there.clone()).await;
    books.keeper.pay(&path, &key(), opening("0.01")).await.expect(201);
    books.pay(&run, there).await.expect(201);

    assert_eq!(refusal(&short), refused(409, "surplus_not_in_books"));
    assert_eq!(books.line("shu_belum_dibagi").await, "0.00");
    let query = books.path("ledger-transactions?limit=200");
    let posted = books.keeper.get(&query).await.expect(200).json();
    let rows = posted["items"].as_array().unwrap();
    let shared = rows.iter().find(|row| row["kind"] == "surplus_distribution").unwrap();
    let reverse =
        format!("/api/v1/ledger-transactions/{}/reversal", shared["id"].as_str().unwrap());
    let back = books.keeper.pay(&reverse, &key(), json!({ "reason": "salah" })).await;
    assert_eq!(refusal(&back), refused(409, "reversal_of_surplus"));
}

#[tokio::test]
async fn r45_a_loss_is_covered_from_the_reserve_by_decision_of_the_meeting() {
    let books = cooperative().await;
    let reserve = json!({ "line": "cadangan", "amount": "6000000.00",
                          "effective_on": "2024-12-31", "reason": "neraca 2024" });
    books.keeper.pay(&books.path("opening-balances"), &key(), reserve).await.expect(201);
    let path = books.path("loss-coverings");
    let of = |amount: &str, kind: &str| {
        json!({ "book_year": 2025, "amount": amount, "decision": decision(kind),
                "loss_in_books": false })
    };

    let wrong = books.keeper.pay(&path, &key(), of("1.00", "rups")).await;
    let above = books.keeper.pay(&path, &key(), of("6000000.01", "rat")).await;
    let covered = books.keeper.pay(&path, "rugi-2025", of("2500000.00", "rat")).await.expect(201);
    let replayed = books.keeper.pay(&path, "rugi-2025", of("2500000.00", "rat")).await;

    assert_eq!(refusal(&wrong), refused(422, "meeting_unfit"));
    assert_eq!(wrong.json()["errors"][0]["pointer"], "/decision/kind");
    assert_eq!(refusal(&above), refused(422, "reserve_too_low"));
    assert_eq!(replayed.json(), covered.json());
    assert_eq!(books.line("cadangan").await, "3500000.00");
    assert_eq!(books.line("shu_belum_dibagi").await, "0.00");
    assert_eq!(books.verify().await, None);
}

/// A meeting of the first of March, for coverings that are dated back.
fn spring() -> Value {
    let mut decision = decision("rat");
    decision["held_on"] = json!("2026-03-01");
    decision
}

#[tokio::test]
async fn r45_a_reserve_that_covers_a_loss_later_covers_none_before() {
    let books = cooperative().await;
    let reserve = json!({ "line": "cadangan", "amount": "1000.00",
                          "effective_on": "2026-01-02", "reason": "neraca" });
    let opened = books.keeper.pay(&books.path("opening-balances"), &key(), reserve).await;
    let path = books.path("loss-coverings");
    let of = |day: &str, in_books: bool| {
        json!({ "book_year": 2025, "amount": "1000.00", "decision": spring(),
                "loss_in_books": in_books, "effective_on": day })
    };

    let never_lost = books.keeper.pay(&path, "rugi", of("2026-06-01", true)).await;
    let other_body = books.keeper.pay(&path, "rugi", of("2026-06-01", false)).await;
    let still = books.keeper.pay(&path, "rugi", of("2026-06-01", true)).await;
    books.keeper.pay(&path, &key(), of("2026-06-01", false)).await.expect(201);
    let before = books.keeper.pay(&path, &key(), of("2026-03-01", false)).await;
    let opening = id_of(&opened.expect(201));
    let reverse = format!("/api/v1/ledger-transactions/{opening}/reversal");
    let taken_back = books.keeper.pay(&reverse, &key(), json!({ "reason": "salah" })).await;

    assert_eq!(refusal(&never_lost), refused(422, "loss_not_in_books"));
    assert_eq!(refusal(&other_body), refused(422, "idempotency_key_reused"));
    assert_eq!(refusal(&still), refused(422, "loss_not_in_books"));
    assert_eq!(refusal(&before), refused(422, "reserve_too_low"));
    assert_eq!(refusal(&taken_back), refused(409, "reversal_overdraws"));
    assert_eq!(books.line("cadangan").await, "0.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r29_a_surplus_that_was_shared_is_not_taken_back_by_its_opening_balance() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let opening = json!({ "line": "shu_belum_dibagi", "amount": "56000000.00",
                          "effective_on": "2025-12-31", "reason": "neraca 2025" });
    let opened = books.keeper.pay(&books.path("opening-balances"), &key(), opening).await;
    books.pay(&run, json!({ "to": "payable", "surplus_in_books": true })).await.expect(201);

    let opening = id_of(&opened.expect(201));
    let reverse = format!("/api/v1/ledger-transactions/{opening}/reversal");
    let back = books.keeper.pay(&reverse, &key(), json!({ "reason": "salah" })).await;

    assert_eq!(refusal(&back), refused(409, "reversal_overdraws"));
    assert_eq!(books.line("shu_belum_dibagi").await, "0.00");
}

#[tokio::test]
async fn lines_that_were_tampered_with_are_not_approved() {
    let books = cooperative().await;
    books.app.organization("lsm", "Lembaga", super::VILLAGE).await;
    susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    books.simulate(&run).await;
    books.step(&run, "submission", Value::Null).await.expect(200);
    let conn = books.app.state.db.write();
    let sql = "UPDATE surplus_piece SET lines = REPLACE(lines, '30000000', '30000001')";
    let changed = conn.execute_raw(statement(conn, sql, vec![])).await.unwrap();
    assert!(changed.rows_affected() > 0);

    let approved = books.step(&run, "approval", decision("rat")).await;

    assert_eq!(refusal(&approved), refused(409, "run_tampered"));
}

#[tokio::test]
async fn a_surplus_is_not_paid_into_a_closed_book_year() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let path = books.path("ledger-settings");
    let seen = books.admin.get(&path).await.expect(200);
    // The year ends in June, so that the day of the payment lies in a year that is over.
    let draft = json!({
        "year_begins": 7, "back_dating_days": 3660, "approval_days": 14,
        "reason": "Tahun buku baru",
    });
    books.admin.put(&path, seen.header("etag"), draft).await.expect(200);
    let close = books.path("book-years/2025/close");
    books.keeper.post(&close, json!({ "reason": "RAT 2026" })).await.expect(201);

    let mut draft = payable();
    draft["effective_on"] = json!("2026-03-21");
    let closed = books.pay(&run, draft).await;
    let nothing = books.line("bagian_shu").await;
    books.pay(&run, payable()).await.expect(201);

    assert_eq!(refusal(&closed), refused(409, "book_year_closed"));
    assert_eq!(nothing, "0.00");
    assert_eq!(books.line("bagian_shu").await, "30800000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_thousand_and_one_holders_are_paid_in_several_postings() {
    let books = cooperative().await;
    let pokok = books.principal(false).await;
    books
        .scheme(json!([
            { "key": "cadangan", "name": "Cadangan", "percent": "50", "destination": "reserve" },
            { "key": "jasa_usaha", "name": "Jasa usaha", "percent": "50",
              "destination": "member_patronage", "patronage": "interest" },
        ]))
        .await
        .expect(201);
    let first = books.member(&pokok, "Ana").await;
    many_members(&books, &first, 1_100).await;
    let rows: String = (1..=1_101).map(|number| format!("{number};{}\n", number * 7)).collect();
    let path = books.path("patronage/import?book_year=2025&kind=interest");
    let file = format!("nomor_anggota;jumlah\n{rows}").into_bytes();
    let report = books.keeper.upload(&path, "text/csv", file).await.expect(200).json();
    assert_eq!((&report["applied"], &report["rows"]), (&json!(true), &json!(1_101)));
    let sukarela = books.savings("simpanan_sukarela").await;
    let run = books.approved("123456789.00", "0.00", "rat").await;

    let to = json!({ "to": "savings", "instrument_id": sukarela, "surplus_in_books": false });
    books.pay(&run, to).await.expect(201);

    assert_eq!(books.line("simpanan_sukarela").await, "61728394.00");
    assert_eq!(books.line("cadangan").await, "61728395.00");
    let csv = books.keeper.csv(&format!("/api/v1/surplus-runs/{run}/lines")).await.expect(200);
    assert_eq!(csv.text.lines().count(), 1_102);
}

/// Copies one member often, with persons of their own.
async fn many_members(books: &Books, first: &str, count: i64) {
    let tx = books.app.state.db.begin_write().await.expect("the arrangement works");
    for number in 2..=count + 1 {
        let person = uuid::Uuid::now_v7();
        let columns = "region_code, full_name, name_key, sex, creation_hash, version, created_at";
        let copy = format!(
            "INSERT INTO person (id, organization_id, {columns}) \
             SELECT $1, organization_id, {columns} FROM person WHERE id = \
             (SELECT holder_person_id FROM member WHERE id = $2)"
        );
        let first: uuid::Uuid = first.parse().expect("the arrangement works");
        let values = vec![person.into(), first.into()];
        tx.execute_raw(statement(&tx, copy, values)).await.expect("the arrangement works");
        let copy = "INSERT INTO member (id, organization_id, region_code, register_number, \
                    holder_person_id, holder_class, sex, standing, status, applied_on, joined_on, \
                    version, created_at) SELECT $1, organization_id, region_code, $2, $3, \
                    holder_class, sex, standing, status, applied_on, joined_on, version, \
                    created_at FROM member WHERE id = $4";
        let id = uuid::Uuid::now_v7();
        let values = vec![id.into(), number.into(), person.into(), first.into()];
        tx.execute_raw(statement(&tx, copy, values)).await.expect("the arrangement works");
    }
    tx.commit().await.expect("the arrangement works");
}
