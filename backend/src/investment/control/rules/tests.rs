use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;
use crate::kernel::ids::Id;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn user(number: u128) -> UserId {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

fn now() -> DateTime<Utc> {
    "2026-11-21T03:00:00Z".parse().unwrap()
}

fn rupiah(amount: i64) -> Money {
    Money::from_sen(amount * 100)
}

#[test]
fn a_book_year_bears_the_number_of_the_calendar_year_in_which_it_begins() {
    let cases = [
        (2025, 1, "2025-01-01", "2025-12-31"),
        (2025, 4, "2025-04-01", "2026-03-31"),
        (2023, 3, "2023-03-01", "2024-02-29"),
        (2025, 12, "2025-12-01", "2026-11-30"),
    ];
    for (year, begins, first, last) in cases {
        let span = span_of(year, begins).unwrap();
        assert_eq!((span.first_on, span.last_on), (day(first), day(last)), "{year} {begins}");
    }
    assert_eq!(span_of(2025, 13), None);
    assert_eq!(span_of(i64::MAX, 1), None);
}

#[test]
fn nothing_is_posted_on_or_before_the_end_of_the_latest_closed_year() {
    let control = Control { closed_through: Some(day("2025-12-31")), ..Control::default() };
    let code = |on: &str| check_open(&control, day(on)).map(|fault| fault.code.name);

    assert_eq!(code("2025-12-31"), Some("book_year_closed"));
    assert_eq!(code("2024-06-01"), Some("book_year_closed"));
    assert_eq!(code("2026-01-01"), None);
    assert_eq!(check_open(&Control::default(), day("2020-01-01")), None);
}

#[test]
fn r117_who_waits_for_a_second_person_and_why() {
    let limited = Control { approval_limit: Some(rupiah(1_000_000)), ..Control::default() };
    let today = day("2026-11-21");
    // limit, amount, days back, senior → above the limit, too far back
    let cases = [
        (None, 900_000_000, 0, false, None),
        (Some(()), 1_000_000, 0, false, None),
        (Some(()), 1_000_001, 0, false, Some((true, false))),
        (Some(()), 1_000_001, 0, true, Some((true, false))),
        (None, 1, 366, false, None),
        (None, 1, 367, false, Some((false, true))),
        (None, 1, 367, true, None),
        (Some(()), 1_000_001, 367, false, Some((true, true))),
    ];
    for (limit, amount, back, senior, expected) in cases {
        let control = if limit.is_some() { limited } else { Control::default() };
        let effective_on = today - TimeDelta::days(back);
        let (amount, beside_terms) = (rupiah(amount), false);
        let posting = Weighed { amount, effective_on, today, beside_terms, senior };
        let why = why_second_person(&control, &posting);
        let found = why.map(|why| (why.above_limit, why.back_dated));
        assert_eq!(found, expected, "{amount:?} {back} {senior}");
        // Whoever asks, and whatever the limit: the terms hold for all.
        let beside = Weighed { beside_terms: true, ..posting };
        let beside = why_second_person(&control, &beside);
        assert_eq!(beside.map(|why| why.beside_terms), Some(true), "{amount:?} {back} {senior}");
    }
}

#[test]
fn r117_whom_a_limit_binds_may_tighten_but_not_loosen_it() {
    let with = |limit: Option<i64>, days: i64| Control {
        approval_limit: limit.map(rupiah),
        back_dating_days: days,
        ..Control::default()
    };
    let cases = [
        (with(None, 31), with(Some(1), 31), false),
        (with(Some(2), 31), with(Some(1), 31), false),
        (with(Some(1), 31), with(Some(2), 31), true),
        (with(Some(1), 31), with(None, 31), true),
        (with(None, 31), with(None, 30), false),
        (with(None, 31), with(None, 32), true),
    ];
    for (now, then, expected) in cases {
        assert_eq!(loosens(&now, &then), expected, "{now:?} {then:?}");
    }
}

#[test]
fn a_year_is_closed_once_and_when_it_is_over() {
    let control = Control { closed_through: Some(day("2024-12-31")), ..Control::default() };
    let check = |year: i64, today: &str| {
        let span = span_of(year, 1).unwrap();
        check_closing(&control, year, span, day(today)).map(|fault| fault.code.name)
    };

    assert_eq!(check(2025, "2025-12-31"), Some("book_year_not_over"));
    assert_eq!(check(2025, "2026-01-01"), None);
    assert_eq!(check(2024, "2026-01-01"), Some("book_year_closed_already"));
    assert_eq!(check(2023, "2026-01-01"), Some("book_year_closed_already"));
}

#[test]
fn r117_maker_and_checker_differ_and_a_decision_is_made_once_and_in_time() {
    let (maker, checker) = (user(1), user(2));
    let open = Waiting { undecided: true, maker, expires_at: now() + TimeDelta::seconds(1) };
    let cases = [
        (open, Decision::Approve, checker, None),
        (open, Decision::Approve, maker, Some("maker_is_checker")),
        (open, Decision::Reject, checker, None),
        (open, Decision::Reject, maker, Some("maker_is_checker")),
        (open, Decision::Withdraw, maker, None),
        (open, Decision::Withdraw, checker, Some("not_the_maker")),
        (Waiting { undecided: false, ..open }, Decision::Approve, checker, Some("request_decided")),
        (Waiting { expires_at: now(), ..open }, Decision::Approve, checker, Some("request_lapsed")),
        (Waiting { expires_at: now(), ..open }, Decision::Withdraw, maker, Some("request_lapsed")),
    ];
    for (request, decision, who, expected) in cases {
        let refused = check_decision(&request, decision, who, now()).err();
        assert_eq!(refused.map(|fault| fault.code.name), expected, "{decision:?} {request:?}");
    }
}

proptest! {
    #[test]
    fn every_day_lies_in_the_book_year_of_its_number(offset in 0_i64..40_000, begins in 1_i64..=12) {
        let day = day("1990-01-01") + TimeDelta::days(offset);
        let span = span_of(year_of(day, begins), begins).unwrap();
        prop_assert!(span.first_on <= day && day <= span.last_on);
    }
}
