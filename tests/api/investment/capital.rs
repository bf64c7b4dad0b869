use serde_json::{Value, json};

use super::{Books, id_of, key, refusal, refused};

#[tokio::test]
async fn r30_the_capital_statement_of_the_worked_example() {
    let books = Books::cooperative().await;
    let pokok = books
        .instrument(json!({
            "kind": "simpanan_pokok", "name": "Simpanan pokok", "fixed_amount": "4500000.00",
            "fixed_amount_from": "2020-01-01",
        }))
        .await;
    let wajib = books.savings("simpanan_wajib").await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let penyertaan = books
        .instrument(
            json!({ "kind": "modal_penyertaan", "name": "MP", "agreement_number": "1/2026" }),
        )
        .await;
    let member = books.applicant("Maria").await;
    for (instrument, amount) in [
        (&pokok, "4500000.00"),
        (&wajib, "10800000.00"),
        (&sukarela, "9000000.00"),
        (&penyertaan, "15000000.00"),
    ] {
        books.contribute(instrument, &member, amount, "2026-02-01").await.expect(201);
    }
    let before = books.capital("").await;
    for (line, amount) in
        [("cadangan", "6000000.00"), ("hibah", "2000000.00"), ("shu_belum_dibagi", "3000000.00")]
    {
        let draft = json!({ "line": line, "amount": amount, "effective_on": "2026-01-01", "reason": "Neraca 2025" });
        books.keeper.pay(&books.path("opening-balances"), &key(), draft).await.expect(201);
    }

    let capital = books.capital("").await;
    let new_year = books.capital("?as_of=2026-01-31").await;

    assert_eq!(line(&before, "cadangan")["amount"], "0.00");
    assert_eq!(capital["own_capital"], "26300000.00");
    assert_eq!(capital["participating_capital"], "15000000.00");
    assert_eq!(capital["liabilities"], "9000000.00");
    assert_eq!(line(&capital, "simpanan_sukarela")["group"], "liability");
    assert_eq!(new_year["own_capital"], "11000000.00");
    assert_eq!(books.verify().await, None);
}

fn line(capital: &Value, name: &str) -> Value {
    let lines = capital["lines"].as_array().expect("a statement has lines");
    lines.iter().find(|line| line["line"] == name).cloned().unwrap_or_default()
}

/// A BUM Desa with its village and a citizen as holders.
pub(super) async fn village_enterprise() -> (Books, [String; 4]) {
    let books = Books::of("bum_desa", "BUM Desa Letvuan").await;
    let desa =
        books.instrument(json!({ "kind": "penyertaan_modal_desa", "name": "Modal desa" })).await;
    let masyarakat = books
        .instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Modal masyarakat" }))
        .await;
    let government =
        books.app.organization("pemerintah_desa", "Ohoi Letvuan", super::VILLAGE).await;
    let village = books.holder("organization_id", &government.to_string()).await;
    let person = books.person("Maria", "female").await;
    let citizen = books.holder("person_id", &person).await;
    (books, [desa, masyarakat, village, citizen])
}

fn stake(instrument: &str, member: &str, amount: &str, source: &str) -> Value {
    json!({
        "instrument_id": instrument, "member_id": member, "amount": amount,
        "effective_on": "2026-02-01", "decision_number": "Perdes 3/2026", "source_class": source,
    })
}

#[tokio::test]
async fn r51_half_is_too_little_for_the_village_and_warns_without_refusing() {
    let (books, [desa, masyarakat, village, citizen]) = village_enterprise().await;
    let path = books.path("contributions");

    let first = stake(&desa, &village, "5000.00", "desa");
    let alone = books.keeper.pay(&path, &key(), first).await.expect(201).json();
    let second = stake(&masyarakat, &citizen, "5000.00", "masyarakat");
    let half = books.keeper.pay(&path, &key(), second).await.expect(201).json();
    let statement = books.capital("").await;
    let third = stake(&desa, &village, "2.00", "desa");
    let above = books.keeper.pay(&path, &key(), third).await.expect(201).json();

    assert_eq!(alone["warnings"], Value::Null);
    assert_eq!(half["warnings"][0]["code"], "desa_share");
    assert!(half["warnings"][0]["detail"].as_str().unwrap().contains("50,00"));
    assert_eq!(statement["warnings"][0]["code"], "desa_share");
    assert_eq!(above["warnings"], Value::Null);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r50_village_capital_without_source_or_decision_and_goods_without_value_are_refused() {
    let (books, [desa, _, village, citizen]) = village_enterprise().await;
    let path = books.path("contributions");
    let mut bare = stake(&desa, &village, "1.00", "desa");
    bare.as_object_mut().unwrap().remove("decision_number");
    bare.as_object_mut().unwrap().remove("source_class");
    let mut goods = stake(&desa, &village, "1.00", "desa");
    goods["form"] = json!("goods");

    let bare = books.keeper.pay(&path, &key(), bare).await.expect(422);
    let wrong = books.keeper.pay(&path, &key(), stake(&desa, &citizen, "1.00", "desa")).await;
    let goods = books.keeper.pay(&path, &key(), goods).await;

    assert_eq!(bare.fault_codes(), ["decision_missing", "source_class"]);
    assert_eq!(refusal(&wrong), refused(422, "holder_kind"));
    assert_eq!(refusal(&goods), refused(422, "valuation_missing"));
}

#[tokio::test]
async fn shares_are_whole_counted_and_never_withdrawn() {
    let books = Books::of("perseroda", "Perseroda Kei").await;
    let shares =
        books.instrument(json!({ "kind": "saham", "name": "Saham", "nominal": "100000.00" })).await;
    let person = books.person("Maria", "female").await;
    let holder = books.holder("person_id", &person).await;

    let odd = books.contribute(&shares, &holder, "150000.00", "2026-02-01").await;
    let whole = books.contribute(&shares, &holder, "300000.00", "2026-02-01").await.expect(201);
    let back = books.withdraw(&shares, &holder, "100000.00", "2026-03-01").await;

    assert_eq!(refusal(&odd), refused(422, "shares_nominal"));
    assert_eq!(whole.json()["share_count"], 3);
    assert_eq!(refusal(&back), refused(409, "shares_stay"));
}

#[tokio::test]
async fn figures_of_members_and_capital_follow_the_ledger_up_to_the_nation() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    let paid = id_of(&books.contribute(&pokok, &member, "100000.00", "2026-02-01").await);
    let state = &books.app.state;

    for (expected_members, expected_sen) in [(1, 10_000_000), (0, 0)] {
        kibm::platform::rollup::fold(&state.db, &state.clock, &state.freshness).await.unwrap();
        for code in [super::VILLAGE, "81.02", "ID"] {
            assert_eq!(figure(&books, code, "members/female").await, expected_members);
            let metric = "capital/community/simpanan_pokok";
            assert_eq!(figure(&books, code, metric).await, expected_sen);
        }
        assert_eq!(books.verify().await, None);
        if expected_members == 1 {
            books.reverse(&paid, "cek kosong").await.expect(201);
        }
    }
}

async fn figure(books: &Books, region: &str, metric: &str) -> i64 {
    use sea_orm::ConnectionTrait;
    let conn = books.app.state.db.read();
    let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM rollup WHERE region_code = $1 AND metric = $2";
    let statement = kibm::platform::db::statement(conn, sql, vec![region.into(), metric.into()]);
    let row = conn.query_one_raw(statement).await.expect("the figures read").expect("a sum");
    row.try_get_by_index(0).expect("a number")
}

#[tokio::test]
async fn r72_shares_with_more_than_fifty_buyers_outside_of_crowdfunding_warn() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let mut buyers = Vec::new();
    for number in 0..52 {
        let person = books.person(&format!("Pembeli {number}"), "female").await;
        buyers.push((books.holder("person_id", &person).await, person));
    }
    let buy = |member: &str| {
        let (keeper, path) = (books.keeper.clone(), books.path("contributions"));
        let draft = super::posting(&saham, member, "1000.00", "2026-02-02");
        async move { keeper.pay(&path, &key(), draft).await.expect(201).json()["warnings"].clone() }
    };

    let mut warned = Vec::new();
    for (member, _) in &buyers[..50] {
        warned.push(buy(member).await);
    }
    // The next one bought through a licensed organiser.
    let record = json!({
        "organiser_name": "PT Urun Dana", "organiser_reference": "OJK-1", "security": "saham",
        "investor_person_id": buyers[50].1, "income": "120000000.00",
        "amount": "1000.00", "distributed_on": "2026-02-01",
    });
    books.keeper.post(&books.path("scf-records"), record).await.expect(201);
    let through_organiser = buy(&buyers[50].0).await;
    let fifty_first = buy(&buyers[51].0).await;
    let once_more = buy(&buyers[51].0).await;

    assert!(warned.iter().all(serde_json::Value::is_null), "{warned:?}");
    assert!(through_organiser.is_null(), "{through_organiser}");
    assert_eq!(fifty_first[0]["code"], "possible_public_offering", "{fifty_first}");
    assert_eq!(once_more[0]["code"], "possible_public_offering");
}
