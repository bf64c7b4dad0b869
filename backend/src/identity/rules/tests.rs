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
