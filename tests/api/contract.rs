//! What the repository commits must be what the code makes.

use std::path::PathBuf;

use kibm::openapi;
use serde_json::Value;

fn committed(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs").join(path);
    std::fs::read_to_string(file).expect("the page is committed")
}

#[test]
fn the_committed_openapi_document_is_the_one_that_the_code_makes() {
    let (_, document) = openapi::routes_and_document();
    let made = serde_json::to_string_pretty(&document).unwrap() + "\n";

    assert!(
        committed("openapi.json") == made,
        "write it again: cargo run -p kibm -- openapi > docs/openapi.json"
    );
}

#[test]
fn the_committed_register_of_problems_is_the_one_that_the_code_makes() {
    let made = openapi::problems_markdown();

    assert!(
        committed("problems.md") == made,
        "write it again: cargo run -p kibm -- openapi --problems > docs/problems.md"
    );
}

/// The targets of all `$ref`s in a part of the document.
fn references(part: &Value) -> Vec<&str> {
    match part {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_reference_of_the_document_resolves() {
    let (_, document) = openapi::routes_and_document();
    let document = serde_json::to_value(&document).unwrap();

    let mut dangling = references(&document);
    let all = dangling.len();
    dangling.retain(|to| to.strip_prefix('#').and_then(|at| document.pointer(at)).is_none());

    assert!(all > 500, "{all} references were found");
    assert!(dangling.is_empty(), "{dangling:?}");
}

#[test]
fn r120_every_list_and_dashboard_is_also_given_as_csv() {
    let (_, document) = openapi::routes_and_document();
    let (mut lists, mut without) = (0, Vec::new());
    for (path, item) in &document.paths.paths {
        let Some(operation) = &item.get else { continue };
        let answers = serde_json::to_value(&operation.responses).unwrap();
        let kinds = &answers["200"]["content"];
        let named = operation.operation_id.as_ref().is_some_and(|id| id.starts_with("list_"));
        let list = named || kinds.to_string().contains("Page_");
        lists += i32::from(list);
        let listed = list || path.contains("dashboard");
        if listed && kinds["text/csv"].is_null() {
            without.push(path);
        }
    }

    assert!(lists > 0, "no operation is a list");
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_fault_code_is_named_once() {
    let names: Vec<&str> = openapi::codes().iter().map(|code| code.name).collect();
    let mut distinct = names.clone();
    distinct.dedup();

    assert_eq!(names, distinct);
}

/// The names between braces in a text.
fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn r118_every_code_tells_in_both_languages_what_is_wrong_and_with_the_same_arguments() {
    for code in openapi::codes() {
        let name = code.name;
        let stable = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
        assert!(name.chars().all(stable) && !name.is_empty(), "{name}");
        for (text, least) in [(&code.title, 3), (&code.detail, 10)] {
            assert!(text.id.len() >= least && text.en.len() >= least, "{name} is hardly told");
            assert_ne!(text.id, text.en, "{name} is told in one language");
        }
        // A reason that is made in each language is an argument of its own.
        let shared = |text: &'static str| {
            let named = placeholders(text).into_iter();
            let mut named: Vec<&str> =
                named.map(|name| name.trim_end_matches("_id").trim_end_matches("_en")).collect();
            named.sort_unstable();
            named.dedup();
            named
        };
        assert_eq!(shared(code.detail.id), shared(code.detail.en), "{name}");
    }
}
