//! Checks on the repository's own sources: the house rules of
//! `docs/ARCHITECTURE.md` that neither the compiler nor clippy can see.
//!
//! A check is a function from sources to [`Finding`]s. It has two tests: one
//! on the repository, and one on a bad sample, since a check that cannot fail
//! is worth nothing. Function length and the clock are clippy's (`clippy.toml`).

mod code;
mod docs;
mod imports;
mod parameters;
mod reach;
mod text;
mod tokens;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// One file: its path from the repository's root, with `/`, and its text.
#[derive(Debug, Clone)]
struct Source {
    path: String,
    text: String,
}

/// A broken rule: where, and what to do about it. `line` counts from 1; 0 is the whole file.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.what)
    }
}

impl Source {
    /// A sample for testing a check.
    fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    fn finding(&self, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into() }
    }

    /// Whether the file holds nothing but tests, by its name or place.
    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/tests/")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files below `folder` (from the root) whose name ends in one of `endings`.
fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), Path::new(folder), endings, &mut found);
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

fn collect(root: &Path, folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    // Not every folder exists from the start; a check on a sample is there anyway.
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    for entry in entries {
        let entry = entry.expect("a listed entry can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        let hidden = name.starts_with('.') && name != ".ci";
        if entry.path().is_dir() {
            if !hidden && !["target", "data", "node_modules", "__pycache__"].contains(&&*name) {
                collect(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(entry.path()).expect("a source is UTF-8");
            let path = path.to_string_lossy().replace('\\', "/");
            found.push(Source { path: path.trim_start_matches("./").to_owned(), text });
        }
    }
}

/// All Rust sources of the workspace.
fn rust_sources() -> Vec<Source> {
    ["backend", "migrations", "seed", "tests"]
        .iter()
        .flat_map(|folder| sources(folder, &[".rs"]))
        .collect()
}

/// Run one check over many files.
fn check_each(sources: &[Source], check: impl Fn(&Source) -> Vec<Finding>) -> Vec<Finding> {
    sources.iter().flat_map(check).collect()
}

/// Fail with every finding at once.
fn assert_tidy(findings: &[Finding]) {
    let list: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{} findings:\n{}", list.len(), list.join("\n"));
}

/// The lines of the findings, for tests on samples.
fn lines(findings: &[Finding]) -> Vec<usize> {
    findings.iter().map(|finding| finding.line).collect()
}

#[test]
fn the_walk_finds_the_sources_of_every_crate() {
    let found = rust_sources();

    for path in
        ["backend/src/lib.rs", "migrations/src/lib.rs", "seed/src/lib.rs", "tests/api/tidy/mod.rs"]
    {
        assert!(found.iter().any(|source| source.path == path), "{path} was not read");
    }
    assert!(found.iter().all(|source| !source.path.contains("target/")));
}
