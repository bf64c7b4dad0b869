use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::kernel::fault::Fault;
use crate::kernel::ids::UserId;
use crate::performance::drafts::{
    AspectScore, DimensionScore, PeriodicReportDraft, VillageIndexDraft,
};
use crate::performance::entity::ranking::{Aspect, RankingClass};
use crate::performance::entity::village_index::{Dimension, IndexSystem, VillageStatus};
use crate::performance::periods::{ReportKind, ReportState};
use crate::registry::entity::organization::LegalForm;
use crate::registry::entity::parameter;
use crate::registry::parameters::Parameters;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("the literal is a calendar date")
}

fn number(text: &str) -> Decimal {
    text.parse().expect("the literal is a number")
}

fn all_at(score: &str) -> BTreeMap<Aspect, Decimal> {
    Aspect::ALL.into_iter().map(|aspect| (aspect, number(score))).collect()
}

/// The default formula.
fn default_formula() -> Formula {
    formula(&Parameters::defaults(), day("2026-02-01")).expect("the defaults have a formula")
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

/// Parameters with one value of one key after another.
fn rows(rows: &[(&str, &str, &str, Option<&str>)]) -> Vec<parameter::Model> {
    let row = |(key, value, from, to): &(&str, &str, &str, Option<&str>)| parameter::Model {
        id: crate::kernel::ids::ParameterId::from_uuid(Uuid::nil()),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
        unit: "points".to_owned(),
        basis: "a decree".to_owned(),
        valid_from: day(from),
        valid_to: to.map(day),
        created_at: chrono::DateTime::UNIX_EPOCH,
    };
    rows.iter().map(row).collect()
}

/// The defaults as rows, with other values of some keys from a day on.
fn changed(from: &str, changes: &[(&str, &str)]) -> Parameters {
    let mut all = Vec::new();
    for default in kibm_seed::parameters::PARAMETERS {
        let change = changes.iter().find(|(key, _)| *key == default.key);
        let valid_from = default.valid_from.to_string();
        let end = change.map(|_| from);
        all.extend(rows(&[(default.key, default.value, &valid_from, end)]));
        if let Some((key, value)) = change {
            all.extend(rows(&[(key, value, from, None)]));
        }
    }
    Parameters::of(&all)
}

#[test]
fn r58_a_score_gives_its_class_at_both_sides_of_each_bound() {
    for (score, class) in [
        ("0", RankingClass::Perintis),
        ("54.99", RankingClass::Perintis),
        ("55.00", RankingClass::Pemula),
        ("69.99", RankingClass::Pemula),
        ("70", RankingClass::Berkembang),
        ("84.99", RankingClass::Berkembang),
        ("85", RankingClass::Maju),
        ("100", RankingClass::Maju),
    ] {
        let outcome = work_out(&default_formula(), &all_at(score)).unwrap();

        assert_eq!(outcome.class, class, "{score}");
        assert_eq!(Decimal::new(outcome.hundredths, 2), number(score));
    }
}

#[test]
fn r58_a_mean_that_is_no_whole_hundredth_is_rounded_down_and_never_up_to_a_class() {
    let mut scores = all_at("55");
    scores.insert(Aspect::Benefit, number("54.99"));

    let outcome = work_out(&default_formula(), &scores).unwrap();

    // 384.99 / 7 = 54.99857…
    assert_eq!((outcome.hundredths, outcome.class), (5_499, RankingClass::Perintis));
}

#[test]
fn r58_every_missing_aspect_is_named_and_never_taken_for_nought() {
    let one = |aspect| AspectScore { aspect, score: number("80") };
    let five: Vec<AspectScore> = Aspect::ALL.into_iter().take(5).map(one).collect();
    let all: Vec<AspectScore> = Aspect::ALL.into_iter().map(one).collect();
    let twice: Vec<AspectScore> =
        all.iter().cloned().take(6).chain([one(Aspect::Institution)]).collect();

    let missing = scored(&five, "/scores").unwrap_err();

    assert_eq!(codes(&missing), ["ranking_aspect_missing"; 2]);
    assert_eq!(missing[0].arguments, [("aspect", "accountability".to_owned())]);
    assert_eq!(scored(&all, "/scores").unwrap().len(), 7);
    let twice = scored(&twice, "/scores").unwrap_err();
    assert_eq!(codes(&twice), ["ranking_aspect_twice", "ranking_aspect_missing"]);
    assert_eq!(twice[0].pointer, "/scores/6");
    assert_eq!(scored(&[], "/scores").unwrap_err().len(), 7);
}

#[test]
fn r58_the_year_before_is_open_from_february_on_and_no_other() {
    let parameters = Parameters::defaults();
    for (today, year) in [
        ("2026-01-31", 2024),
        ("2026-02-01", 2025),
        ("2026-02-28", 2025),
        ("2026-11-21", 2025),
        ("2027-01-31", 2025),
        ("2027-02-01", 2026),
    ] {
        assert_eq!(open_year(&parameters, day(today)), Ok(year), "{today}");
    }

    let opened = opening_day(&parameters, 2025, day("2026-11-21"));

    assert_eq!(opened, Ok(day("2026-02-01")));
    for year in [2024, 2026, i32::MAX] {
        let refused = opening_day(&parameters, year, day("2026-11-21")).unwrap_err();
        assert_eq!((refused.code.name, refused.pointer.as_str()), ("ranking_not_open", "/year"));
    }
}

#[test]
fn r58_nobody_verifies_what_they_wrote() {
    let (one, two) = (UserId::from_uuid(Uuid::from_u128(1)), UserId::from_uuid(Uuid::from_u128(2)));

    assert_eq!(check_verifier(Some(two), &[one]), Ok(()));
    assert!(check_verifier(Some(one), &[two, one]).is_err());
    let verified = BTreeMap::from_iter(all_at("80").into_iter().map(|(aspect, score)| {
        (aspect, if aspect == Aspect::Business { number("60") } else { score })
    }));
    assert_eq!(changed_aspects(&all_at("80"), &verified), ["business"]);
    assert!(changed_aspects(&all_at("80"), &all_at("80.00")).is_empty());
}

#[test]
fn r57_r58_only_village_enterprises_are_ranked_and_owe_these_reports() {
    assert!(
        check_form(LegalForm::BumDesa).is_ok() && check_form(LegalForm::BumDesaBersama).is_ok()
    );
    for form in [LegalForm::KoperasiPrimer, LegalForm::Perumda, LegalForm::PemerintahDesa] {
        assert_eq!(check_form(form).unwrap_err().code.name, "not_a_village_enterprise");
    }
}

#[test]
fn r59_a_new_formula_has_its_version_and_leaves_the_years_before_it() {
    let parameters = changed(
        "2027-01-01",
        &[("bum_desa_ranking_pemula_min", "50"), ("bum_desa_ranking_weight_benefit", "3")],
    );

    let old = formula(&parameters, day("2026-02-01")).unwrap();
    let new = formula(&parameters, day("2027-02-01")).unwrap();

    assert_eq!(old, default_formula());
    assert_eq!((old.version, new.version), (day("2022-12-30"), day("2027-01-01")));
    let class = |formula: &Formula| work_out(formula, &all_at("54.99")).unwrap().class;
    assert_eq!((class(&old), class(&new)), (RankingClass::Perintis, RankingClass::Pemula));
    let mut scores = all_at("60");
    scores.insert(Aspect::Benefit, number("90"));
    let score = |formula: &Formula| work_out(formula, &scores).unwrap().hundredths;
    // 450 / 7 and 630 / 9.
    assert_eq!((score(&old), score(&new)), (6_428, 7_000));
}

#[test]
fn r59_weights_that_cannot_be_used_are_refused() {
    let none = [
        ("bum_desa_ranking_weight_institution", "0"),
        ("bum_desa_ranking_weight_management", "0"),
        ("bum_desa_ranking_weight_business", "0"),
        ("bum_desa_ranking_weight_partnership", "0"),
        ("bum_desa_ranking_weight_capital", "0"),
        ("bum_desa_ranking_weight_accountability", "0"),
        ("bum_desa_ranking_weight_benefit", "0"),
    ];
    let negative = [("bum_desa_ranking_weight_benefit", "-1")];

    for changes in [none.as_slice(), negative.as_slice()] {
        let refused = formula(&changed("2026-01-01", changes), day("2026-02-01")).unwrap_err();
        assert_eq!(refused.code.name, "ranking_formula");
    }
    let before = formula(&Parameters::defaults(), day("2022-12-29")).unwrap_err();
    assert_eq!(before.code.name, "parameter_missing");
}

proptest! {
    #[test]
    fn r58_a_score_lies_between_its_aspects_and_a_better_aspect_never_lowers_it(
        cents in prop::collection::vec(0_i64..=10_000, 7),
        better in 0_usize..7,
    ) {
        let formula = default_formula();
        let scores: BTreeMap<Aspect, Decimal> =
            Aspect::ALL.into_iter().zip(cents.iter().map(|cent| Decimal::new(*cent, 2))).collect();

        let outcome = work_out(&formula, &scores).unwrap();

        let exact: i64 = cents.iter().sum::<i64>() / 7;
        prop_assert_eq!(outcome.hundredths, exact);
        let mut raised = scores;
        raised.insert(Aspect::ALL[better], Decimal::ONE_HUNDRED);
        let raised = work_out(&formula, &raised).unwrap();
        prop_assert!(raised.hundredths >= outcome.hundredths && raised.class >= outcome.class);
    }
}

fn report(
    kind: ReportKind,
    year: i32,
    semester: Option<u8>,
    submitted: &str,
) -> PeriodicReportDraft {
    PeriodicReportDraft {
        id: None,
        kind,
        year,
        semester,
        submitted_on: day(submitted),
        document_sha256: "ab".repeat(32),
        reference: None,
        supervisor_reviewed_on: None,
        advisor_reviewed_on: None,
    }
}

#[test]
fn r57_reports_are_due_on_the_days_of_the_settings() {
    let parameters = Parameters::defaults();
    for (kind, ends_on, due) in [
        (ReportKind::Semester, "2026-06-30", "2026-07-31"),
        (ReportKind::Semester, "2026-12-31", "2027-01-31"),
        (ReportKind::Tahunan, "2026-12-31", "2027-03-31"),
    ] {
        assert_eq!(due_on(&parameters, kind, day(ends_on)), Ok(day(due)));
    }
    let settings = [
        ("bum_desa_semester_report_months", "2"),
        ("bum_desa_semester_report_day", "31"),
        ("bum_desa_yearly_report_day", "15"),
    ];
    let later = changed("2026-07-01", &settings);
    for (kind, ends_on, due) in [
        (ReportKind::Semester, "2026-06-30", "2026-07-31"),
        // February has no 31st.
        (ReportKind::Semester, "2026-12-31", "2027-02-28"),
        (ReportKind::Tahunan, "2026-12-31", "2027-03-15"),
    ] {
        assert_eq!(due_on(&later, kind, day(ends_on)), Ok(day(due)));
    }
    for value in ["-1", "99999999999"] {
        let broken = changed("2026-01-01", &[("bum_desa_yearly_report_months", value)]);
        assert!(due_on(&broken, ReportKind::Tahunan, day("2026-12-31")).is_err(), "{value}");
    }
}

#[test]
fn r57_a_missing_report_is_late_on_the_day_after_its_day() {
    let due = day("2026-07-31");
    for (submitted, as_of, expected) in [
        (None, "2026-07-31", ReportState::Menunggu),
        (None, "2026-08-01", ReportState::Terlambat),
        (Some("2026-07-31"), "2026-08-01", ReportState::TepatWaktu),
        (Some("2026-08-01"), "2026-08-01", ReportState::DisampaikanTerlambat),
        (Some("2026-08-05"), "2026-08-01", ReportState::Terlambat),
        (Some("2026-07-20"), "2026-07-10", ReportState::Menunggu),
    ] {
        assert_eq!(state(due, submitted.map(day), day(as_of)), expected, "{submitted:?} {as_of}");
    }
}

#[test]
fn r57_periods_that_have_begun_are_owed_as_far_back_as_the_law() {
    let owed = |as_of: &str| {
        let periods = periods_until(&Parameters::defaults(), day(as_of));
        periods.iter().map(|one| (one.span.year, one.span.part)).collect::<Vec<_>>()
    };

    assert_eq!(owed("2021-06-30"), [(2021, 1), (2021, 0)]);
    assert_eq!(owed("2021-07-01"), [(2021, 1), (2021, 2), (2021, 0)]);
    assert_eq!(owed("2022-01-01").len(), 5);
    assert_eq!(owed("2026-11-21").len(), 18);
    assert!(owed("2020-12-31").is_empty());
    let numbers: Vec<i64> = periods_until(&Parameters::defaults(), day("2026-11-21"))
        .iter()
        .map(|one| one.span.number())
        .collect();
    assert!(numbers.is_sorted());
}

#[test]
fn r57_a_report_fits_its_period_and_its_days_are_in_order() {
    let today = day("2026-11-21");
    let check = |draft: &PeriodicReportDraft| check_report(draft, today);

    let good = report(ReportKind::Semester, 2026, Some(1), "2026-07-15");
    assert_eq!(check(&good).map(|span| (span.year, span.part)), Ok((2026, 1)));
    let yearly = report(ReportKind::Tahunan, 2025, None, "2026-03-31");
    assert_eq!(check(&yearly).map(|span| span.part), Ok(0));
    for draft in [
        report(ReportKind::Semester, 2026, None, "2026-07-15"),
        report(ReportKind::Tahunan, 2025, Some(2), "2026-03-31"),
    ] {
        assert_eq!(codes(&check(&draft).unwrap_err()), ["report_period"]);
    }
    let mut early = report(ReportKind::Semester, 2026, Some(1), "2026-06-29");
    early.supervisor_reviewed_on = Some(day("2026-11-22"));
    early.advisor_reviewed_on = Some(day("2026-06-30"));
    assert_eq!(codes(&check(&early).unwrap_err()), ["date_too_early", "date_in_future"]);
}

fn idm(year: i32, value: &str) -> VillageIndexDraft {
    VillageIndexDraft {
        id: None,
        system: IndexSystem::Idm,
        year,
        value: Some(number(value)),
        dimensions: None,
        status: None,
        source: "Kepmendesa tentang status desa".to_owned(),
    }
}

fn indeks_desa(year: i32) -> VillageIndexDraft {
    let one = |dimension| DimensionScore { dimension, score: number("71.5") };
    VillageIndexDraft {
        system: IndexSystem::IndeksDesa,
        value: None,
        dimensions: Some(Dimension::ALL.into_iter().map(one).collect()),
        status: Some(VillageStatus::Berkembang),
        ..idm(year, "0")
    }
}

#[test]
fn r60_an_idm_gives_its_status_at_both_sides_of_each_bound() {
    for (value, status) in [
        ("0", VillageStatus::SangatTertinggal),
        ("0.4907", VillageStatus::SangatTertinggal),
        ("0.4908", VillageStatus::Tertinggal),
        ("0.5989", VillageStatus::Tertinggal),
        ("0.5990", VillageStatus::Berkembang),
        ("0.7072", VillageStatus::Berkembang),
        ("0.7073", VillageStatus::Maju),
        ("0.8155", VillageStatus::Maju),
        ("0.8156", VillageStatus::Mandiri),
        ("1", VillageStatus::Mandiri),
    ] {
        let judged = judge(&idm(2024, value), &Parameters::defaults(), day("2026-11-21"));

        assert_eq!(judged.map(|judged| judged.status), Ok(status), "{value}");
    }
    let judged = judge(&idm(2024, "0.4908"), &Parameters::defaults(), day("2026-11-21")).unwrap();
    assert_eq!(judged.ten_thousandths, Some(4_908));
}

#[test]
fn r60_each_index_is_for_its_years_and_has_its_own_fields() {
    let judged = |draft: &VillageIndexDraft| {
        judge(draft, &Parameters::defaults(), day("2026-11-21"))
            .map(|judged| judged.status)
            .map_err(|faults| codes(&faults))
    };

    assert_eq!(judged(&indeks_desa(2025)), Ok(VillageStatus::Berkembang));
    assert_eq!(judged(&idm(2025, "0.7")), Err(vec!["village_index_system"]));
    assert_eq!(judged(&indeks_desa(2024)), Err(vec!["village_index_system"]));
    assert_eq!(judged(&indeks_desa(2027)), Err(vec!["village_index_year"]));
    assert_eq!(judged(&idm(2024, "1.0001")), Err(vec!["village_index_value"]));
    let none = VillageIndexDraft { value: None, ..idm(2024, "0") };
    assert_eq!(judged(&none), Err(vec!["village_index_value"]));
    let other = VillageIndexDraft { status: Some(VillageStatus::Maju), ..idm(2024, "0.4908") };
    assert_eq!(judged(&other), Err(vec!["village_index_status"]));
    let same = VillageIndexDraft { status: Some(VillageStatus::Maju), ..idm(2024, "0.8155") };
    assert_eq!(judged(&same), Ok(VillageStatus::Maju));
    let mixed = VillageIndexDraft { dimensions: indeks_desa(2024).dimensions, ..idm(2024, "0.7") };
    assert_eq!(judged(&mixed), Err(vec!["village_index_dimension"]));
    let bare = VillageIndexDraft { dimensions: None, status: None, ..indeks_desa(2025) };
    assert_eq!(judged(&bare), Err(vec!["village_index_dimension", "village_index_status"]));
}

#[test]
fn r60_a_missing_or_repeated_dimension_is_named() {
    let mut draft = indeks_desa(2025);
    let scores = draft.dimensions.as_mut().expect("there are some");
    scores[0].dimension = Dimension::Governance;

    let faults = judge(&draft, &Parameters::defaults(), day("2026-11-21")).unwrap_err();

    assert_eq!(codes(&faults), ["village_index_dimension"]);
    assert_eq!(faults[0].arguments, [("dimension", "basic_services, governance".to_owned())]);
}

#[test]
fn r60_a_line_of_both_indexes_is_refused() {
    use IndexSystem::{Idm, IndeksDesa};

    assert_eq!(require_one_system([Idm, Idm]), Ok(()));
    assert_eq!(require_one_system([IndeksDesa]), Ok(()));
    assert_eq!(require_one_system([]), Ok(()));
    let refused = require_one_system([Idm, Idm, IndeksDesa]).unwrap_err();
    assert_eq!((refused.code.name, refused.pointer.as_str()), ("village_index_mixed", "?system"));
}
