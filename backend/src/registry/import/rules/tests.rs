use chrono::NaiveDate;
use proptest::prelude::*;

use super::cells::{Day, count, date, form_in_name, legal_form, status, texts, values};
use super::columns::{guess, plan};
use super::gazetteer::{Gazetteer, Place};
use super::place::{PlaceTexts, locate};
use crate::kernel::identifiers::name_key;
use crate::kernel::region_code::CodeSystem;
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};
use crate::registry::import::mapping::{Column, Field, Locale, Mapping};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn gazetteer() -> Gazetteer {
    let place = |code: &str, name: &str| Place {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        key: name_key(name),
        valid_to: (code == "33.26.03.2009").then(|| day("2020-01-01")),
        successor: (code == "33.26.03.2009").then(|| "33.26.03.2008".to_owned()),
    };
    let places = [
        ("33", "Jawa Tengah"),
        ("33.26", "Kabupaten Pekalongan"),
        ("33.75", "Kota Pekalongan"),
        ("33.26.03", "Lebakbarang"),
        ("33.26.03.2002", "Pamutuh"),
        ("33.26.03.2008", "Lebakbarang"),
        ("33.26.03.2009", "Lama"),
    ];
    Gazetteer::new(places.map(|(code, name)| place(code, name)).to_vec(), Vec::new())
}

fn place(texts: PlaceTexts<'_>) -> Result<Option<String>, &'static str> {
    let located = locate(&texts, CodeSystem::Kemendagri, &gazetteer(), day("2026-11-21"));
    let refused =
        |found: &super::Found| found.severity == crate::platform::tabular::Severity::Fault;
    match located.found.iter().find(|found| refused(found)) {
        Some(found) => Err(found.fault.code.name),
        None => Ok(located.code.map(|code| code.to_string())),
    }
}

#[test]
fn headings_are_known_in_both_languages_and_any_spelling() {
    for (heading, field) in [
        ("kode_desa", Some(Field::RegionCode)),
        ("Nama BUM Desa", Some(Field::Name)),
        ("NamaBUMDesa", Some(Field::Name)),
        ("KECAMATAN", Some(Field::District)),
        ("Latitude", Some(Field::Latitude)),
        ("Omset2023", None),
        ("", None),
    ] {
        assert_eq!(guess(heading), field, "{heading}");
    }
}

#[test]
fn a_profile_goes_before_the_headings() {
    let first = ["nama".to_owned(), "Sebutan".to_owned(), "kode desa".to_owned()];
    let by_heading = Column { heading: Some("sebutan".into()), position: None, field: Field::Name };
    let mapping = Mapping { columns: vec![by_heading], ..Mapping::default() };

    let plan = plan(&first, &mapping).unwrap();

    assert_eq!(plan.fields, [None, Some(Field::Name), Some(Field::RegionCode)]);
    assert!(plan.has_header);
}

#[test]
fn r8_dates_are_read_as_written_or_refused() {
    let known = |text: &str| Ok(Day::Known(day(text)));
    for (text, locale, read) in [
        ("2026-12-31", Locale::Id, known("2026-12-31")),
        ("2026-12-31 00:00:00", Locale::Id, known("2026-12-31")),
        ("31/12/2026", Locale::Id, known("2026-12-31")),
        ("12/31/2026", Locale::International, known("2026-12-31")),
        ("21 November 2026", Locale::Id, known("2026-11-21")),
        ("01/05/2019", Locale::Id, known("2019-05-01")),
        ("01/05/2019", Locale::International, Err("date_ambiguous")),
        ("2019.0", Locale::Id, Ok(Day::OnlyYear(2019))),
        ("20190", Locale::Id, Err("date_unreadable")),
        ("31/02/2026", Locale::Id, Err("date_unreadable")),
        ("kapan", Locale::Id, Err("date_unreadable")),
    ] {
        assert_eq!(date(text, locale).map_err(|fault| fault.code.name), read, "{text}");
    }
}

#[test]
fn r5_r6_counts_are_read_in_the_notation_of_the_locale() {
    for (text, locale, read) in [
        ("1.250", Locale::Id, Ok(1_250)),
        ("1,250", Locale::International, Ok(1_250)),
        ("12", Locale::Id, Ok(12)),
        ("1,234.567", Locale::Id, Err("ambiguous_amount")),
        ("3,811.200.000", Locale::Id, Err("mixed_separators")),
        ("1000001", Locale::Id, Err("number_unreadable")),
        ("1000000", Locale::Id, Ok(1_000_000)),
        ("-1", Locale::Id, Err("number_unreadable")),
        ("12 orang", Locale::Id, Err("amount_unreadable")),
    ] {
        assert_eq!(count(text, locale).map_err(|fault| fault.code.name), read, "{text}");
    }
}

#[test]
fn words_for_form_and_status_are_known_or_refused() {
    assert_eq!(status("AKTIF"), Ok(OrganizationStatus::Active));
    assert_eq!(status("Tidak Aktif"), Ok(OrganizationStatus::Inactive));
    assert_eq!(status("mungkin").unwrap_err().code.name, "value_not_known");
    assert_eq!(legal_form("BUM Desa"), Ok(LegalForm::BumDesa));
    assert_eq!(legal_form("koperasi_primer"), Ok(LegalForm::KoperasiPrimer));
    assert_eq!(legal_form("Koperasi").unwrap_err().code.name, "value_not_known");
    assert_eq!(form_in_name("BUMDes Maju"), Some(LegalForm::BumDesa));
    assert_eq!(form_in_name("BUM Desa Bersama Maju"), Some(LegalForm::BumDesaBersama));
    assert_eq!(form_in_name("Koperasi Maju"), None);
}

#[test]
fn r20_a_place_is_certain_or_a_fault() {
    let none = PlaceTexts::default();
    let code = |code| PlaceTexts { code: Some(code), ..none };
    let names = |regency, district, name| PlaceTexts { regency, district, name, ..none };
    let kopdes = "KOPERASI DESA MERAH PUTIH PAMUTUH LEBAKBARANG PEKALONGAN";
    let found = |code: &str| Ok(Some(code.to_owned()));
    for (texts, expected) in [
        (none, Ok(None)),
        (code("3326032002.0"), found("33.26.03.2002")),
        (code("33.26.03.2009"), Err("region_closed")),
        (code("33.26.03.2999"), Err("region_unknown")),
        (code("33.26.3.2002"), Err("region_code_malformed")),
        (names(Some("Pekalongan"), None, None), Err("place_ambiguous")),
        (names(Some("KAB. PEKALONGAN"), None, None), found("33.26")),
        (names(Some("Kota Pekalongan"), None, None), found("33.75")),
        (names(Some("Kab. Pekalongan"), Some("Lebakbarang"), Some(kopdes)), found("33.26.03.2002")),
        (names(Some("Kab. Pekalongan"), Some("Entah"), None), Err("place_not_found")),
    ] {
        assert_eq!(place(texts), expected, "{texts:?}");
    }
}

proptest! {
    #[test]
    fn any_cells_are_read_or_refused_and_never_panic(
        cells in proptest::collection::vec("\\PC{0,20}", 8),
        odd in "[0-9.,Ee+ -]{0,14}",
    ) {
        let first: Vec<String> =
            ["nama", "kode desa", "status", "lat", "lng", "tanggal berdiri", "jumlah pendiri", "kbli"]
                .map(str::to_owned)
                .to_vec();
        let plan = plan(&first, &Mapping::default()).unwrap();
        let numbers: Vec<String> = cells.iter().map(|_| odd.clone()).collect();
        let gazetteer = gazetteer();
        for cells in [&cells, &numbers] {
            let (texts, _) = texts(&plan, cells);
            for locale in [Locale::Id, Locale::International] {
                let _ = values(&texts, locale);
            }
            for system in [CodeSystem::Kemendagri, CodeSystem::Bps] {
                let text = |index: usize| cells.get(index).map(String::as_str);
                let places = PlaceTexts {
                    code: text(1), village: text(2), name: text(0), ..PlaceTexts::default()
                };
                let _ = locate(&places, system, &gazetteer, day("2026-11-21"));
                let _ = locate(&PlaceTexts { code: None, ..places }, system, &gazetteer, day("2026-11-21"));
            }
        }
    }
}
