use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use kibm_seed::demo::{self, Kind};
use serde_json::{Value, json};

use super::{Nest, officer};
use crate::support::{Answer, TestApp};

const PATH: &str = "/api/v1/ownership/exports";

fn draft(organization: impl ToString, persons: &str) -> Value {
    json!({
        "organization_id": organization.to_string(), "persons": persons,
        "purpose": "Laporan pemilik manfaat",
    })
}

/// Leaves an export for the validator that `tests/run` starts afterwards.
fn leave(name: &str, export: &Answer) {
    keep(name, &export.text);
}

fn keep(name: &str, text: &str) {
    if let Ok(folder) = std::env::var("KIBM_BODS_OUT") {
        let file = Path::new(&folder).join(format!("{name}.json"));
        std::fs::write(file, text).expect("the folder takes files");
    }
}

fn of_type<'a>(export: &'a Value, kind: &str) -> Vec<&'a Value> {
    let all = export.as_array().expect("an export is a list").iter();
    all.filter(|statement| statement["recordType"] == kind).collect()
}

#[tokio::test]
async fn the_circle_is_exported_with_stable_ids_and_shares_of_a_hundred() {
    let nest = Nest::spawn().await;

    let export = nest.admin.post(PATH, draft(nest.perseroda, "withheld")).await.expect(200);
    leave("circle", &export);
    nest.app.state.clock.set("2026-11-21T20:00:00Z".parse().unwrap());
    let mut same_day = draft(nest.perseroda, "withheld");
    same_day["as_of"] = json!("2026-11-21");
    let again = nest.admin.post(PATH, same_day).await.expect(200).json();

    let export = export.json();
    assert_eq!(of_type(&export, "entity").len(), 6);
    assert_eq!(of_type(&export, "person").len(), 0);
    let ids = |export: &Value| -> BTreeSet<String> {
        let all = export.as_array().unwrap().iter();
        all.map(|statement| statement["statementId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&export), ids(&again));
    assert_eq!(ids(&export).len(), export.as_array().unwrap().len());
    let of_perseroda = format!("organization-{}", nest.perseroda);
    let shares: Vec<String> = of_type(&export, "relationship")
        .iter()
        .filter(|statement| statement["recordDetails"]["subject"] == of_perseroda)
        .map(|statement| statement["recordDetails"]["interests"][0]["share"]["exact"].to_string())
        .collect();
    assert_eq!(shares.len(), 3);
    assert!(shares.contains(&"51".to_owned()), "{shares:?}");
}

#[tokio::test]
async fn persons_are_named_only_to_who_sees_all_of_them_and_the_purpose_is_on_record() {
    let nest = Nest::spawn().await;
    let keeper = nest.app.keeper(Role::EnterpriseOfficer, nest.bum_desa).await;
    let named = draft(nest.bum_desa, "named");

    let full = nest.admin.post(PATH, named.clone()).await.expect(200);
    leave("named", &full);
    let refused = keeper.post(PATH, named.clone()).await;
    let regional = officer(&nest.app).await.post(PATH, named).await;
    let withheld = keeper.post(PATH, draft(nest.bum_desa, "withheld")).await.expect(200);

    assert_eq!(of_type(&full.json(), "person").len(), 3);
    assert!(full.text.contains("Maria Rahayaan"));
    assert_eq!((refused.status, regional.status), (403, 403));
    assert!(!withheld.text.contains("Maria"));
    let events = nest.admin.get("/api/v1/audit-events?action=create_ownership_export").await;
    let events = events.expect(200).json();
    assert_eq!(events["items"][0]["reason"], "Laporan pemilik manfaat");
    assert_eq!(events["items"][0]["after"]["persons"], 3);
}

#[tokio::test]
async fn declared_and_undeclared_holders_are_exported() {
    let nest = Nest::spawn().await;
    let outside = nest.app.organization("perseroan", "PT Ekspor", super::REGENCY).await;
    let declared = json!({
        "outside_name": "Ocean Ltd", "outside_class": "company",
        "share": { "numerator": 1, "denominator": 3 },
        "valid_from": "2020-01-01", "source": "Laporan tahunan 2025",
    });
    let path = format!("/api/v1/organizations/{outside}/declared-holdings");
    nest.admin.post(&path, declared).await.expect(201);

    let export = nest.admin.post(PATH, draft(outside, "withheld")).await.expect(200);
    leave("declared", &export);

    let export = export.json();
    assert_eq!(of_type(&export, "relationship").len(), 2);
    assert!(export.to_string().contains("informationUnknownToPublisher"));
}

/// Status of each statement by its record.
fn statuses(export: &Value) -> BTreeMap<String, String> {
    let text = |statement: &Value, name: &str| statement[name].as_str().expect("a text").to_owned();
    let all = export.as_array().expect("an export is a list").iter();
    all.map(|it| (text(it, "recordId"), text(it, "recordStatus"))).collect()
}

#[tokio::test]
async fn what_changed_since_an_export_is_new_updated_or_closed_under_the_same_records() {
    let nest = Nest::spawn().await;
    let outside = nest.app.organization("perseroan", "PT Ekspor", super::REGENCY).await;
    let path = format!("/api/v1/organizations/{outside}/declared-holdings");
    let declared = |name: &str, parts: i64, from: &str, to: Value| {
        json!({
            "outside_name": name, "outside_class": "company",
            "share": { "numerator": parts, "denominator": 10 },
            "valid_from": from, "valid_to": to, "source": "Laporan tahunan 2025",
        })
    };
    let until = json!("2026-06-30");
    nest.admin.post(&path, declared("Ocean Ltd", 3, "2020-01-01", until)).await.expect(201);
    nest.admin.post(&path, declared("Tetap Ltd", 2, "2020-01-01", Value::Null)).await.expect(201);
    nest.admin.post(&path, declared("Baru Ltd", 4, "2026-07-01", Value::Null)).await.expect(201);
    let on = |as_of: &str, since: Option<&str>| {
        let mut draft = draft(outside, "withheld");
        draft["as_of"] = json!(as_of);
        draft["since"] = json!(since);
        draft
    };

    let first = nest.admin.post(PATH, on("2026-05-01", None)).await.expect(200).json();
    let changes = nest.admin.post(PATH, on("2026-08-01", Some("2026-05-01"))).await.expect(200);
    let none = nest.admin.post(PATH, on("2026-06-01", Some("2026-05-01"))).await.expect(200);
    let backwards = nest.admin.post(PATH, on("2026-05-01", Some("2026-05-01"))).await;

    let changes = changes.json();
    let status = statuses(&changes);
    let count = |of: &str| status.values().filter(|it| *it == of).count();
    // Ocean Ltd and its holding end, Baru Ltd and its holding begin, and what
    // nobody declared is less; Tetap Ltd and its holding stand.
    assert_eq!((count("closed"), count("new"), count("updated")), (2, 2, 1), "{changes}");
    let known = statuses(&first);
    for (record, status) in &status {
        assert_eq!(known.contains_key(record), status != "new", "{record} is {status}");
    }
    assert_eq!(none.json(), json!([]));
    assert_eq!((backwards.status, backwards.code().as_str()), (422, "date_too_early"));
    // Whoever takes the first export and then the changes has one history.
    let history: Vec<Value> =
        [first, changes].iter().flat_map(|it| it.as_array().cloned().unwrap()).collect();
    keep("changes", &Value::from(history).to_string());
}

/// What an export states of each record, after the changes that follow it.
fn stated(exports: &[&Value]) -> BTreeMap<String, Value> {
    let mut records = BTreeMap::new();
    for statement in exports.iter().flat_map(|it| it.as_array().expect("a list")) {
        let record = statement["recordId"].as_str().expect("a record").to_owned();
        if statement["recordStatus"] == "closed" {
            assert!(records.remove(&record).is_some(), "{record} was open");
        } else {
            let known = records.insert(record, statement["recordDetails"].clone());
            assert_eq!(known.is_some(), statement["recordStatus"] == "updated", "{statement}");
        }
    }
    records
}

#[tokio::test]
async fn an_export_and_the_changes_after_it_are_the_export_of_the_later_day() {
    let nest = Nest::spawn().await;
    let ask = async |as_of: &str, more: Value| {
        let mut draft = draft(nest.perseroda, "withheld");
        draft["as_of"] = json!(as_of);
        for (name, value) in more.as_object().expect("fields") {
            draft[name] = value.clone();
        }
        nest.admin.post(PATH, draft).await.expect(200).json()
    };
    let later = ask("2026-11-21", json!({})).await;
    let unknown = "2000-01-01T00:00:00Z";

    // Long before; and the day before, when nothing of it was recorded yet.
    let long_ago = ask("2000-01-01", json!({})).await;
    let since = ask("2026-11-21", json!({ "since": "2000-01-01" })).await;
    let unrecorded = ask("2026-11-20", json!({ "known_at": unknown })).await;
    let known = json!({ "since": "2026-11-20", "since_known_at": unknown });
    let known = ask("2026-11-21", known).await;
    let nothing = ask("2026-11-21", json!({ "since": "2026-11-20" })).await;

    assert!(!since.as_array().unwrap().is_empty() && stated(&[&long_ago]) != stated(&[&later]));
    assert_eq!(stated(&[&long_ago, &since]), stated(&[&later]));
    assert_eq!(stated(&[&unrecorded, &known]), stated(&[&later]));
    assert_eq!(nothing, json!([]));
}

#[tokio::test]
async fn the_demonstration_is_exported() {
    let app = TestApp::spawn().await;
    kibm::cli::demo::load(&app.state).await.expect("the demonstration loads");
    let admin = app.admin().await;

    for key in ["koperasi", "bumdes-letvuan", "perseroda"] {
        let id = OrganizationId::from_uuid(demo::id(Kind::Organization, key));
        let export = admin.post(PATH, draft(id, "named")).await.expect(200);
        leave(&format!("demo-{key}"), &export);
        let view = admin.get(&format!("/api/v1/ownership/look-through?organization={id}")).await;
        let view = view.expect(200).json();
        assert!(!of_type(&export.json(), "relationship").is_empty(), "{key} has holders");
        assert_eq!(view["arithmetic"], "exact");
    }
}
