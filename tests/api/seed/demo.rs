//! The demonstration is whole: every key leads somewhere, numbers pass the
//! checks of form, and the story told by the data keeps the rules.

mod chain;
mod investment;
mod mentoring;
mod registry;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kibm_seed::demo::{self, Demo, Kind, Organization};

fn load() -> Demo {
    demo::load().expect("the embedded demonstration can be read")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Sen of a wire amount, `"150000.00"`.
fn sen(amount: &str) -> i64 {
    let (rupiah, cents) = amount.split_once('.').expect("two decimals");
    assert_eq!(cents.len(), 2, "{amount}");
    format!("{rupiah}{cents}").parse().expect("digits")
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

fn unique<'a>(keys: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    for key in keys {
        assert!(seen.insert(key), "{key} stands twice");
    }
    seen
}

fn organizations(demo: &Demo) -> HashMap<&str, &Organization> {
    demo.registry.organizations.iter().map(|o| (o.key.as_str(), o)).collect()
}

#[test]
fn identifiers_of_the_demo_are_stable_and_tell_kinds_apart() {
    let cooperative = demo::id(Kind::Organization, "koperasi");

    assert_eq!(cooperative, demo::id(Kind::Organization, "koperasi"));
    assert_ne!(cooperative, demo::id(Kind::Membership, "koperasi"));
    assert_ne!(cooperative, demo::id(Kind::Organization, "lsm"));
    assert_eq!(cooperative.to_string(), "01f3f09b-5032-5bb0-b477-e6166b34cd13");
}
