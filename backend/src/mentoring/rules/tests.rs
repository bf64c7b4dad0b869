use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::kernel::ids::{Id, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::days::Days;
use crate::mentoring::rates::FollowUpRates;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn names(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn visit(started_at: &str, ended_at: &str) -> Visit {
    let kei: RegionCode = "81.02.16.2003".parse().unwrap();
    Visit { started_at: at(started_at), ended_at: at(ended_at), offset: kei.utc_offset() }
}

#[test]
fn r7_a_visit_belongs_to_the_month_on_the_clocks_of_its_village() {
    for (started_at, local) in [
        ("2026-01-31T23:30:00+09:00", "2026-01-31"),
        ("2026-01-31T14:30:00Z", "2026-01-31"),
        ("2026-01-31T22:30:00Z", "2026-02-01"),
        ("2026-01-31T22:30:00+07:00", "2026-02-01"),
    ] {
        let visit = visit(started_at, "2026-02-01T12:00:00Z");

        assert_eq!(visit.local_date(), day(local), "{started_at}");
    }
}

#[test]
fn r94_a_visit_starts_before_it_ends_lasts_a_day_at_most_and_is_not_to_come() {
    let now = at("2026-11-21T03:00:00Z");
    for (start, end, expected) in [
        ("2026-11-20T03:00:00Z", "2026-11-20T04:00:00Z", &[][..]),
        ("2026-11-20T03:00:00Z", "2026-11-20T03:00:00Z", &["log_span"]),
        ("2026-11-20T03:00:00Z", "2026-11-20T02:59:59Z", &["log_span"]),
        ("2026-11-19T03:00:00Z", "2026-11-20T03:00:00Z", &[]),
        ("2026-11-19T03:00:00Z", "2026-11-20T03:00:01Z", &["log_too_long"]),
        ("2026-11-21T02:00:00Z", "2026-11-21T03:10:00Z", &[]),
        ("2026-11-21T02:00:00Z", "2026-11-21T03:10:01Z", &["log_in_future"]),
    ] {
        let found = check_span(visit(start, end), &Parameters::defaults(), now);

        assert_eq!(names(&found), expected, "{start} {end}");
    }
}

#[test]
fn r94_a_visit_needs_an_assignment_on_its_day() {
    let held = [
        Days { from: day("2026-03-01"), to: Some(day("2026-04-01")) },
        Days { from: day("2026-06-01"), to: None },
    ];
    for (when, expected) in [
        ("2026-02-28", Some("log_before_assignment")),
        ("2026-03-01", None),
        ("2026-03-31", None),
        ("2026-04-01", Some("not_assigned")),
        ("2026-06-01", None),
    ] {
        let found = check_assigned(&held, day(when)).err().map(|fault| fault.code.name);

        assert_eq!(found, expected, "{when}");
    }
    assert_eq!(check_assigned(&[], day("2026-06-01")).unwrap_err().code.name, "not_assigned");
}

#[test]
fn r96_a_log_is_in_time_until_the_seventh_of_the_next_month() {
    let parameters = Parameters::defaults();

    assert_eq!(sync_deadline(day("2026-01-30"), &parameters), Ok(day("2026-02-07")));
    assert_eq!(sync_deadline(day("2026-01-01"), &parameters), Ok(day("2026-02-07")));
    assert_eq!(sync_deadline(day("2025-12-31"), &parameters), Ok(day("2026-01-07")));
}

#[test]
fn r97_a_sent_log_is_corrected_until_the_third_of_the_next_month() {
    use LogStatus::{Draft, Returned, Submitted, Verified};
    for (status, sending, today, expected) in [
        (Submitted, Sending::Submitted, "2026-11-03", None),
        (Submitted, Sending::Submitted, "2026-11-04", Some("correction_closed")),
        (Submitted, Sending::Draft, "2026-11-01", Some("log_sent")),
        (Returned, Sending::Submitted, "2026-12-31", None),
        (Returned, Sending::Draft, "2026-11-01", Some("log_sent")),
        (Draft, Sending::Draft, "2026-12-31", None),
        (Draft, Sending::Submitted, "2026-12-31", None),
        (Verified, Sending::Submitted, "2026-10-21", Some("log_verified")),
    ] {
        let (visited, today) = (day("2026-10-20"), day(today));
        let found = check_replacement(status, sending, visited, today, &Parameters::defaults());

        assert_eq!(found.err().map(|fault| fault.code.name), expected, "{status:?} {today}");
    }
}

#[test]
fn r98_nothing_is_logged_after_the_mentors_end_or_death() {
    for (ended, died, when, refused) in [
        (None, None, "2026-05-02", false),
        (Some("2026-05-01"), None, "2026-05-01", false),
        (Some("2026-05-01"), None, "2026-05-02", true),
        (None, Some("2026-05-01"), "2026-05-02", true),
        (Some("2026-06-01"), Some("2026-05-01"), "2026-05-02", true),
        (Some("2026-05-01"), Some("2026-06-01"), "2026-05-02", true),
    ] {
        let found = check_mentor_at_work(ended.map(day), died.map(day), day(when), "/started_at");

        assert_eq!(found.is_err(), refused, "{ended:?} {died:?}");
    }
}

#[test]
fn r98_visits_overlap_only_where_they_share_time() {
    let one = neighbour("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z", None);
    for (start, end, shared) in [
        ("2026-11-20T02:00:00Z", "2026-11-20T03:00:00Z", false),
        ("2026-11-20T01:59:59Z", "2026-11-20T03:00:00Z", true),
        ("2026-11-20T00:00:00Z", "2026-11-20T01:00:00Z", false),
        ("2026-11-20T01:10:00Z", "2026-11-20T01:20:00Z", true),
    ] {
        assert_eq!(overlaps(one, neighbour(start, end, None)), shared, "{start}");
    }
}

fn neighbour(start: &str, end: &str, point: Option<(i64, i64)>) -> Neighbour {
    let point = point.map(|(latitude, longitude)| MapPoint { latitude, longitude });
    Neighbour { started_at: at(start), ended_at: at(end), point }
}

#[test]
fn r98_fifty_kilometres_need_half_an_hour() {
    let letvuan = Some((-5_675_300, 132_743_100));
    let one = neighbour("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z", letvuan);
    // 0.45 degrees of latitude are 50.04 km, 0.449 are 49.93 km.
    for (point, start, doubtful) in [
        (Some((-5_225_300, 132_743_100)), "2026-11-20T02:29:59Z", true),
        (Some((-5_225_300, 132_743_100)), "2026-11-20T02:30:00Z", false),
        (Some((-5_226_300, 132_743_100)), "2026-11-20T02:10:00Z", false),
        (None, "2026-11-20T02:10:00Z", false),
    ] {
        let other = neighbour(start, "2026-11-20T05:00:00Z", point);

        assert_eq!(is_too_far(one, other, Decimal::from(50), 30), doubtful, "{point:?} {start}");
        assert_eq!(is_too_far(other, one, Decimal::from(50), 30), doubtful, "{point:?} {start}");
    }
}

#[test]
fn r98_a_degree_of_longitude_shrinks_with_the_latitude() {
    let equator = |longitude| MapPoint { latitude: 0, longitude };
    let south = |longitude| MapPoint { latitude: -10_000_000, longitude };
    let km = Decimal::from(110);

    // 111.2 km at the equator, 109.5 km at ten degrees south.
    assert!(is_farther_than(equator(120_000_000), equator(121_000_000), km));
    assert!(!is_farther_than(south(120_000_000), south(121_000_000), km));
}

#[test]
fn r99_nobody_who_wrote_a_log_reviews_it() {
    use LogStatus::{Draft, Returned, Submitted, Verified};
    let (author, mentor, other) = (Some(id(1)), Some(id(2)), Some(id(3)));
    let writers = [id(1), id(2)];
    for (status, reviewer, expected) in [
        (Submitted, other, None),
        (Submitted, author, Some("self_verification")),
        (Submitted, mentor, Some("self_verification")),
        (Verified, other, Some("log_verified")),
        (Verified, author, Some("self_verification")),
        (Draft, other, Some("log_not_submitted")),
        (Returned, other, Some("log_not_submitted")),
        (Submitted, None, None),
    ] {
        let found = check_review(status, reviewer, &writers);

        assert_eq!(found.err().map(|fault| fault.code.name), expected, "{status:?} {reviewer:?}");
    }
    assert!(check_review(Submitted, other, &[]).is_ok());
}

#[test]
fn r102_the_longest_gap_lies_between_two_visits_that_follow_each_other() {
    let days = |texts: &[&str]| texts.iter().map(|text| day(text)).collect::<Vec<_>>();

    assert_eq!(longest_gap(&days(&["2026-03-31", "2026-01-05", "2026-01-20"])), Some(70));
    assert_eq!(longest_gap(&days(&["2026-01-05", "2026-01-05"])), None);
    assert_eq!(longest_gap(&days(&["2026-01-05"])), None);
    assert_eq!(longest_gap(&[]), None);
}

#[test]
fn r102_intensity_is_visits_and_hours_an_enterprise() {
    let text = |value: Option<Decimal>| value.map(|value| value.to_string());

    assert_eq!(text(mean(Decimal::from(54), 18)), Some("3.00".to_owned()));
    assert_eq!(text(mean(Decimal::from(81 * 60), 18 * 60)), Some("4.50".to_owned()));
    assert_eq!(mean(Decimal::from(54), 0), None);
}

#[test]
fn r103_rates_are_of_what_is_due() {
    let rates = FollowUpRates { due: 8, closed: 6, closed_on_time: 5, overdue: 2 };

    assert_eq!(rates.closure_percent().unwrap().to_string(), "75.00");
    assert_eq!(rates.on_time_percent().unwrap().to_string(), "62.50");
    assert_eq!(FollowUpRates::default().on_time_percent(), None);
}

#[test]
fn r107_a_certificate_holds_on_its_last_day() {
    assert!(!is_certificate_expired(Some(day("2026-05-01")), day("2026-05-01")));
    assert!(is_certificate_expired(Some(day("2026-05-01")), day("2026-05-02")));
    assert!(!is_certificate_expired(None, day("2026-05-02")));
}

#[test]
fn the_parts_of_the_participants_are_no_more_than_all() {
    let heads = Participants { total: 5, women: 6, youth: 5, with_disability: 0 };

    assert_eq!(names(&check_participants(heads)), ["participants_exceeded"]);
    assert!(check_participants(Participants { women: 5, ..heads }).is_empty());
}

fn stored(number: u128, action: &str, closed: bool) -> follow_up::Model {
    follow_up::Model {
        id: id(number),
        log_id: id(1),
        position: 0,
        organization_id: owner(),
        stage_id: id(9),
        region_code: "81.02.16.2003".to_owned(),
        action: action.to_owned(),
        owner_organization_id: owner(),
        owner_role: None,
        due_on: day("2026-11-30"),
        status: if closed { FollowUpStatus::Done } else { FollowUpStatus::Open },
        closed_on: closed.then(|| day("2026-11-25")),
        closed_by: None,
        note: None,
        version: 1,
        created_at: at("2026-11-20T03:00:00Z"),
    }
}

fn owner() -> OrganizationId {
    id(7)
}

fn wanted(number: Option<u128>, action: &str) -> FollowUpDraft {
    FollowUpDraft {
        id: number.map(id),
        action: action.to_owned(),
        owner_organization_id: owner(),
        owner_role: None,
        due_on: day("2026-11-30"),
    }
}

#[test]
fn r103_a_correction_keeps_changes_adds_and_removes_agreed_actions() {
    let known =
        [stored(11, "Bibit", false), stored(12, "Para-para", false), stored(13, "Kas", true)];
    let new = [wanted(None, "Bibit"), wanted(Some(12), "Dua para-para"), wanted(None, "Timbangan")];

    let steps = plan_follow_ups(&known, &new).unwrap();

    assert_eq!(steps, [Step::Keep(id(11)), Step::Change(id(12)), Step::Add]);
    let emptied = plan_follow_ups(&known, &[]).unwrap();
    assert_eq!(emptied, [Step::Remove(id(11)), Step::Remove(id(12))], "a closed one stays");
    let rewritten = plan_follow_ups(&known, &[wanted(Some(13), "Kas besar")]).unwrap_err();
    assert_eq!(rewritten.code.name, "follow_up_closed");
}

#[test]
fn r103_an_action_is_closed_once_and_given_up_with_a_note() {
    use FollowUpStatus::{Cancelled, Done};
    let (agreed, today) = (day("2026-11-20"), day("2026-11-21"));
    let open = stored(11, "Bibit", false);
    let check = |row: &follow_up::Model, to, note, closed_on: &str| {
        let found = check_close(row, to, note, agreed, day(closed_on), today);
        found.err().map(|faults| names(&faults)).unwrap_or_default()
    };

    assert!(check(&open, Done, None, "2026-11-21").is_empty());
    assert!(check(&open, Cancelled, Some("tidak perlu"), "2026-11-20").is_empty());
    assert_eq!(check(&open, Cancelled, Some(" "), "2026-11-21"), ["note_missing"]);
    assert_eq!(check(&open, Done, None, "2026-11-22"), ["date_in_future"]);
    assert_eq!(check(&open, Done, None, "2026-11-19"), ["closed_before_visit"]);
    assert_eq!(check(&stored(1, "x", true), Done, None, "2026-11-21"), ["follow_up_closed"]);
    let planned = follow_up::Model { status: FollowUpStatus::Planned, ..open };
    assert_eq!(check(&planned, Done, None, "2026-11-21"), ["follow_up_planned"]);
}

proptest! {
    #[test]
    fn r102_no_gap_is_longer_than_the_span_and_all_gaps_fit_below_the_longest(
        offsets in proptest::collection::vec(0_i64..400, 0..20),
    ) {
        let first = day("2026-01-01");
        let days: Vec<NaiveDate> =
            offsets.iter().map(|offset| first + TimeDelta::days(*offset)).collect();
        let span = offsets.iter().max().zip(offsets.iter().min()).map(|(high, low)| high - low);

        match longest_gap(&days) {
            Some(gap) => {
                prop_assert!(gap > 0 && Some(gap) <= span);
                let mut distinct = offsets.clone();
                distinct.sort_unstable();
                distinct.dedup();
                let steps = i64::try_from(distinct.len()).unwrap() - 1;
                prop_assert!(gap * steps >= span.unwrap());
            }
            None => prop_assert!(span.unwrap_or(0) == 0),
        }
    }

    #[test]
    fn r98_doubt_is_the_same_from_both_sides(
        latitudes in (-11_000_000_i64..6_000_000, -11_000_000_i64..6_000_000),
        longitudes in (95_000_000_i64..141_000_000, 95_000_000_i64..141_000_000),
        km in 0_i64..6_000,
    ) {
        let one = MapPoint { latitude: latitudes.0, longitude: longitudes.0 };
        let other = MapPoint { latitude: latitudes.1, longitude: longitudes.1 };
        let km = Decimal::from(km);

        prop_assert_eq!(is_farther_than(one, other, km), is_farther_than(other, one, km));
        prop_assert!(!is_farther_than(one, one, km));
    }

    #[test]
    fn spans_meet_exactly_where_a_day_lies_in_both(
        first in (0_i64..30, proptest::option::of(1_i64..30)),
        second in (0_i64..30, proptest::option::of(1_i64..30)),
    ) {
        let start = day("2026-01-01");
        let span = |(from, length): (i64, Option<i64>)| {
            let from = start + TimeDelta::days(from);
            Days { from, to: length.map(|length| from + TimeDelta::days(length)) }
        };
        let (one, other) = (span(first), span(second));

        let shared = (0..70).map(|offset| start + TimeDelta::days(offset))
            .any(|day| one.contains(day) && other.contains(day));

        prop_assert_eq!(one.meets(other), shared);
    }
}
