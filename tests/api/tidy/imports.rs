//! Who may import whom: levels between the parts, rooms inside a slice.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;

use super::{Finding, Source, assert_tidy, check_each, lines, sources, tokens};

/// The parts of the crate, lowest first. A file imports only lower levels and
/// its own part; two parts on one level do not know each other.
/// `docs/ARCHITECTURE.md` has the reasons.
const LEVELS: &[(&str, u8)] = &[
    ("kernel", 10),
    ("config", 22),
    ("platform", 20),
    ("telemetry", 25),
    ("identity", 30),
    ("region", 32),
    ("registry", 40),
    ("cluster", 50),
    ("chain", 60),
    ("mentoring", 70),
    ("investment", 70),
    ("dashboard", 80),
    ("transition", 80),
    ("web", 92),
    ("openapi", 90),
    ("app", 95),
    ("cli", 100),
    ("main", 110),
];

/// The rooms of a slice that have an order: each imports only lower ones.
const ROOMS: &[(&str, u8)] =
    &[("entity", 1), ("store", 2), ("rules", 2), ("actions", 3), ("routes", 4)];

fn rank(table: &[(&str, u8)], name: &str) -> Option<u8> {
    table.iter().find(|(known, _)| *known == name).map(|(_, rank)| *rank)
}

/// A path used in a file, resolved from the crate's root.
struct Import {
    line: usize,
    target: Vec<String>,
}

/// Whether the file respects the levels and the rooms.
fn check_imports(source: &Source) -> Vec<Finding> {
    let module = module_of(&source.path);
    let Some(own) = module.first() else {
        return Vec::new(); // lib.rs declares the parts.
    };
    let Some(level) = rank(LEVELS, own) else {
        return vec![
            source.finding(0, format!("`{own}` has no level; give it one in tidy/imports.rs")),
        ];
    };
    let mut imports = Vec::new();
    let stream = tokens::parse(source).to_token_stream();
    find_imports(stream, &module, &mut imports);
    let refusal = |import: &Import| {
        let part = import.target.first()?;
        if part == own {
            return refuse_room(&module, &import.target);
        }
        match rank(LEVELS, part) {
            None => {
                Some(format!("`{part}` is no part with a level; name the part a thing comes from"))
            }
            Some(other) if other >= level => {
                Some(format!("`{own}` (level {level}) imports `{part}` (level {other})"))
            }
            Some(_) => None,
        }
    };
    imports
        .iter()
        .filter_map(|import| refusal(import).map(|what| source.finding(import.line, what)))
        .collect()
}

/// Why one room of a slice may not import another.
fn refuse_room(module: &[String], target: &[String]) -> Option<String> {
    let (from, to) = (module.get(1)?, target.get(1)?);
    let (from_rank, to_rank) = (rank(ROOMS, from)?, rank(ROOMS, to)?);
    (from != to && to_rank >= from_rank).then(|| {
        format!("`{from}` imports `{to}`; the order is routes, actions, rules or store, entity")
    })
}

/// `backend/src/registry/rules/tests.rs` → `registry`, `rules`, `tests`.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("backend/src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

/// Paths that begin with `crate`, `kibm`, `self` or `super`, also in macros
/// and in the strings of attributes (`belongs_to = "super::x::Entity"`).
fn find_imports(stream: TokenStream, module: &[String], found: &mut Vec<Import>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut position = 0;
    while let Some(tree) = trees.get(position) {
        if let Some((name, body)) = inline_module(&trees, position) {
            let inner: Vec<String> = module.iter().cloned().chain([name]).collect();
            find_imports(body, &inner, found);
            position += 3;
            continue;
        }
        let starts = position == 0 || !is_colon(trees.get(position - 1));
        if starts && let Some((prefix, next)) = base(&trees, position, module) {
            position = find_leaves(&trees, next, &prefix, found);
            continue;
        }
        match tree {
            TokenTree::Group(group) => find_imports(group.stream(), module, found),
            TokenTree::Literal(literal) => {
                find_in_string(&literal.to_string(), literal.span().start().line, module, found)
            }
            _ => {}
        }
        position += 1;
    }
}

fn find_in_string(literal: &str, line: usize, module: &[String], found: &mut Vec<Import>) {
    let text = literal.trim_matches('"');
    if !text.starts_with("crate::") && !text.starts_with("super::") {
        return;
    }
    if let Ok(stream) = TokenStream::from_str(text) {
        let mut inner = Vec::new();
        find_imports(stream, module, &mut inner);
        found.extend(inner.into_iter().map(|import| Import { line, ..import }));
    }
}

/// `mod name { … }` at `position`.
fn inline_module(trees: &[TokenTree], position: usize) -> Option<(String, TokenStream)> {
    let TokenTree::Group(group) = trees.get(position + 2)? else { return None };
    if ident(trees.get(position))? != "mod" || group.delimiter() != Delimiter::Brace {
        return None;
    }
    Some((ident(trees.get(position + 1))?, group.stream()))
}

/// The module that `crate::`, `self::`, `super::super::` at `position` means,
/// and the position behind the `::`.
fn base(trees: &[TokenTree], position: usize, module: &[String]) -> Option<(Vec<String>, usize)> {
    let first = ident(trees.get(position))?;
    let mut next = behind_colons(trees, position + 1)?;
    let mut prefix = match first.as_str() {
        "crate" | "kibm" => return Some((Vec::new(), next)),
        "self" | "super" => module.to_vec(),
        _ => return None,
    };
    if first == "super" {
        prefix.pop();
    }
    while ident(trees.get(next)).is_some_and(|word| word == "super") {
        let Some(behind) = behind_colons(trees, next + 1) else { break };
        prefix.pop();
        next = behind;
    }
    Some((prefix, next))
}

/// Follow a path or use tree from `position`; returns where it ends.
fn find_leaves(
    trees: &[TokenTree],
    position: usize,
    prefix: &[String],
    found: &mut Vec<Import>,
) -> usize {
    let Some(tree) = trees.get(position) else { return position };
    let line = tree.span().start().line;
    match tree {
        TokenTree::Ident(name) => {
            let mut target = prefix.to_vec();
            if name != "self" {
                target.push(name.to_string());
            }
            match behind_colons(trees, position + 1) {
                Some(next) => find_leaves(trees, next, &target, found),
                None => {
                    found.push(Import { line, target });
                    position + 1
                }
            }
        }
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for part in inner.split(|tree| is_punct(Some(tree), ',')) {
                find_leaves(part, 0, prefix, found);
            }
            position + 1
        }
        // `*`, or the `<` of a turbofish: the path so far is what is named.
        _ => {
            found.push(Import { line, target: prefix.to_vec() });
            position + 1
        }
    }
}

fn ident(tree: Option<&TokenTree>) -> Option<String> {
    match tree {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn is_colon(tree: Option<&TokenTree>) -> bool {
    is_punct(tree, ':')
}

fn behind_colons(trees: &[TokenTree], position: usize) -> Option<usize> {
    (is_colon(trees.get(position)) && is_colon(trees.get(position + 1))).then_some(position + 2)
}

#[test]
fn every_file_imports_only_lower_levels_and_rooms() {
    assert_tidy(&check_each(&sources("backend/src", &[".rs"]), check_imports));
}

#[test]
fn every_level_is_that_of_a_part_and_stands_in_the_picture() {
    let files = sources("backend/src", &[".rs"]);
    let picture = sources("docs", &["ARCHITECTURE.md"]);
    let picture = picture.first().map(|page| page.text.as_str()).expect("the picture is there");
    for (name, _) in LEVELS {
        let is_part = |file: &Source| module_of(&file.path).first().is_some_and(|it| it == name);
        assert!(files.iter().any(is_part), "`{name}` has a level and is no part");
        let row = |line: &str| line.starts_with("| ") && line.contains(&format!("`{name}`"));
        assert!(picture.lines().any(row), "`{name}` is in no row of docs/ARCHITECTURE.md");
    }
}

#[test]
fn an_import_of_a_higher_or_equal_level_is_found_however_it_is_written() {
    let text = "use crate::kernel::money::Money;\n\
                use crate::{platform::db, registry::{entity, store}};\n\
                use super::super::mentoring::rules;\n\
                fn a() { crate::cluster::b(vec![crate::investment::c::<u8>()]) }\n\
                mod inner { use super::super::d; use super::super::super::chain; }\n\
                #[sea_orm(belongs_to = \"crate::dashboard::entity::e::Entity\")] struct E;\n\
                use crate::elsewhere;\n";

    let found = check_imports(&Source::sample("backend/src/cluster/store/x.rs", text));

    assert_eq!(lines(&found), [4, 6, 7], "{found:#?}");
    let found = check_imports(&Source::sample("backend/src/identity/store.rs", text));
    assert_eq!(lines(&found), [2, 2, 3, 4, 4, 5, 6, 7], "{found:#?}");
}

#[test]
fn a_slice_may_not_import_a_slice_of_its_own_level_or_an_unknown_part() {
    let text = "use crate::investment::rules::Kind;\nuse crate::registry::store;\n";
    let found = check_imports(&Source::sample("backend/src/mentoring/actions.rs", text));
    assert_eq!(lines(&found), [1], "{found:#?}");

    let found = check_imports(&Source::sample("backend/src/utils.rs", ""));
    assert_eq!(lines(&found), [0], "a part without a level is refused");
}

#[test]
fn rooms_of_a_slice_are_entered_downwards_only() {
    let refused = |file: &str, base: &str| {
        let text = format!("use {base}::{{entity, rules, store::find, actions, routes}};\n");
        check_imports(&Source::sample(&format!("backend/src/chain/{file}.rs"), &text)).len()
    };

    assert_eq!(refused("routes", "super"), 0);
    assert_eq!(refused("actions", "super"), 1, "routes");
    assert_eq!(refused("store", "super"), 3, "rules, actions, routes");
    assert_eq!(refused("rules", "super"), 3, "store, actions, routes");
    assert_eq!(refused("rules/cycle", "super::super"), 3, "a room may be a folder");
    assert_eq!(refused("mod", "self"), 0, "mod.rs is outside of the order");
}
