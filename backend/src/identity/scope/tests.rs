use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn region(code: &str) -> RegionCode {
    code.parse().unwrap()
}

fn grant(role: Role, reach: Reach, from: &str, to: Option<&str>) -> Grant {
    Grant { role, reach, valid_from: day(from), valid_to: to.map(day) }
}

fn actor(grants: Vec<Grant>) -> Actor {
    let user_id = UserId::from_uuid(uuid::Uuid::from_u128(7));
    Actor { user_id, username: "budi".into(), grants, can_write: true }
}

#[test]
fn r114_a_grant_holds_from_its_first_day_until_before_its_end() {
    let reach = Reach::Region(region("81.02"));
    let actor = actor(vec![grant(Role::Mentor, reach, "2026-01-01", Some("2026-02-01"))]);

    assert!(scope(&actor, &[Role::Mentor], day("2025-12-31")).is_empty());
    assert!(!scope(&actor, &[Role::Mentor], day("2026-01-01")).is_empty());
    assert!(!scope(&actor, &[Role::Mentor], day("2026-01-31")).is_empty());
    assert!(scope(&actor, &[Role::Mentor], day("2026-02-01")).is_empty());
}

#[test]
fn r114_only_grants_of_the_asked_roles_count() {
    let actor = actor(vec![
        grant(Role::Auditor, Reach::National, "2026-01-01", None),
        grant(Role::Mentor, Reach::Region(region("33.01")), "2026-01-01", None),
    ]);

    let scope = scope(&actor, &[Role::Mentor], day("2026-06-01"));

    assert!(scope.covers_region(&region("33.01.05")));
    assert!(!scope.covers_region(&region("33.02")));
}

#[test]
fn r115_a_region_reaches_by_whole_segments_only() {
    let actor =
        actor(vec![grant(Role::Auditor, Reach::Region(region("81.02")), "2026-01-01", None)]);

    let scope = scope(&actor, &[Role::Auditor], day("2026-06-01"));

    assert!(scope.covers_region(&region("81.02.16.2003")));
    assert!(!scope.covers_region(&region("81")));
    assert!(!scope.covers_region(&region("81.01.02.2003")));
}

#[test]
fn an_organization_grant_reaches_that_organization_only() {
    let mine = OrganizationId::from_uuid(uuid::Uuid::from_u128(1));
    let other = OrganizationId::from_uuid(uuid::Uuid::from_u128(2));
    let actor =
        actor(vec![grant(Role::EnterpriseOfficer, Reach::Organization(mine), "2026-01-01", None)]);

    let scope = scope(&actor, &[Role::EnterpriseOfficer], day("2026-06-01"));

    assert!(scope.covers(&region("81.02.16.2003"), mine));
    assert!(!scope.covers(&region("81.02.16.2003"), other));
}
