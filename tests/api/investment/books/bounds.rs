//! Imports within what holds for every posting, and for other issuers.

use serde_json::json;

use super::{CSV, found, nik, outcome, sums, three};
use crate::investment::{Books, id_of, key};

#[tokio::test]
async fn nothing_is_imported_into_a_closed_book_year() {
    let books = Books::with_savings().await;
    let path = books.path("book-years/2025/close");
    books.keeper.post(&path, json!({ "reason": "RAT" })).await.expect(201);

    let answer = books.import("", three()).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 3));
    assert!(found(&answer, "fault").iter().all(|it| it.ends_with("book_year_closed")));
    assert_eq!(books.register().await.len(), 0);
}

#[tokio::test]
async fn r117_a_balance_above_the_limit_is_refused_to_be_recorded_by_two() {
    let books = Books::with_savings().await;
    let path = books.path("ledger-settings");
    let settings = books.keeper.get(&path).await.expect(200);
    let mut draft = json!({ "year_begins": 1, "back_dating_days": 366, "approval_days": 14 });
    draft["approval_limit"] = json!("2000000.00");
    draft["reason"] = json!("Keputusan rapat");
    books.keeper.put(&path, settings.header("etag"), draft).await.expect(200);

    let answer = books.import("", three()).await.expect(201);

    assert_eq!(found(&answer, "fault"), ["3:7:approval_needed"]);
    assert_eq!(outcome(&answer), ("refused".to_owned(), 1));
}

#[tokio::test]
async fn a_balance_that_would_count_twice_is_refused() {
    let books = Books::with_savings().await;
    let file = |wajib: &str| {
        format!("Nama;NIK;Tgl Masuk;Simpanan Wajib\nSiti;{};02/01/2020;{wajib}\n", nik(1))
    };
    books.import("", file("")).await.expect(201);
    let page = books.keeper.get(&books.path("members")).await.expect(200).json();
    let member = page["items"][0]["id"].as_str().expect("an id").to_owned();
    let page = books.keeper.get(&books.path("instruments")).await.expect(200).json();
    let items = page["items"].as_array().expect("a list");
    let wajib = items.iter().find(|it| it["kind"] == "simpanan_wajib").expect("made before");
    let wajib = wajib["id"].as_str().expect("an id");
    let paid = books.contribute(wajib, &member, "5000.00", "2025-12-30").await.expect(201);

    let late = books.import("", file("90")).await.expect(201);
    books.reverse(&id_of(&paid), "salah buku").await.expect(201);
    let anew = books.import("", file("90")).await.expect(201);

    assert_eq!(found(&late, "fault"), ["2:4:opening_too_late"]);
    assert_eq!(outcome(&anew).0, "applied", "{}", anew.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r50_capital_of_a_village_enterprise_needs_its_decision_and_comes_from_its_kind() {
    let books = Books::of("bum_desa", "BUM Desa Ohoi Sejahtera").await;
    books
        .instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Modal masyarakat" }))
        .await;
    let file = format!(
        "Nama;NIK;Tgl Masuk;Penyertaan Modal Masyarakat\nSiti;{};02/01/2020;1.000.000\n",
        nik(1)
    );

    let without = books.import("", file.clone()).await.expect(201);
    let with = books.import("decision_number=MD-3/2024", file).await.expect(201);

    assert_eq!(found(&without, "fault"), ["2:4:decision_missing"]);
    assert_eq!(outcome(&with).0, "applied", "{}", with.text);
    let expected = ["penyertaan_modal_masyarakat", "1000000.00", "1000000.00"];
    assert_eq!(sums(&with), [expected.map(str::to_owned)]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn shares_are_whole_numbers_of_the_nominal_and_a_perumda_has_none() {
    let books = Books::of("perseroda", "Perseroda Bahari").await;
    books.instrument(json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" })).await;
    let file = |amount: &str| {
        format!("Nama Pemegang Saham;NIK;Tgl Masuk;Saham\nSiti;{};02/01/2020;{amount}\n", nik(1))
    };

    let part = books.import("", file("1.500")).await.expect(201);
    let whole = books.import("", file("5.000")).await.expect(201);

    assert_eq!(found(&part, "fault"), ["2:4:shares_nominal"]);
    assert_eq!(outcome(&whole).0, "applied", "{}", whole.text);
    let holder = json!([1, "Siti", "2020-01-02", "2020-01-02", "active"]);
    assert_eq!(books.register().await, [holder]);
    let perumda = Books::of("perumda", "Perumda Tirta").await;
    let refused = perumda.import_by(&perumda.admin, "", CSV, file("5.000")).await;
    assert_eq!((refused.status, refused.code().as_str()), (422, "perumda_no_shares"));
}

#[tokio::test]
async fn an_import_goes_up_to_what_may_be_issued_and_who_held_more_before_keeps_it() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
    let shares = books.instrument(shares).await;
    let terms = json!({
        "maximum": "2000.00", "issuable_total": "9000.00", "valid_from": "2025-01-01",
        "decision_number": "RUPS 1/2025",
    });
    let path = format!("/api/v1/instruments/{shares}/terms");
    books.keeper.post(&path, terms).await.expect(201);
    let file = |budi: &str| {
        let niks = (nik(1), nik(2));
        format!(
            "Nama;NIK;Tgl Masuk;Saham\nSiti;{};02/01/2020;7.000\nBudi;{};02/01/2020;{budi}\n",
            niks.0, niks.1,
        )
    };

    let beyond = books.import("", file("3.000")).await.expect(201);
    let within = books.import("", file("2.000")).await.expect(201);

    assert_eq!(found(&beyond, "fault"), ["3:4:issuable_exhausted"]);
    assert_eq!(outcome(&within), ("applied".to_owned(), 0), "{}", within.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_reversed_balance_is_imported_anew_from_a_mended_file() {
    let books = Books::with_savings().await;
    let file = |pokok: &str, wajib: &str| {
        format!(
            "Nama;NIK;Tgl Masuk;Simpanan Pokok;Simpanan Wajib\nSiti;{};02/01/2020;{pokok};{wajib}\n",
            nik(1)
        )
    };
    books.import("", file("100.000", "500")).await.expect(201);
    let page = books.keeper.get(&books.path("ledger-transactions")).await.expect(200).json();
    let rows = page["items"].as_array().cloned().expect("a list");
    assert!(rows.iter().all(|row| row["kind"] == "opening_balance"));
    let wajib = rows.iter().find(|row| row["amount"] == "500.00").expect("booked");
    let pokok = rows.iter().find(|row| row["amount"] == "100000.00").expect("booked");

    books.reverse(wajib["id"].as_str().expect("an id"), "salah ketik").await.expect(201);
    let mended = books.import("", file("", "5.000")).await.expect(201);
    let path = format!("/api/v1/ledger-transactions/{}/reversal", pokok["id"].as_str().unwrap());
    let reason = json!({ "reason": "belum lunas" });
    books.keeper.pay(&path, &key(), reason).await.expect(201);

    assert_eq!(outcome(&mended).0, "applied", "{}", mended.text);
    let applicant = json!([1, "Siti", "2020-01-02", null, "applicant"]);
    assert_eq!(books.register().await, [applicant]);
    assert_eq!(books.trial_totals().await["total_debit"], "5000.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_book_full_of_faults_is_told_of_in_bounded_memory_and_refused() {
    let books = Books::with_savings().await;
    for nth in 1..=30 {
        let draft = json!({ "kind": "simpanan_sukarela", "name": format!("Tabungan {nth}") });
        books.instrument(draft).await;
    }
    let book = |columns: usize, rows: u32, cell: &str| {
        let headings: Vec<String> = (1..=columns).map(|nth| format!("Tabungan {nth}")).collect();
        let mut file = format!("No Anggota;Nama;NIK;{};Wajib\n", headings.join(";"));
        for serial in 1..=rows {
            let cells = vec![cell; columns + 1].join(";");
            file.push_str(&format!("{serial};Anggota {serial};{};{cells}\n", nik(serial)));
        }
        file
    };

    let wide = books.import("", book(30, 1, "1")).await;
    let full = books.import("dry_run=true", book(25, 400, "x")).await.expect(201);

    assert_eq!((wide.status, wide.code().as_str()), (422, "book_too_wide"));
    assert_eq!(outcome(&full), ("refused".to_owned(), 400));
    let tallies = full.json()["tallies"].clone();
    let count = |code: &str| {
        let of_code = tallies.as_array().into_iter().flatten().find(|it| it["code"] == code);
        of_code.and_then(|it| it["count"].as_i64()).unwrap_or_default()
    };
    // 10,000 are kept, and one of each of the rows that are left.
    assert_eq!(count("amount_unreadable"), 9_984 + 16);
    assert_eq!(count("faults_untold"), 1);
    assert!(full.text.contains("Masih ada 400 kesalahan lain"), "{}", full.text);
}

#[tokio::test]
async fn r14_a_list_of_nik_is_told_of_twenty_that_are_recorded_elsewhere_and_no_more() {
    let books = Books::with_savings().await;
    for serial in 1..=22 {
        let person = json!({
            "full_name": "Rahasia Sekali", "nik": nik(serial), "region_code": "33.02",
            "organization_id": null,
        });
        books.admin.post("/api/v1/persons", person).await.expect(201);
    }
    let rows = (1..=30).map(|serial| format!("Siti;{};02/01/2020;1\n", nik(serial)));
    let file = format!("Nama;NIK;Tgl Masuk;Simpanan Wajib\n{}", rows.collect::<String>());

    let answer = books.import("dry_run=true", &file).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 21), "{}", answer.text);
    let faults = found(&answer, "fault");
    assert_eq!(faults[..20].iter().filter(|it| it.ends_with(":2:nik_taken")).count(), 20);
    assert_eq!(faults[20..], ["22:2:nik_check_stopped"]);
    let log = books.admin.get("/api/v1/audit-events?subject_kind=books_import").await.expect(200);
    assert_eq!(log.json()["items"][0]["after"]["nik_taken"], 20);
    // Nor by another file, nor one by one: they count together.
    let probed = books.import("dry_run=true", &file).await;
    assert_eq!((probed.status, probed.code().as_str()), (429, "too_many_requests"));
    assert!(!probed.header("retry-after").is_empty());
    let clean = "Nama;NIK;Tgl Masuk;Simpanan Wajib\n";
    let clean = format!("{clean}Siti;{};02/01/2020;1\n", nik(40));
    books.import("dry_run=true", &clean).await.expect(201);
    let all = books.import_by(&books.admin, "", CSV, &file).await.expect(201);
    assert_eq!(outcome(&all).0, "applied", "{}", all.text);
}
