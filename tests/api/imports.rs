//! Imports of organizations over HTTP.

use serde_json::{Value, json};

use crate::support::{Answer, Caller};

mod bulk;
mod cells;
mod memory;
mod places;
mod profiles;
mod real_files;
mod runs;

const IMPORTS: &str = "/api/v1/imports";
const PROFILES: &str = "/api/v1/import-profiles";
const ORGANIZATIONS: &str = "/api/v1/organizations";

/// Uploads a file; `query` without the question mark.
async fn upload(caller: &Caller, query: &str, file: impl AsRef<[u8]>) -> Answer {
    caller.upload(&format!("{IMPORTS}?{query}"), "text/csv", file.as_ref().to_vec()).await
}

/// Outcome and numbers of rows created, updated, unchanged, refused.
fn counts(answer: &Answer) -> (String, [i64; 4]) {
    let import = &answer.json()["import"];
    let number = |name: &str| import[name].as_i64().unwrap_or(-1);
    let outcome = import["outcome"].as_str().unwrap_or_default().to_owned();
    let names = ["rows_created", "rows_updated", "rows_unchanged", "rows_refused"];
    (outcome, names.map(number))
}

/// `row:code` of all findings of a severity, in order.
fn found(answer: &Answer, severity: &str) -> Vec<String> {
    let report = answer.json();
    let remarks = report["remarks"].as_array().cloned().unwrap_or_default();
    remarks
        .iter()
        .filter(|remark| remark["severity"] == severity)
        .map(|remark| format!("{}:{}", remark["row"], remark["code"].as_str().unwrap_or_default()))
        .collect()
}

/// The first finding with this code.
fn remark(answer: &Answer, code: &str) -> Value {
    let report = answer.json();
    let remarks = report["remarks"].as_array().cloned().unwrap_or_default();
    let found = remarks.into_iter().find(|remark| remark["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {}", answer.text))
}

/// Organizations that the caller sees, by name.
async fn organizations(caller: &Caller) -> Vec<Value> {
    let page = caller.get(&format!("{ORGANIZATIONS}?limit=200")).await.expect(200).json();
    let mut items = page["items"].as_array().cloned().unwrap_or_default();
    items.sort_by_key(|item| item["name"].as_str().unwrap_or_default().to_owned());
    items
}

async fn profile(caller: &Caller, name: &str, mapping: Value) {
    caller.post(PROFILES, json!({ "name": name, "mapping": mapping })).await.expect(201);
}
