use chrono::NaiveDate;
use proptest::prelude::*;

use super::kbli::KbliTransition;
use super::legal_number::LegalNumberSeries;
use super::*;
use crate::kernel::fault::Fault;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    date("2026-11-21")
}

fn nik(text: &str) -> Nik {
    Nik::parse(text, today()).unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> (&'static str, u16) {
    let fault = result.unwrap_err();
    (fault.code.name, fault.code.status)
}

fn names(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

#[test]
fn r10_a_nik_has_sixteen_digits_a_date_and_a_serial() {
    let cases = [
        ("8102013112900001", Ok(())),
        ("8102010101000001", Ok(())),
        ("8102014101000001", Ok(())),
        ("8102017112909999", Ok(())),
        ("8102010001900001", Err("nik_birth_date_impossible")),
        ("8102014001900001", Err("nik_birth_date_impossible")),
        ("8102010100900001", Err("nik_birth_date_impossible")),
        ("8102010113900001", Err("nik_birth_date_impossible")),
        ("8102013104900001", Err("nik_birth_date_impossible")),
        ("8102010101900000", Err("nik_serial_zero")),
        ("810201010190000", Err("nik_malformed")),
        ("81020101019000011", Err("nik_malformed")),
        ("81020101O1900001", Err("nik_malformed")),
        ("8102 0101 0190 0001", Err("nik_malformed")),
        ("81.02.01.010190.0001", Err("nik_malformed")),
        ("８１０２０１０１０１９０００", Err("nik_malformed")),
        ("", Err("nik_malformed")),
    ];
    for (text, expected) in cases {
        let result = Nik::parse(text, today()).map(|_| ()).map_err(|fault| fault.code.name);
        assert_eq!(result, expected, "{text}");
    }
    assert_eq!(Nik::parse(" 8102010101900001 ", today()), Ok(nik("8102010101900001")));
}

#[test]
fn r12_day_32_is_refused() {
    let result = Nik::parse("8102013202900001", today());

    assert_eq!(refusal(result), ("nik_birth_date_impossible", 422));
}

#[test]
fn r12_day_72_is_refused_as_day_32_of_a_woman() {
    let result = Nik::parse("8102017203900001", today());

    assert_eq!(refusal(result), ("nik_birth_date_impossible", 422));
}

#[test]
fn r12_29_february_needs_a_leap_year_in_either_century() {
    let result = Nik::parse("8102012902010001", today());

    assert_eq!(refusal(result), ("nik_birth_date_impossible", 422));
    assert_eq!(nik("8102012902000001").birth_date(), date("2000-02-29"));
    // 29 February 2028 is still to come.
    assert_eq!(nik("8102012902280001").birth_date(), date("1928-02-29"));
}

#[test]
fn r12_serial_0000_and_other_lengths_are_refused() {
    assert_eq!(refusal(Nik::parse("8102015203900000", today())), ("nik_serial_zero", 422));
    assert_eq!(refusal(Nik::parse("810201520390000", today())), ("nik_malformed", 422));
    assert_eq!(refusal(Nik::parse("810201520390000A", today())), ("nik_malformed", 422));
}

#[test]
fn r11_region_sex_and_birth_date_are_derived() {
    let woman = nik("8102015203900001");
    let man = nik("8102012111260001");

    assert_eq!((woman.sex(), woman.birth_date()), (Sex::Female, date("1990-03-12")));
    assert_eq!(woman.region_digits(), "810201");
    assert_eq!(woman.district().unwrap().as_str(), "81.02.01");
    // Born today, and a day later: the later century that is not in the future.
    assert_eq!((man.sex(), man.birth_date()), (Sex::Male, date("2026-11-21")));
    assert_eq!(nik("8102012211260001").birth_date(), date("1926-11-22"));
    assert_eq!(nik("0002015203900001").district(), None);
}

#[test]
fn r13_what_differs_from_the_nik_only_warns() {
    let woman = nik("8102015203900001");

    let same = woman.compare(Some(date("1990-03-12")), Some(Sex::Female));
    let other = woman.compare(Some(date("1990-03-13")), Some(Sex::Male));
    let unsaid = woman.compare(None, None);

    assert_eq!((names(&same), names(&unsaid)), (vec![], vec![]));
    assert_eq!(names(&other), ["nik_birth_date_differs", "nik_sex_differs"]);
    assert!(other.iter().all(|warning| warning.code.status == 200));
    assert_eq!(other[0].pointer, "/birth_date");
    // The number says 20 or 1920; a person of 106 is not warned about.
    let centenarian = nik("8102010101200001");
    assert_eq!(centenarian.birth_date(), date("2020-01-01"));
    assert_eq!(names(&centenarian.compare(Some(date("1920-01-01")), None)), [""; 0]);
}

#[test]
fn r108_a_nik_is_masked_and_never_printed() {
    let person = nik("8102015203900001");

    assert_eq!(person.masked(), "810201******0001");
    assert_eq!(person.reveal(), "8102015203900001");
    let npwp = Npwp::parse("8102015203900001", today()).unwrap();
    let nitku = Nitku::parse("8102015203900001000000", today()).unwrap();
    let old = Npwp::parse("12.345.678.2-123.000", today()).unwrap();
    let phone = Phone::parse("0812-3456-7890").unwrap();
    for printed in [
        format!("{person:?}"),
        format!("{npwp:?}"),
        format!("{nitku:?}"),
        format!("{old:?}"),
        format!("{phone:?}"),
    ] {
        assert!(!printed.contains(|c: char| c.is_ascii_digit() && !"62".contains(c)), "{printed}");
    }
    assert_eq!(npwp.masked(), "810201******0001");
    assert_eq!(nitku.masked(), "810201******0001000000");
    assert_eq!(old.masked(), "12**********000");
    assert_eq!(phone.masked(), "+62812*****890");
}

#[test]
fn r15_the_check_digit_of_an_old_npwp_is_verified() {
    let cases = [
        ("12.345.678.2-123.000", Ok("123456782123000")),
        ("123456782123000", Ok("123456782123000")),
        ("65.389.112.7-001.000", Ok("653891127001000")),
        ("00.000.000.0-000.000", Ok("000000000000000")),
        ("12.345.678.3-123.000", Err("npwp_check_digit_wrong")),
        ("12.345.687.2-123.000", Err("npwp_check_digit_wrong")),
        ("12.345.678.2-123.00", Err("npwp_malformed")),
        ("12.345.678.2-123.00A", Err("npwp_malformed")),
        ("", Err("npwp_malformed")),
    ];
    for (text, expected) in cases {
        let result = Npwp::parse(text, today());
        let found = result.as_ref().map(Npwp::reveal).map_err(|fault| fault.code.name);
        assert_eq!(found, expected, "{text}");
    }
    let old = Npwp::parse("123456782123000", today()).unwrap();
    assert_eq!(old.formatted(), "12.345.678.2-123.000");
}

#[test]
fn r16_sixteen_digits_are_a_body_or_a_nik() {
    let body = Npwp::parse("0123456782123000", today()).unwrap();
    let person = Npwp::parse("8102015203900001", today()).unwrap();

    assert!(matches!(body, Npwp::Body(_)));
    assert!(matches!(person, Npwp::Person(_)));
    assert_eq!(person.as_body(), None);
    let old = Npwp::parse("123456782123000", today()).unwrap();
    assert_eq!(old.as_body(), Some(body.clone()));
    assert_eq!(body.formatted(), "0123456782123000");
    assert_eq!(refusal(Npwp::parse("0123456783123000", today())), ("npwp_check_digit_wrong", 422));
    assert_eq!(
        refusal(Npwp::parse("8102013202900001", today())),
        ("nik_birth_date_impossible", 422)
    );
}

#[test]
fn r16_a_nitku_is_an_npwp_and_six_digits() {
    let nitku = Nitku::parse("0123456782123000000001", today()).unwrap();

    assert_eq!((nitku.taxpayer().reveal(), nitku.place()), ("0123456782123000", "000001"));
    assert_eq!(nitku.reveal(), "0123456782123000000001");
    assert_eq!(refusal(Nitku::parse("012345678212300000000", today())), ("nitku_malformed", 422));
    assert_eq!(
        refusal(Nitku::parse("0123456783123000000001", today())),
        ("npwp_check_digit_wrong", 422)
    );
}

#[test]
fn r17_a_nib_has_thirteen_digits() {
    assert_eq!(Nib::parse(" 9120001234567 ").unwrap().as_str(), "9120001234567");
    for text in ["912000123456", "91200012345678", "912000123456A", "9120-00123-456", ""] {
        assert_eq!(refusal(Nib::parse(text)), ("nib_malformed", 422), "{text}");
    }
    let read: Nib = serde_json::from_str("\"0120001234567\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"0120001234567\"");
    assert!(serde_json::from_str::<Nib>("9120001234567").is_err());
}

#[test]
fn r18_an_unusual_cooperative_number_only_warns() {
    let (usual, no_warnings) = NikKoperasi::parse("8102010010001").unwrap();
    let (unusual, warnings) = NikKoperasi::parse("8102/KOP-01").unwrap();

    assert_eq!((usual.as_str(), names(&no_warnings)), ("8102010010001", vec![]));
    assert_eq!((unusual.as_str(), names(&warnings)), ("8102/KOP-01", vec!["nik_koperasi_unusual"]));
    assert_eq!(warnings[0].code.status, 200);
    for text in ["", "  ", "nomor: 1", "1234567890123456789012345678901"] {
        assert_eq!(refusal(NikKoperasi::parse(text)), ("nik_koperasi_malformed", 422), "{text}");
    }
}

#[test]
fn r19_a_kbli_code_has_five_digits_and_an_edition() {
    let code = Kbli::parse("03213", KbliVersion::V2025).unwrap();

    assert_eq!((code.code(), code.version()), ("03213", KbliVersion::V2025));
    for text in ["3213", "032130", "0321A", ""] {
        assert_eq!(
            refusal(Kbli::parse(text, KbliVersion::V2020)),
            ("kbli_malformed", 422),
            "{text}"
        );
    }
    assert_eq!(KbliVersion::parse("2020"), Ok(KbliVersion::V2020));
    assert_eq!(KbliVersion::parse(" 2025 "), Ok(KbliVersion::V2025));
    assert_eq!(refusal(KbliVersion::parse("2015")), ("kbli_version_unknown", 422));
    assert_eq!(serde_json::to_string(&KbliVersion::V2020).unwrap(), "\"2020\"");
    // The same digits in two editions are two codes.
    assert_ne!(code, Kbli::parse("03213", KbliVersion::V2020).unwrap());
}

#[test]
fn r19_a_new_enterprise_with_the_old_edition_is_warned() {
    let transition = KbliTransition { last_day_of_2020: date("2026-06-30") };
    let warned = |version: KbliVersion, day: &str| names(&version.warnings(date(day), &transition));

    assert_eq!(warned(KbliVersion::V2020, "2026-06-30"), [""; 0]);
    assert_eq!(warned(KbliVersion::V2020, "2026-07-01"), ["kbli_edition_superseded"]);
    assert_eq!(warned(KbliVersion::V2025, "2026-07-01"), [""; 0]);
}

#[test]
fn r19_codes_are_converted_only_where_there_is_one_successor() {
    let successors = ["03213", "03214"].map(|code| Kbli::parse(code, KbliVersion::V2025).unwrap());

    assert_eq!(Kbli::only_successor(&successors[..1]), Ok(&successors[0]));
    for several in [&successors[..0], &successors[..]] {
        let fault = Kbli::only_successor(several).unwrap_err();
        assert_eq!(fault.code.name, "kbli_successor_unclear");
        assert_eq!(fault.arguments, [("count", several.len().to_string())]);
    }
}

#[test]
fn r21_legal_numbers_of_cooperatives_are_recognised() {
    let cases = [
        ("AHU-00380286.AH.01.29 Tahun 2025", false, None),
        ("ahu-0038028.ah.01.29.tahun2025", false, None),
        ("AHU-0038028.AH.01.29.   TAHUN  2025", false, None),
        ("123/BH/XX.5/1998", true, None),
        ("AHU-003802.AH.01.29 Tahun 2025", true, Some("legal_number_unusual")),
        ("AHU-00380286.AH.01.26.TAHUN 2020", true, Some("legal_number_unusual")),
        ("AHU-00380286.AH.01.33 Tahun 2025", true, Some("legal_number_unusual")),
        ("AHU-00380286XAH.01.29 Tahun 2025", true, Some("legal_number_unusual")),
        ("AHU-00380286.AH.01X29 Tahun 2025", true, Some("legal_number_unusual")),
        ("AHU-00380286.AHX01.29 Tahun 2025", true, Some("legal_number_unusual")),
    ];
    for (text, legacy, warning) in cases {
        let (number, warnings) = LegalNumber::parse(text, LegalNumberSeries::Cooperative).unwrap();
        assert_eq!(number.is_legacy(), legacy, "{text}");
        assert_eq!(names(&warnings).first().copied(), warning, "{text}");
    }
    let bum_desa = LegalNumberSeries::VillageEnterprise;
    let (number, warnings) =
        LegalNumber::parse(" AHU-00380286.AH.01.33  Tahun 2025 ", bum_desa).unwrap();
    assert_eq!((number.as_str(), number.is_legacy()), ("AHU-00380286.AH.01.33 Tahun 2025", false));
    assert_eq!(names(&warnings), [""; 0]);
    for text in ["", "-", "belum ada", &"1".repeat(101), "12\u{0}3"] {
        let result = LegalNumber::parse(text, bum_desa);
        assert_eq!(refusal(result), ("legal_number_malformed", 422), "{text}");
    }
}

#[test]
fn r22_telephone_numbers_become_international() {
    let cases = [
        ("0812-3456-7890", Ok("+6281234567890")),
        ("6281234567890", Ok("+6281234567890")),
        ("+62 812 3456 7890", Ok("+6281234567890")),
        ("+62 (0)812-3456-7890", Ok("+6281234567890")),
        ("(021) 123.4567", Ok("+62211234567")),
        ("0812345678", Ok("+62812345678")),
        ("08123456789012", Ok("+628123456789012")),
        ("081234567", Err("phone_length")),
        ("081234567890123", Err("phone_length")),
        ("81234567890", Err("phone_malformed")),
        ("+81234567890", Err("phone_malformed")),
        ("0008123456789", Err("phone_malformed")),
        ("0812-3456-789O", Err("phone_malformed")),
        ("0812345678/0813456789", Err("phone_malformed")),
        ("0812+345678", Err("phone_malformed")),
        ("-", Err("phone_malformed")),
        ("", Err("phone_malformed")),
    ];
    for (text, expected) in cases {
        let result = Phone::parse(text);
        let found = result.as_ref().map(Phone::reveal).map_err(|fault| fault.code.name);
        assert_eq!(found, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn r11_every_person_comes_back_from_their_nik(
        day in 0..36_525_i32,
        woman in any::<bool>(),
        region in 110_000..990_000_u32,
        serial in 1..=9_999_u32,
    ) {
        use chrono::{Datelike, Days};
        let born = today() - Days::new(u64::from(day.unsigned_abs()));
        let written_day = born.day() + if woman { 40 } else { 0 };
        let text = format!("{region}{written_day:02}{:02}{:02}{serial:04}", born.month(), born.year() % 100);

        let read = nik(&text);

        prop_assert_eq!(read.birth_date(), born);
        prop_assert_eq!(read.sex() == Sex::Female, woman);
        prop_assert_eq!(read.reveal(), &text);
        prop_assert_eq!(read.compare(Some(born), Some(read.sex())), vec![]);
        let printed = format!("{read:?}");
        prop_assert!(!printed.contains(|c: char| c.is_ascii_digit()));
    }

    #[test]
    fn r15_one_wrong_digit_never_passes(
        digits in prop::collection::vec(0..=9_u32, 8),
        place in 0..9_usize,
        shift in 1..=9_u32,
    ) {
        let with_check = |check: u32| {
            let body: String = digits.iter().map(u32::to_string).collect();
            format!("{body}{check}001000")
        };
        let valid: Vec<String> = (0..=9).map(with_check).filter(|text| Npwp::parse(text, today()).is_ok()).collect();
        prop_assert_eq!(valid.len(), 1);

        let mut wrong: Vec<char> = valid[0].chars().collect();
        let digit = wrong[place].to_digit(10).unwrap();
        wrong[place] = char::from_digit((digit + shift) % 10, 10).unwrap();
        let wrong: String = wrong.into_iter().collect();

        prop_assert_eq!(refusal(Npwp::parse(&wrong, today())), ("npwp_check_digit_wrong", 422));
    }

    #[test]
    fn r22_a_read_number_reads_as_itself(text in "(0|62|\\+62)[1-9][0-9]{8,12}") {
        let phone = Phone::parse(&text).unwrap();

        prop_assert_eq!(Phone::parse(phone.reveal()), Ok(phone.clone()));
        let length = phone.reveal().len();
        prop_assert!((12..=16).contains(&length));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,24}|[0-9]{0,24}") {
        let _ = Nik::parse(&text, today());
        let _ = Npwp::parse(&text, today());
        let _ = Nitku::parse(&text, today());
        let _ = Nib::parse(&text);
        let _ = NikKoperasi::parse(&text);
        let _ = LegalNumber::parse(&text, LegalNumberSeries::Cooperative);
        let _ = Phone::parse(&text).map(|phone| phone.masked());
    }
}
