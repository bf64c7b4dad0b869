//! A [`Fault`] as an error, for the places where Rust asks for one.
//!
//! Rules return `Result<_, Fault>`. `FromStr`, `TryFrom`, serde and sea-orm
//! want a `std::error::Error`; [`Refused`] wraps the fault for them, so that a
//! caller who can do more with it (list all violations) gets the code back.
//!
//! Source: house rule, ADR-0003.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};

use super::fault::{Fault, Language};

/// A refused value. Its `Display` is `code: English text`, for developers;
/// readers get the text of the [`Fault`] in their language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", .0.code.name, .0.detail(Language::English))]
pub struct Refused(pub Fault);

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        refused.0
    }
}

/// Deserializes a value that is a string on the wire, and nothing but a string.
///
/// # Errors
/// If the input is no string, or [`Refused`] with its code in the message.
pub(crate) fn deserialize_text<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = Refused>,
{
    deserializer.deserialize_str(TextVisitor(PhantomData))
}

struct TextVisitor<T>(PhantomData<fn() -> T>);

impl<T: FromStr<Err = Refused>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// The OpenAPI schema of a value that is a patterned string on the wire.
pub(crate) fn text_schema(
    description: &str,
    pattern: &str,
    example: &str,
) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    utoipa::openapi::schema::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .pattern(Some(pattern))
        .description(Some(description))
        .examples([serde_json::Value::from(example)])
        .into()
}
