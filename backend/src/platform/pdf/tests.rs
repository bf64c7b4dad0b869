use proptest::prelude::*;

use super::ruler::{width, wrap, wrap_spoken};
use super::{Column, Paper};

const COLUMNS: [Column; 2] = [Column::words("Uraian", 3), Column::amounts("Jumlah", 1)];

#[test]
fn a_paper_of_many_rows_has_many_pages() {
    let mut paper = Paper::new(&["Koperasi Uji".to_owned()], "DAFTAR");
    let rows: Vec<Vec<String>> =
        (0..200).map(|row| vec![format!("baris {row}"), "Rp1.000".to_owned()]).collect();
    paper.table(&COLUMNS, &rows, 1);

    let bytes = paper.finish("kaki").unwrap();

    assert!(bytes.starts_with(b"%PDF-"));
    assert!(bytes.len() < 100_000, "the font is embedded in part: {}", bytes.len());
}

#[test]
fn a_paper_says_that_anybody_can_read_it_unless_a_letter_is_not_known() {
    let drawn = |name: &str| {
        let mut paper = Paper::new(&[name.to_owned()], "DAFTAR");
        paper.fact("Nama", name);
        paper.finish("kaki").unwrap()
    };
    let says = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|it| it == what);

    let (known, unknown) = (drawn("Maria Renwarin"), drawn("陈玛丽"));

    // A letter that is drawn as a box cannot be read aloud, and says so.
    assert!(says(&known, b"pdfuaid:part") && says(&known, b"/StructTreeRoot"));
    assert!(!says(&unknown, b"pdfuaid:part") && unknown.starts_with(b"%PDF-"));
}

#[test]
fn words_stay_apart_where_a_line_ends_and_long_words_stay_whole() {
    let text = "dua kata dan 0123456789abcdef0123456789abcdef0123456789abcdef";

    let lines = wrap_spoken(text, 600, 90, false);

    assert!(lines.len() > 2, "{lines:?}");
    assert_eq!(lines.concat(), text);
}

#[test]
fn amounts_are_as_wide_as_their_letters() {
    assert_eq!(width("11", 100, false), width("08", 100, false), "digits stand in columns");
    assert!(width("Rp1.000", 100, true) > width("Rp1.000", 100, false));
    assert_eq!(width("", 100, false), 0);
}

proptest! {
    #[test]
    fn wrapped_lines_fit_and_lose_no_letter(text in "[a-zA-Z0-9., ]{0,80}") {
        let lines = wrap(&text, 400, 90, false);

        for line in &lines {
            prop_assert!(width(line, 90, false) <= 400 || line.chars().count() == 1, "{line}");
        }
        let letters = |text: &str| text.replace(char::is_whitespace, "");
        prop_assert_eq!(letters(&lines.concat()), letters(&text));
    }
}
