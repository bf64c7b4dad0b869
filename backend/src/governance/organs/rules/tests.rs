use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::governance::organs::entity::position::{EndReason, Organ, OrganRole};
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::PersonId;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;
use crate::registry::rules::Findings;

const COOPERATIVE: Body = Body { form: LegalForm::KoperasiPrimer, kopdes: false };
const KOPDES: Body = Body { form: LegalForm::KoperasiPrimer, kopdes: true };
const BUM_DESA: Body = Body { form: LegalForm::BumDesa, kopdes: false };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn span(from: &str, to: &str) -> Span {
    Span { from: day(from), to: (!to.is_empty()).then(|| day(to)) }
}

fn seat(organ: Organ, role: OrganRole, number: u128) -> Sitting {
    Sitting { organ, role, person: person(number), span: span("2026-01-01", "") }
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn found(findings: &Findings) -> (Vec<&'static str>, Vec<&'static str>) {
    (codes(&findings.faults), codes(&findings.warnings))
}

#[test]
fn r52_spans_meet_where_they_have_a_day_in_common() {
    for (one, other, meets) in [
        (("2026-01-01", ""), ("2020-01-01", ""), true),
        (("2026-01-01", ""), ("2020-01-01", "2026-01-01"), false),
        (("2026-01-01", ""), ("2020-01-01", "2026-01-02"), true),
        (("2026-01-01", "2026-02-01"), ("2026-02-01", ""), false),
        (("2026-01-01", "2026-02-01"), ("2026-01-31", ""), true),
        (("2026-01-01", ""), ("2026-05-01", "2026-05-01"), false),
    ] {
        let (one, other) = (span(one.0, one.1), span(other.0, other.1));
        assert_eq!(one.meets(&other), meets, "{one:?} {other:?}");
        assert_eq!(other.meets(&one), meets, "{other:?} {one:?}");
    }
}

proptest! {
    #[test]
    fn r52_spans_meet_exactly_where_some_day_lies_in_both(
        one in (0_u64..40, 0_u64..40), other in (0_u64..40, 0_u64..40),
    ) {
        let start = day("2026-01-01");
        let at = |offset| start + chrono::Days::new(offset);
        let span = |(from, length): (u64, u64)| Span { from: at(from), to: Some(at(from + length)) };
        let (one, other) = (span(one), span(other));

        let common = (0..100).map(at).any(|day| one.holds_on(day) && other.holds_on(day));

        prop_assert_eq!(one.meets(&other), common);
    }
}

#[test]
fn r52_each_form_has_its_organs_and_no_others() {
    use Organ::{PelaksanaOperasional, PemerintahDesa, Penasihat, Pengawas, Pengurus};
    for (form, organ, role, known) in [
        (LegalForm::KoperasiPrimer, Pengurus, OrganRole::Bendahara, true),
        (LegalForm::KoperasiSekunder, Pengawas, OrganRole::Ketua, true),
        (LegalForm::KoperasiPrimer, Pengawas, OrganRole::Bendahara, false),
        (LegalForm::KoperasiPrimer, Penasihat, OrganRole::Penasihat, false),
        (LegalForm::BumDesa, Penasihat, OrganRole::Penasihat, true),
        (LegalForm::BumDesaBersama, PelaksanaOperasional, OrganRole::Direktur, true),
        (LegalForm::BumDesa, Pengurus, OrganRole::Ketua, false),
        (LegalForm::PemerintahDesa, PemerintahDesa, OrganRole::KepalaDesa, true),
        (LegalForm::KelompokUsaha, Pengurus, OrganRole::Ketua, true),
        (LegalForm::Lsm, Pengurus, OrganRole::Ketua, false),
    ] {
        assert_eq!(check_role(form, organ, role).is_none(), known, "{form:?} {organ:?} {role:?}");
    }
}

#[test]
fn r52_one_person_serves_in_one_organ_of_a_bum_desa() {
    let parameters = Parameters::defaults();
    let director = seat(Organ::PelaksanaOperasional, OrganRole::Direktur, 1);
    let weigh = |body, seat: Sitting, others: &[Sitting]| {
        let findings = check_seat(body, &seat, others, &parameters);
        (codes(&findings.faults), codes(&findings.warnings))
    };
    let supervisor = |number| seat(Organ::Pengawas, OrganRole::Anggota, number);

    assert_eq!(weigh(BUM_DESA, supervisor(2), &[director]), (vec![], vec![]));
    assert_eq!(weigh(BUM_DESA, supervisor(1), &[director]), (vec!["two_organs"], vec![]));
    let before = Sitting { span: span("2020-01-01", "2026-01-01"), ..director };
    assert_eq!(weigh(BUM_DESA, supervisor(1), &[before]), (vec![], vec![]));
    let chair = seat(Organ::Pengurus, OrganRole::Ketua, 1);
    let both = weigh(COOPERATIVE, supervisor(1), &[chair]);
    assert_eq!(both, (vec![], vec!["manages_and_supervises"]));
    let early = Sitting { span: span("2019-01-01", "2020-01-01"), ..supervisor(1) };
    let then = Sitting { span: early.span, ..director };
    assert_eq!(weigh(BUM_DESA, early, &[then]), (vec![], vec!["parameter_missing"]));
}

#[test]
fn r52_a_single_seat_is_held_by_one_and_nobody_sits_in_an_organ_twice() {
    let parameters = Parameters::defaults();
    let chair = seat(Organ::Pengurus, OrganRole::Ketua, 1);
    let weigh =
        |seat: Sitting| codes(&check_seat(COOPERATIVE, &seat, &[chair], &parameters).faults);

    assert_eq!(weigh(seat(Organ::Pengurus, OrganRole::Ketua, 2)), ["position_taken"]);
    assert_eq!(weigh(seat(Organ::Pengawas, OrganRole::Ketua, 2)), Vec::<&str>::new());
    assert_eq!(weigh(seat(Organ::Pengurus, OrganRole::Anggota, 1)), ["already_seated"]);
    assert_eq!(weigh(seat(Organ::Pengurus, OrganRole::Anggota, 2)), Vec::<&str>::new());
    let adviser = |number| seat(Organ::Penasihat, OrganRole::Penasihat, number);
    let second = |form| {
        let body = Body { form, kopdes: false };
        codes(&check_seat(body, &adviser(2), &[adviser(1)], &parameters).faults)
    };
    assert_eq!(second(LegalForm::BumDesa), ["position_taken"]);
    assert_eq!(second(LegalForm::BumDesaBersama), Vec::<&str>::new());
}

#[test]
fn r52_the_adviser_of_a_bum_desa_is_the_sitting_village_head() {
    let adviser = seat(Organ::Penasihat, OrganRole::Penasihat, 1);
    let of = |body, seat, head| found(&check_ex_officio(body, &seat, head));

    assert_eq!(of(BUM_DESA, adviser, Head::Is(person(1))), (vec![], vec![]));
    assert_eq!(of(BUM_DESA, adviser, Head::Is(person(2))), (vec!["adviser_not_head"], vec![]));
    assert_eq!(of(BUM_DESA, adviser, Head::Unknown), (vec![], vec!["village_head_unknown"]));
    let bersama = Body { form: LegalForm::BumDesaBersama, kopdes: false };
    assert_eq!(of(bersama, adviser, Head::Is(person(2))), (vec![], vec![]));
}

#[test]
fn r48_the_chief_supervisor_of_a_kopdes_is_the_sitting_village_head() {
    let chief = seat(Organ::Pengawas, OrganRole::Ketua, 1);
    let member = seat(Organ::Pengawas, OrganRole::Anggota, 1);
    let of = |body, seat, head| found(&check_ex_officio(body, &seat, head));

    assert_eq!(of(KOPDES, chief, Head::Is(person(1))), (vec![], vec![]));
    assert_eq!(of(KOPDES, chief, Head::Is(person(2))), (vec!["supervisor_not_head"], vec![]));
    assert_eq!(of(KOPDES, chief, Head::Unknown), (vec![], vec!["village_head_unknown"]));
    assert_eq!(of(KOPDES, member, Head::Is(person(2))), (vec![], vec![]));
    assert_eq!(of(COOPERATIVE, chief, Head::Is(person(2))), (vec![], vec![]));
}

#[test]
fn r48_a_village_official_is_not_on_the_board_of_a_kopdes() {
    let treasurer = seat(Organ::Pengurus, OrganRole::Bendahara, 1);
    let chief = seat(Organ::Pengawas, OrganRole::Ketua, 1);
    let head = seat(Organ::PemerintahDesa, OrganRole::KepalaDesa, 1);
    let village = Body { form: LegalForm::PemerintahDesa, kopdes: false };

    assert_eq!(found(&check_official(KOPDES, &treasurer, true)).0, ["official_on_board"]);
    assert_eq!(found(&check_official(KOPDES, &treasurer, false)), (vec![], vec![]));
    assert_eq!(found(&check_official(KOPDES, &chief, true)), (vec![], vec![]));
    assert_eq!(found(&check_official(COOPERATIVE, &treasurer, true)), (vec![], vec![]));
    assert_eq!(found(&check_official(village, &head, true)).1, ["official_sits_on_board"]);
}

#[test]
fn r48_relatives_do_not_sit_together_in_a_kopdes() {
    let chair = seat(Organ::Pengurus, OrganRole::Ketua, 1);
    let supervisor = seat(Organ::Pengawas, OrganRole::Anggota, 2);
    let of = |body, others: &[Sitting], ties: &[(PersonId, PersonId)]| {
        check_ties(body, &supervisor, others, ties).map(|fault| fault.code.name)
    };

    for tie in [(person(1), person(2)), (person(2), person(1))] {
        assert_eq!(of(KOPDES, &[chair], &[tie]), Some("family_on_board"));
        assert_eq!(of(COOPERATIVE, &[chair], &[tie]), None);
        let before = Sitting { span: span("2020-01-01", "2026-01-01"), ..chair };
        assert_eq!(of(KOPDES, &[before], &[tie]), None);
    }
    assert_eq!(of(KOPDES, &[chair], &[(person(1), person(3))]), None);
    assert_eq!(of(KOPDES, &[chair], &[]), None);
}

#[test]
fn r48_the_board_of_a_kopdes_is_odd_three_at_least_and_a_third_women() {
    let parameters = Parameters::defaults();
    let board = |women: usize, men: usize| -> Vec<BoardMember> {
        let sexes = std::iter::repeat_n(Some(Sex::Female), women)
            .chain(std::iter::repeat_n(Some(Sex::Male), men));
        let member = |(number, sex)| BoardMember { person: person(number), sex };
        (1_u128..).zip(sexes).map(member).collect()
    };
    let of = |women, men| {
        found(&check_board(KOPDES, &board(women, men), &parameters, day("2026-01-01")))
    };

    assert_eq!(of(1, 2), (vec![], vec![]), "33.3 per cent");
    assert_eq!(of(0, 3), (vec![], vec!["few_women"]));
    assert_eq!(of(1, 4), (vec![], vec!["few_women"]), "20 per cent");
    assert_eq!(of(2, 3), (vec![], vec![]), "40 per cent");
    assert_eq!(of(2, 5), (vec![], vec!["few_women"]), "28.6 per cent");
    assert_eq!(of(2, 2), (vec!["board_size"], vec![]), "even");
    assert_eq!(of(1, 0), (vec!["board_size"], vec![]), "one");
    assert_eq!(of(0, 0), (vec!["board_size"], vec![]), "nobody");
    let unknown = [BoardMember { person: person(1), sex: None }; 3];
    let findings = check_board(KOPDES, &unknown, &parameters, day("2026-01-01"));
    assert_eq!(found(&findings), (vec![], vec!["few_women"]));
    let ordinary = check_board(COOPERATIVE, &board(0, 2), &parameters, day("2026-01-01"));
    assert_eq!(ordinary, Findings::default());
    let before = check_board(KOPDES, &board(0, 2), &parameters, day("2025-01-01"));
    assert_eq!(found(&before).0, Vec::<&str>::new(), "no law was known then");
}

#[test]
fn r48_exactly_thirty_per_cent_women_are_enough() {
    let parameters = Parameters::defaults();
    let sex = |number| if number < 3 { Sex::Female } else { Sex::Male };
    let member = |number: u8| BoardMember { person: person(number.into()), sex: Some(sex(number)) };
    let board: Vec<BoardMember> = (0..10).map(member).collect();

    let findings = check_board(KOPDES, &board, &parameters, day("2026-01-01"));

    assert_eq!(found(&findings), (vec!["board_size"], vec![]), "ten are even, three are enough");
}

#[test]
fn r48_members_live_in_a_village_that_the_kopdes_serves() {
    let code = |text: &str| text.parse().unwrap();
    let of = |home: &str, served: &[&str]| {
        let served: Vec<_> = served.iter().map(|text| code(text)).collect();
        check_residence(&code(home), &served).map(|fault| fault.code.name)
    };

    assert_eq!(of("81.02.16.2003", &["81.02.16.2003"]), None);
    assert_eq!(of("81.02.16.2004", &["81.02.16.2003"]), Some("other_village"));
    assert_eq!(of("81.02.16.2004", &["81.02.16.2003", "81.02.16.2004"]), None, "merged");
    assert_eq!(of("81.02.16", &["81.02.16.2003"]), None, "above the village");
    assert_eq!(of("81.02.17", &["81.02.16.2003"]), Some("other_village"));
    assert_eq!(of("81.02", &["81.02.16.2003"]), Some("other_village"), "says nothing of a home");
    assert_eq!(of("81.02.16.2004", &["81.02.16"]), None, "a seat that is no village");
}

#[test]
fn a_term_runs_forwards_and_is_decided_by_today() {
    let today = day("2026-11-21");
    let of = |from, to, decided| codes(&check_term(&span(from, to), day(decided), today));

    assert_eq!(of("2026-01-01", "", "2025-12-20"), Vec::<&str>::new());
    assert_eq!(of("2027-11-21", "", "2026-11-21"), Vec::<&str>::new());
    assert_eq!(of("2027-11-22", "", "2026-11-21"), ["date_too_late"]);
    assert_eq!(of("2026-01-01", "", "2026-11-22"), ["date_in_future"]);
    assert_eq!(of("2026-01-01", "2026-01-01", "2026-01-01"), ["position_reversed"]);
    assert_eq!(of("2026-01-01", "2026-01-02", "2026-01-01"), Vec::<&str>::new());
    assert_eq!(of("2026-01-01", "2076-01-01", "2026-01-01"), Vec::<&str>::new());
    assert_eq!(of("2026-01-01", "9999-12-31", "2026-01-01"), ["date_too_late"]);
    assert_eq!(of("1899-12-31", "", "1899-12-31"), ["date_too_early", "date_too_early"]);
}

#[test]
fn r48_nobody_holds_a_seat_beyond_the_day_of_their_death() {
    let of = |from, to, died: &str| check_alive(&span(from, to), Some(day(died))).is_none();

    assert!(check_alive(&span("2026-01-01", ""), None).is_none());
    assert!(!of("2026-01-01", "", "2026-03-01"), "an open term goes on");
    assert!(!of("2025-12-01", "2026-03-03", "2026-03-01"));
    assert!(of("2025-12-01", "2026-03-02", "2026-03-01"), "the day of death is the last one");
    assert!(!of("2026-11-01", "2026-12-01", "2026-05-01"), "dead before it began");
}

#[test]
fn an_end_lies_within_the_term_and_an_error_was_never_held() {
    let today = day("2026-11-21");
    let of =
        |to, ended, reason| codes(&check_end(&span("2026-01-01", to), day(ended), reason, today));

    assert_eq!(of("", "2026-11-21", EndReason::Resigned), Vec::<&str>::new());
    assert_eq!(of("", "2026-11-22", EndReason::Resigned), ["date_in_future"]);
    assert_eq!(of("", "2026-01-01", EndReason::Resigned), ["position_reversed"]);
    assert_eq!(of("2026-03-01", "2026-03-01", EndReason::TermEnded), Vec::<&str>::new());
    assert_eq!(of("2026-03-01", "2026-03-02", EndReason::TermEnded), ["position_ended"]);
    assert_eq!(of("", "2026-01-01", EndReason::RecordedInError), Vec::<&str>::new());
    assert_eq!(of("", "2026-01-02", EndReason::RecordedInError), ["position_reversed"]);
}
