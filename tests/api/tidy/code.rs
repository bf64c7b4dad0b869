//! Purity of rules, no unwrap, no floats, no bare `allow`.

use super::tokens::{Token, all, positions, production};
use super::{Finding, Source, assert_tidy, check_each, lines, rust_sources, sources};

/// Crates and types that `rules` never sees: databases, HTTP, tasks, the clock.
const IMPURE_NAMES: &[&str] =
    &["sea_orm", "sqlx", "axum", "tokio", "reqwest", "await", "SystemTime", "Instant"];

/// Calls that read the clock, chance or the machine; today is an argument of a rule.
const IMPURE_CALLS: &[&[&str]] = &[
    &["Utc", ":", ":", "now"],
    &["Local", ":", ":", "now"],
    &["Uuid", ":", ":", "now_v7"],
    &["Uuid", ":", ":", "new_v4"],
    &["std", ":", ":", "env"],
    &["std", ":", ":", "fs"],
    &["std", ":", ":", "net"],
];

/// Files of the backend that may use floats, each with its reason. Money,
/// ratios and anything that is added up may not.
const FLOATS_ALLOWED: &[(&str, &str)] = &[
    (
        "backend/src/telemetry.rs",
        "the metrics crate takes the bounds of latency buckets as floats; nothing is computed with them",
    ),
    (
        "backend/src/platform/pdf/canvas.rs",
        "the PDF library takes coordinates as floats; the layout is whole tenths of a point",
    ),
];

/// Whether a path is `<slice>/rules.rs` or below `<slice>/rules/`.
pub(super) fn is_rules(path: &str) -> bool {
    path.starts_with("backend/src/") && (path.ends_with("/rules.rs") || path.contains("/rules/"))
}

fn check_purity(source: &Source) -> Vec<Finding> {
    if !is_rules(&source.path) {
        return Vec::new();
    }
    let tokens = production(source);
    let names = tokens
        .iter()
        .filter(|token| IMPURE_NAMES.contains(&token.text.as_str()))
        .map(|token| source.finding(token.line, format!("a rule may not see `{}`", token.text)));
    let calls = IMPURE_CALLS.iter().flat_map(|call| {
        let tokens = &tokens;
        positions(tokens, call).into_iter().map(move |position| {
            source.finding(tokens[position].line, format!("a rule may not use `{}`", call.concat()))
        })
    });
    names.chain(calls).collect()
}

fn check_unwrap(source: &Source) -> Vec<Finding> {
    let tokens = production(source);
    [[".", "unwrap"], [":", "unwrap"]]
        .iter()
        .flat_map(|pattern| positions(&tokens, pattern))
        .map(|position| {
            source.finding(
                tokens[position].line,
                "handle the failure, or `expect(\"why it cannot fail\")`",
            )
        })
        .collect()
}

/// Lines with a float type, a float literal, or a call that gives a float.
fn float_lines(source: &Source) -> Vec<usize> {
    let tokens = production(source);
    let is_float = |position: usize, token: &Token| {
        let text = token.text.as_str();
        let named =
            ["f32", "f64"].contains(&text) || text.ends_with("_f32") || text.ends_with("_f64");
        // In `pair.0.1` the lexer sees a float behind the first dot.
        let field = position > 0 && tokens[position - 1].text == ".";
        named || (!field && matches!(syn::parse_str(text), Ok(syn::Lit::Float(_))))
    };
    tokens
        .iter()
        .enumerate()
        .filter(|(position, token)| is_float(*position, token))
        .map(|(_, token)| token.line)
        .collect()
}

fn check_floats(source: &Source) -> Vec<Finding> {
    if FLOATS_ALLOWED.iter().any(|(path, _)| *path == source.path) {
        return Vec::new();
    }
    let what = "no floats: Money, Decimal, or a line with its reason in FLOATS_ALLOWED";
    float_lines(source).into_iter().map(|line| source.finding(line, what)).collect()
}

fn check_allow(source: &Source) -> Vec<Finding> {
    let tokens = all(source);
    let bare = |start: &usize| {
        let attribute = attribute_at(&tokens, *start);
        !positions(attribute, &["allow", "("]).is_empty()
            && positions(attribute, &["reason", "="]).is_empty()
    };
    positions(&tokens, &["#"])
        .into_iter()
        .filter(bare)
        .map(|start| source.finding(tokens[start].line, "say `#[expect(lint, reason = \"…\")]`"))
        .collect()
}

/// The tokens from `#` to the bracket that closes the attribute.
fn attribute_at(tokens: &[Token], start: usize) -> &[Token] {
    let mut depth = 0_usize;
    for (offset, token) in tokens[start..].iter().enumerate().skip(1) {
        match token.text.as_str() {
            "[" => depth += 1,
            "]" if depth == 1 => return &tokens[start..=start + offset],
            "]" => depth -= 1,
            "!" => {}
            _ if depth == 0 => break,
            _ => {}
        }
    }
    &[]
}

/// The sources that end up in the program.
fn shipped() -> Vec<Source> {
    ["backend/src", "migrations/src", "seed/src"]
        .iter()
        .flat_map(|folder| sources(folder, &[".rs"]))
        .collect()
}

#[test]
fn rules_see_no_database_no_http_and_no_clock() {
    assert_tidy(&check_each(&shipped(), check_purity));
}

#[test]
fn a_rule_that_reads_the_clock_or_the_database_is_found() {
    let text = "use sea_orm::DbErr;\n\
                fn a() { chrono::Utc::now() }\n\
                fn b(today: NaiveDate) { axum(today) }\n\
                // tokio is only spoken of here\n\
                #[cfg(test)] mod tests { use tokio::test; }\n";

    for path in ["backend/src/chain/rules.rs", "backend/src/chain/rules/cycle.rs"] {
        let mut found = lines(&check_purity(&Source::sample(path, text)));
        found.sort_unstable();
        assert_eq!(found, [1, 2, 3]);
    }
    assert!(check_purity(&Source::sample("backend/src/chain/store.rs", text)).is_empty());
}

#[test]
fn nothing_unwraps_outside_of_tests() {
    assert_tidy(&check_each(&shipped(), check_unwrap));
}

#[test]
fn an_unwrap_is_found_in_code_and_in_macros_but_not_in_tests() {
    let text = "fn a() { b().unwrap(); }\n\
                fn c() { println!(\"{}\", d.unwrap()); e.map(Option::unwrap); }\n\
                fn f() { g.unwrap_or(1); h.expect(\"it is there\"); }\n\
                #[test] fn i() { j.unwrap() }\n";

    let mut found = lines(&check_unwrap(&Source::sample("seed/src/lib.rs", text)));

    found.sort_unstable();
    assert_eq!(found, [1, 2, 2]);
    assert!(check_unwrap(&Source::sample("backend/src/chain/rules/tests.rs", text)).is_empty());
}

#[test]
fn the_backend_computes_without_floats() {
    assert_tidy(&check_each(&sources("backend/src", &[".rs"]), check_floats));
}

#[test]
fn a_float_is_found_as_type_literal_and_call() {
    let text = "fn a(b: f64) {}\n\
                const C: X = 0.5;\n\
                fn d() { e.as_secs_f64() }\n\
                fn f() { pair.0.1 + 10_000 + version(\"1.5\") }\n";

    assert_eq!(
        lines(&check_floats(&Source::sample("backend/src/chain/store.rs", text))),
        [1, 2, 3]
    );
}

#[test]
fn every_exception_for_floats_has_a_reason_and_is_needed() {
    let files = sources("backend/src", &[".rs"]);
    for (path, reason) in FLOATS_ALLOWED {
        let used =
            files.iter().any(|source| source.path == *path && !float_lines(source).is_empty());
        assert!(used, "{path} has no float any more: take it off the list");
        assert!(reason.len() > 10, "{path} needs a reason");
    }
}

#[test]
fn no_lint_is_allowed_without_a_reason() {
    assert_tidy(&check_each(&rust_sources(), check_allow));
}

#[test]
fn a_bare_allow_is_found_in_every_form() {
    let text = "#![allow(dead_code)]\n\
                #[allow(unused)] fn a() {}\n\
                #[cfg_attr(test, allow(unused))] fn b() {}\n\
                #[expect(unused, reason = \"soon used\")] fn c() {}\n\
                #[doc = \"#[allow(x)]\"] fn allow() { allow(); }\n";

    assert_eq!(lines(&check_allow(&Source::sample("backend/src/chain/store.rs", text))), [1, 2, 3]);
}
