//! Request bodies are checked against the schemas of our own OpenAPI document,
//! so that the document is true and every fault of a body is named at once.

use std::collections::HashMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use super::codes;
use crate::kernel::fault::Fault;

/// The most faults of one body that are named: a hostile body has any number.
const FAULTS_MAX: usize = 100;

/// Compiled validators of the request bodies, by schema name.
#[derive(Debug, Default)]
pub struct Schemas {
    validators: HashMap<String, Validator>,
}

impl Schemas {
    /// Compiles the validators of every request body in an OpenAPI document.
    ///
    /// # Errors
    /// A text that names the schema that does not compile.
    pub fn compile(document: &Value) -> Result<Self, String> {
        let mut validators = HashMap::new();
        for name in request_body_schemas(document) {
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": format!("#/components/schemas/{name}"),
                "components": { "schemas": reachable(document, &name) },
            });
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&schema)
                .map_err(|error| format!("schema {name}: {error}"))?;
            validators.insert(name, validator);
        }
        Ok(Self { validators })
    }

    /// Every fault of `body` against the schema called `name`; empty when the
    /// body conforms. A schema that no operation takes as its body conforms.
    #[must_use]
    pub fn faults(&self, name: &str, body: &Value) -> Vec<Fault> {
        let mut faults = Vec::new();
        control_characters(body, &mut String::new(), &mut faults);
        if let Some(validator) = self.validators.get(name) {
            for error in validator.iter_errors(body).take(FAULTS_MAX) {
                collect(&error, &mut faults);
            }
        }
        faults.truncate(FAULTS_MAX);
        faults
    }
}

/// The schemas that the one called `name` refers to, itself among them. A
/// validator keeps a copy of its document: with all of ours in each, the
/// service took 40 MB more.
fn reachable(document: &Value, name: &str) -> Map<String, Value> {
    let all = &document["components"]["schemas"];
    let mut found = Map::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(name) = waiting.pop() {
        if found.contains_key(&name) {
            continue;
        }
        references(&all[&name], &mut waiting);
        found.insert(name.clone(), all[&name].clone());
    }
    found
}

/// Adds the names of the schemas that `schema` refers to itself.
fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let target = fields.get("$ref").and_then(Value::as_str);
            names.extend(target.and_then(|path| path.rsplit('/').next()).map(str::to_owned));
            fields.values().for_each(|value| references(value, names));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

/// Names of the component schemas that operations take as JSON bodies.
fn request_body_schemas(document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for operation in paths.flat_map(|(_, item)| item.as_object().into_iter().flatten()) {
        let schema = &operation.1["requestBody"]["content"]["application/json"]["schema"];
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    names.dedup();
    names
}

/// Whether a character cannot be seen and has no place in a text: controls
/// but for tab and line breaks (PostgreSQL cannot even store NUL), marks that
/// turn the direction of writing, and those without width.
fn is_hidden(character: char) -> bool {
    let control = character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    let invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    control || invisible
}

/// Finds hidden characters and texts of nothing but blanks.
fn control_characters(value: &Value, pointer: &mut String, faults: &mut Vec<Fault>) {
    match value {
        Value::String(text) if text.contains(is_hidden) => {
            faults.push(Fault::at(&codes::CONTROL_CHARACTER, pointer.clone()));
        }
        Value::String(text) if !text.is_empty() && text.trim().is_empty() => {
            faults.push(Fault::at(&codes::BLANK_TEXT, pointer.clone()));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                within(pointer, &index.to_string(), |pointer| {
                    control_characters(item, pointer, faults)
                });
            }
        }
        Value::Object(fields) => {
            for (name, item) in fields {
                within(pointer, name, |pointer| control_characters(item, pointer, faults));
            }
        }
        _ => {}
    }
}

fn within(pointer: &mut String, segment: &str, visit: impl FnOnce(&mut String)) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
    visit(pointer);
    pointer.truncate(length);
}

/// Turns one violation into faults with our codes and texts.
fn collect(error: &ValidationError<'_>, faults: &mut Vec<Fault>) {
    let pointer = error.instance_path().as_str().to_owned();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            faults.push(
                Fault::at(&codes::FIELD_MISSING, format!("{pointer}/{field}")).with("field", field),
            );
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for field in unexpected {
                let place =
                    format!("{pointer}/{}", printable(field).replace('~', "~0").replace('/', "~1"));
                faults
                    .push(Fault::at(&codes::FIELD_UNKNOWN, place).with("field", printable(field)));
            }
        }
        ValidationErrorKind::Enum { options } => {
            faults.push(Fault::at(&codes::NOT_AN_OPTION, pointer).with("options", list(options)));
        }
        ValidationErrorKind::Constant { expected_value } => {
            faults.push(Fault::at(&codes::NOT_AN_OPTION, pointer).with("options", expected_value));
        }
        ValidationErrorKind::Format { format } => {
            faults.push(Fault::at(&codes::WRONG_FORMAT, pointer).with("expected", format));
        }
        ValidationErrorKind::Pattern { pattern } => {
            faults.push(Fault::at(&codes::WRONG_FORMAT, pointer).with("expected", pattern));
        }
        ValidationErrorKind::Type { kind } => {
            faults.push(Fault::at(&codes::WRONG_TYPE, pointer).with("expected", type_name(kind)));
        }
        // utoipa writes an optional value as "null or this", in either order: what
        // the client meant is the branch that is not null.
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            let meant = context.iter().rev().find(|branch| !branch.is_empty() && !is_null(branch));
            match meant {
                Some(branch) => branch.iter().for_each(|inner| collect(inner, faults)),
                None => {
                    faults.push(Fault::at(&codes::WRONG_FORMAT, pointer).with("expected", "oneOf"))
                }
            }
        }
        other => {
            faults.push(Fault::at(&codes::OUT_OF_BOUNDS, pointer).with("bound", bound(other)));
        }
    }
}

/// Whether a branch asks for nothing but null.
fn is_null(branch: &[ValidationError<'_>]) -> bool {
    matches!(branch, [only] if matches!(only.kind(), ValidationErrorKind::Type { kind } if type_name(kind) == "null"))
}

fn type_name(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => {
            several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" / ")
        }
    }
}

fn list(options: &Value) -> String {
    let items = options.as_array().into_iter().flatten();
    items
        .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
        .collect::<Vec<_>>()
        .join(", ")
}

fn bound(kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::MinLength { limit } => format!("minLength {limit}"),
        ValidationErrorKind::MaxLength { limit } => format!("maxLength {limit}"),
        ValidationErrorKind::MinItems { limit } => format!("minItems {limit}"),
        ValidationErrorKind::MaxItems { limit } => format!("maxItems {limit}"),
        ValidationErrorKind::Minimum { limit } => format!("minimum {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("maximum {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("exclusiveMinimum {limit}"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("exclusiveMaximum {limit}"),
        other => other.keyword().to_owned(),
    }
}

/// A client's own text, cut and freed of control characters before it goes
/// back in an error.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(60).collect()
}
