//! Length of files, open ends, decision records and links.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Finding, Source, assert_tidy, check_each, lines, root, rust_sources, sources};

/// A file becomes a folder before it is longer than this.
const LINES_MAX: usize = 500;

/// Words that mark an open end. In two parts, so that this file has none.
const OPEN_ENDS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

fn check_length(source: &Source) -> Vec<Finding> {
    let count = source.text.lines().count();
    if count <= LINES_MAX {
        return Vec::new();
    }
    vec![source.finding(count, format!("{count} lines; make it a folder of the same name"))]
}

fn check_open_ends(source: &Source) -> Vec<Finding> {
    let open = |line: &str| {
        let mut words = line.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
        words.any(|word| OPEN_ENDS.contains(&word)) && !has_issue_number(line)
    };
    numbered(&source.text)
        .filter(|(_, line)| open(line))
        .map(|(number, _)| source.finding(number, "an open end needs its issue, as `#12`"))
        .collect()
}

fn has_issue_number(line: &str) -> bool {
    line.split('#').skip(1).any(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
}

/// The lines of a text with their numbers, from 1.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

/// Decision records: `0007-money-is-integer-sen.md`, each number once, each
/// linked from the list in `docs/adr/README.md`.
fn check_decisions(files: &[Source]) -> Vec<Finding> {
    let folder = "docs/adr/";
    let index = format!("{folder}README.md");
    let list = files.iter().find(|file| file.path == index).map_or("", |file| file.text.as_str());
    let mut numbers = BTreeSet::new();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(folder) && file.path != index) {
        let name = file.path.trim_start_matches(folder);
        let number = name.split('-').next().unwrap_or_default();
        if number.len() != 4
            || !number.bytes().all(|byte| byte.is_ascii_digit())
            || number.len() + 1 >= name.len()
        {
            found.push(file.finding(0, "is not called `0000-what-was-decided.md`"));
        } else if !numbers.insert(number.to_owned()) {
            found.push(file.finding(0, format!("the number {number} is taken")));
        }
        if !list.contains(&format!("({name})")) {
            found.push(file.finding(0, format!("is not linked from {index}")));
        }
    }
    found
}

/// Relative links that lead nowhere. `exists` is asked for paths from the root.
fn check_links(source: &Source, exists: impl Fn(&Path) -> bool) -> Vec<Finding> {
    let folder = Path::new(&source.path).parent().unwrap_or(Path::new(""));
    let mut fenced = false;
    let mut found = Vec::new();
    for (number, line) in numbered(&source.text) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for target in link_targets(&without_code(line)) {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !elsewhere && !path.is_empty() && !exists(&folder.join(path)) {
                found.push(source.finding(number, format!("leads nowhere: {target}")));
            }
        }
    }
    found
}

/// The line without its `inline code`.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

/// Targets of `[text](target "title")`, `![…](…)` and `[name]: target`.
fn link_targets(line: &str) -> Vec<String> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let reference =
        line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, target)| target);
    inline
        .chain(reference)
        .filter_map(|target| target.split_whitespace().next())
        .map(|target| target.trim_matches(['<', '>']).to_owned())
        .collect()
}

/// The pages that people read.
fn pages() -> Vec<Source> {
    let mut found = sources("docs", &[".md"]);
    let readme = root().join("README.md");
    if let Ok(text) = std::fs::read_to_string(readme) {
        found.push(Source { path: "README.md".to_owned(), text });
    }
    found
}

#[test]
fn no_file_is_longer_than_500_lines() {
    assert_tidy(&check_each(&rust_sources(), check_length));
}

#[test]
fn a_file_of_501_lines_is_found() {
    let file = |count: usize| Source::sample("seed/src/lib.rs", &"//\n".repeat(count));

    assert!(check_length(&file(500)).is_empty());
    assert_eq!(lines(&check_length(&file(501))), [501]);
}

#[test]
fn every_open_end_has_an_issue() {
    let endings = &[".rs", ".toml", ".py", ".sh", ".sql", ".html", ".css", ".js", "/run", "run"];
    assert_tidy(&check_each(&sources(".", endings), check_open_ends));
}

#[test]
fn an_open_end_without_an_issue_is_found() {
    let [first, second] = OPEN_ENDS;
    let text =
        format!("// {first}: later\n// {first} #12: later\n# {second} # soon\nlet {first}S = 1;\n");

    assert_eq!(lines(&check_open_ends(&Source::sample("a.rs", &text))), [1, 3]);
}

#[test]
fn every_decision_is_numbered_and_listed() {
    assert_tidy(&check_decisions(&sources("docs/adr", &[".md"])));
}

#[test]
fn a_decision_without_number_twice_numbered_or_not_listed_is_found() {
    let files = [
        Source::sample(
            "docs/adr/README.md",
            "- [One](0001-one.md)\n- [Two](0001-two.md)\n- [No](none.md)",
        ),
        Source::sample("docs/adr/0001-one.md", ""),
        Source::sample("docs/adr/0001-two.md", ""),
        Source::sample("docs/adr/0002-three.md", ""),
        Source::sample("docs/adr/none.md", ""),
    ];

    let found: Vec<String> = check_decisions(&files).iter().map(ToString::to_string).collect();

    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].contains("0001-two.md") && found[0].contains("taken"));
    assert!(found[1].contains("0002-three.md") && found[1].contains("not linked"));
    assert!(found[2].contains("none.md") && found[2].contains("is not called"));
}

#[test]
fn every_relative_link_leads_to_a_file() {
    assert_tidy(&check_each(&pages(), |page| check_links(page, |path| root().join(path).exists())));
}

#[test]
fn a_dead_link_is_found() {
    let text = "[good](good.md#part) [up](../README.md) [web](https://example.org/x) [here](#top)\n\
                [bad](bad.md) and ![image](img/none.png \"title\")\n\
                `[code](none.md)`\n\
                ```\n[fenced](none.md)\n```\n\
                [reference]: gone.md\n";
    let known = ["docs/good.md", "docs/../README.md"];

    let found = check_links(&Source::sample("docs/page.md", text), |path| {
        known.contains(&&*path.to_string_lossy())
    });

    assert_eq!(lines(&found), [2, 2, 7], "{found:#?}");
}
