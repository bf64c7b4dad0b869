//! Faults: what is wrong with an input or a request, as values with a code.
//!
//! Rules return [`Fault`]s; the HTTP edge turns them into `problem+json`.
//! A [`Code`] carries its texts in both languages, so that a message is
//! written once, beside the rule that refuses (ADR-0003).
//!
//! Source: RFC 9457 for what a problem is on the wire; R118, house rule.

use rust_decimal::Decimal;

use super::ratio::display_percent;

/// A text in Indonesian and English, with `{name}` where an argument goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Bahasa Indonesia, the default.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

/// The languages an answer can be given in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Indonesian,
    /// English.
    English,
}

/// One kind of fault. `name` is part of the API: never renamed, never reused.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable machine name, `snake_case`.
    pub name: &'static str,
    /// HTTP status that a request with this fault is answered with.
    pub status: u16,
    /// Short name of the problem.
    pub title: Text,
    /// What is wrong and what to do, with `{argument}` placeholders.
    pub detail: Text,
    /// The law, standard or ADR that refuses; empty where none does.
    pub basis: &'static str,
}

/// One fault found: its code, where (a JSON pointer, empty for the whole
/// request) and the arguments of its text. Never holds personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The kind of fault.
    pub code: &'static Code,
    /// JSON pointer into the body (`/members/0/nik`), or `?name` for a query parameter.
    pub pointer: String,
    /// Values for the placeholders.
    pub arguments: Vec<(&'static str, String)>,
    /// Percentages for the placeholders, which each language writes in its way.
    pub percents: Vec<(&'static str, Decimal)>,
}

impl Fault {
    /// A fault about the request as a whole.
    #[must_use]
    pub fn new(code: &'static Code) -> Self {
        Self::at(code, "")
    }

    /// A fault at one field.
    #[must_use]
    pub fn at(code: &'static Code, pointer: impl Into<String>) -> Self {
        Self { code, pointer: pointer.into(), arguments: Vec::new(), percents: Vec::new() }
    }

    /// The same fault with one argument of its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The same fault with a percentage in its text: `50,99` in Indonesian, `50.99`
    /// in English.
    #[must_use]
    pub fn with_percent(mut self, name: &'static str, percent: Decimal) -> Self {
        self.percents.push((name, percent));
        self
    }

    /// The same fault below another pointer, for values nested in a body.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Self {
        self.pointer = format!("{prefix}{}", self.pointer);
        self
    }

    /// The text of the fault in one language.
    #[must_use]
    pub fn detail(&self, language: Language) -> String {
        let mut text = self.code.detail.in_language(language).to_owned();
        for (name, value) in &self.arguments {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        for (name, percent) in &self.percents {
            text = text.replace(&format!("{{{name}}}"), &display_percent(*percent, language));
        }
        text
    }
}

impl Text {
    /// The text in one language.
    #[must_use]
    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.id,
            Language::English => self.en,
        }
    }
}
