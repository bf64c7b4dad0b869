//! Every legal parameter that the program carries is read by a rule.

use std::collections::BTreeSet;

use super::tokens::production;
use super::{Source, sources};

/// The keys that no production source names: to change them would change nothing.
fn unread<'a>(keys: &BTreeSet<&'a str>, sources: &[Source]) -> Vec<&'a str> {
    let named: BTreeSet<String> =
        sources.iter().flat_map(production).map(|token| token.text).collect();
    keys.iter().copied().filter(|key| !named.contains(&format!("\"{key}\""))).collect()
}

#[test]
fn every_seeded_parameter_is_read_by_the_program() {
    let keys = kibm_seed::parameters::PARAMETERS.iter().map(|row| row.key).collect();

    let unread = unread(&keys, &sources("backend", &[".rs"]));

    assert!(unread.is_empty(), "seeded, and read by nothing: {unread:?}");
}

#[test]
fn a_parameter_that_is_named_nowhere_or_in_tests_and_comments_alone_is_found() {
    let text = "fn rule() { ask(\"read\"); /* \"remark\" */ }\n\
                #[cfg(test)]\nmod tests { fn case() { ask(\"tested\"); } }";
    let source = Source::sample("backend/src/registry/rules.rs", text);

    let keys = BTreeSet::from(["read", "remark", "tested"]);

    assert_eq!(unread(&keys, &[source]), ["remark", "tested"]);
}
