use proptest::prelude::*;

use super::*;

fn code(text: &str) -> RegionCode {
    RegionCode::parse(text).unwrap()
}

fn texts(codes: &[RegionCode]) -> Vec<&str> {
    codes.iter().map(RegionCode::as_str).collect()
}

/// A code of any level, as its text.
fn any_code() -> impl Strategy<Value = String> {
    r"[1-35-9][0-9](\.[0-9]{2}(\.[0-9]{2}(\.[123][0-9]{3})?)?)?"
}

#[test]
fn r20_codes_of_the_four_levels_are_read() {
    let cases = [
        ("81", RegionLevel::Province, None),
        ("81.02", RegionLevel::Regency, None),
        ("81.02.16", RegionLevel::District, None),
        ("81.02.16.2003", RegionLevel::Village, Some(VillageKind::Village)),
        ("31.71.01.1001", RegionLevel::Village, Some(VillageKind::UrbanVillage)),
        ("91.03.01.3007", RegionLevel::Village, Some(VillageKind::CustomaryVillage)),
    ];
    for (text, level, kind) in cases {
        assert_eq!(code(text).to_string(), text);
        assert_eq!(code(text).level(), level, "{text}");
        assert_eq!(code(text).village_kind(), kind, "{text}");
    }
}

#[test]
fn r20_other_forms_are_refused() {
    let refused = [
        "81.2.16.2003",
        "8102162003",
        "81.02.16.203",
        "81.02.16.20031",
        "81.02.16.4003",
        "81.02.16.0003",
        "81.02.16.",
        "81.",
        "8",
        "810",
        "",
        " 81",
        "81 ",
        "8a",
        "81,02",
        "81-02",
        "01",
        "41.01",
        "８１",
        "81.02.1６",
    ];
    for text in refused {
        let fault = RegionCode::parse(text).unwrap_err();
        assert_eq!((fault.code.name, fault.code.status), ("region_code_malformed", 422), "{text}");
    }
}

#[test]
fn r20_files_may_have_undotted_codes() {
    let cases = [
        ("8102162003", "81.02.16.2003"),
        ("8102162003.0", "81.02.16.2003"),
        ("1101132004", "11.01.13.2004"),
        ("810216", "81.02.16"),
        ("8102.0", "81.02"),
        ("81.0", "81"),
    ];
    for (text, dotted) in cases {
        let (read, warnings) = RegionCode::normalise(text).unwrap();
        assert_eq!(read, code(dotted), "{text}");
        let [warning] = &warnings[..] else { panic!("{warnings:?}") };
        assert_eq!((warning.code.name, warning.code.status), ("region_code_normalised", 200));
        assert_eq!(warning.arguments, [("from", text.to_owned()), ("to", dotted.to_owned())]);
    }
    assert_eq!(RegionCode::normalise(" 81.02 "), Ok((code("81.02"), Vec::new())));
}

#[test]
fn r20_codes_that_lost_digits_or_are_of_bps_are_refused() {
    let cases = [
        ("81.2.16.2003", "region_code_malformed"),
        ("810216203", "region_code_malformed"),
        ("810", "region_code_malformed"),
        ("8102162003.5", "region_code_malformed"),
        ("8,10E+15", "region_code_malformed"),
        ("", "region_code_malformed"),
        ("-", "region_code_malformed"),
        ("0102162003", "region_code_malformed"),
        // BPS numbers villages 001 to 099 and kelurahan in another way.
        ("3201190006.0", "region_code_of_other_system"),
        ("3201190006", "region_code_of_other_system"),
    ];
    for (text, expected) in cases {
        assert_eq!(RegionCode::normalise(text).unwrap_err().code.name, expected, "{text}");
    }
}

#[test]
fn r115_a_prefix_is_compared_by_segments() {
    let regency = code("81.02");

    assert!(regency.contains(&code("81.02.16.2003")));
    assert!(regency.contains(&regency));
    assert!(!regency.contains(&code("81")));
    assert!(!regency.contains(&code("81.03")));
    assert!(!regency.contains(&code("82.02.16")));
    assert_eq!(regency.subtree_bounds(), ("81.02".to_owned(), "81.02/".to_owned()));
}

#[test]
fn r20_ancestors_go_from_the_province_down() {
    let village = code("81.02.16.2003");

    assert_eq!(texts(&village.ancestors()), ["81", "81.02", "81.02.16"]);
    assert_eq!(village.parent(), Some(code("81.02.16")));
    assert_eq!(code("81.02").parent(), Some(code("81")));
    assert_eq!(code("81").parent(), None);
    assert_eq!(code("81").ancestors(), []);
    assert_eq!(village.province(), code("81"));
    assert_eq!(village.at(RegionLevel::Regency), Some(code("81.02")));
    assert_eq!(code("81").at(RegionLevel::Village), None);
}

#[test]
fn r20_cities_are_numbered_from_71() {
    assert_eq!(code("81.02.16.2003").is_city(), Some(false));
    assert_eq!(code("32.69").is_city(), Some(false));
    assert_eq!(code("81.72").is_city(), Some(true));
    assert_eq!(code("31").is_city(), None);
}

#[test]
fn r7_the_province_decides_the_time_zone() {
    let hours = |from: u8, to: u8, expected: i32| {
        for province in from..=to {
            let offset = code(&province.to_string()).utc_offset();
            assert_eq!(offset.local_minus_utc(), expected * 3600, "{province}");
        }
    };
    hours(11, 36, 7);
    hours(61, 62, 7);
    hours(51, 53, 8);
    hours(63, 65, 8);
    hours(71, 76, 8);
    hours(81, 82, 9);
    hours(91, 97, 9);
    assert_eq!(code("81.02.16.2003").utc_offset(), code("81").utc_offset());
}

#[test]
fn r20_json_and_schema_agree_with_the_reader() {
    let read: RegionCode = serde_json::from_str("\"81.02\"").unwrap();
    let schema = serde_json::to_value(<RegionCode as utoipa::PartialSchema>::schema()).unwrap();
    let pattern = regex::Regex::new(schema["pattern"].as_str().unwrap()).unwrap();

    assert_eq!(serde_json::to_string(&read).unwrap(), "\"81.02\"");
    assert!(serde_json::from_str::<RegionCode>("81").is_err());
    for text in ["81", "81.02.16.2003", "81.02.16.4003", "00", "41", "81.2", "8102"] {
        assert_eq!(RegionCode::parse(text).is_ok(), pattern.is_match(text), "{text}");
    }
    assert_eq!(serde_json::to_string(&RegionLevel::District).unwrap(), "\"district\"");
    assert_eq!(serde_json::to_string(&CodeSystem::Bps).unwrap(), "\"bps\"");
    for level in RegionLevel::ALL {
        assert_eq!(serde_json::to_value(level).unwrap(), level.to_string());
    }
}

proptest! {
    #[test]
    fn r20_every_well_formed_code_comes_back(text in any_code()) {
        let read = code(&text);
        let undotted: String = text.chars().filter(char::is_ascii_digit).collect();

        prop_assert_eq!(read.as_str(), &text);
        prop_assert_eq!(serde_json::to_value(read).unwrap(), serde_json::Value::from(text));
        prop_assert_eq!(RegionCode::normalise(&undotted).unwrap().0, read);
    }

    #[test]
    fn r115_subtree_bounds_select_what_is_contained(above in any_code(), below in any_code()) {
        for below in [below, format!("{above}.01"), format!("{above}.2001")] {
            let Ok(inside) = RegionCode::parse(&below) else { continue };
            let region = code(&above);
            let (lower, upper) = region.subtree_bounds();

            let selected = below >= lower && below < upper;

            prop_assert_eq!(region.contains(&inside), selected);
            prop_assert_eq!(inside.ancestors().contains(&region), selected && above != below);
        }
    }

    #[test]
    fn r20_codes_sort_as_their_texts(a in any_code(), b in any_code()) {
        prop_assert_eq!(code(&a).cmp(&code(&b)), a.cmp(&b));
    }

    #[test]
    fn r20_no_text_makes_the_readers_panic(text in "\\PC{0,15}|[0-9.]{0,15}") {
        let read = RegionCode::parse(&text);
        let normalised = RegionCode::normalise(&text);

        prop_assert!(read.is_err() || normalised.is_ok());
    }
}
