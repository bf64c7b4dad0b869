use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use Phase::{Pemandirian, PembangunanIndustri, PenetrasiPasar, Perencanaan, PersiapanMasyarakat};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn evidence(number: u128, kind: EvidenceKind, dated_on: &str) -> OnFile {
    let id = EvidenceId::from_uuid(Uuid::from_u128(number));
    OnFile { id, kind, dated_on: day(dated_on) }
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn names(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn step<'a>(from: Phase, to: Phase, evidence: &'a [OnFile]) -> PhaseStep<'a> {
    PhaseStep {
        from,
        since: day("2026-01-01"),
        to,
        changed_on: day("2026-06-01"),
        reason: None,
        evidence,
        fell_back_on: None,
        has_orchestrator: true,
    }
}

fn decided(step: &PhaseStep<'_>) -> Vec<&'static str> {
    match check_phase_step(step, day("2026-11-21")) {
        Ok(_) => Vec::new(),
        Err(faults) => names(&faults),
    }
}

#[test]
fn r93_forward_goes_one_phase_at_a_time_and_back_to_any_with_a_reason() {
    let phases: Vec<Phase> = GATES.iter().map(|gate| gate.phase).collect();
    let all: Vec<OnFile> = GATES
        .iter()
        .flat_map(|gate| gate.requires)
        .enumerate()
        .map(|(index, kind)| evidence(index as u128, *kind, "2026-05-01"))
        .collect();
    for (from_rank, from) in phases.iter().enumerate() {
        for (to_rank, to) in phases.iter().enumerate() {
            let expected: &[&str] = match to_rank {
                rank if rank == from_rank => &["phase_unchanged"],
                rank if rank < from_rank => &["phase_reason_missing"],
                rank if rank == from_rank + 1 => &[],
                _ => &["phase_skipped"],
            };
            assert_eq!(decided(&step(*from, *to, &all)), expected, "{from:?} {to:?}");
            if to_rank < from_rank {
                let reasoned = PhaseStep { reason: Some("banjir"), ..step(*from, *to, &all) };
                assert!(decided(&reasoned).is_empty(), "{from:?} {to:?}");
                let blank = PhaseStep { reason: Some("  "), ..step(*from, *to, &all) };
                assert_eq!(decided(&blank), ["phase_reason_missing"]);
            }
        }
    }
}

#[test]
fn r93_a_gate_opens_with_each_kind_of_evidence_dated_by_then() {
    let plan = evidence(1, EvidenceKind::ClusterPlan, "2026-06-01");
    let baseline = evidence(2, EvidenceKind::BaselineData, "2026-05-31");
    let late = evidence(3, EvidenceKind::BaselineData, "2026-06-02");
    let other = evidence(4, EvidenceKind::Other, "2026-05-01");
    let to = PersiapanMasyarakat;

    for (shown, refused) in [
        (vec![plan, baseline], false),
        (vec![plan, late], true),
        (vec![plan, other], true),
        (vec![], true),
    ] {
        let expected: &[&str] = if refused { &["evidence_missing"] } else { &[] };
        assert_eq!(decided(&step(Perencanaan, to, &shown)), expected, "{shown:?}");
    }
    let opened =
        check_phase_step(&step(Perencanaan, to, &[plan, other, baseline]), day("2026-11-21"));
    assert_eq!(opened, Ok(vec![plan.id, baseline.id]));
}

#[test]
fn r93_dates_of_a_step_follow_the_present_phase_and_are_not_ahead() {
    let shown = [
        evidence(1, EvidenceKind::ClusterPlan, "2025-06-01"),
        evidence(2, EvidenceKind::BaselineData, "2025-06-01"),
    ];
    for (changed_on, expected) in [
        ("2026-01-01", Some("phase_date")),
        ("2026-01-02", None),
        ("2026-11-21", None),
        ("2026-11-22", Some("date_in_future")),
    ] {
        let step = PhaseStep {
            changed_on: day(changed_on),
            ..step(Perencanaan, PersiapanMasyarakat, &shown)
        };

        assert_eq!(decided(&step), expected.into_iter().collect::<Vec<_>>(), "{changed_on}");
    }
}

#[test]
fn r124_no_gate_opens_without_an_orchestrator() {
    let shown = [
        evidence(1, EvidenceKind::ClusterPlan, "2025-06-01"),
        evidence(2, EvidenceKind::BaselineData, "2025-06-01"),
    ];
    let alone =
        PhaseStep { has_orchestrator: false, ..step(Perencanaan, PersiapanMasyarakat, &shown) };
    let back = PhaseStep {
        has_orchestrator: false,
        reason: Some("orkestrator mundur"),
        ..step(PersiapanMasyarakat, Perencanaan, &[])
    };

    assert_eq!(decided(&alone), ["orchestrator_missing"]);
    assert!(decided(&back).is_empty());
}

#[test]
fn r93_after_a_step_back_the_gate_wants_something_new() {
    let old = [
        evidence(1, EvidenceKind::LegalEntityDeed, "2026-01-10"),
        evidence(2, EvidenceKind::SiteConsent, "2026-01-20"),
    ];
    let mut renewed = old.to_vec();
    renewed.push(evidence(3, EvidenceKind::SiteConsent, "2026-03-01"));
    let again = |shown: &[OnFile]| {
        let step = step(PersiapanMasyarakat, PembangunanIndustri, shown);
        decided(&PhaseStep { fell_back_on: Some(day("2026-03-01")), ..step })
    };

    assert_eq!(again(&old), ["evidence_not_renewed"]);
    assert!(again(&renewed).is_empty());
}

#[test]
fn r93_a_fall_counts_for_every_phase_that_was_left_until_it_is_entered_again() {
    let to_three = (Some(PersiapanMasyarakat), PembangunanIndustri, day("2026-02-01"));
    let to_four = (Some(PembangunanIndustri), PenetrasiPasar, day("2026-03-01"));
    let fall = (Some(PenetrasiPasar), PersiapanMasyarakat, day("2026-04-01"));
    let back_in_three = (Some(PersiapanMasyarakat), PembangunanIndustri, day("2026-05-01"));
    let history = [(None, Perencanaan, day("2025-01-01")), to_three, to_four, fall];
    let mut longer = history.to_vec();
    longer.push(back_in_three);

    for (known, to, expected) in [
        (&history[..3], PembangunanIndustri, None),
        (&history[..], PembangunanIndustri, Some("2026-04-01")),
        (&history[..], PersiapanMasyarakat, None),
        (&longer[..], PembangunanIndustri, None),
        (&longer[..], PenetrasiPasar, Some("2026-04-01")),
        (&longer[..], Pemandirian, None),
    ] {
        assert_eq!(fell_back_on(known, to), expected.map(day), "{to:?}");
    }
}

#[test]
fn r124_the_deputy_is_another_person_and_terms_follow_without_gap() {
    let known = [Term {
        id: OrchestratorId::from_uuid(Uuid::from_u128(9)),
        from: day("2026-01-01"),
        to: day("2027-01-01"),
    }];
    for (deputy, from, to, expected) in [
        (2, "2027-01-01", "2028-01-01", Ok(Succession::Follows)),
        (2, "2026-06-01", "2028-01-01", Ok(Succession::Shortens(known[0].id))),
        (1, "2027-01-01", "2028-01-01", Err("deputy_is_orchestrator")),
        (2, "2027-01-02", "2028-01-01", Err("orchestrator_gap")),
        (2, "2026-01-01", "2028-01-01", Err("term_not_later")),
        (2, "2026-01-02", "2026-01-02", Err("term_reversed")),
    ] {
        let decided = check_appointment(&known, (person(1), person(deputy)), day(from), day(to));

        assert_eq!(decided.map_err(|faults| names(&faults)[0]), expected, "{from} {to}");
    }
}

proptest! {
    #[test]
    fn r124_exactly_one_orchestrator_on_any_day_whatever_is_asked(
        asked in prop::collection::vec((0i64..60, 1i64..40), 1..12),
    ) {
        let start = day("2026-01-01");
        let mut terms: Vec<Term> = Vec::new();
        for (index, (offset, length)) in asked.into_iter().enumerate() {
            let from = start + chrono::TimeDelta::days(offset);
            let to = from + chrono::TimeDelta::days(length);
            let id = OrchestratorId::from_uuid(Uuid::from_u128(index as u128));
            match check_appointment(&terms, (person(1), person(2)), from, to) {
                Ok(Succession::Shortens(latest)) => {
                    for term in terms.iter_mut().filter(|term| term.id == latest) {
                        term.to = from;
                    }
                }
                Ok(Succession::Follows) => {}
                Err(_) => continue,
            }
            terms.push(Term { id, from, to });
        }

        let first = terms.iter().map(|term| term.from).min().unwrap();
        let last = terms.iter().map(|term| term.to).max().unwrap();
        for date in first.iter_days().take_while(|date| *date < last) {
            let on = terms.iter().filter(|term| term.from <= date && date < term.to).count();
            prop_assert_eq!(on, 1, "{}", date);
        }
    }
}

#[test]
fn an_organization_is_a_member_once_at_a_time() {
    let known = [(day("2026-01-01"), Some(day("2026-03-01")))];
    let open = [(day("2026-01-01"), None)];
    for (known, joined_on, expected) in [
        (&known[..], "2026-02-28", Some("member_already")),
        (&known[..], "2026-03-01", None),
        (&open[..], "2026-03-01", Some("member_already")),
        (&[][..], "2026-11-21", None),
        (&[][..], "2026-11-22", Some("date_in_future")),
    ] {
        let decided = check_joining(known, day(joined_on), day("2026-11-21"));

        assert_eq!(decided.err().map(|fault| fault.code.name), expected, "{joined_on}");
    }
}

#[test]
fn leaving_comes_after_joining_and_never_from_the_lead() {
    for (left_on, is_lead, expected) in [
        ("2026-02-02", false, vec![]),
        ("2026-02-01", false, vec!["leaving_date"]),
        ("2026-11-22", false, vec!["date_in_future"]),
        ("2026-02-02", true, vec!["lead_leaves"]),
    ] {
        let decided = check_leaving(day("2026-02-01"), day(left_on), is_lead, day("2026-11-21"));

        assert_eq!(names(&decided.err().unwrap_or_default()), expected, "{left_on}");
    }
}

fn codes(texts: &[&str]) -> Vec<RegionCode> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

#[test]
fn regions_repeat_neither_each_other_nor_a_region_above() {
    for (texts, pointers) in [
        (vec!["81.02", "81.72"], vec![]),
        (vec!["81.02", "81.02"], vec!["/region_codes/1"]),
        (vec!["81.02.16.2003", "81.02"], vec!["/region_codes/0"]),
        (vec!["81.02", "81.02.16"], vec!["/region_codes/1"]),
    ] {
        let found: Vec<String> =
            repeated_regions(&codes(&texts)).into_iter().map(|fault| fault.pointer).collect();

        assert_eq!(found, pointers, "{texts:?}");
    }
}

#[test]
fn a_cluster_of_two_regencies_counts_once_in_each_place() {
    let deltas = cluster_deltas(&codes(&["81.02", "81.72"]), Perencanaan, 1);

    let places: Vec<&str> = deltas.iter().map(|delta| delta.region.as_str()).collect();
    assert_eq!(places, ["81", "81.02", "81.72", "ID"]);
    let one = |delta: &Delta| {
        delta.amount == 1 && !delta.spread && delta.metric == "clusters/perencanaan"
    };
    assert!(deltas.iter().all(one));
}

#[test]
fn audit_events_are_filed_where_all_of_the_cluster_lies() {
    for (texts, expected) in [
        (vec!["81.02.16.2003"], Some("81.02.16.2003")),
        (vec!["81.02", "81.72"], Some("81")),
        (vec!["81.02", "33.01"], None),
    ] {
        let common = common_region(&codes(&texts)).map(|code| code.to_string());

        assert_eq!(common.as_deref(), expected, "{texts:?}");
    }
}
