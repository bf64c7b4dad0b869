//! Every public function of the kernel and of the rules says where it comes from.

use std::collections::BTreeMap;

use syn::spanned::Spanned;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, Signature, Type, Visibility};

use super::code::is_rules;
use super::{Finding, Source, assert_tidy, check_each, lines, sources, tokens};

/// What to write: the law with its article, the standard, or the house rule.
const MARK: &str = "Source:";

/// Public functions of a rules or kernel file without a doc comment, or with
/// no `Source:` in it, in the doc of the type or `impl`, or in the module's.
fn check_sources_named(source: &Source) -> Vec<Finding> {
    if source.is_test()
        || !(is_rules(&source.path) || source.path.starts_with("backend/src/kernel/"))
    {
        return Vec::new();
    }
    let mut file = tokens::parse(source);
    tokens::strip_tests(&mut file);
    let mut found = Vec::new();
    check_items(source, &file.items, doc(&file.attrs).contains(MARK), &mut found);
    found
}

fn check_items(source: &Source, items: &[Item], module_named: bool, found: &mut Vec<Finding>) {
    let types = type_docs(items);
    for item in items {
        match item {
            Item::Fn(function) => {
                found.extend(check_function(
                    source,
                    &function.vis,
                    &function.attrs,
                    &function.sig,
                    module_named,
                ));
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let name = type_name(&block.self_ty);
                let type_named = types.get(&name).is_some_and(|doc| doc.contains(MARK));
                let named = module_named || type_named || doc(&block.attrs).contains(MARK);
                for member in &block.items {
                    if let ImplItem::Fn(method) = member {
                        found.extend(check_function(
                            source,
                            &method.vis,
                            &method.attrs,
                            &method.sig,
                            named,
                        ));
                    }
                }
            }
            Item::Mod(module) => {
                if let Some((_, inner)) = &module.content {
                    let named = module_named || doc(&module.attrs).contains(MARK);
                    check_items(source, inner, named, found);
                }
            }
            _ => {}
        }
    }
}

fn check_function(
    source: &Source,
    visibility: &Visibility,
    attributes: &[Attribute],
    signature: &Signature,
    named_above: bool,
) -> Option<Finding> {
    if !matches!(visibility, Visibility::Public(_)) {
        return None;
    }
    let (text, name) = (doc(attributes), &signature.ident);
    let what = if text.is_empty() {
        format!("`{name}` has no doc comment")
    } else if !named_above && !text.contains(MARK) {
        format!("`{name}` names no source: a line `{MARK} …` here or in the module's doc")
    } else {
        return None;
    };
    Some(source.finding(signature.span().start().line, what))
}

/// The doc comments of the types of one module, by name.
fn type_docs(items: &[Item]) -> BTreeMap<String, String> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(item) => Some((item.ident.to_string(), doc(&item.attrs))),
            Item::Enum(item) => Some((item.ident.to_string(), doc(&item.attrs))),
            _ => None,
        })
        .collect()
}

fn type_name(kind: &Type) -> String {
    match kind {
        Type::Path(path) => {
            path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The text of the doc comments among the attributes.
fn doc(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(value) => match &value.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_public_function_of_rules_and_kernel_names_its_source() {
    assert_tidy(&check_each(&sources("backend/src", &[".rs"]), check_sources_named));
}

#[test]
fn a_rule_without_doc_or_without_source_is_found() {
    let text = "/// Splits.\n///\n/// Source: UU 25/1992 Pasal 45(2).\npub fn a() {}\n\
                /// Joins.\npub fn b() {}\n\
                pub fn c() {}\n\
                fn d() {}\n\
                /// A share.\n/// Source: house rule, ADR-0011.\npub struct E;\n\
                impl E { /// Part.\n pub fn f() {} }\n\
                pub struct G;\n\
                impl G { /// Part.\n pub fn h() {} }\n\
                impl Default for G { fn default() -> Self { G } }\n\
                #[cfg(test)] mod tests { pub fn i() {} }\n";

    let rule = |text: &str| {
        lines(&check_sources_named(&Source::sample("backend/src/chain/rules.rs", text)))
    };

    assert_eq!(rule(text), [6, 7, 16]);
    assert_eq!(
        rule(&format!("//! Source: ISO 8601.\n{text}")),
        [8],
        "the module's doc serves all but the bare one"
    );
    assert!(check_sources_named(&Source::sample("backend/src/chain/store.rs", text)).is_empty());
    assert_eq!(check_sources_named(&Source::sample("backend/src/kernel/x.rs", text)).len(), 3);
}
