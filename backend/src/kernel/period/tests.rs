use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::kernel::region_code::RegionCode;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn any_date() -> impl Strategy<Value = NaiveDate> {
    (0..=3_652_058_i32).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day + 1).unwrap())
}

#[test]
fn r7_the_month_is_cut_by_the_village_clock() {
    let kei = RegionCode::parse("81.02.16.2003").unwrap().utc_offset();
    let jakarta = RegionCode::parse("31").unwrap().utc_offset();
    let cases = [
        ("2026-01-31T23:30:00+09:00", kei, "2026-01-31", "2026-01"),
        ("2026-01-31T14:30:00Z", kei, "2026-01-31", "2026-01"),
        ("2026-01-31T22:30:00Z", kei, "2026-02-01", "2026-02"),
        ("2026-01-31T14:59:59Z", kei, "2026-01-31", "2026-01"),
        ("2026-01-31T15:00:00Z", kei, "2026-02-01", "2026-02"),
        ("2026-01-31T15:00:00Z", jakarta, "2026-01-31", "2026-01"),
        ("2026-01-31T17:00:00Z", jakarta, "2026-02-01", "2026-02"),
    ];
    for (text, offset, day, expected) in cases {
        let instant = text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(local_date(instant, offset), date(day), "{text}");
        assert_eq!(Month::of_instant(instant, offset), month(expected), "{text}");
    }
    let new_year = Utc.with_ymd_and_hms(2025, 12, 31, 15, 0, 0).unwrap();
    assert_eq!(Quarter::of_instant(new_year, kei), quarter("2026-Q1"));
    assert_eq!(Quarter::of_instant(new_year, jakarta), quarter("2025-Q4"));
}

#[test]
fn r8_dates_are_written_in_indonesian() {
    let months = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];

    assert_eq!(long_date(date("2026-11-21")), "21 November 2026");
    assert_eq!(long_date(date("2026-08-01")), "1 Agustus 2026");
    for (number, name) in (1..).zip(months) {
        let first = NaiveDate::from_ymd_opt(2026, number, 1).unwrap();
        assert_eq!(long_date(first), format!("1 {name} 2026"));
        assert_eq!(Month::of(first).long_name(), format!("{name} 2026"));
    }
}

#[test]
fn r23_working_days_skip_weekends_and_holidays() {
    let new_year = BTreeSet::from([date("2026-01-01"), date("2026-01-04")]);
    let cases = [
        // From a Thursday over a weekend.
        ("2026-11-19", 1, "2026-11-20"),
        ("2026-11-19", 2, "2026-11-23"),
        // From a Saturday: Monday is the first day.
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-21"),
        // 40 working days are eight weeks without holidays.
        ("2026-10-01", 40, "2026-11-26"),
        // The holiday on a Thursday counts, that on a Sunday does not count twice.
        ("2025-12-31", 1, "2026-01-02"),
        ("2025-12-31", 2, "2026-01-05"),
    ];
    for (from, days, expected) in cases {
        assert_eq!(
            add_working_days(date(from), days, &new_year),
            Some(date(expected)),
            "{from} {days}"
        );
    }
    assert_eq!(add_working_days(NaiveDate::MAX, 1, &new_year), None);
}

#[test]
fn months_know_their_days_and_neighbours() {
    let february = month("2028-02");

    assert_eq!(february.first_day(), date("2028-02-01"));
    assert_eq!(february.last_day(), date("2028-02-29"));
    assert_eq!(month("2026-02").last_day(), date("2026-02-28"));
    assert_eq!(month("2026-12").next(), Some(month("2027-01")));
    assert_eq!(month("2026-01").previous(), Some(month("2025-12")));
    assert_eq!(month("2026-12").last_day(), date("2026-12-31"));
    assert_eq!(february.quarter(), quarter("2028-Q1"));
    assert!(february.contains(date("2028-02-29")) && !february.contains(date("2028-03-01")));
    assert!(month("2025-12") < month("2026-01"));
}

#[test]
fn quarters_know_their_days_and_neighbours() {
    let fourth = quarter("2026-Q4");

    assert_eq!((fourth.first_day(), fourth.last_day()), (date("2026-10-01"), date("2026-12-31")));
    assert_eq!(fourth.next(), Some(quarter("2027-Q1")));
    assert_eq!(quarter("2026-Q1").previous(), Some(quarter("2025-Q4")));
    assert_eq!(fourth.months(), ["2026-10", "2026-11", "2026-12"].map(month));
    assert!(fourth.contains(date("2026-10-01")) && !fourth.contains(date("2026-09-30")));
    for (day, expected) in
        [("2026-03-31", "2026-Q1"), ("2026-04-01", "2026-Q2"), ("2026-09-30", "2026-Q3")]
    {
        assert_eq!(Quarter::of(date(day)).to_string(), expected);
    }
}

#[test]
fn malformed_periods_are_refused_with_their_code() {
    for text in [
        "",
        "2026",
        "2026-1",
        "2026-13",
        "2026-00",
        "26-01",
        "2026-01-01",
        "+026-01",
        "2026-+1",
        "2026-Q1",
        " 2026-01",
    ] {
        assert_eq!(text.parse::<Month>().unwrap_err().0.code.name, "month_malformed", "{text}");
    }
    for text in
        ["", "2026", "2026-Q0", "2026-Q5", "2026-q1", "2026Q1", "2026-Q01", "26-Q1", "2026-01"]
    {
        assert_eq!(text.parse::<Quarter>().unwrap_err().0.code.name, "quarter_malformed", "{text}");
    }
}

#[test]
fn periods_are_strings_in_json() {
    let read: (Month, Quarter) = serde_json::from_str(r#"["2026-01","2026-Q1"]"#).unwrap();

    assert_eq!(serde_json::to_string(&read).unwrap(), r#"["2026-01","2026-Q1"]"#);
    assert!(serde_json::from_str::<Month>("202601").is_err());
}

proptest! {
    #[test]
    fn periods_come_back_and_hold_their_date(day in any_date()) {
        let (month, quarter) = (Month::of(day), Quarter::of(day));

        prop_assert_eq!(month.to_string().parse::<Month>(), Ok(month));
        prop_assert_eq!(quarter.to_string().parse::<Quarter>(), Ok(quarter));
        prop_assert!(month.first_day() <= day && day <= month.last_day());
        prop_assert!(quarter.first_day() <= day && day <= quarter.last_day());
        prop_assert!(quarter.months().contains(&month));
        prop_assert_eq!(month.last_day().succ_opt(), month.next().map(Month::first_day));
        prop_assert_eq!(quarter.last_day().succ_opt(), quarter.next().map(Quarter::first_day));
        prop_assert_eq!(month.next().and_then(Month::previous), Some(month));
    }

    #[test]
    fn r23_working_days_end_on_a_working_day(
        day in any_date(),
        days in 1..60_u32,
        off in prop::collection::btree_set(0..90_u64, 0..10),
    ) {
        let holidays: BTreeSet<NaiveDate> = off.iter().map(|days| day + Days::new(*days)).collect();

        let end = add_working_days(day, days, &holidays).unwrap();

        let works = |date: &NaiveDate| {
            !holidays.contains(date) && date.weekday().num_days_from_monday() < 5
        };
        prop_assert!(works(&end));
        let counted = day.iter_days().skip(1).take_while(|date| *date <= end).filter(works).count();
        prop_assert_eq!(counted, days as usize);
    }
}
