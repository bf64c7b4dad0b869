//! Rust sources as flat lists of tokens: no comments, no text inside strings.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, ImplItem, Item, Stmt};

use super::Source;

/// One token: an identifier, a literal, one character of punctuation, or a bracket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As written.
    pub(super) text: String,
    /// Counts from 1.
    pub(super) line: usize,
}

/// The file as a syntax tree. Panics where it does not parse, since then it does not build.
pub(super) fn parse(source: &Source) -> syn::File {
    syn::parse_file(&source.text).unwrap_or_else(|fault| panic!("{}: {fault}", source.path))
}

/// Every token of the file, tests included.
pub(super) fn all(source: &Source) -> Vec<Token> {
    flatten(parse(source).to_token_stream())
}

/// The tokens outside of `#[cfg(test)]` and `#[test]` items; none for a file of tests.
pub(super) fn production(source: &Source) -> Vec<Token> {
    if source.is_test() {
        return Vec::new();
    }
    let mut file = parse(source);
    strip_tests(&mut file);
    flatten(file.to_token_stream())
}

/// Remove what is only compiled for tests.
pub(super) fn strip_tests(file: &mut syn::File) {
    WithoutTests.visit_file_mut(file);
}

/// Where `pattern` begins in `tokens`.
pub(super) fn positions(tokens: &[Token], pattern: &[&str]) -> Vec<usize> {
    tokens
        .windows(pattern.len())
        .enumerate()
        .filter(|(_, window)| window.iter().zip(pattern).all(|(token, text)| token.text == *text))
        .map(|(position, _)| position)
        .collect()
}

/// The tokens of a part of a file.
pub(super) fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    push_all(stream, &mut tokens);
    tokens
}

fn push_all(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(Token { text: open.to_owned(), line });
                push_all(group.stream(), tokens);
                tokens
                    .push(Token { text: close.to_owned(), line: group.span_close().start().line });
            }
            other => tokens.push(Token { text: other.to_string(), line }),
        }
    }
}

struct WithoutTests;

impl VisitMut for WithoutTests {
    fn visit_file_mut(&mut self, file: &mut syn::File) {
        file.items.retain(|item| !is_test_item(item));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| !is_test_item(item));
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, block: &mut syn::ItemImpl) {
        block.items.retain(|item| match item {
            ImplItem::Fn(function) => !is_test(&function.attrs),
            ImplItem::Const(constant) => !is_test(&constant.attrs),
            _ => true,
        });
        visit_mut::visit_item_impl_mut(self, block);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block
            .stmts
            .retain(|statement| !matches!(statement, Stmt::Item(item) if is_test_item(item)));
        visit_mut::visit_block_mut(self, block);
    }
}

fn is_test_item(item: &Item) -> bool {
    match item {
        Item::Const(item) => is_test(&item.attrs),
        Item::Enum(item) => is_test(&item.attrs),
        Item::Fn(item) => is_test(&item.attrs),
        Item::Impl(item) => is_test(&item.attrs),
        Item::Macro(item) => is_test(&item.attrs),
        Item::Mod(item) => is_test(&item.attrs),
        Item::Static(item) => is_test(&item.attrs),
        Item::Struct(item) => is_test(&item.attrs),
        Item::Trait(item) => is_test(&item.attrs),
        Item::Type(item) => is_test(&item.attrs),
        Item::Use(item) => is_test(&item.attrs),
        _ => false,
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text: String = flatten(attribute.meta.to_token_stream())
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        text == "cfg(test)" || text == "test" || text == "tokio::test"
    })
}

#[test]
fn test_code_is_left_out_of_production_tokens() {
    let source = Source::sample(
        "backend/src/kernel/x.rs",
        "fn a() { \"s.unwrap()\"; /* b.unwrap() */ }\n\
         #[cfg(test)] mod tests { fn c() { d.unwrap() } }\n\
         #[cfg(not(test))] fn e() { f.unwrap() }\n",
    );

    let found = positions(&production(&source), &[".", "unwrap"]);

    assert_eq!(found.len(), 1, "only the call in `e` is code that runs");
    assert_eq!(positions(&all(&source), &[".", "unwrap"]).len(), 2);
}
