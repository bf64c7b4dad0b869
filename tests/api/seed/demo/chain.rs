//! Cluster, chains and published numbers of the demonstration.

use super::{day, load, organizations, sen, unique};
use kibm_seed::demo::Link;
use std::collections::HashMap;

#[test]
fn r79_chains_have_an_origin_an_end_market_a_branch_a_join_and_no_cycle() {
    let demo = load();

    unique(demo.cluster.chains.iter().flat_map(|c| c.stages.iter().map(|s| s.key.as_str())));
    for chain in &demo.cluster.chains {
        let position: HashMap<_, _> =
            chain.stages.iter().map(|s| (s.key.as_str(), s.position)).collect();
        for link in &chain.links {
            assert!(position[link.from.as_str()] < position[link.to.as_str()], "{link:?}");
        }
        assert!(chain.stages.iter().any(|s| s.kind == "input_supply"));
        assert!(chain.stages.iter().any(|s| s.kind == "end_market"));
    }
    let value = &demo.cluster.chains[0];
    let count = |key: &str, end: fn(&Link) -> &str| {
        value.links.iter().filter(|link| end(link) == key).count()
    };
    assert!(value.stages.iter().any(|s| count(&s.key, |l| &l.from) > 1), "no branch");
    assert!(value.stages.iter().any(|s| count(&s.key, |l| &l.to) > 1), "no join");
}

#[test]
fn r125_the_demo_leaves_a_stage_without_operator_and_support_without_institution() {
    let demo = load();
    let bodies = organizations(&demo);
    let value = &demo.cluster.chains[0];

    for part in demo.cluster.chains.iter().flat_map(|c| &c.participations) {
        let founded = bodies[part.organization.as_str()].founded_on;
        assert!(founded.is_none_or(|founded| founded <= part.from), "{part:?}");
        assert_eq!(part.role == "support_institution", part.support_function.is_some());
    }
    let has_operator =
        |stage: &str| value.participations.iter().any(|p| p.stage == stage && p.role == "operator");
    let without: Vec<_> =
        value.stages.iter().map(|s| s.key.as_str()).filter(|s| !has_operator(s)).collect();
    assert_eq!(without, ["pengapalan"]);
    let assured = value
        .participations
        .iter()
        .any(|p| p.support_function.as_deref() == Some("quality_assurance"));
    assert!(!assured && value.stages.iter().any(|s| s.needed_support.len() > 1));
}

#[test]
fn r93_the_cluster_moves_phase_by_phase_with_evidence_and_back_with_a_reason() {
    let demo = load();
    let order = ["perencanaan", "persiapan_masyarakat", "pembangunan_industri"];
    let phases = &demo.cluster.cluster.phases;
    let rank = |phase: &str| order.iter().position(|p| *p == phase).expect("a phase");

    assert_eq!(rank(&phases[0].phase), 0);
    for pair in phases.windows(2) {
        assert!(pair[0].entered_on < pair[1].entered_on);
        assert!(!pair[1].reason.is_empty());
        if pair[1].direction == "forward" {
            assert_eq!(rank(&pair[1].phase), rank(&pair[0].phase) + 1);
            assert!(!pair[1].evidence.is_empty());
        } else {
            assert!(rank(&pair[1].phase) < rank(&pair[0].phase));
        }
    }
    assert!(phases.iter().any(|step| step.direction == "back"));
}

#[test]
fn r124_the_orchestrator_has_a_term_and_another_person_as_deputy() {
    let demo = load();
    let people = unique(demo.registry.persons.iter().map(|p| p.key.as_str()));
    let bodies = organizations(&demo);
    let cluster = &demo.cluster.cluster;

    assert_eq!(cluster.orchestrators.len(), 1);
    let term = &cluster.orchestrators[0];
    assert!(people.contains(term.orchestrator.as_str()) && people.contains(term.deputy.as_str()));
    assert_ne!(term.orchestrator, term.deputy);
    assert!(term.from <= cluster.founded_on && term.until > day("2026-11-21"));
    assert!(bodies.contains_key(cluster.lead_organization.as_str()));
    for member in &cluster.members {
        let founded = bodies[member.organization.as_str()].founded_on;
        assert!(founded.is_none_or(|founded| founded <= member.joined_on), "{member:?}");
    }
}

#[test]
fn published_numbers_carry_their_source_and_the_known_slips() {
    let demo = load();

    assert!(demo.cluster.margins.iter().all(|m| m.origin.source().is_some()));
    assert!(demo.cluster.facts.iter().all(|f| f.origin.source().is_some()));
    let margins: Vec<_> = demo
        .cluster
        .margins
        .iter()
        .map(|m| (m.selling_price.as_str(), m.margin.as_str(), m.margin_percent.as_str()))
        .collect();
    assert_eq!(
        margins,
        [
            ("6500.00", "287.67", "4.43"),
            ("7500.00", "550.00", "7.35"),
            ("9000.00", "850.00", "9.46")
        ]
    );
    for row in &demo.cluster.margins {
        assert_eq!(sen(&row.selling_price) - sen(&row.total), sen(&row.margin), "{}", row.actor);
    }
}
