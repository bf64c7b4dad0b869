//! Lists as CSV, streamed page by page within the same scope (R120).

use std::future::Future;

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayItems;
use utoipa::openapi::{RefOr, Schema};

use super::page::{Page, Start};
use super::problem::{ApiError, ApiResult};
use super::state::AppState;

/// Digits from which on a spreadsheet writes a number with an exponent.
const LONG_NUMBER: usize = 12;

/// Rows fetched at once for a CSV: as few queries as memory allows, at some
/// 1 kB a row.
const ROWS_AT_ONCE: u64 = 1_000;

const CSV_KIND: [(header::HeaderName, &str); 1] =
    [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];

/// The next part of a list that is asked for.
#[derive(Debug)]
pub struct Turn {
    cursor: Option<String>,
    rows: Option<u64>,
}

impl Turn {
    /// Where the part begins, for [`super::PageRequest::parse`].
    #[must_use]
    pub fn as_deref(&self) -> Start<'_> {
        Start { cursor: self.cursor.as_deref(), rows: self.rows }
    }
}

/// The form in which a client wants a list: JSON, or CSV by `Accept: text/csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One page as JSON.
    Json,
    /// All rows as CSV.
    Csv,
}

impl FromRequestParts<AppState> for Format {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let first = accept.unwrap_or_default().split([',', ';']).next().unwrap_or_default();
        Ok(if first.trim().eq_ignore_ascii_case("text/csv") { Self::Csv } else { Self::Json })
    }
}

/// Answers a list: the page asked for as JSON, or all pages from it on as CSV.
///
/// `fetch` gives the page of a turn. It is called again and again while
/// the client reads, so that a long list is never held in memory.
///
/// # Errors
/// What `fetch` fails with on the first page; a later failure breaks the
/// stream off, so that a cut file is not taken for a whole one.
pub async fn answer<T, F, Fut>(
    format: Format,
    cursor: Option<String>,
    fetch: F,
) -> ApiResult<Response>
where
    T: Serialize + ToSchema + Send + 'static,
    F: Fn(Turn) -> Fut + Send + 'static,
    Fut: Future<Output = ApiResult<Page<T>>> + Send,
{
    let rows_at_once = (format == Format::Csv).then_some(ROWS_AT_ONCE);
    let turn = move |cursor| Turn { cursor, rows: rows_at_once };
    let first = fetch(turn(cursor)).await?;
    if format == Format::Json {
        return Ok(axum::Json(first).into_response());
    }
    let columns = columns::<T>();
    let stream = async_stream::stream! {
        yield line(&columns);
        let mut page = first;
        loop {
            yield rows(&columns, &page.items);
            let Some(cursor) = page.next_cursor else { break };
            page = match fetch(turn(Some(cursor))).await {
                Ok(page) => page,
                Err(_) => {
                    yield Err(std::io::Error::other("the list broke off"));
                    break;
                }
            };
        }
    };
    Ok((CSV_KIND, Body::from_stream(stream)).into_response())
}

impl<T: Serialize + ToSchema> Page<T> {
    /// Answers a list that is short enough to be its only page, as JSON or CSV.
    ///
    /// # Errors
    /// When an item cannot be written.
    pub fn answer(self, format: Format) -> ApiResult<Response> {
        if format == Format::Json {
            return Ok(axum::Json(self).into_response());
        }
        let columns = columns::<T>();
        let mut text = line(&columns).map_err(ApiError::internal)?.to_vec();
        text.extend_from_slice(&rows(&columns, &self.items).map_err(ApiError::internal)?);
        Ok((CSV_KIND, text).into_response())
    }
}

/// Columns of a list: the fields of its view, in the order of the schema. A
/// list of records that a row may lack is none: lists leave it out.
fn columns<T: ToSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => {
            let has_column = |(name, schema): &(&String, &RefOr<Schema>)| match schema {
                RefOr::T(Schema::Array(array)) => {
                    object.required.contains(name) || is_plain(&array.items)
                }
                _ => true,
            };
            object.properties.iter().filter(has_column).map(|(name, _)| name.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether the items of a list are texts or numbers by their schema.
fn is_plain(items: &ArrayItems) -> bool {
    match items {
        ArrayItems::RefOrSchema(schema) => {
            matches!(schema.as_ref(), RefOr::T(Schema::Object(object)) if object.properties.is_empty())
        }
        ArrayItems::False => false,
    }
}

fn rows<T: Serialize>(columns: &[String], items: &[T]) -> std::io::Result<Bytes> {
    let mut text = Vec::new();
    for item in items {
        let value = serde_json::to_value(item)?;
        let cells: Vec<String> = columns.iter().map(|column| cell(&value[column])).collect();
        text.extend_from_slice(&line(&cells)?);
    }
    Ok(text.into())
}

fn line(cells: &[String]) -> std::io::Result<Bytes> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map(Bytes::from).map_err(|error| std::io::Error::other(error.to_string()))
}

/// One cell: plain values in a list stand one after the other, with a semicolon
/// between them; any other nested value is written as JSON.
fn cell(value: &Value) -> String {
    if let Some(joined) = value.as_array().and_then(|items| joined(items)) {
        return neutral(&joined);
    }
    match value {
        Value::Null => String::new(),
        Value::String(text) => neutral(text),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => neutral(&value.to_string()),
    }
}

/// Plain values with a semicolon between them; none where one is not plain, or
/// holds a semicolon itself.
fn joined(items: &[Value]) -> Option<String> {
    let plain = |item: &Value| match item {
        Value::String(text) => (!text.contains(';')).then(|| text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(item.to_string()),
        _ => None,
    };
    items.iter().map(plain).collect::<Option<Vec<String>>>().map(|texts| texts.join(";"))
}

/// A text that no spreadsheet runs as a formula or shortens (R120): a leading
/// `=`, `+`, `-`, `@`, tab or return gets an apostrophe, unless the text is a
/// number; so does a number of 12 digits and more, such as an NPWP, which would
/// read 8,10E+15.
#[must_use]
pub fn neutral(text: &str) -> String {
    let long = text.len() >= LONG_NUMBER && text.bytes().all(|byte| byte.is_ascii_digit());
    let risky = text.starts_with(['=', '+', '@', '\t', '\r'])
        || (text.starts_with('-') && text.parse::<Decimal>().is_err());
    if risky || long { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Serialize, Deserialize, ToSchema)]
    struct Part {
        name: String,
    }

    #[derive(Serialize, Deserialize, ToSchema)]
    struct Row {
        name: String,
        region_codes: Vec<String>,
        parts: Vec<Part>,
        warnings: Option<Vec<Part>>,
    }

    #[test]
    fn r120_a_column_stands_for_every_field_but_for_records_that_a_row_may_lack() {
        assert_eq!(columns::<Row>(), ["name", "region_codes", "parts"]);
    }

    #[test]
    fn r120_plain_values_of_a_list_stand_in_one_cell_and_records_are_json() {
        for (value, written) in [
            (json!(["81.02", "81.72"]), "81.02;81.72"),
            (json!([]), ""),
            (json!([1, true]), "1;true"),
            (json!(["=1", "b"]), "'=1;b"),
            (json!(["a;b", "c"]), r#"["a;b","c"]"#),
            (json!([{ "name": "a" }]), r#"[{"name":"a"}]"#),
            (json!({ "name": "a" }), r#"{"name":"a"}"#),
        ] {
            assert_eq!(cell(&value), written);
        }
    }

    #[test]
    fn r120_formulas_are_neutralised_and_numbers_are_left() {
        for (text, written) in [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+62 812", "'+62 812"),
            ("-1+cmd", "'-1+cmd"),
            ("@x", "'@x"),
            ("-150000.00", "-150000.00"),
            ("+6281234567890", "'+6281234567890"),
            ("123456782123000", "'123456782123000"),
            ("810201******0001", "810201******0001"),
            ("Koperasi", "Koperasi"),
        ] {
            assert_eq!(neutral(text), written);
        }
    }
}
