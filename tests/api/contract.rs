//! What the repository commits must be what the code makes.

use std::path::PathBuf;

use kibm::openapi;

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
