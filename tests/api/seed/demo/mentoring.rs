//! Mentors and logs of the demonstration.

use super::{day, load, organizations, unique};
use kibm_seed::demo::LogStatus;
use std::collections::{BTreeMap, HashMap};

#[test]
fn r94_every_log_falls_into_its_assignment_and_its_stage() {
    let demo = load();
    let people = unique(demo.registry.persons.iter().map(|p| p.key.as_str()));
    let bodies = organizations(&demo);
    let parts: Vec<_> = demo.cluster.chains.iter().flat_map(|c| &c.participations).collect();

    assert!(demo.mentoring.mentors.iter().all(
        |m| people.contains(m.person.as_str()) && bodies.contains_key(m.organization.as_str())
    ));
    for duty in &demo.mentoring.assignments {
        let mentor = demo.mentoring.mentors.iter().find(|m| m.key == duty.mentor);
        assert!(mentor.is_some_and(|m| m.started_on <= duty.from), "{duty:?}");
        assert!(
            parts.iter().any(|p| p.organization == duty.organization
                && p.stage == duty.stage
                && p.role != "support_institution"
                && p.from <= duty.from),
            "{duty:?}"
        );
    }
    assert!((140..=160).contains(&demo.mentoring.logs.len()));
    unique(demo.mentoring.logs.iter().map(|l| l.key.as_str()));
    for log in &demo.mentoring.logs {
        let held = log.started_at.date_naive();
        assert!(
            demo.mentoring.assignments.iter().any(|a| a.mentor == log.mentor
                && a.organization == log.organization
                && a.stage == log.stage
                && a.from <= held),
            "{}",
            log.key
        );
        let minutes = (log.ended_at - log.started_at).num_minutes();
        assert!((30..=240).contains(&minutes), "{}", log.key);
        assert_eq!(log.started_at.offset().local_minus_utc(), 9 * 3600, "Kei keeps WIT");
        assert!((day("2025-11-01")..=day("2026-10-31")).contains(&held), "{}", log.key);
        let heads = log.participants;
        assert!(heads.women.max(heads.youth).max(heads.disability) <= heads.total);
    }
}

#[test]
fn r98_no_mentor_is_in_two_places_at_once() {
    let demo = load();
    let mut visits: BTreeMap<&str, Vec<_>> = BTreeMap::new();

    for log in &demo.mentoring.logs {
        visits.entry(&log.mentor).or_default().push((log.started_at, log.ended_at, &log.key));
    }
    for list in visits.values_mut() {
        list.sort();
        for pair in list.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{} overlaps {}", pair[0].2, pair[1].2);
        }
    }
}

#[test]
fn r99_logs_are_verified_by_somebody_else_and_most_are_verified() {
    let demo = load();
    let users: HashMap<_, _> =
        demo.registry.users.iter().map(|u| (u.username.as_str(), u)).collect();
    let author: HashMap<_, _> =
        demo.mentoring.mentors.iter().map(|m| (m.key.as_str(), m.person.as_str())).collect();
    let today = day("2026-11-21");

    for log in &demo.mentoring.logs {
        assert!(log.synced_at >= log.ended_at && log.synced_at.date_naive() <= today);
        assert_eq!(log.comment.is_some(), log.status == LogStatus::Returned, "{}", log.key);
        assert_eq!(log.verified_by.is_none(), log.status == LogStatus::Submitted, "{}", log.key);
        if let (Some(user), Some(at)) = (&log.verified_by, log.verified_at) {
            let verifier = users[user.as_str()].person.as_deref();
            assert_ne!(verifier, Some(author[log.mentor.as_str()]), "{}", log.key);
            assert!(at >= log.synced_at && at.date_naive() <= today, "{}", log.key);
        }
    }
    let verified = demo.mentoring.logs.iter().filter(|l| l.status == LogStatus::Verified).count();
    assert!(verified * 10 >= demo.mentoring.logs.len() * 8);
    assert!(verified < demo.mentoring.logs.len());
}
