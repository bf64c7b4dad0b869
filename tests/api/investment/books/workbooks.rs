//! Workbooks: what a cell is, and what a workbook may not do.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::json;

use super::{XLSX, found, nik, outcome, sums};
use crate::investment::{Books, refusal, refused};
use crate::support::Answer;

const HEADINGS: [&str; 6] =
    ["No. Anggota", "Nama", "NIK", "Tgl. Masuk", "Simpanan Pokok", "Simpanan Wajib"];

impl Books {
    async fn import_workbook(&self, query: &str, mut workbook: Workbook) -> Answer {
        let bytes = workbook.save_to_buffer().expect("a workbook");
        self.import_by(&self.keeper, query, XLSX, bytes).await
    }
}

/// A workbook whose first sheet has a title and headings in its third row.
fn headed() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Koperasi Samudra Kei: simpanan per 31-12-2025").expect("a cell");
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write(2, column, heading).expect("a cell");
    }
    workbook
}

#[tokio::test]
async fn r5_a_workbook_is_booked_with_its_numbers_days_and_texts() {
    let books = Books::with_savings().await;
    let mut workbook = headed();
    let sheet = workbook.worksheet_from_index(0).unwrap();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    for (row, serial) in (3..).zip(1..=2) {
        sheet.write(row, 0, serial).unwrap();
        sheet.write(row, 1, format!("Anggota {serial}")).unwrap();
        sheet.write(row, 2, nik(serial)).unwrap();
        let entry = ExcelDateTime::from_ymd(2021, 3, 4).unwrap();
        sheet.write_with_format(row, 3, &entry, &day).unwrap();
        sheet.write(row, 4, 100_000).unwrap();
    }
    sheet.write(3, 5, 1_234_567.89).unwrap();
    // A text in the notation that is stated.
    sheet.write(4, 5, "Rp 1.500").unwrap();
    sheet.write(6, 1, "TOTAL").unwrap();
    sheet.write_formula(6, 5, Formula::new("=SUM(F4:F5)").set_result("1236067.89")).unwrap();

    let answer = books.import_workbook("", workbook).await.expect(201);

    assert_eq!(outcome(&answer), ("applied".to_owned(), 0), "{}", answer.text);
    let expected = [
        ["simpanan_pokok", "200000.00", "200000.00"],
        ["simpanan_wajib", "1236067.89", "1236067.89"],
    ];
    assert_eq!(sums(&answer), expected.map(|row| row.map(str::to_owned)));
    let entered = json!([1, "Anggota 1", "2021-03-04", "2021-03-04", "active"]);
    assert_eq!(books.register().await[0], entered);
    assert_eq!(books.trial_totals().await["total_credit"], "1436067.89");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r10_a_numeric_nik_a_formula_and_a_merged_cell_are_faults_with_what_to_do() {
    let books = Books::with_savings().await;
    let mut workbook = headed();
    let sheet = workbook.worksheet_from_index(0).unwrap();
    sheet.write(3, 1, "Siti").unwrap();
    sheet.write(3, 0, 1).unwrap();
    sheet.write(3, 2, 8_102_010_101_900_001.0).unwrap();
    sheet.write(4, 0, 2).unwrap();
    sheet.write(4, 1, "Budi").unwrap();
    sheet.write(4, 2, nik(2)).unwrap();
    sheet.write_formula(4, 5, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write(5, 0, 3).unwrap();
    sheet.write(5, 1, "Maria").unwrap();
    sheet.write(5, 2, nik(3)).unwrap();
    sheet.write(6, 0, 4).unwrap();
    sheet.write(6, 1, "Yosefa").unwrap();
    sheet.write(6, 2, nik(4)).unwrap();
    sheet.merge_range(5, 5, 6, 5, "500.000", &Format::new()).unwrap();

    let answer = books.import_workbook("", workbook).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 4));
    let expected = ["4:3:nik_as_number", "5:6:formula_cell", "6:6:cell_merged", "7:6:cell_merged"];
    assert_eq!(found(&answer, "fault"), expected);
    assert!(answer.text.contains("format kolom menjadi Teks"), "{}", answer.text);
    assert!(!answer.text.contains("810201010190"), "{}", answer.text);
}

#[tokio::test]
async fn the_sheet_is_the_only_filled_one_or_named() {
    let books = Books::with_savings().await;
    let mut empty = Workbook::new();
    empty.add_worksheet();
    let nothing = books.import_workbook("", empty).await;
    assert_eq!(refusal(&nothing), refused(422, "file_empty"));
    let two = || {
        let mut workbook = Workbook::new();
        for (name, serial) in [("Desember", 1), ("Juni", 2)] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            for (column, text) in (0..).zip(["Nama", "NIK", "Simpanan Wajib"]) {
                sheet.write(0, column, text).unwrap();
            }
            sheet.write(1, 0, name).unwrap();
            sheet.write(1, 1, nik(serial)).unwrap();
            sheet.write(1, 2, serial).unwrap();
        }
        workbook.add_worksheet().set_name("Kosong").unwrap();
        workbook
    };

    let unclear = books.import_workbook("", two()).await;
    let absent = books.import_workbook("sheet=Mei", two()).await;
    let named = books.import_workbook("sheet=juni", two()).await.expect(201);

    assert_eq!(refusal(&unclear), refused(422, "sheet_unclear"));
    assert!(unclear.text.contains("Desember, Juni"), "{}", unclear.text);
    assert_eq!(refusal(&absent), refused(422, "sheet_not_found"));
    assert_eq!(named.json()["import"]["total"], "2.00");
}

/// A ZIP archive of one entry.
fn archive(name: &str, write: impl FnOnce(&mut dyn std::io::Write)) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
    write(&mut archive);
    archive.finish().expect("an archive").into_inner()
}

#[tokio::test]
async fn a_workbook_that_is_a_bomb_or_broken_is_refused_before_it_is_read() {
    let books = Books::with_savings().await;
    let bomb = archive("xl/worksheets/sheet1.xml", |out| {
        let zeros = vec![b' '; 1024 * 1024];
        (0..200).for_each(|_| out.write_all(&zeros).unwrap());
    });
    assert!(bomb.len() < 1024 * 1024, "a bomb is small: {}", bomb.len());
    let greedy = archive("xl/sharedStrings.xml", |out| {
        write!(out, "<sst uniqueCount=\"99999999999\"><si><t>x</t></si></sst>").unwrap();
    });
    let other = archive("halo.txt", |out| out.write_all(b"halo").unwrap());
    let send = |file: Vec<u8>| books.import_by(&books.keeper, "", XLSX, file);

    assert_eq!(refusal(&send(bomb).await), refused(422, "workbook_too_large"));
    assert_eq!(refusal(&send(greedy).await), refused(422, "workbook_too_large"));
    assert_eq!(refusal(&send(other).await), refused(422, "workbook_unreadable"));
    let cut = headed().save_to_buffer().unwrap();
    let cut = cut[..cut.len() / 2].to_vec();
    assert_eq!(refusal(&send(cut).await), refused(422, "workbook_unreadable"));
}
