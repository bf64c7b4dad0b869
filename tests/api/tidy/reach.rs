//! Who reads a store without a scope has checked the reach.
//!
//! About half of the store's reads take no `&Scope`: those of what belongs to a
//! parent, such as the stages of a chain, take the parent's id instead, and the
//! handler has reached the parent. Here every handler of an operation that is
//! open by roles is looked at: before it lists anything by such a read, and
//! somewhere if it finds one row, it names what its caller reaches
//! (`access.scope`, `.visible`, `.require…`) or hands `access` on to what does.

use std::collections::BTreeMap;

use kibm::identity::access::{self, Allowed};
use quote::ToTokens;
use syn::{FnArg, Item, ItemFn};

use super::tokens::{self, Token};
use super::{Finding, Source, assert_tidy, check_each, lines, sources};

/// Handlers that read something that belongs to no region and no organization,
/// each with its reason.
const WITHOUT_REACH: &[(&str, &str)] = &[
    ("list_import_profiles", "a profile says how a file is read; all registrars share them"),
    ("find_import_profile", "a profile says how a file is read; all registrars share them"),
];

/// What of `access` tells the caller's reach.
const REACH: &[&str] = &["scope", "visible", "require", "require_region", "reaches_as"];

/// Whether a path is a room of this name, `<slice>/store.rs` or below `<slice>/store/`.
fn is_room(path: &str, room: &str) -> bool {
    path.ends_with(&format!("/{room}.rs")) || path.contains(&format!("/{room}/"))
}

fn functions(source: &Source) -> Vec<ItemFn> {
    let mut file = tokens::parse(source);
    tokens::strip_tests(&mut file);
    let items = file.items.into_iter();
    items.filter_map(|item| if let Item::Fn(item) = item { Some(item) } else { None }).collect()
}

/// The reads of all stores by name, and whether every one of that name takes a scope.
fn reads(stores: &[Source]) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for function in stores.iter().filter(|file| is_room(&file.path, "store")).flat_map(functions) {
        let scoped = function.sig.inputs.iter().any(|input| match input {
            FnArg::Typed(input) => tokens::flatten(input.ty.to_token_stream())
                .iter()
                .any(|token| token.text == "Scope"),
            FnArg::Receiver(_) => false,
        });
        let all = found.entry(function.sig.ident.to_string()).or_insert(true);
        *all = *all && scoped;
    }
    found
}

/// Where the reach is named or `access` is handed on, first.
fn first_reach(body: &[Token]) -> Option<usize> {
    let text = |at: usize| body.get(at).map_or("", |token| token.text.as_str());
    (0..body.len()).find(|at| {
        let named = text(at + 1) == "." && REACH.contains(&text(at + 2));
        let handed_on = text(at + 1) != "." && [",", ")"].contains(&text(at + 1));
        text(*at) == "access" && (named || handed_on)
    })
}

/// Where the body calls a read without a scope: place, line and name.
fn calls(body: &[Token], reads: &BTreeMap<String, bool>) -> Vec<(usize, usize, String)> {
    let found = tokens::positions(body, &["store", ":", ":"]).into_iter().filter_map(|at| {
        let name = body.get(at + 3)?;
        let unscoped = reads.get(&name.text).is_some_and(|scoped| !scoped);
        unscoped.then(|| (at, name.line, name.text.clone()))
    });
    found.collect()
}

fn is_open_by_roles(operation: &str) -> bool {
    access::find(operation).is_some_and(|row| matches!(row.allowed, Allowed::Roles(_)))
}

fn check_reach(
    source: &Source,
    reads: &BTreeMap<String, bool>,
    by_roles: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    if !is_room(&source.path, "routes") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for handler in functions(source) {
        let name = handler.sig.ident.to_string();
        if !by_roles(&name) || WITHOUT_REACH.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let body = tokens::flatten(handler.block.to_token_stream());
        let reach = first_reach(&body);
        let unguarded = calls(&body, reads).into_iter().find(|(at, _, read)| match reach {
            None => true,
            Some(reach) => reach > *at && read.starts_with("list_"),
        });
        if let Some((_, line, read)) = unguarded {
            let what = format!(
                "`{name}` calls `{read}`, which takes no scope, before it checks the reach"
            );
            found.push(source.finding(line, what));
        }
    }
    found
}

#[test]
fn r114_no_handler_reads_a_store_without_scope_before_it_checks_the_reach() {
    let files = sources("backend/src", &[".rs"]);
    let reads = reads(&files);

    assert!(reads.values().any(|scoped| *scoped) && reads.values().any(|scoped| !scoped));
    assert_tidy(&check_each(&files, |file| check_reach(file, &reads, is_open_by_roles)));
}

#[test]
fn a_handler_that_lists_before_it_checks_the_reach_is_found() {
    let store = Source::sample(
        "backend/src/chain/store.rs",
        "pub async fn list_links(conn: &C, chain: ChainId) {}\n\
         pub async fn list_chains(conn: &C, scope: &Scope) {}\n\
         pub async fn find_link(conn: &C, id: LinkId) {}\n",
    );
    let routes = Source::sample(
        "backend/src/chain/routes/links.rs",
        "async fn a(access: Access) { store::list_links(conn, id); access.require(r, o); }\n\
         async fn b(access: Access) { reach(&app, &access, id); store::list_links(conn, id); }\n\
         async fn c(access: Access) { store::list_chains(conn, &access.scope); }\n\
         async fn d(access: Access) { store::find_link(conn, id); access.require(r, o); }\n\
         async fn e(access: Access) { store::find_link(conn, id); access.author(); }\n\
         async fn f(access: Access) { let at = access.at; store::list_links(conn, id); }\n",
    );
    let reads = reads(&[store]);

    assert_eq!(lines(&check_reach(&routes, &reads, |_| true)), [1, 5, 6]);
    assert!(check_reach(&routes, &reads, |_| false).is_empty());
}

#[test]
fn every_handler_without_reach_has_a_reason_and_is_needed() {
    let files = sources("backend/src", &[".rs"]);
    let handlers: Vec<String> = files
        .iter()
        .filter(|file| is_room(&file.path, "routes"))
        .flat_map(functions)
        .map(|handler| handler.sig.ident.to_string())
        .collect();
    for (name, reason) in WITHOUT_REACH {
        assert!(handlers.iter().any(|handler| handler == name), "{name} is no handler any more");
        assert!(reason.len() > 10, "{name} needs a reason");
    }
}
