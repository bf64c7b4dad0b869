use chrono::NaiveDate;
use proptest::prelude::*;

use super::cells::{self, Balance, BookRow, Manner, RowKind, TotalRow};
use super::columns::{Offered, Plan, Target, plan};
use super::identity::{Known, KnownMember, KnownPerson, Who, identify, numbers, repeated};
use super::totals::Running;
use crate::investment::books::entity::books_import::BookLocale;
use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Nik;
use crate::kernel::ids::{InstrumentId, MemberId, PersonId};
use crate::kernel::money::Money;
use crate::platform::tabular::{Cell, SheetRow};
use crate::registry::import::mapping::{BookColumn, BookField};

const NIK: &str = "8102012902000001";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn offered() -> Vec<Offered> {
    let of = |place: u128, kind, name: &str| Offered {
        id: InstrumentId::from_uuid(uuid::Uuid::from_u128(place)),
        kind,
        name: name.to_owned(),
    };
    vec![
        of(1, InstrumentKind::SimpananPokok, "Simpanan pokok"),
        of(2, InstrumentKind::SimpananWajib, "Simpanan wajib"),
        of(3, InstrumentKind::SimpananSukarela, "Tabungan"),
        of(4, InstrumentKind::SimpananSukarela, "Simpanan hari raya"),
    ]
}

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

fn planned(top: &[&[&str]], stated: &[BookColumn]) -> Result<Plan, Vec<String>> {
    let names = |faults: Vec<Fault>| faults.iter().map(|it| it.code.name.to_owned()).collect();
    plan(&rows(top), stated, None, &offered()).map_err(names)
}

fn kinds(plan: &Plan) -> Vec<String> {
    let text = |target: &Option<Target>| match target {
        None => "-".to_owned(),
        Some(Target::Field(field)) => field.as_str(),
        Some(Target::Amount(id, _)) => id.uuid().as_u128().to_string(),
    };
    plan.targets.iter().map(text).collect()
}

#[test]
fn headings_are_found_below_titles_and_joined_over_two_rows() {
    let top: &[&[&str]] = &[
        &["KOPERASI SAMUDRA KEI"],
        &["Daftar Simpanan per 31 Desember 2025"],
        &["No", "No. Anggota", "Nama Anggota", "NIK", "L/P", "Tgl. Masuk", "Simpanan", "", ""],
        &["", "", "", "", "", "", "Pokok", "Wajib", "Tabungan"],
    ];

    let plan = planned(top, &[]).unwrap();

    assert_eq!(plan.skip, 4);
    let fields = ["-", "register_number", "name", "nik", "sex", "joined_on", "1", "2", "3"];
    assert_eq!(kinds(&plan), fields);
}

#[test]
fn what_is_unclear_of_columns_is_refused_and_what_is_stated_goes_first() {
    let refused = |top: &[&[&str]]| planned(top, &[]).unwrap_err();
    assert_eq!(refused(&[&["1", "2"], &["3", "4"]]), ["book_headings"]);
    assert_eq!(refused(&[&["Nama", "Simpanan Pokok"]]), ["field_not_mapped"]);
    assert_eq!(refused(&[&["Nama", "NIK", "Sukarela"]]), ["book_instrument_unclear"]);
    assert_eq!(refused(&[&["Nama", "NIK", "Saham"]]), ["book_instrument_missing"]);
    assert_eq!(refused(&[&["Nama", "NIK", "Wajib", "Simpanan Wajib"]]), ["field_twice"]);
    let top: &[&[&str]] = &[&["Nama", "Nama Ibu", "KTP", "Iuran"]];
    let stated = [
        BookColumn::named("KTP", BookField::Nik),
        BookColumn::named("4", BookField::SimpananWajib),
    ];
    assert_eq!(kinds(&planned(top, &stated).unwrap()), ["name", "-", "nik", "2"]);
    let absent = [BookColumn::named("Tidak ada", BookField::Nik)];
    assert!(
        planned(&[&["Nama", "Wajib"]], &absent)
            .unwrap_err()
            .contains(&"heading_not_found".to_owned())
    );
}

fn amount(cell: &Cell, locale: BookLocale) -> Result<Option<String>, &'static str> {
    let text = |amount: Money| amount.to_string();
    cells::amount(cell, locale).map(|found| found.map(text)).map_err(|fault| fault.code.name)
}

#[test]
fn r5_r6_an_amount_is_read_as_the_locale_says_and_never_guessed() {
    use BookLocale::{En, Id, Iso};
    let cases = [
        ("1.500", Id, Ok("1500.00")),
        ("1.500", En, Err("ambiguous_amount")),
        ("1.500", Iso, Err("ambiguous_amount")),
        ("1,500", Id, Err("ambiguous_amount")),
        ("1,500", En, Ok("1500.00")),
        ("1,500", Iso, Err("ambiguous_amount")),
        ("Rp 1.234.567,89", Id, Ok("1234567.89")),
        ("1234567.89", Iso, Ok("1234567.89")),
        ("1500", Iso, Ok("1500.00")),
        ("3,811.200.000,-", Id, Err("mixed_separators")),
        ("-1.000", Id, Err("amount_not_positive")),
        ("seribu", Id, Err("amount_unreadable")),
        ("=SUM(A1)", Id, Err("formula_cell")),
    ];
    for (text, locale, expected) in cases {
        let found = amount(&Cell::Text(text.to_owned()), locale);
        assert_eq!(found, expected.map(|it| Some(it.to_owned())), "{text} {locale:?}");
    }
    for text in ["", "-", "0", "0,00", "nihil"] {
        assert_eq!(amount(&Cell::Text(text.to_owned()), Id), Ok(None), "{text}");
    }
}

#[test]
fn r5_a_number_of_a_workbook_has_one_reading_in_every_locale() {
    for locale in [BookLocale::Id, BookLocale::En, BookLocale::Iso] {
        let number = |text: &str| amount(&Cell::Number(text.to_owned()), locale);
        assert_eq!(number("1.5"), Ok(Some("1.50".to_owned())));
        assert_eq!(number("1500000"), Ok(Some("1500000.00".to_owned())));
        assert_eq!(number("0"), Ok(None));
        assert_eq!(number("4166.666666666667"), Err("amount_too_precise"));
        assert_eq!(amount(&Cell::Formula, locale), Err("formula_cell"));
        assert_eq!(amount(&Cell::Broken("#N/A".to_owned()), locale), Err("cell_broken"));
        assert_eq!(amount(&Cell::Merged("5".to_owned()), locale), Err("cell_merged"));
        assert_eq!(amount(&Cell::Day(today()), locale), Err("amount_unreadable"));
    }
}

#[test]
fn r8_a_day_is_read_as_the_locale_says_and_never_guessed() {
    use BookLocale::{En, Id, Iso};
    let march = NaiveDate::from_ymd_opt(2019, 3, 4);
    let cases = [
        ("04/03/2019", Id, Ok(march)),
        ("04/03/2019", En, Err("date_ambiguous")),
        ("04/03/2019", Iso, Err("date_unreadable")),
        ("2019-03-04", Id, Ok(march)),
        ("2019-03-04", Iso, Ok(march)),
        ("4 Maret 2019", Id, Ok(march)),
        ("2019", Id, Err("date_unreadable")),
        ("", Id, Ok(None)),
    ];
    for (text, locale, expected) in cases {
        let found = cells::day(&Cell::Text(text.to_owned()), locale);
        assert_eq!(found.map_err(|fault| fault.code.name), expected, "{text} {locale:?}");
    }
    assert_eq!(cells::day(&Cell::Day(march.unwrap()), En), Ok(march));
    assert!(cells::day(&Cell::Number("43528".to_owned()), Id).is_err());
}

#[test]
fn r10_a_nik_is_a_text_and_a_number_has_lost_its_last_digit() {
    let read = |cell: Cell| {
        let nik = cells::nik(&cell, today()).map_err(|fault| fault.code.name);
        nik.map(|nik| nik.map(|nik| nik.reveal().to_owned()))
    };
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(read(text(NIK)), Ok(Some(NIK.to_owned())));
    assert_eq!(read(text(&format!("'{NIK}"))), Ok(Some(NIK.to_owned())));
    assert_eq!(read(Cell::Number(NIK.to_owned())), Err("nik_as_number"));
    assert_eq!(read(text("8,10201E+15")), Err("digits_lost"));
    assert_eq!(read(text("81020129020000")), Err("nik_malformed"));
    assert_eq!(read(text("-")), Ok(None));
}

fn read(cells: &[&str]) -> RowKind {
    let plan = planned(&[&["No Anggota", "Nama", "NIK", "Simpanan Wajib", "Ket"]], &[]).unwrap();
    let cell = |text: &&str| match *text {
        "" => Cell::Blank,
        text => Cell::Text(text.to_owned()),
    };
    let row = SheetRow { number: 2, cells: cells.iter().map(cell).collect() };
    cells::read(&row, &plan, Manner { locale: BookLocale::Id, today: today() })
}

#[test]
fn a_row_is_a_member_a_total_or_nothing_and_shows_no_personal_cell() {
    assert!(matches!(read(&["", "", "", "", "catatan"]), RowKind::Blank));
    let RowKind::Total(total) = read(&["", "JUMLAH", "", "900.000", ""]) else { panic!("a total") };
    assert_eq!((total.number, total.sums), (2, vec![(3, Money::from_sen(90_000_000))]));
    assert!(matches!(read(&["Jumlah", "", "", "0", ""]), RowKind::Total(_)));
    assert!(matches!(read(&["", "", "jumlah", "0", ""]), RowKind::Total(_)));
    assert!(matches!(read(&["7", "Jumlah", "", "900.000", ""]), RowKind::Member(_)));
    assert!(matches!(read(&["", "Yohana", "", "75.000", "Jumlah"]), RowKind::Member(_)));
    assert!(matches!(read(&["", "", "", "75.000", "Jumlah"]), RowKind::Member(_)));
    let RowKind::Member(row) = read(&["1", "", "Siti", "Budi", ""]) else { panic!("a member") };
    let codes: Vec<&str> = row.found.iter().map(|found| found.fault.code.name).collect();
    assert_eq!(codes, ["nik_malformed", "amount_unreadable", "field_missing"]);
    assert!(row.found.iter().all(|found| found.value.is_none()), "{:?}", row.found);
    let RowKind::Member(row) = read(&["1", "Siti", NIK, "1,5", ""]) else { panic!("a member") };
    assert_eq!(row.balances[0].amount, Money::from_sen(150));
}

#[test]
fn r5_a_total_is_the_sum_of_the_rows_above_it_or_from_another_total_on() {
    // A number is a member's amount, the others are totals; those that differ.
    let off = |book: &[&str]| {
        let mut running = Running::default();
        for (number, text) in (1..).zip(book) {
            match text.split_once(' ') {
                Some((_, stated)) => {
                    let stated = Money::from_sen(stated.parse().unwrap());
                    let sums = vec![(3, stated)];
                    running.total(&TotalRow { number, sums, found: Vec::new() });
                }
                None => {
                    let amount = Money::from_sen(text.parse().unwrap());
                    let instrument = offered()[0].id;
                    let balances = vec![Balance { column: 3, instrument, amount }];
                    running.member(&BookRow { number, balances, ..BookRow::default() }).unwrap();
                }
            }
        }
        let differences = running.differences();
        differences.iter().map(|(row, _)| *row).collect::<Vec<u64>>()
    };

    assert_eq!(off(&["5", "7", "total 12"]), [] as [u64; 0]);
    assert_eq!(off(&["5", "7", "total 13"]), [3]);
    assert_eq!(off(&["5", "sub 5", "7", "sub 7", "total 12"]), [] as [u64; 0]);
    assert_eq!(off(&["5", "sub 5", "7", "carried 12", "9", "sub 16", "total 21"]), [] as [u64; 0]);
    assert_eq!(off(&["total 12", "5", "7"]), [] as [u64; 0], "above the members");
    assert_eq!(off(&["5", "sub 7", "7", "total 5"]), [2, 4]);
    assert_eq!(off(&["5", "total 0"]), [2]);
    assert_eq!(off(&["5", "sub 5", "total 0"]), [3]);
    assert_eq!(off(&["5", "sub 5", "0", "sub 0", "total 5"]), [] as [u64; 0]);
    assert_eq!(off(&["total 0", "5", "total -5"]), [3]);
}

fn member(number: i64, name_key: &str) -> KnownMember {
    let id = MemberId::from_uuid(uuid::Uuid::from_u128(u128::from(number.unsigned_abs())));
    KnownMember { id, register_number: number, name_key: name_key.to_owned() }
}

fn person(name_key: &str, seen: bool) -> KnownPerson {
    let id = seen.then(|| PersonId::from_uuid(uuid::Uuid::from_u128(9)));
    KnownPerson { id, name_key: name_key.to_owned() }
}

#[test]
fn r14_a_row_names_a_member_a_newcomer_or_nobody_for_certain() {
    let plan = planned(&[&["No Anggota", "Nama", "NIK"]], &[]).unwrap();
    let nik = Nik::parse(NIK, today()).ok();
    let row = |nik, register_number| BookRow {
        name: "Siti Aminah".to_owned(),
        nik,
        register_number,
        ..BookRow::default()
    };
    let decide = |row: &BookRow, known: &Known| {
        let (who, found) = identify(row, &plan, known);
        let codes: Vec<&str> = found.iter().map(|found| found.fault.code.name).collect();
        (who, codes)
    };
    let known = |person, by_person, by_number| Known { person, by_person, by_number };
    let siti = || Some(member(1, "siti aminah"));
    let someone = Some(Who::Newcomer { person: None });

    assert_eq!(decide(&row(nik, None), &known(None, None, None)), (someone, vec![]));
    assert_eq!(decide(&row(None, Some(4)), &known(None, None, None)), (someone, vec![]));
    let nobody = decide(&row(None, None), &known(None, None, None));
    assert_eq!(nobody, (None, vec!["book_identity_missing"]));
    let hidden = decide(&row(nik, None), &known(Some(person("x", false)), None, None));
    assert_eq!(hidden, (None, vec!["nik_taken"]));
    let renamed = decide(&row(nik, None), &known(Some(person("x", true)), None, None)).1;
    assert_eq!(renamed, ["book_name_differs"]);
    let again = decide(&row(None, Some(1)), &known(None, None, siti()));
    assert_eq!(again, (Some(Who::Member(siti().unwrap().id)), vec![]));
    let other = decide(&row(None, Some(1)), &known(None, None, Some(member(1, "budi"))));
    assert_eq!(other, (None, vec!["register_number_taken"]));
    let of_other = decide(&row(nik, Some(1)), &known(None, None, siti()));
    assert_eq!(of_other, (None, vec!["register_number_taken"]));
    let moved = known(Some(person("siti aminah", true)), siti(), None);
    assert_eq!(decide(&row(nik, Some(2)), &moved), (None, vec!["register_number_differs"]));
}

#[test]
fn a_nik_or_a_number_stands_once_in_a_file() {
    let plan = planned(&[&["No Anggota", "Nama", "NIK"]], &[]).unwrap();
    let nik = Nik::parse(NIK, today()).ok();
    let row = |number, nik, register_number| BookRow {
        number,
        nik,
        register_number,
        ..BookRow::default()
    };
    let rows =
        [row(2, nik, Some(1)), row(3, nik, Some(2)), row(4, None, Some(1)), row(5, None, None)];

    let found = repeated(&rows, &plan);

    let places: Vec<(usize, Option<usize>)> =
        found.iter().map(|(nth, found)| (*nth, found.column)).collect();
    assert_eq!(places, [(1, Some(2)), (2, Some(0))]);
}

#[test]
fn numbers_of_a_register_leave_no_gap_and_a_missing_one_is_named() {
    let given = |numbers: &[Option<i64>]| numbers.to_vec();
    let codes = |faults: Vec<(usize, Fault)>| -> Vec<(usize, &'static str)> {
        faults.into_iter().map(|(nth, fault)| (nth, fault.code.name)).collect()
    };
    assert_eq!(numbers(None, 3, 5), Ok(vec![5, 6, 7]));
    assert_eq!(numbers(Some(&given(&[Some(6), Some(5)])), 2, 5), Ok(vec![6, 5]));
    let gap = numbers(Some(&given(&[Some(7), Some(5)])), 2, 5).unwrap_err();
    assert_eq!(codes(gap), [(0, "register_number_gap")]);
    let missing = numbers(Some(&given(&[Some(5), None])), 2, 5).unwrap_err();
    assert_eq!(codes(missing), [(1, "register_number_missing")]);
}

proptest! {
    #[test]
    fn r5_every_amount_comes_back_from_each_notation(sen in 1_i64..=100_000_000_000_000) {
        let money = Money::from_sen(sen);
        let wire = money.to_string();
        let indonesian = money.display_rupiah();
        let cases = [
            (Cell::Number(wire.clone()), BookLocale::Id),
            (Cell::Text(wire.clone()), BookLocale::Iso),
            (Cell::Text(wire), BookLocale::En),
            (Cell::Text(indonesian), BookLocale::Id),
        ];
        for (cell, locale) in cases {
            prop_assert_eq!(cells::amount(&cell, locale), Ok(Some(money)));
        }
    }

    #[test]
    fn numbers_that_are_given_are_those_from_the_next_one_on(
        count in 0_usize..50, next in 1_i64..100, turn in 0_usize..50,
    ) {
        let mut given: Vec<Option<i64>> = (next..).take(count).map(Some).collect();
        given.rotate_left(if count == 0 { 0 } else { turn % count });
        let mut found = numbers(Some(&given), count, next).unwrap();
        found.sort_unstable();
        prop_assert_eq!(found, numbers(None, count, next).unwrap());
    }
}
