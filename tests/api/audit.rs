//! Every mutation leaves an audit event (R116).
//!
//! Two sides of one rule: here every operation that changes anything is found
//! to have an act of its name in the code, and `support::audited` checks after
//! each answer of every test that tells of a change that its request left an event.

use std::path::{Path, PathBuf};

use kibm::identity::gate::operation_ids;
use kibm::openapi;

use crate::support::audited::CHANGE_NOTHING;

/// Operations whose act bears another name, and which.
const OTHER_NAMES: &[(&str, &str)] = &[
    // Each item of a batch leaves the event that it would leave alone.
    ("create_mentoring_logs", "create_mentoring_log"),
    ("record_ledger_transactions", "record_contribution"),
    ("import_patronage", "save_patronage"),
    // It is the contribution that pays.
    ("record_pledge_payment", "record_contribution"),
];

#[test]
fn r116_every_operation_that_changes_anything_has_an_act_of_its_name() {
    let sources = acts();
    let (_, document) = openapi::routes_and_document();
    let operations = document.paths.paths.values().flat_map(operation_ids);
    let mutations = operations.filter(|(method, _)| method.as_str() != "GET");
    let mutations: Vec<_> =
        mutations.filter(|(_, id)| !CHANGE_NOTHING.contains(&id.as_str())).collect();
    assert!(!mutations.is_empty());
    let silent: Vec<String> = mutations
        .into_iter()
        .map(|(_, id)| {
            let other = OTHER_NAMES.iter().find(|(operation, _)| *operation == id);
            other.map_or(id, |(_, act)| (*act).to_owned())
        })
        .filter(|act| !sources.contains(&format!("\"{act}\"")))
        .collect();

    assert!(silent.is_empty(), "no act is named after {silent:?}");
}

/// The text of all actions, and of the journal, which posts for them.
fn acts() -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../backend/src");
    let mut text = String::new();
    gather(&root, &mut text);
    text
}

fn gather(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, text);
        } else if ["actions", "journal"].iter().any(|room| path.to_string_lossy().contains(room)) {
            text.push_str(&std::fs::read_to_string(&path).expect("a source reads"));
        }
    }
}
