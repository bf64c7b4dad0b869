//! Faults of cells: each with its place, none with what points at a person.

use serde_json::json;

use super::{found, nik, outcome};
use crate::investment::{Books, VILLAGE, id_of};

#[tokio::test]
async fn r5_r6_every_fault_of_every_cell_is_told_with_its_place_and_nothing_is_booked() {
    let books = Books::with_savings().await;
    let file = format!(
        "No Anggota;Nama;NIK;JK;Tgl Masuk;Simpanan Pokok;Simpanan Wajib\n\
         1;Siti;8,10201E+15;P;31/02/2020;100.000;1,500\n\
         x;;{};Q;2020;90.000;3,811.200.000,-\n\
         3;Budi;123;L;04/03/2026;100.000;-5\n\
         4;Maria;{};P;04/03/2021;100.000;1.500\n",
        nik(1),
        nik(2),
    );

    let answer = books.import("", file).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 3));
    let expected = [
        "2:3:digits_lost",
        "2:5:date_unreadable",
        "2:7:ambiguous_amount",
        "3:1:register_number_unreadable",
        "3:4:value_not_known",
        "3:5:date_unreadable",
        "3:7:mixed_separators",
        "3:2:field_missing",
        "4:3:nik_malformed",
        "4:7:amount_not_positive",
        "4:5:joined_after_cut_over",
    ];
    assert_eq!(found(&answer, "fault"), expected);
    assert!(answer.text.contains("3.811.200.000"), "the suggestion of R6");
    for hidden in ["Siti", "Budi", "8,10201E", &nik(1), "\"123\""] {
        assert!(!answer.text.contains(hidden), "{hidden} in {}", answer.text);
    }
    let english = books.path("books/imports?on=2025-12-31&reason=N&locale=id&dry_run=true");
    let file = format!("Nama;NIK;Simpanan Wajib\nSiti;{};1,5,0\n", nik(1));
    let request = books.keeper.upload_as(&english, "text/csv", "text/csv", file.into_bytes()).await;
    assert!(
        request.text.starts_with("row,column,heading,value,severity,code,detail"),
        "{}",
        request.text
    );
    assert!(request.text.contains("2,3,Simpanan Wajib"), "{}", request.text);
    assert_eq!(books.register().await.len(), 0);
}

#[tokio::test]
async fn r26_principal_savings_that_are_not_what_the_statutes_say_are_a_fault_of_the_cell() {
    let books = Books::with_savings().await;
    let file = format!(
        "Nama;NIK;Tgl Masuk;Simpanan Pokok\nSiti;{};02/01/2020;90.000\nBudi;{};02/01/2019;100.000\n",
        nik(1),
        nik(2),
    );

    let answer = books.import("", file).await.expect(201);

    let faults = found(&answer, "fault");
    assert_eq!(faults, ["2:4:principal_amount", "3:4:principal_amount_unset"]);
}

#[tokio::test]
async fn r13_r14_a_known_person_is_found_by_the_nik_and_one_of_others_is_not_told_of() {
    let books = Books::with_savings().await;
    let person = |serial: u32, name: &str, organization: serde_json::Value| {
        json!({
            "full_name": name, "nik": nik(serial), "region_code": VILLAGE,
            "organization_id": organization,
        })
    };
    let own = person(1, "Siti Aminah", json!(books.issuer));
    let own = id_of(&books.admin.post("/api/v1/persons", own).await.expect(201));
    let foreign = person(2, "Rahasia Sekali", json!(null));
    books.admin.post("/api/v1/persons", foreign).await.expect(201);
    let file = format!(
        "Nama;NIK;JK;Tgl Masuk;Simpanan Wajib\nSiti A.;{};L;02/01/2020;1\nBudi;{};L;02/01/2020;1\n",
        nik(1),
        nik(2),
    );

    let refused = books.import("", file.clone()).await.expect(201);
    assert_eq!(found(&refused, "fault"), ["3:2:nik_taken"]);
    assert!(!refused.text.contains("Rahasia"));

    let applied = books.import_by(&books.admin, "", super::CSV, file).await.expect(201);
    assert_eq!(outcome(&applied), ("applied".to_owned(), 0), "{}", applied.text);
    assert_eq!(applied.json()["import"]["persons_created"], 0);
    let warnings = found(&applied, "warning");
    assert_eq!(warnings, ["2:1:book_name_differs", "3:1:book_name_differs"]);
    let path = books.path("members?limit=5");
    let page = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(page["items"][0]["holder_person_id"], own);
    assert_eq!(page["items"][0]["holder_name"], "Siti Aminah", "a name is not overwritten");
}

#[tokio::test]
async fn numbers_of_the_register_are_given_without_gaps_or_assigned() {
    let books = Books::with_savings().await;
    let file = |first: &str| {
        format!(
            "No Anggota;Nama;NIK;Tgl Masuk\n{first};Siti;{};02/01/2020\n1;Budi;{};02/01/2020\n",
            nik(1),
            nik(2),
        )
    };

    let gap = books.import("", file("7")).await.expect(201);
    let blank = books.import("", file("")).await.expect(201);
    let twice = books.import("", file("1")).await.expect(201);
    let assigned = books.import("register_numbers=assigned", file("A-7")).await.expect(201);

    assert_eq!(found(&gap, "fault"), ["2:1:register_number_gap"]);
    assert!(gap.text.contains("seharusnya 2"), "{}", gap.text);
    assert_eq!(found(&blank, "fault"), ["2:1:register_number_missing"]);
    assert_eq!(found(&twice, "fault"), ["3:1:book_row_twice"]);
    assert_eq!(outcome(&assigned).0, "applied", "{}", assigned.text);
    let register = books.register().await;
    assert_eq!((register[0][1].clone(), register[1][1].clone()), (json!("Siti"), json!("Budi")));
    assert_eq!(register[0][4], "applicant", "no principal savings yet");
}

#[tokio::test]
async fn a_member_without_nik_is_known_by_number_and_name_alone_together() {
    let books = Books::with_savings().await;
    let file = |name: &str, wajib: &str| {
        format!(
            "No Anggota;Nama;NIK;Tgl Masuk;Simpanan Pokok;Simpanan Wajib\n1;{name};;02/01/2020;;{wajib}\n"
        )
    };
    books.import("", file("Siti Aminah", "")).await.expect(201);

    let other = books.import("", file("Maria", "5")).await.expect(201);
    let same = books.import("", file("SITI AMINAH", "5")).await.expect(201);
    let nobody = books.import("", "Nama;NIK;Simpanan Wajib\nSiti Aminah;;7\n").await.expect(201);

    assert_eq!(found(&other, "fault"), ["2:1:register_number_taken"]);
    assert_eq!(outcome(&same).0, "applied");
    assert_eq!(same.json()["import"]["members_found"], 1);
    assert_eq!(found(&nobody, "fault"), ["2:2:book_identity_missing"]);
}

#[tokio::test]
async fn a_member_without_a_day_of_entry_enters_on_the_day_of_the_balances() {
    let books = Books::with_savings().await;
    let file = format!("Nama;NIK;Simpanan Pokok\nSiti;{};100.000\n", nik(1));

    let answer = books.import("", file).await.expect(201);

    assert_eq!(found(&answer, "warning"), ["2:null:joined_on_assumed"]);
    let expected = json!([1, "Siti", "2025-12-31", "2025-12-31", "active"]);
    assert_eq!(books.register().await, [expected]);
}

#[tokio::test]
async fn a_member_beside_whom_stands_a_word_for_totals_is_a_member() {
    let books = Books::with_savings().await;
    let file = format!(
        "NIK;Nama;Tgl Masuk;Simpanan Sukarela;Keterangan\n\
         {};Siti;02/01/2020;10.000;\n\
         ;Yohana;01/02/2020;75.000;Jumlah\n",
        nik(1),
    );
    let remarked = file.replace("\n;Yohana", &format!("\n{};Yohana", nik(2)));
    let nameless = file.replace(";Yohana;01/02/2020", ";;");

    let unnamed = books.import("", &file).await.expect(201);
    let nameless = books.import("", nameless).await.expect(201);
    let remarked = books.import("", remarked).await.expect(201);

    assert_eq!(outcome(&unnamed), ("refused".to_owned(), 1), "{}", unnamed.text);
    assert_eq!(found(&unnamed, "fault"), ["3:1:book_identity_missing"]);
    assert_eq!(outcome(&nameless).0, "refused", "{}", nameless.text);
    assert_eq!(outcome(&remarked), ("applied".to_owned(), 0), "{}", remarked.text);
    assert_eq!(remarked.json()["import"]["total"], "85000.00");
}

#[tokio::test]
async fn r5_the_totals_that_a_book_has_itself_must_be_the_sums_of_its_rows() {
    let books = Books::with_savings().await;
    let of = |total: &str| {
        format!(
            "No Anggota;Nama;NIK;Tgl Masuk;Simpanan Pokok;Simpanan Sukarela\n\
             1;Siti;{};02/01/2020;100.000;10.000\n\
             2;Budi;{};02/01/2020;100.000;\n\
             ;Sub total;;;200.000;10.000\n\
             3;Maria;{};02/01/2020;100.000;5.000\n\
             ;Sub total;;;100.000;5.000\n\
             Jumlah;;;;{total}\n",
            nik(1),
            nik(2),
            nik(3),
        )
    };

    let none = books.import("dry_run=true", of("-;")).await.expect(201);
    let wrong = books.import("", of("300.000;99.000")).await.expect(201);
    let zero = books.import("", of("0;15.000")).await.expect(201);
    let sub = of("300.000;15.000").replacen("200.000;10.000", "200.000;20.000", 1);
    let sub = books.import("", sub).await.expect(201);
    let above = of("300.000;15.000");
    let (head, rows) = above.split_once('\n').expect("a heading");
    let above = books.import("dry_run=true", format!("{head}\n;Total;;;300.000;15.000\n{rows}"));
    let above = above.await.expect(201);
    let right = books.import("", of("300.000;15.000")).await.expect(201);

    assert_eq!(outcome(&none).0, "checked", "{}", none.text);
    assert_eq!(outcome(&wrong), ("refused".to_owned(), 0), "{}", wrong.text);
    assert_eq!(found(&wrong, "fault"), ["7:6:total_differs"]);
    assert!(wrong.text.contains("Rp99.000") && wrong.text.contains("Rp15.000"), "{}", wrong.text);
    assert_eq!(found(&zero, "fault"), ["7:5:total_differs"]);
    assert_eq!(found(&sub, "fault"), ["4:6:total_differs"]);
    assert_eq!(outcome(&above).0, "checked", "{}", above.text);
    assert_eq!(found(&right, "note"), ["4:null:total_row", "6:null:total_row", "7:null:total_row"]);
    assert_eq!(outcome(&right), ("applied".to_owned(), 0), "{}", right.text);
    assert_eq!(books.trial_totals().await["total_debit"], "315000.00");
}
