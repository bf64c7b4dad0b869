use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::fault::{Language, Text};
use super::{CODES, ids, money, period, region_code};

/// The names in braces of a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let opened = text.split('{').skip(1);
    opened.filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn filled(text: &Text) -> bool {
    !text.id.trim().is_empty() && !text.en.trim().is_empty()
}

#[test]
fn code_names_are_unique_and_snake_case() {
    let mut names = BTreeSet::new();
    for code in CODES {
        let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(code.name.chars().all(snake), "{}", code.name);
        assert!(code.name.starts_with(|c: char| c.is_ascii_lowercase()), "{}", code.name);
        assert!(names.insert(code.name), "{} is there twice", code.name);
    }
}

#[test]
fn every_code_declared_in_the_kernel_is_in_the_list() {
    let mut declared = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join("kernel")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = fs::read_to_string(path).unwrap();
                let is_code = |line: &&str| {
                    line.starts_with("pub static ") && line.contains(": Code = Code {")
                };
                declared += source.lines().filter(is_code).count();
            }
        }
    }
    assert_eq!(declared, CODES.len());
}

#[test]
fn codes_say_the_same_in_both_languages_and_use_the_agreed_statuses() {
    for code in CODES {
        assert!(filled(&code.title) && filled(&code.detail), "{}", code.name);
        assert_ne!(code.detail.id, code.detail.en, "{}", code.name);
        assert_eq!(placeholders(code.detail.id), placeholders(code.detail.en), "{}", code.name);
        assert!([200, 400, 422].contains(&code.status), "{}", code.name);
    }
}

#[test]
fn a_refused_value_names_its_code_to_developers() {
    let refused = super::refused::Refused(super::fault::Fault::new(CODES[0]));

    let text = refused.to_string();

    assert!(text.starts_with(CODES[0].name));
    assert!(text.contains(&refused.0.detail(Language::English)));
}

/// How a slice uses kernel values on the wire.
#[derive(utoipa::ToSchema, serde::Deserialize)]
#[expect(dead_code, reason = "only its schema and its reading are looked at")]
struct Draft {
    id: ids::ClusterId,
    lead_id: Option<ids::OrganizationId>,
    regions: Vec<region_code::RegionCode>,
    level: region_code::RegionLevel,
    goal: Option<money::Money>,
    month: period::Month,
}

#[test]
fn kernel_values_are_components_of_the_api_description() {
    use utoipa::{PartialSchema, ToSchema};
    let mut components = Vec::new();
    Draft::schemas(&mut components);
    let names: BTreeSet<String> = components.into_iter().map(|(name, _)| name).collect();
    let schema = serde_json::to_value(Draft::schema()).unwrap();

    for name in ["ClusterId", "OrganizationId", "RegionCode", "RegionLevel", "Money", "Month"] {
        assert!(names.contains(name), "{name} is not in {names:?}");
    }
    assert_eq!(schema["required"], serde_json::json!(["id", "regions", "level", "month"]));
    assert_eq!(schema["properties"]["id"]["$ref"], "#/components/schemas/ClusterId");
}

#[test]
fn a_draft_of_kernel_values_is_read_or_refused_as_a_whole() {
    let draft = serde_json::json!({
        "id": "019a0000-0000-7000-8000-00000000002a", "regions": ["81.02"],
        "level": "regency", "month": "2026-01", "goal": "150000.00",
    });
    assert!(serde_json::from_value::<Draft>(draft.clone()).is_ok());

    for (field, wrong, reason) in [
        ("id", "42", "id_malformed"),
        ("goal", "150.000,00", "amount_malformed"),
        ("month", "2026-1", "month_malformed"),
        ("level", "nation", "unknown variant"),
    ] {
        let mut draft = draft.clone();
        draft[field] = wrong.into();
        let error = serde_json::from_value::<Draft>(draft).err().unwrap();
        assert!(error.to_string().contains(reason), "{field}: {error}");
    }
}
