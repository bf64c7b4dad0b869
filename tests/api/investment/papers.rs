//! Receipts, statements, the register and reports, also as PDF and CSV.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Books, VILLAGE, id_of, key};

/// A text without blanks, as papers are read back.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[track_caller]
fn assert_says(paper: &str, texts: &[&str]) {
    for text in texts {
        assert!(paper.contains(&squeezed(text)), "{text:?} is missing in {paper}");
    }
}

#[tokio::test]
async fn r5_r8_a_receipt_says_who_paid_what_in_words_with_number_and_hash() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria Rahawarin").await;
    let paid =
        books.contribute(&sukarela, &member, "1234567.89", "2026-02-01").await.expect(201).json();
    let path = format!("/api/v1/ledger-transactions/{}", paid["id"].as_str().unwrap());

    let (text, pages) = books.keeper.paper(&path).await;

    assert_eq!(pages, 1);
    assert_says(
        &text,
        &[
            "Koperasi Samudra Kei",
            "BUKTI TRANSAKSI",
            "Maria Rahawarin",
            "Rp1.234.567,89",
            "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh rupiah \
             delapan puluh sembilan sen",
            "1 Februari 2026",
            "21 November 2026 pukul 12.00 WIT",
            paid["hash"].as_str().unwrap(),
            "Halaman 1 dari 1",
        ],
    );
    let csv = books.keeper.csv(&path).await.expect(200);
    assert!(csv.text.contains("1234567.89") && csv.text.lines().count() == 2, "{}", csv.text);
}

#[tokio::test]
async fn a_statement_on_paper_has_all_lines_over_its_pages_and_the_totals() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria Rahawarin").await;
    let mut last = Value::Null;
    for day in 1..=28 {
        for month in [2, 3, 4] {
            let on = format!("2026-{month:02}-{day:02}");
            last = books.contribute(&sukarela, &member, "1000.00", &on).await.expect(201).json();
        }
    }
    let path = format!("/api/v1/members/{member}/statement");

    let (text, pages) = books.keeper.paper(&path).await;
    let (earlier, _) = books.keeper.paper(&format!("{path}?as_of=2026-02-02")).await;

    assert!(pages > 1);
    assert_eq!(text.matches("Setoran").count(), 84);
    let footer = format!("Halaman {pages} dari {pages}");
    let hash = last["hash"].as_str().unwrap();
    assert_says(&text, &["Rp84.000", "delapan puluh empat ribu rupiah", &footer, hash]);
    assert_says(&earlier, &["2 Februari 2026", "Rp2.000", "dua ribu rupiah"]);
    assert!(!earlier.contains("Maret"));
}

#[tokio::test]
async fn the_register_has_everybody_by_number_also_those_who_left() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let (maria, _) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    books.contribute(&pokok, &maria, "100000.00", "2026-02-01").await.expect(201);
    let exit = json!({ "left_on": "2026-06-30", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{maria}/exit"), exit).await.expect(200);
    let path = books.path("member-register");

    let first = books.keeper.get(&format!("{path}?limit=1")).await.expect(200).json();
    let rest = format!("{path}?cursor={}", first["next_cursor"].as_str().unwrap());
    let rest = books.keeper.get(&rest).await.expect(200).json();
    let csv = books.keeper.csv(&path).await.expect(200);
    let (text, _) = books.keeper.paper(&path).await;

    let entry = &first["items"][0];
    assert_eq!(
        (&entry["register_number"], &entry["name"], &entry["joined_on"], &entry["left_on"]),
        (&json!(1), &json!("Maria"), &json!("2026-02-01"), &json!("2026-06-30"))
    );
    assert_eq!(rest["items"][0]["name"], "Yosefa");
    let head = csv.text.lines().next().unwrap();
    assert!(head.contains("member_signature") && head.contains("board_signature"), "{head}");
    assert_eq!(csv.text.lines().count(), 3);
    assert_says(
        &text,
        &["BUKU DAFTAR ANGGOTA", "1 Februari 2026", "30 Juni 2026", "Permintaan sendiri"],
    );
    assert_says(&text, &["Tanda tangan anggota", "Tanda tangan pengurus"]);
}

#[tokio::test]
async fn a_trial_balance_has_equal_totals_on_every_day_and_state_of_knowledge() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let wajib = books.savings("simpanan_wajib").await;
    let (maria, yosefa) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    books.contribute(&pokok, &maria, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&pokok, &yosefa, "100000.00", "2026-03-01").await.expect(201);
    let known = books.app.state.clock.now();
    books.app.state.clock.set("2026-11-21T04:00:00Z".parse().unwrap());
    books.contribute(&wajib, &maria, "20000.00", "2026-02-15").await.expect(201);
    let opening = json!({
        "line": "cadangan", "amount": "5000.00", "effective_on": "2026-02-10", "reason": "Neraca",
    });
    books.keeper.pay(&books.path("opening-balances"), &key(), opening).await.expect(201);
    let path = books.path("trial-balance");
    let at = known.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);

    for (query, total) in [
        ("".to_owned(), "225000.00"),
        ("?as_of=2026-02-09".to_owned(), "100000.00"),
        ("?as_of=2026-02-20".to_owned(), "125000.00"),
        (format!("?known_at={at}"), "200000.00"),
    ] {
        let view = books.keeper.get(&format!("{path}{query}")).await.expect(200).json();
        assert_eq!(view["total_debit"], total, "{query}");
        assert_eq!(view["total_credit"], total, "{query}");
    }
    let view = books.keeper.get(&path).await.expect(200).json();
    let codes: Vec<_> =
        view["accounts"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(json!(codes), json!(["1.1.01", "1.9.01", "3.1.11.01", "3.1.12.02", "3.3.01"]));
    let csv = books.keeper.csv(&path).await.expect(200);
    assert!(csv.text.lines().last().unwrap().contains("225000.00,225000.00"), "{}", csv.text);
    let (text, _) = books.keeper.paper(&path).await;
    assert_says(&text, &["NERACA SALDO", "Rp225.000", "3.1.11.01", "21 November 2026"]);
}

#[tokio::test]
async fn r56_the_equity_of_several_villages_has_a_sub_account_for_each() {
    let books = Books::of("bum_desa_bersama", "BUM Desa Bersama Kei").await;
    let capital =
        books.instrument(json!({ "kind": "penyertaan_modal_desa", "name": "Modal desa" })).await;
    let mut villages = Vec::new();
    for (name, code) in [("Letvuan", VILLAGE), ("Dian", "81.02.16.2004"), ("Evu", "81.02.16.2005")]
    {
        let village = books.app.organization("pemerintah_desa", name, code).await;
        villages.push(books.holder("organization_id", &village.to_string()).await);
    }
    for (village, amount) in villages.iter().zip(["20000000.00", "10000000.00"]) {
        let stake = json!({
            "instrument_id": capital, "member_id": village, "amount": amount,
            "effective_on": "2026-02-01", "decision_number": "Perdes 3/2026",
            "source_class": "desa",
        });
        books.keeper.pay(&books.path("contributions"), &key(), stake).await.expect(201);
    }
    let path = books.path("equity");

    let view = books.keeper.get(&path).await.expect(200).json();
    let before = books.keeper.get(&format!("{path}?as_of=2026-01-31")).await.expect(200).json();
    let (text, _) = books.keeper.paper(&path).await;

    let shown: Vec<Value> = view["accounts"].as_array().unwrap()[..3]
        .iter()
        .map(|account| json!([account["code"], account["amount"], account["share_percent"]]))
        .collect();
    assert_eq!(
        json!(shown),
        json!([
            ["3.1.01.01", "20000000.00", "66.67"],
            ["3.1.01.02", "10000000.00", "33.33"],
            ["3.1.01.03", "0.00", "0.00"],
        ])
    );
    assert_eq!((&view["total"], &before["total"]), (&json!("30000000.00"), &json!("0.00")));
    assert_eq!(view["total"], books.capital("").await["own_capital"]);
    assert_says(&text, &["3.1.01.02", "Letvuan (66,67 %)", "Rp30.000.000", "Kepmendesa"]);
    let csv = books.keeper.csv(&path).await.expect(200);
    assert!(csv.text.contains("3.3.01.01") && csv.text.contains("30000000.00"));
}

#[tokio::test]
async fn r114_papers_are_for_those_who_may_read_the_books() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let paid = id_of(&books.contribute(&sukarela, &member, "1.00", "2026-02-01").await);
    let stranger = books.app.officer(Role::EnterpriseOfficer, "33.01").await;
    let accept = [("accept", "application/pdf")];

    for path in [
        format!("/api/v1/ledger-transactions/{paid}"),
        format!("/api/v1/members/{member}/statement"),
        books.path("member-register"),
        books.path("trial-balance"),
        books.path("equity"),
    ] {
        let answer = stranger.send("GET", &path, None, &accept).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text.contains("Maria"));
    }
}
