use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::CODES;
use super::fault::{Language, Text};

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
