use chrono::NaiveDate;

use super::{check_closure, check_new, is_in_force};
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::region::entity::region;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn code(text: &str) -> RegionCode {
    text.parse().expect("a region code")
}

fn row(text: &str, level: RegionLevel, valid_to: Option<&str>) -> region::Model {
    region::Model {
        code: text.to_owned(),
        parent_code: code(text).parent().map(|parent| parent.to_string()),
        level,
        name: "Wilayah".to_owned(),
        name_key: "wilayah".to_owned(),
        postal_code: None,
        edition: "uji".to_owned(),
        valid_from: day("2020-01-01"),
        valid_to: valid_to.map(day),
        successor_code: None,
    }
}

#[test]
fn r20_a_code_holds_from_its_first_day_until_the_day_it_closes() {
    let closed = row("81.02.16", RegionLevel::District, Some("2026-01-01"));
    let cases =
        [("2019-12-31", false), ("2020-01-01", true), ("2025-12-31", true), ("2026-01-01", false)];
    for (on, holds) in cases {
        assert_eq!(is_in_force(&closed, day(on)), holds, "{on}");
    }
}

#[test]
fn r20_a_new_code_needs_the_region_above_it_in_force() {
    let district = row("81.02.16", RegionLevel::District, Some("2026-01-01"));
    let village = code("81.02.16.2099");

    assert!(check_new(&code("98"), None, day("2026-01-01")).is_ok(), "a province stands alone");
    assert!(check_new(&village, Some(&district), day("2025-12-31")).is_ok());
    assert!(check_new(&village, Some(&district), day("2026-01-01")).is_err());
    assert!(check_new(&village, None, day("2025-12-31")).is_err());
}

#[test]
fn r20_a_code_closes_after_its_children_into_codes_of_its_own_level() {
    let old = row("81.02.16.2003", RegionLevel::Village, None);
    let good = row("81.02.16.2004", RegionLevel::Village, None);
    let gone = row("81.02.16.2005", RegionLevel::Village, Some("2026-01-01"));
    let above = row("81.02.16", RegionLevel::District, None);
    let names = |valid_to: &str, below: Option<&str>, successors: &[&region::Model]| {
        let successors: Vec<_> =
            successors.iter().map(|row| (code(&row.code), Some((*row).clone()))).collect();
        let decided = check_closure(&old, day(valid_to), below, &successors);
        let faults = decided.err().unwrap_or_default();
        faults.iter().map(|fault| fault.code.name).collect::<Vec<_>>()
    };

    assert!(names("2026-01-01", None, &[]).is_empty(), "a village may end without an heir");
    assert!(names("2026-01-01", None, &[&good]).is_empty());
    assert_eq!(names("2026-01-01", None, &[&gone]), ["region_successor"]);
    assert_eq!(
        names("2026-01-01", None, &[&above, &old]),
        ["region_successor", "region_successor"]
    );
    assert_eq!(names("2026-01-01", Some("81.02.16.2003.1"), &[]), ["region_has_children"]);
    assert_eq!(names("2020-01-01", None, &[]), ["region_period"]);
    assert!(check_closure(&old, day("2026-01-01"), None, &[(code("99"), None)]).is_err());
}
