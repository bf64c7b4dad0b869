use std::io::Cursor;

use proptest::prelude::*;

use super::cell::{check_characters, digits, is_no_data, is_zero, shown, single, tidied};
use super::*;

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

async fn read(bytes: &[u8], wanted: Option<Charset>) -> Result<Vec<Row>, TabularError> {
    let mut source = Cursor::new(bytes.to_vec());
    let survey = survey(&mut source, wanted).await?;
    let mut rows = Rows::new(source, &survey, Separator::sniff(&survey.head));
    let mut all = Vec::new();
    while let Some(row) = rows.next().await? {
        all.push(row);
    }
    Ok(all)
}

fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    run(read(bytes, None)).unwrap().into_iter().map(|row| row.cells).collect()
}

fn refusal(bytes: &[u8]) -> &'static str {
    match run(read(bytes, None)) {
        Err(TabularError::Refused(fault)) => fault.code.name,
        other => panic!("{other:?}"),
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn the_same_table_is_read_in_every_encoding() {
    let text = "nama;desa\r\n\"Café; Élan\";Ciherang\r\n";
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let files = [
        text.as_bytes().to_vec(),
        marked,
        utf16(text, u16::to_le_bytes),
        utf16(text, u16::to_be_bytes),
        windows,
    ];
    for file in files {
        assert_eq!(cells(&file), [["nama", "desa"], ["Café; Élan", "Ciherang"]], "{file:x?}");
    }
}

#[test]
fn an_encoding_that_nothing_proves_is_told() {
    let mut windows = Cursor::new(b"nama\nCaf\xe9\n".to_vec());
    let mut plain = Cursor::new(b"nama\nCafe\n".to_vec());

    let told = run(survey(&mut windows, None)).unwrap();
    let sure = run(survey(&mut plain, None)).unwrap();

    assert_eq!((told.encoding.name(), told.assumed), ("windows-1252", true));
    assert_eq!((sure.encoding.name(), sure.assumed), ("UTF-8", false));
    assert_eq!(sure.sha256, "0ae3a4a3ed91dc2a95b617846c8cdc0a499408fdb74d495cf2e74b40d7359767");
}

#[test]
fn a_broken_or_binary_file_is_refused_whole() {
    assert_eq!(refusal(b""), "file_empty");
    assert_eq!(refusal("a,b\nCafé,x\ny,\u{0}z".as_bytes()), "encoding_unknown");
    assert_eq!(refusal(b"a,b\nCaf\xc3\xa9,x\nCaf\xe9,y\n"), "encoding_broken");
    assert_eq!(refusal(b"\xef\xbb\xbfa,b\nCaf\xe9,y\n"), "encoding_broken");
}

#[test]
fn a_letter_across_two_pieces_stays_whole() {
    let long = "é".repeat(40_000);
    let line = long.chars().take(10_000).collect::<String>();
    let text = format!("a,b\nx{line},1\n{line},2\n{line},3\n{line},4\n");

    let rows = cells(text.as_bytes());

    assert!(rows[1][0] == format!("x{line}") && rows[4][0] == line);
}

#[test]
fn the_separator_is_told_from_the_rows() {
    for (text, separator) in [
        ("a,b,c\n1,2,3\n", Separator::Comma),
        ("a;b\n1,5;2,5\n3,5;4\n", Separator::Semicolon),
        ("a\tb\n1\t2\n", Separator::Tab),
        ("a|b|c\n1|2|3\n", Separator::Pipe),
        ("a,b\n\"x;y;z\",1\n\"p;q;r\",2\n", Separator::Comma),
        ("one column\nonly\n", Separator::Comma),
        ("", Separator::Comma),
    ] {
        assert_eq!(Separator::sniff(text), separator, "{text:?}");
    }
}

#[test]
fn bounds_hold_on_both_sides() {
    let columns = |count: usize| vec!["1"; count].join(",").into_bytes();
    let cell = |length: usize| format!("a,b\n\"{}\",1\n", "x".repeat(length)).into_bytes();

    assert_eq!(cells(&columns(COLUMNS_MAX))[0].len(), COLUMNS_MAX);
    assert_eq!(refusal(&columns(COLUMNS_MAX + 1)), "too_many_columns");
    assert_eq!(refusal(&columns(10_000)), "too_many_columns");
    assert_eq!(cells(&cell(CELL_BYTES_MAX))[1][0].len(), CELL_BYTES_MAX);
    assert_eq!(refusal(&cell(CELL_BYTES_MAX + 1)), "cell_too_large");
    assert_eq!(refusal(&cell(ROW_BYTES_MAX * 2)), "cell_too_large");
}

#[test]
fn rows_are_numbered_from_one_and_the_last_needs_no_line_end() {
    let rows = run(read(b"a,b\r\n1,2\r\n3,\"4\n5\"", None)).unwrap();

    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(rows[2].cells, ["3", "4\n5"]);
}

#[test]
fn texts_that_stand_for_no_data_are_known() {
    for text in ["", " ", "-", "--", "NULL", "null", "Tidak Ada", "belum ada", "N/A", "Belum Ada"] {
        assert!(is_no_data(text), "{text:?}");
    }
    for text in ["0", "aktif", "Tidak", "ada", "\u{fffd}"] {
        assert!(!is_no_data(text), "{text:?}");
    }
    assert!(is_zero("0") && is_zero("0.00") && is_zero("0,0") && !is_zero("10") && !is_zero("-"));
}

#[test]
fn numbers_that_went_through_a_spreadsheet_are_mended_or_refused() {
    for (text, read) in
        [("2019.0", "2019"), ("3201190006.0", "3201190006"), ("2019,00", "2019"), ("07", "07")]
    {
        assert_eq!(digits(text).unwrap(), read);
    }
    assert_eq!(digits("1.000").unwrap(), "1.000", "three zeros are thousands");
    assert_eq!(digits("1,23E+12").unwrap_err().code.name, "digits_lost");
}

#[test]
fn r120_formulas_broken_letters_and_glued_values_are_found() {
    for (text, code) in [
        ("=HYPERLINK(\"x\")", "formula_cell"),
        (" @SUM(A1)", "formula_cell"),
        ("Caf\u{fffd}", "unreadable_character"),
        ("a\u{0}b", "unreadable_character"),
    ] {
        assert_eq!(check_characters(text).unwrap_err().code.name, code);
    }
    assert!(check_characters("+62 812, -1").is_ok());
    assert_eq!(single("0812 / 0813").unwrap_err().code.name, "several_values");
    assert!(single("0812,").is_ok());
    assert_eq!(tidied("  a \t b "), "a b");
    assert_eq!(tidied("'+62 812"), "+62 812");
}

#[test]
fn r108_what_a_report_shows_has_no_nik_and_no_phone() {
    for (text, safe) in [
        ("8102012902000001", "***"),
        ("Budi 8102 0129 0200 0001 x", "Budi *** x"),
        ("hp 0812-3456-7890", "hp ***"),
        ("+6281234567890", "+***"),
        ("32.01.11.2001", "32.01.11.2001"),
        ("1234567890123", "1234567890123"),
    ] {
        assert_eq!(shown(text), safe, "{text}");
    }
    assert_eq!(shown(&"x".repeat(100)).chars().count(), 60);
}

#[test]
fn a_report_keeps_some_of_each_kind_and_counts_all() {
    let mut file: Vec<u8> = Vec::new();
    let sink: Box<dyn std::io::Write + Send> = Box::new(&mut file);
    let mut report = Report::new(crate::kernel::fault::Language::English, Some(sink)).unwrap();
    for row in 0..1_000 {
        let fault = Fault::new(&codes::FORMULA_CELL);
        report
            .add(Remark::of_cell(Severity::Fault, row, 0, Some("=h"), Some("=1+1"), fault))
            .unwrap();
    }

    let (kept, tally) = report.finish().unwrap();

    assert_eq!((kept.len(), tally[0].count), (20, 1_000));
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.lines().count(), 1_001);
    assert!(text.contains("'=1+1") && !text.contains(",=1+1"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_and_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
        separators in "[,;\t|\"\r\n]{0,20}",
    ) {
        let mixed = [bytes.as_slice(), separators.as_bytes()].concat();
        for wanted in [None, Some(Charset::Utf8), Some(Charset::Utf16le), Some(Charset::Windows1252)] {
            if let Ok(rows) = run(read(&mixed, wanted)) {
                for cell in rows.iter().flat_map(|row| &row.cells) {
                    let _ = (is_no_data(cell), digits(cell), single(cell), check_characters(cell));
                    prop_assert!(shown(cell).chars().count() <= 60);
                }
            }
        }
    }

    #[test]
    fn what_a_csv_writer_wrote_is_read_back(
        table in proptest::collection::vec(proptest::collection::vec("[a-zé,;\" \n]{1,8}x", 3), 1..20),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let mut source = Cursor::new(bytes);
        let read = run(async {
            let survey = survey(&mut source, None).await.unwrap();
            let mut rows = Rows::new(source, &survey, Separator::Comma);
            let mut all = Vec::new();
            while let Some(row) = rows.next().await.unwrap() {
                all.push(row.cells);
            }
            all
        });

        prop_assert_eq!(read, table);
    }
}
