use super::*;

#[test]
fn passwords_are_judged_by_length_and_guessability() {
    for (password, accepted) in [
        ("elevenchars", false),
        ("twelve chars", true),
        ("aaaaaaaaaaaaaaa", false),
        ("budi-budi-budi", false),
        (&"x1".repeat(65), false),
        ("rumput laut kei 2026", true),
    ] {
        assert_eq!(check_password(password, "budi", "/password").is_ok(), accepted, "{password}");
    }
}

#[test]
fn a_lock_ends_by_itself() {
    let now = DateTime::from_timestamp(1_000_000, 0).unwrap();

    assert!(!is_locked(None, now));
    assert!(is_locked(Some(now + TimeDelta::microseconds(1)), now));
    assert!(!is_locked(Some(now), now));
}

#[test]
fn a_password_that_somebody_else_set_serves_in_time_and_for_the_change_only() {
    let now = DateTime::from_timestamp(1_000_000, 0).unwrap();
    let check = |until, new| {
        check_new_password(until, "budi", "pasir putih kei", new).map_err(|fault| fault.code.name)
    };

    assert!(!is_expired(None, now));
    assert!(!is_expired(Some(now + TimeDelta::microseconds(1)), now));
    assert!(is_expired(Some(now), now));
    for (until, new, expected) in [
        (None, None, Ok(())),
        (None, Some("teluk yang tenang"), Ok(())),
        (None, Some("pendek"), Err("weak_password")),
        (Some(now), None, Err("new_password_needed")),
        (Some(now), Some("pasir putih kei"), Err("new_password_needed")),
        (Some(now), Some("pendek"), Err("weak_password")),
        (Some(now), Some("teluk yang tenang"), Ok(())),
    ] {
        assert_eq!(check(until, new), expected, "{until:?} {new:?}");
    }
}
