use chrono::NaiveDate;

use super::{Change, check_change};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn codes(present: &str, effective_on: &str, earliest: Option<&str>) -> Vec<&'static str> {
    let change = Change { previous: "81.02", present, effective_on: day(effective_on) };
    let decided = check_change(change, "/region_code", earliest.map(day), day("2026-11-21"));
    decided.err().unwrap_or_default().iter().map(|fault| fault.code.name).collect()
}

#[test]
fn a_change_is_of_today_or_before_and_after_the_one_before_it() {
    let cases: [(&str, &str, Option<&str>, &[&str]); 6] = [
        ("81.01", "2026-11-21", None, &[]),
        ("81.01", "2026-11-22", None, &["date_in_future"]),
        ("81.01", "2026-03-01", Some("2026-03-01"), &[]),
        ("81.01", "2026-02-28", Some("2026-03-01"), &["date_too_early"]),
        ("81.02", "2026-11-21", None, &["nothing_changes"]),
        (
            "81.02",
            "2026-11-22",
            Some("2027-01-01"),
            &["nothing_changes", "date_in_future", "date_too_early"],
        ),
    ];
    for (present, effective_on, earliest, expected) in cases {
        assert_eq!(codes(present, effective_on, earliest), expected, "{present} {effective_on}");
    }
}
