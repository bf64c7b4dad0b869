use super::*;

fn asked(terms: &ClassTerms, kind: InstrumentKind, issued: Money) -> Vec<(&'static str, String)> {
    let nominal = (kind == InstrumentKind::Saham).then(|| rupiah(1_000));
    let faults = check_terms(&TermsRequest {
        kind,
        nominal,
        latest: None,
        issued,
        last_inflow: None,
        today: day("2026-06-01"),
        terms,
    });
    faults.into_iter().map(|fault| (fault.code.name, fault.pointer)).collect()
}

#[test]
fn terms_hold_until_those_of_a_later_day() {
    let later = ClassTerms { valid_from: day("2026-05-01"), ..open() };
    let terms = [open(), later];
    for (on, expected) in [
        ("2025-12-31", None),
        ("2026-01-01", Some("2026-01-01")),
        ("2026-04-30", Some("2026-01-01")),
        ("2026-05-01", Some("2026-05-01")),
        ("2030-01-01", Some("2026-05-01")),
    ] {
        assert_eq!(in_force(&terms, day(on)).map(|it| it.valid_from), expected.map(day), "{on}");
    }
}

#[test]
fn r31_only_shares_have_votes_of_their_own() {
    let voting = ClassTerms { votes_per_share: Some(2), ..open() };
    use InstrumentKind as Kind;
    for (kind, refused) in [
        (Kind::Saham, false),
        (Kind::SimpananPokok, true),
        (Kind::SimpananSukarela, true),
        (Kind::ModalPenyertaan, true),
        (Kind::PenyertaanModalMasyarakat, true),
    ] {
        let expected = refused.then(|| ("instrument_terms", "/votes_per_share".to_owned()));
        assert_eq!(asked(&voting, kind, Money::ZERO), Vec::from_iter(expected), "{kind:?}");
    }
}

#[test]
fn r31_a_share_has_one_vote_unless_its_class_says_otherwise() {
    let none = ClassTerms { votes_per_share: Some(0), ..open() };
    let ten = ClassTerms { valid_from: day("2026-05-01"), votes_per_share: Some(10), ..open() };
    let terms = [none, ten];
    assert_eq!(votes_per_share(&[], day("2026-06-01")), 1);
    assert_eq!(votes_per_share(&[open()], day("2026-06-01")), 1);
    assert_eq!(votes_per_share(&terms, day("2025-12-31")), 1);
    assert_eq!(votes_per_share(&terms, day("2026-04-30")), 0);
    assert_eq!(votes_per_share(&terms, day("2026-05-01")), 10);
}

#[test]
fn terms_of_savings_leave_what_the_law_sets() {
    let all = ClassTerms {
        minimum: Some(rupiah(1)),
        maximum: Some(rupiah(9)),
        sort: HolderSort::Individuals,
        members_only: true,
        regions: vec![region("81.02")],
        issuable: Some(rupiah(9)),
        lock_in: Some(LockIn::Days(30)),
        ..open()
    };
    let pointers = |kind| -> Vec<String> {
        let mut found: Vec<String> =
            asked(&all, kind, Money::ZERO).into_iter().map(|(_, pointer)| pointer).collect();
        found.sort();
        found
    };
    assert_eq!(
        pointers(InstrumentKind::SimpananPokok),
        [
            "/holders",
            "/issuable_total",
            "/lock_in_days",
            "/maximum",
            "/members_only",
            "/minimum",
            "/regions"
        ]
    );
    assert_eq!(
        pointers(InstrumentKind::SimpananWajib),
        ["/holders", "/issuable_total", "/lock_in_days", "/members_only", "/regions"]
    );
    assert!(pointers(InstrumentKind::SimpananSukarela).is_empty());
    assert!(pointers(InstrumentKind::ModalPenyertaan).is_empty());
    // A village enterprise has holders and no members.
    assert_eq!(pointers(InstrumentKind::PenyertaanModalMasyarakat), ["/members_only"]);
}

#[test]
fn bounds_of_shares_are_whole_shares_and_leave_room() {
    let saham = InstrumentKind::Saham;
    let with = |minimum, maximum, issuable| ClassTerms {
        minimum: Some(rupiah(minimum)),
        maximum: Some(rupiah(maximum)),
        issuable: Some(rupiah(issuable)),
        ..open()
    };
    for (terms, expected) in [
        (with(1_000, 1_000, 1_000), vec![]),
        (with(1_000, 2_500, 9_000), vec![("shares_nominal", "/maximum")]),
        (with(2_000, 1_000, 9_000), vec![("terms_contradict", "/maximum")]),
        (with(9_000, 9_000, 8_000), vec![("terms_contradict", "/issuable_total")]),
        (with(0, 1_000, 9_000), vec![("amount_not_positive", "/minimum")]),
    ] {
        let expected: Vec<(&str, String)> =
            expected.into_iter().map(|(name, pointer)| (name, pointer.to_owned())).collect();
        assert_eq!(asked(&terms, saham, Money::ZERO), expected, "{terms:?}");
    }
}

#[test]
fn the_total_is_never_below_what_is_issued() {
    let total = ClassTerms { issuable: Some(rupiah(5_000)), ..open() };
    let saham = InstrumentKind::Saham;
    assert_eq!(asked(&total, saham, rupiah(5_000)), []);
    let below = [("total_below_issued", "/issuable_total".to_owned())];
    assert_eq!(asked(&total, saham, rupiah(6_000)), below);
}

#[test]
fn the_first_terms_may_begin_in_the_past_and_a_change_may_not() {
    let today = day("2026-06-01");
    for (from, latest, expected) in [
        ("2020-01-01", None, &[][..]),
        ("2026-07-01", None, &[][..]),
        ("1899-12-31", None, &["date_too_early"][..]),
        ("2026-06-01", Some("2026-01-01"), &[][..]),
        ("2026-05-31", Some("2026-01-01"), &["date_too_early"][..]),
        ("2026-01-01", Some("2026-01-01"), &["terms_period"][..]),
        ("2026-07-01", Some("2026-07-01"), &["terms_period"][..]),
    ] {
        let terms = ClassTerms { valid_from: day(from), ..open() };
        let faults = check_terms(&TermsRequest {
            kind: InstrumentKind::ModalPenyertaan,
            nominal: None,
            latest: latest.map(day),
            issued: Money::ZERO,
            last_inflow: None,
            today,
            terms: &terms,
        });
        assert_eq!(names(&faults), expected, "{from} after {latest:?}");
    }
}

#[test]
fn who_may_hold_is_judged_by_sort_membership_and_home() {
    let person = HolderFacts { is_person: true, is_member: false, region: None };
    let member = HolderFacts { is_member: true, ..person };
    let organization = HolderFacts { is_person: false, ..person };
    let here = HolderFacts { region: Some(region("81.02.16.2003")), ..person };
    let there = HolderFacts { region: Some(region("81.02.16.2004")), ..person };
    let individuals = ClassTerms { sort: HolderSort::Individuals, ..open() };
    let organizations = ClassTerms { sort: HolderSort::Organizations, ..open() };
    let members = ClassTerms { members_only: true, ..open() };
    let village = ClassTerms { regions: vec![region("81.02.16.2003")], ..open() };
    let two = ClassTerms { regions: vec![region("81.02.16.2003"), region("81.02.16")], ..open() };
    for (terms, holder, fits) in [
        (&open(), person, true),
        (&open(), organization, true),
        (&individuals, person, true),
        (&individuals, organization, false),
        (&organizations, organization, true),
        (&organizations, person, false),
        (&members, member, true),
        (&members, person, false),
        (&village, here, true),
        (&village, there, false),
        (&village, person, false),
        (&two, there, true),
    ] {
        let found = check_holder(terms, &holder).map(|fault| fault.code.name);
        assert_eq!(found, (!fits).then_some("not_eligible"), "{terms:?} {holder:?}");
    }
}

#[test]
fn what_comes_in_is_bounded_per_holder_and_in_all() {
    let terms = [ClassTerms {
        minimum: Some(rupiah(100)),
        maximum: Some(rupiah(500)),
        issuable: Some(rupiah(900)),
        ..open()
    }];
    for (after, issued, expected) in [
        (100, Some(900), &[][..]),
        (500, None, &[][..]),
        (99, Some(99), &["below_minimum"][..]),
        (501, Some(501), &["above_maximum"][..]),
        (500, Some(901), &["issuable_exhausted"][..]),
        (501, Some(901), &["above_maximum", "issuable_exhausted"][..]),
    ] {
        let found = check_inflow(&terms, day("2026-02-01"), rupiah(after), issued.map(rupiah));
        assert_eq!(names(&found), expected, "{after} {issued:?}");
    }
    // Before the terms nothing is bounded but what they say of all that is issued.
    let before = check_inflow(&terms, day("2025-12-31"), rupiah(501), Some(rupiah(901)));
    assert_eq!(names(&before), ["issuable_exhausted"]);
}

#[test]
fn what_is_issued_fits_the_terms_that_are_set_for_later_too() {
    let terms = [
        ClassTerms { issuable: Some(rupiah(900)), ..open() },
        ClassTerms { valid_from: day("2026-05-01"), issuable: Some(rupiah(600)), ..open() },
    ];
    let found = |issued| {
        let faults = check_inflow(&terms, day("2026-02-01"), rupiah(1), Some(rupiah(issued)));
        names(&faults)
    };
    assert!(found(600).is_empty());
    assert_eq!(found(601), ["issuable_exhausted"]);
    let raised = [
        ClassTerms { issuable: Some(rupiah(600)), ..open() },
        ClassTerms { valid_from: day("2026-05-01"), issuable: Some(rupiah(900)), ..open() },
    ];
    let after = check_inflow(&raised, day("2026-05-01"), rupiah(1), Some(rupiah(900)));
    assert!(after.is_empty());
}

#[test]
fn who_keeps_something_keeps_the_least() {
    let terms = [ClassTerms { minimum: Some(rupiah(100)), ..open() }];
    let check = |left| check_remainder(&terms, day("2026-02-01"), rupiah(left)).is_ok();
    assert!(check(0) && check(100) && check(101));
    assert!(!check(99));
}

#[test]
fn terms_with_a_lock_in_begin_after_what_is_there_and_none_too_far_ahead() {
    let today = day("2026-06-01");
    let lock = Some(LockIn::Days(1));
    for (from, lock_in, last, expected) in [
        ("2026-01-01", lock, None, &[][..]),
        ("2026-01-02", lock, Some("2026-01-01"), &[][..]),
        ("2026-01-01", lock, Some("2026-01-01"), &["lock_in_late"][..]),
        ("2026-01-01", None, Some("2026-01-01"), &[][..]),
        ("2031-06-01", None, None, &[][..]),
        ("2031-06-02", None, None, &["terms_too_far"][..]),
    ] {
        let terms = ClassTerms { valid_from: day(from), lock_in, ..open() };
        let faults = check_terms(&TermsRequest {
            kind: InstrumentKind::ModalPenyertaan,
            nominal: None,
            latest: None,
            issued: Money::ZERO,
            last_inflow: last.map(day),
            today,
            terms: &terms,
        });
        assert_eq!(names(&faults), expected, "{from} {last:?}");
    }
}

#[test]
fn cancelled_terms_leave_nothing_above_a_total_and_nothing_locked_that_was_free() {
    let (moved, slip) = (day("2026-05-15"), day("2026-05-01"));
    let below = ["total_below_issued"];
    let total_from = |later: &str, before: Option<i64>, then: Option<i64>| {
        let before = ClassTerms { issuable: before.map(rupiah), ..open() };
        let then = ClassTerms { valid_from: day(later), issuable: then.map(rupiah), ..open() };
        vec![before, then]
    };
    let before = |lock_in: Option<LockIn>, issuable: Option<i64>| {
        vec![ClassTerms { lock_in, issuable: issuable.map(rupiah), ..open() }]
    };
    let months = |months| Some(LockIn::Months(months));
    for (lock_in, rest, issued, last, expected) in [
        (None, vec![], 900, Some("2026-05-02"), &[][..]),
        (months(600), before(months(6), None), 900, Some("2026-05-02"), &[][..]),
        (None, before(months(6), None), 900, Some("2026-05-01"), &["cancellation_locks"][..]),
        (None, before(months(6), None), 900, Some("2026-04-30"), &[][..]),
        (None, before(None, Some(900)), 900, None, &[][..]),
        (None, before(None, Some(899)), 900, None, &["total_below_issued"][..]),
        // Those of today have a higher total, but not those of the last posting.
        (None, total_from("2026-05-20", Some(899), Some(9000)), 900, None, &below[..]),
        (None, total_from("2026-05-15", Some(899), Some(9000)), 900, None, &[][..]),
        (None, total_from("2026-12-01", None, Some(899)), 900, None, &below[..]),
    ] {
        let cancelled = ClassTerms { valid_from: slip, lock_in, ..open() };
        let issued = rupiah(issued);
        let faults = check_cancellation(&cancelled, &rest, issued, last.map(day), Some(moved));
        assert_eq!(names(&faults), expected, "{lock_in:?} {rest:?} {last:?}");
    }
}

#[test]
fn r117_what_is_dated_before_the_terms_of_today_passes_by_what_they_say() {
    let today = day("2026-11-21");
    let member = HolderFacts { is_person: true, is_member: true, region: None };
    let now = ClassTerms { valid_from: day("2026-10-01"), ..open() };
    let capped = ClassTerms { maximum: Some(rupiah(100)), ..now.clone() };
    let least = ClassTerms { minimum: Some(rupiah(50)), ..now.clone() };
    let locked = ClassTerms { lock_in: Some(LockIn::Months(6)), ..now.clone() };
    let over = ClassTerms { lock_in: Some(LockIn::Days(30)), ..now.clone() };
    let bodies = ClassTerms { sort: HolderSort::Organizations, ..now.clone() };
    for (terms, on, after, gets, expected) in [
        (&now, "2026-09-30", 900, true, false),
        (&capped, "2026-09-30", 100, true, false),
        (&capped, "2026-09-30", 101, true, true),
        // Under its own terms it is refused or not; nothing is passed by.
        (&capped, "2026-10-01", 101, true, false),
        (&capped, "2026-09-30", 101, false, false),
        (&least, "2026-09-30", 49, false, true),
        (&least, "2026-09-30", 0, false, false),
        (&least, "2026-09-30", 50, false, false),
        (&locked, "2026-09-30", 1, true, true),
        (&over, "2026-09-30", 1, true, false),
        (&bodies, "2026-09-30", 1, true, true),
        (&bodies, "2026-09-30", 1, false, false),
    ] {
        let terms = [open(), terms.clone()];
        let found = passes_by(&terms, (day(on), today), rupiah(after), gets.then_some(&member));
        assert_eq!(found, expected, "{terms:?} {on} {after} {gets}");
        // Nor where no terms held before.
        let found =
            passes_by(&terms[1..], (day(on), today), rupiah(after), gets.then_some(&member));
        assert_eq!(found, expected, "{terms:?} {on} {after} {gets} alone");
    }
    assert!(!passes_by(&[], (day("2026-09-30"), today), rupiah(1), Some(&member)));
}
