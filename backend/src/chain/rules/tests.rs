use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::kernel::ids::OrganizationId;
use ParticipationRole::{Operator, ServiceProvider, SupportInstitution};

fn stage(number: u128) -> StageId {
    StageId::from_uuid(Uuid::from_u128(number))
}

fn organization(number: u128) -> OrganizationId {
    OrganizationId::from_uuid(Uuid::from_u128(number))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn links(pairs: &[(u128, u128)]) -> Vec<(StageId, StageId)> {
    pairs.iter().map(|(from, to)| (stage(*from), stage(*to))).collect()
}

/// Whether the graph has a cycle, by taking away stages nothing leads to:
/// another method than that of the rule.
fn is_cyclic(links: &[(StageId, StageId)]) -> bool {
    let mut rest: Vec<(StageId, StageId)> = links.to_vec();
    loop {
        let takers: BTreeSet<StageId> = rest.iter().map(|(_, taker)| *taker).collect();
        let fewer: Vec<_> =
            rest.iter().copied().filter(|(giver, _)| takers.contains(giver)).collect();
        if fewer.len() == rest.len() {
            return !rest.is_empty();
        }
        rest = fewer;
    }
}

#[test]
fn r79_branch_and_join_are_allowed_and_a_circle_is_named_with_its_path() {
    let diamond = links(&[(1, 2), (1, 3), (2, 4), (3, 4), (4, 5)]);
    for (from, to, expected) in [
        (5, 6, None),
        (1, 5, None),
        (5, 1, Some(vec![5, 1, 2, 4, 5])),
        (4, 2, Some(vec![4, 2, 4])),
        (3, 3, Some(vec![3, 3])),
    ] {
        let found = find_cycle(&diamond, stage(from), stage(to));

        let expected = expected.map(|path| path.into_iter().map(stage).collect::<Vec<_>>());
        assert_eq!(found, expected, "{from} {to}");
    }
}

#[test]
fn r79_the_refusal_names_the_stages_along_the_circle() {
    let names = [(1, "Bibit"), (2, "Budidaya"), (3, "Jemur")];
    let stages: BTreeMap<StageId, String> =
        names.iter().map(|(number, name)| (stage(*number), (*name).to_owned())).collect();
    let known = links(&[(1, 2), (2, 3)]);
    let refused = |from, to| {
        let decided = check_link(&stages, &known, stage(from), stage(to));
        decided.err().map(|faults| faults[0].clone())
    };

    let circle = refused(3, 1).unwrap();
    assert_eq!(circle.code.name, "chain_cycle");
    assert_eq!(circle.arguments[0].1, "Jemur → Bibit → Budidaya → Jemur");
    assert_eq!(refused(1, 2).unwrap().code.name, "link_known");
    assert_eq!(refused(1, 9).unwrap().pointer, "/to_stage_id");
    assert_eq!(refused(1, 3), None);
}

proptest! {
    #[test]
    fn r79_no_order_of_links_ever_makes_a_cycle(
        asked in prop::collection::vec((0u128..8, 0u128..8), 0..60),
    ) {
        let mut known: Vec<(StageId, StageId)> = Vec::new();
        for (from, to) in asked {
            let (from, to) = (stage(from), stage(to));
            let mut with: Vec<_> = known.clone();
            with.push((from, to));
            match find_cycle(&known, from, to) {
                None => {
                    prop_assert!(!is_cyclic(&with));
                    known.push((from, to));
                }
                Some(path) => {
                    prop_assert!(is_cyclic(&with));
                    prop_assert_eq!((path[0], path[1]), (from, to));
                    prop_assert_eq!(path.first(), path.last());
                    for pair in path.windows(2).skip(1) {
                        prop_assert!(known.contains(&(pair[0], pair[1])));
                    }
                }
            }
        }
    }
}

fn part(role: ParticipationRole, from: &str, to: Option<&str>) -> Part {
    let support_function = (role == SupportInstitution).then_some(SupportFunction::Finance);
    Part { role, support_function, span: (day(from), to.map(day)) }
}

#[test]
fn the_same_role_in_a_stage_does_not_overlap() {
    let known = [part(Operator, "2026-01-01", Some("2026-03-01"))];
    let open = [part(Operator, "2026-01-01", None)];
    for (known, new, expected) in [
        (&known[..], part(Operator, "2026-03-01", None), vec![]),
        (&known[..], part(Operator, "2026-02-28", None), vec!["participation_overlaps"]),
        (&known[..], part(Operator, "2025-01-01", Some("2026-01-01")), vec![]),
        (&known[..], part(Operator, "2025-01-01", None), vec!["participation_overlaps"]),
        (&open[..], part(Operator, "2030-01-01", None), vec!["participation_overlaps"]),
        (&open[..], part(ServiceProvider, "2026-01-01", None), vec![]),
        (&[][..], part(Operator, "2026-01-01", Some("2026-01-01")), vec!["participation_reversed"]),
    ] {
        let faults = check_participation(known, &new).err().unwrap_or_default();

        let names: Vec<_> = faults.iter().map(|fault| fault.code.name).collect();
        assert_eq!(names, expected, "{new:?}");
    }
}

#[test]
fn r125_a_support_institution_and_only_it_names_its_function() {
    let open =
        |role, support_function| Part { role, support_function, span: (day("2026-01-01"), None) };
    let finance = [open(SupportInstitution, Some(SupportFunction::Finance))];
    for (known, new, expected) in [
        (&[][..], open(SupportInstitution, None), Some("support_function_missing")),
        (&[][..], open(Operator, Some(SupportFunction::Finance)), Some("support_function_surplus")),
        (&finance[..], finance[0], Some("participation_overlaps")),
        (&finance[..], open(SupportInstitution, Some(SupportFunction::Research)), None),
    ] {
        let decided = check_participation(known, &new).err();

        assert_eq!(decided.map(|faults| faults[0].code.name), expected, "{new:?}");
    }
}

/// Active pairs on each day by adding up the deltas of each write.
fn folded(deltas: &[Delta], date: NaiveDate) -> i64 {
    let by = deltas.iter().filter(|delta| delta.day.is_some_and(|day| day <= date));
    by.map(|delta| delta.amount).sum()
}

/// Whether some mentored role holds on a day from `first` until `date`.
fn holds_within(parts: &[Part], first: NaiveDate, date: NaiveDate) -> bool {
    parts.iter().any(|part| {
        part.role != SupportInstitution
            && part.span.0 <= date
            && part.span.1.is_none_or(|end| first < end)
    })
}

proptest! {
    #[test]
    fn r101_a_pair_counts_where_a_role_holds_in_the_quarter_so_far_and_is_covered_only_there(
        spans in prop::collection::vec((0i64..250, prop::option::of(1i64..120), 0u8..3), 0..8),
        visited in prop::collection::btree_set(0i64..4, 0..4),
    ) {
        let start = day("2026-01-01");
        let region: RegionCode = "81.02".parse().unwrap();
        let quarters: Vec<Quarter> = visited
            .into_iter()
            .map(|number| Quarter::of(start + chrono::TimeDelta::days(92 * number)))
            .collect();
        let mut parts: Vec<Part> = Vec::new();
        let (mut active, mut covered): (Vec<Delta>, Vec<Delta>) = (Vec::new(), Vec::new());
        let mut count = |before: &[Part], after: &[Part]| {
            active.extend(pair_deltas(&region, before, after));
            covered.extend(covered_deltas(&region, &quarters, before, after));
        };
        for (offset, length, role) in spans {
            let from = start + chrono::TimeDelta::days(offset);
            let role = [Operator, ServiceProvider, SupportInstitution][usize::from(role)];
            let before = parts.clone();
            parts.push(Part { role, support_function: None, span: (from, None) });
            count(&before, &parts);
            // Some participations are ended by a later write.
            if let Some(length) = length {
                let before = parts.clone();
                parts.last_mut().unwrap().span.1 = Some(from + chrono::TimeDelta::days(length));
                count(&before, &parts);
            }
        }

        for date in start.iter_days().take(500) {
            let quarter = Quarter::of(date);
            let holds = holds_within(&parts, quarter.first_day(), date);
            let sum = folded(&covered, date)
                - folded(&covered, quarter.first_day().pred_opt().unwrap());
            prop_assert_eq!(folded(&active, date), i64::from(holds), "{}", date);
            prop_assert_eq!(sum, i64::from(holds && quarters.contains(&quarter)), "{}", date);
        }
    }
}

fn facts(number: u128, kind: StageKind) -> StageFacts {
    let needed_support = vec![SupportFunction::Finance];
    StageFacts { id: stage(number), name: format!("Tahap {number}"), kind, needed_support }
}

fn runs(number: u128, who: u128) -> Actor {
    Actor {
        stage: stage(number),
        organization: organization(who),
        role: Operator,
        support_function: None,
        is_member: true,
    }
}

fn supports(number: u128, who: u128) -> Actor {
    Actor {
        role: SupportInstitution,
        support_function: Some(SupportFunction::Finance),
        ..runs(number, who)
    }
}

fn found(
    stages: &[StageFacts],
    edges: &[(u128, u128)],
    actors: &[Actor],
) -> Vec<(&'static str, Option<StageId>)> {
    let gaps = gaps(stages, &links(edges), actors, day("2026-11-21"));
    gaps.iter().map(|gap| (gap.fault.code.name, gap.stage)).collect()
}

fn market() -> [StageFacts; 2] {
    [facts(1, StageKind::Production), facts(2, StageKind::EndMarket)]
}

#[test]
fn r79_an_empty_chain_lacks_origin_and_end_market_and_a_whole_one_lacks_nothing() {
    let actors = [runs(1, 1), runs(1, 2), runs(2, 3), runs(2, 4), supports(1, 9), supports(2, 9)];

    assert_eq!(found(&[], &[], &[]), [("gap_no_origin", None), ("gap_no_end_market", None)]);
    assert_eq!(found(&market(), &[(1, 2)], &actors), []);
    assert!(is_complete(&market(), &links(&[(1, 2)])));
    // Production that something leads to is no origin.
    assert!(!is_complete(&market(), &links(&[(2, 1)])));
}

#[test]
fn r92_a_stage_with_one_operator_is_a_prompt() {
    let actors = [runs(1, 1), runs(2, 3), runs(2, 4), supports(1, 9), supports(2, 9)];
    let all = gaps(&market(), &links(&[(1, 2)]), &actors, day("2026-11-21"));

    assert_eq!(all.len(), 1);
    assert_eq!((all[0].fault.code.name, all[0].is_prompt), ("prompt_one_actor", true));
    assert_eq!(all[0].organizations, [organization(1)]);
}

#[test]
fn r125_without_the_only_buyer_the_enterprises_before_it_have_no_market() {
    let actors = [runs(1, 1), runs(1, 2), supports(1, 9), supports(2, 9)];
    let all = gaps(&market(), &links(&[(1, 2)]), &actors, day("2026-11-21"));

    let names: Vec<_> = all.iter().map(|gap| (gap.fault.code.name, gap.stage)).collect();
    assert_eq!(names, [("gap_no_market", Some(stage(1))), ("gap_no_operator", Some(stage(2)))]);
    assert_eq!(all[0].organizations, [organization(1), organization(2)]);
}

#[test]
fn r125_support_that_nobody_gives_and_isolated_stages_are_gaps() {
    let lonely = facts(3, StageKind::Logistics);
    let [production, end] = market();
    let actors = [
        runs(1, 1),
        runs(1, 2),
        runs(2, 3),
        runs(2, 4),
        supports(2, 9),
        Actor { is_member: false, ..supports(1, 8) },
    ];

    let all = found(&[production, end, lonely], &[(1, 2)], &actors);

    assert_eq!(
        all,
        [
            ("prompt_former_member", Some(stage(1))),
            ("gap_isolated_stage", Some(stage(3))),
            ("gap_no_operator", Some(stage(3))),
            ("gap_no_support", Some(stage(3))),
        ]
    );
}

#[test]
fn needed_support_is_what_is_named_else_what_is_usual() {
    let named = [SupportFunction::Research, SupportFunction::Finance, SupportFunction::Research];

    let own = needed_support(StageKind::Production, Some(&named));
    assert_eq!(own, [SupportFunction::Finance, SupportFunction::Research]);
    assert_eq!(needed_support(StageKind::Production, Some(&[])), []);
    assert_eq!(
        needed_support(StageKind::Production, None),
        [SupportFunction::Finance, SupportFunction::Extension]
    );
}
