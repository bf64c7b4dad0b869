//! Query parameters and path segments in, with our faults.

use std::fmt::Display;
use std::ops::RangeInclusive;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::de::DeserializeOwned;

use super::codes;
use super::problem::ApiError;
use super::reasons::{self, Reason};
use super::schemas::printable;
use super::state::AppState;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;

/// The longest value of a query parameter, in characters.
const VALUE_LENGTH_MAX: usize = 100;
/// Parameters that may be longer: the cursor of a statement carries a balance
/// for each account of the member, and the sums of a book one for each of its
/// instruments by name.
const LONG: [(&str, usize); 2] = [("cursor", 16_000), ("total_instruments", 4_000)];

/// The folded words of a search, which must hold two letters or digits.
///
/// # Errors
/// 400 on a search that would find everything.
pub fn search_key(search: Option<&str>) -> Result<Option<String>, ApiError> {
    let key = search.map(name_key);
    if key.as_ref().is_some_and(|key| key.chars().count() < 2) {
        return Err(Fault::at(&codes::SEARCH_TOO_SHORT, "?search").into());
    }
    Ok(key)
}

/// Query parameters; an unknown one is refused with 400, never ignored.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for ApiQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("%00") {
            return Err(bad_parameter("?", &Reason::zero_character()).into());
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let long = LONG.iter().find(|(known, _)| *known == name);
            let bound = long.map_or(VALUE_LENGTH_MAX, |(_, bound)| *bound);
            if value.chars().count() > bound {
                return Err(bad_parameter(&name, &Reason::too_long(bound)).into());
            }
            // chrono reads years that PostgreSQL's calendar does not have.
            let beyond = |year: i32| !(1..=9999).contains(&year);
            if value.parse::<NaiveDate>().is_ok_and(|day| beyond(day.year()))
                || value.parse::<DateTime<Utc>>().is_ok_and(|instant| beyond(instant.year()))
            {
                return Err(bad_parameter(&name, &Reason::beyond_the_calendar()).into());
            }
        }
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let path = error.path().to_string();
            unreadable(&path, &error.into_inner().to_string())
        })
    }
}

/// Refuses every parameter, for an operation that takes none.
///
/// # Errors
/// 400 that names the first one.
pub fn require_none(query: &str) -> Result<(), ApiError> {
    let first = form_urlencoded::parse(query.as_bytes()).next();
    first.map_or(Ok(()), |(name, _)| Err(unknown(&name, "-").into()))
}

fn unknown(name: &str, options: &str) -> Fault {
    let name = printable(name);
    let fault = Fault::at(&codes::UNKNOWN_PARAMETER, format!("?{name}"));
    fault.with("field", name).with("options", options)
}

/// The fault of a query that serde cannot read. It tells an unknown field only
/// in its text; the options named there are ours, not the client's.
fn unreadable(path: &str, told: &str) -> ApiError {
    if let Some(rest) = told.strip_prefix("unknown field `") {
        let (field, options) = rest.split_once('`').unwrap_or((rest, ""));
        let options = options.trim_start_matches(", expected ").trim_start_matches("one of ");
        return unknown(field, &options.replace('`', "")).into();
    }
    let name = reasons::named(told).unwrap_or(path.trim_matches('.'));
    bad_parameter(name, &Reason::told(told)).into()
}

/// The fault of a query parameter, with its reason in both languages.
#[must_use]
pub fn bad_parameter(name: &str, reason: &Reason) -> Fault {
    let name = printable(name);
    let pointer = if name == "?" { name.clone() } else { format!("?{name}") };
    let fault = Fault::at(&codes::BAD_PARAMETER, pointer).with("field", name);
    fault.with("reason_id", &reason.id).with("reason_en", &reason.en)
}

/// A number of the query within its bounds.
///
/// # Errors
/// 400 that names the field and the bounds.
pub fn within<T: PartialOrd + Display>(
    name: &str,
    number: T,
    bounds: &RangeInclusive<T>,
) -> Result<T, ApiError> {
    if bounds.contains(&number) {
        return Ok(number);
    }
    Err(bad_parameter(name, &Reason::outside(bounds)).into())
}

/// Path segments; one that cannot be read names nothing, hence 404.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for ApiPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(ApiError::not_found()),
        }
    }
}
