use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::governance::meetings::drafts::DecisionDraft;
use crate::governance::meetings::entity::meeting::{self, MeetingKind};
use crate::kernel::fault::Fault;
use crate::kernel::ids::Id;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn duty(form: LegalForm) -> Duty {
    duty_of(form, &Parameters::defaults(), day("2026-11-21")).unwrap()
}

fn state(form: LegalForm, last: &str, as_of: &str) -> DueState {
    due(&duty(form), Some(day(last)), None, day(as_of)).state
}

fn said() -> DecisionDraft {
    DecisionDraft {
        kind: MeetingKind::Rat,
        number: "RAT-1/2026".to_owned(),
        held_on: day("2026-03-20"),
        present: 60,
        entitled: 100,
        minutes_sha256: "ab".repeat(32),
    }
}

#[test]
fn r36_the_decision_is_that_of_the_right_meeting_after_the_year() {
    let today = day("2026-11-21");
    let of = |said: &DecisionDraft| {
        codes(&check_meeting(LegalForm::KoperasiPrimer, said, day("2025-12-31"), today))
    };

    assert_eq!(of(&said()), Vec::<&str>::new());
    assert_eq!(of(&DecisionDraft { kind: MeetingKind::Rups, ..said() }), ["meeting_unfit"]);
    assert_eq!(of(&DecisionDraft { held_on: day("2025-12-31"), ..said() }), ["date_too_early"]);
    assert_eq!(of(&DecisionDraft { held_on: day("2026-11-22"), ..said() }), ["date_in_future"]);
    assert_eq!(of(&DecisionDraft { present: 101, ..said() }), ["quorum_unfit"]);
}

#[test]
fn r35_a_primary_cooperative_is_warned_after_march_and_in_breach_after_june() {
    let of = |as_of| state(LegalForm::KoperasiPrimer, "2024-12-31", as_of);

    assert_eq!(of("2026-01-01"), DueState::InOrder);
    assert_eq!(of("2026-03-31"), DueState::InOrder);
    assert_eq!(of("2026-04-01"), DueState::Warning);
    assert_eq!(of("2026-06-30"), DueState::Warning);
    assert_eq!(of("2026-07-01"), DueState::Breach);
}

#[test]
fn r35_a_secondary_cooperative_is_in_breach_after_june_without_a_warning() {
    let of = |as_of| state(LegalForm::KoperasiSekunder, "2024-12-31", as_of);

    assert_eq!(of("2026-06-30"), DueState::InOrder);
    assert_eq!(of("2026-07-01"), DueState::Breach);
}

#[test]
fn r35_other_forms_have_limits_of_their_own_or_none() {
    let parameters = Parameters::defaults();
    let late = day("2026-07-01");
    assert_eq!(state(LegalForm::BumDesa, "2024-12-31", "2026-06-30"), DueState::InOrder);
    assert_eq!(state(LegalForm::BumDesa, "2024-12-31", "2026-07-01"), DueState::Warning);
    assert_eq!(state(LegalForm::BumDesaBersama, "2024-12-31", "2030-07-01"), DueState::Warning);
    assert_eq!(state(LegalForm::Perseroan, "2024-12-31", "2026-07-01"), DueState::Breach);
    for form in [LegalForm::Perumda, LegalForm::KelompokUsaha, LegalForm::PemerintahDesa] {
        assert_eq!(duty_of(form, &parameters, late), None, "{form:?}");
    }
    let before_the_law = duty_of(LegalForm::KoperasiPrimer, &parameters, day("1990-01-01"));
    assert_eq!(before_the_law, None);
}

#[test]
fn r35_a_book_year_may_end_in_any_month() {
    // A year to the end of June 2025 was heard; that to June 2026 is due by September.
    let of = |as_of| state(LegalForm::KoperasiPrimer, "2025-06-30", as_of);

    assert_eq!(of("2026-09-30"), DueState::InOrder);
    assert_eq!(of("2026-10-01"), DueState::Warning);
    assert_eq!(of("2026-12-31"), DueState::Warning, "the last day of the sixth month");
    assert_eq!(of("2027-01-01"), DueState::Breach);
    for (from, months, to) in [
        ("2025-12-31", 3, "2026-03-31"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-02-28", 12, "2027-02-28"),
        ("2027-02-28", 12, "2028-02-29"),
        ("2026-06-30", 6, "2026-12-31"),
        ("2026-06-15", 6, "2026-12-15"),
    ] {
        assert_eq!(months_after(day(from), months), Some(day(to)), "{from} {months}");
    }
}

#[test]
fn r35_without_any_meeting_the_first_year_since_the_founding_is_due() {
    let duty = duty(LegalForm::KoperasiPrimer);
    let of = |founded: &str, as_of: &str| {
        let founded = (!founded.is_empty()).then(|| day(founded));
        let due = due(&duty, None, founded, day(as_of));
        (due.book_year.number, due.state)
    };

    assert_eq!(of("2025-07-14", "2026-03-31"), (2025, DueState::InOrder));
    assert_eq!(of("2025-07-14", "2026-04-01"), (2025, DueState::Warning));
    assert_eq!(of("2026-01-02", "2026-11-21"), (2026, DueState::InOrder));
    assert_eq!(of("2019-01-02", "2026-02-01"), (2019, DueState::Breach));
    assert_eq!(of("", "2026-02-01"), (2024, DueState::Breach), "nobody knows of a meeting");
}

#[test]
fn r35_the_certificate_needs_a_meeting_on_each_of_the_last_two_book_years() {
    let duty = duty(LegalForm::KoperasiPrimer);
    let of = |held: &[i64], last: &str, as_of: &str| {
        let last = (!last.is_empty()).then(|| day(last));
        let found = certificate(&duty, 2, held, last, day(as_of));
        (found.eligible(), found.missing)
    };

    assert_eq!(of(&[2025, 2024], "2025-12-31", "2026-11-21"), (true, vec![]));
    assert_eq!(of(&[2025], "2025-12-31", "2026-11-21"), (false, vec![2024]));
    assert_eq!(of(&[2024, 2023], "2024-12-31", "2026-06-30"), (true, vec![]), "there is time");
    assert_eq!(of(&[2024, 2023], "2024-12-31", "2026-07-01"), (false, vec![2025]));
    assert_eq!(of(&[2024, 2022], "2024-12-31", "2026-03-01"), (false, vec![2023]));
    assert_eq!(of(&[], "", "2026-11-21"), (false, vec![2025, 2024]));
    assert_eq!(of(&[2026, 2025], "2026-06-30", "2026-11-21"), (true, vec![]), "to June");
    assert_eq!(of(&[2025, 2024], "2025-06-30", "2026-12-31"), (true, vec![]), "to June");
    assert_eq!(of(&[2025, 2024], "2025-06-30", "2027-01-01"), (false, vec![2026]), "to June");
}

#[test]
fn r35_only_a_cooperative_has_a_certificate_of_so_many_meetings() {
    let parameters = Parameters::defaults();
    let of = |form| required(form, &parameters, day("2026-11-21"));

    assert_eq!(of(LegalForm::KoperasiPrimer), Some(2));
    assert_eq!(of(LegalForm::KoperasiSekunder), Some(2));
    assert_eq!(of(LegalForm::BumDesa), None);
}

#[test]
fn r35_a_book_year_ends_in_the_year_of_its_number() {
    let of = |number, end: &str| {
        let end = (!end.is_empty()).then(|| day(end));
        check_book_year(number, end).map(|year| year.end).map_err(|fault| fault.code.name)
    };

    assert_eq!(of(2025, ""), Ok(day("2025-12-31")));
    assert_eq!(of(2025, "2025-06-30"), Ok(day("2025-06-30")));
    assert_eq!(of(2025, "2026-06-30"), Err("book_year_end"));
}

proptest! {
    /// The list of who is overdue and the state of each agree.
    #[test]
    fn r35_the_query_for_the_overdue_finds_exactly_those_whose_state_is(
        as_of in 0_u64..2_000,
        last in proptest::option::of(0_u64..3_000),
        founded in proptest::option::of(0_u64..3_000),
        form in prop_oneof![
            Just(LegalForm::KoperasiPrimer), Just(LegalForm::KoperasiSekunder),
            Just(LegalForm::BumDesa), Just(LegalForm::Perseroan),
        ],
    ) {
        let at = |start: &str, offset| day(start) + chrono::Days::new(offset);
        let as_of = at("2023-01-01", as_of);
        let last = last.map(|offset| at("2019-01-01", offset));
        let founded = founded.map(|offset| at("2019-01-01", offset));
        let duty = duty(form);
        let state = due(&duty, last, founded, as_of).state;

        for (breach, overdue) in
            [(false, state >= DueState::Warning), (true, state == DueState::Breach)]
        {
            let listed = cut(&duty, breach, as_of).is_some_and(|cut| match last {
                Some(last) => last <= cut.last,
                None => founded.map_or(cut.unknown, |founded| founded <= cut.founded),
            });
            prop_assert_eq!(listed, overdue, "{:?} {:?} {}", last, founded, breach);
        }
    }
}

#[test]
fn r35_one_meeting_is_known_again_however_its_number_is_written() {
    assert!(is_same_number("01/RAT/2026", " 01/rat-2026 "));
    // Signs keep the parts of a number apart.
    assert!(!is_same_number("1/12/2026", "11/2/2026"));
}

#[test]
fn r35_no_meeting_hears_of_a_year_before_the_founding() {
    let year = check_book_year(2024, None).unwrap();

    assert_eq!(check_founded(year, None), Ok(()));
    assert_eq!(check_founded(year, Some(day("2024-12-31"))), Ok(()));
    let early = check_founded(year, Some(day("2025-01-01"))).unwrap_err();
    assert_eq!((early.code.name, early.pointer.as_str()), ("date_too_early", "/book_year"));
}

#[test]
fn r36_a_decision_on_a_year_that_ended_on_another_day_differs_from_the_record() {
    let year = check_book_year(2026, Some(day("2026-06-30"))).unwrap();
    let said = DecisionDraft {
        kind: MeetingKind::Rat,
        number: "01/RAT/2026".to_owned(),
        held_on: day("2026-09-20"),
        present: 60,
        entitled: 96,
        minutes_sha256: "ab".repeat(32),
    };
    let recorded = meeting::Model {
        id: Id::new_v7_at(1, &[1; 10]),
        organization_id: Id::new_v7_at(1, &[2; 10]),
        region_code: "81.02.16.2003".to_owned(),
        kind: said.kind,
        book_year: 2026,
        book_year_end: year.end,
        number: said.number.clone(),
        held_on: said.held_on,
        present: said.present,
        entitled: said.entitled,
        minutes_sha256: said.minutes_sha256.clone(),
        surplus_run_id: None,
        withdrawn_at: None,
        withdraw_reason: None,
        version: 1,
        created_at: "2026-09-21T00:00:00Z".parse().unwrap(),
    };
    let calendar = check_book_year(2026, None).unwrap();

    assert_eq!(differences(&recorded, year, &said), Vec::new());
    let found = differences(&recorded, calendar, &said);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].arguments[1], ("recorded", "2026-06-30".to_owned()));
    assert_eq!(check_minutes(year, std::slice::from_ref(&recorded)), Ok(()));
    let next = BookYear { number: 2027, ..year };
    let borrowed = check_minutes(next, &[recorded]).unwrap_err();
    assert_eq!(borrowed.code.name, "minutes_of_another_year");
}
