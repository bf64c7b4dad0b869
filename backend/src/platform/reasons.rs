//! Why a query parameter cannot be read, in both languages: serde and the
//! libraries below it say it in English only.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::schemas::printable;
use crate::kernel;

/// A reason in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Bahasa Indonesia.
    pub id: String,
    /// English.
    pub en: String,
}

impl Reason {
    fn new(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: id.into(), en: en.into() }
    }

    /// The value is outside of its bounds.
    #[must_use]
    pub fn outside<T: Display>(bounds: &RangeInclusive<T>) -> Self {
        let (low, high) = (bounds.start(), bounds.end());
        Self::new(format!("harus {low} sampai {high}"), format!("it must be {low} to {high}"))
    }

    /// The text has too few or too many characters, or unprintable ones.
    #[must_use]
    pub fn length(bounds: &RangeInclusive<usize>) -> Self {
        let (low, high) = (bounds.start(), bounds.end());
        Self::new(
            format!("harus {low} sampai {high} huruf yang dapat dicetak"),
            format!("it must be {low} to {high} printable characters"),
        )
    }

    /// The value is longer than `most` characters.
    #[must_use]
    pub fn too_long(most: usize) -> Self {
        Self::new(
            format!("paling panjang {most} huruf"),
            format!("it has {most} characters at most"),
        )
    }

    /// The value is not written in its pattern.
    #[must_use]
    pub fn written(pattern: &str) -> Self {
        Self::new(format!("tulis {pattern}"), format!("write {pattern}"))
    }

    /// A day or an instant that no calendar of ours has.
    #[must_use]
    pub fn beyond_the_calendar() -> Self {
        Self::new("harus 0001-01-01 sampai 9999-12-31", "it must be 0001-01-01 to 9999-12-31")
    }

    /// A character of number zero, which no database takes.
    #[must_use]
    pub fn zero_character() -> Self {
        Self::new("huruf NUL tidak diterima", "the character NUL is not taken")
    }

    /// What serde told about a value or its absence.
    #[must_use]
    pub fn told(text: &str) -> Self {
        known(text).unwrap_or_else(|| Self::new("nilainya tidak berlaku", printable(text)))
    }
}

/// The parameter that serde misses, or finds twice: it tells both without a place.
#[must_use]
pub fn named(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("missing field `").or(text.strip_prefix("duplicate field `"))?;
    rest.split_once('`').map(|(name, _)| name)
}

fn known(text: &str) -> Option<Reason> {
    if text.starts_with("missing field") {
        return Some(Reason::new("wajib diisi", "it is needed"));
    }
    if text.starts_with("duplicate field") {
        return Some(Reason::new("tertulis dua kali", "it is given twice"));
    }
    if let Some(rest) = text.strip_prefix("unknown variant `") {
        let options = rest.rsplit_once("expected ").map_or("", |(_, options)| options);
        let options = options.trim_start_matches("one of ").replace('`', "");
        let options = options.replace(" or ", ", ");
        let id = format!("yang dikenal: {options}");
        return Some(Reason::new(id, format!("known are: {options}")));
    }
    of_kernel(text).or_else(|| of_library(text))
}

/// Texts of the kernel's own values, which begin with their code.
fn of_kernel(text: &str) -> Option<Reason> {
    let (name, _) = text.split_once(": ")?;
    let code = kernel::CODES.iter().find(|code| code.name == name)?;
    // The arguments are lost in serde's text; the title has none.
    let told = if code.detail.id.contains('{') { code.title } else { code.detail };
    let plain = |text: &str| text.trim_end_matches('.').to_owned();
    Some(Reason::new(plain(told.id), plain(told.en)))
}

/// Texts of the standard library and of chrono, by their parts.
fn of_library(text: &str) -> Option<Reason> {
    let whole = ("harus bilangan bulat", "it must be a whole number");
    let large = ("bilangannya terlalu besar", "the number is too large");
    let small = ("bilangannya terlalu kecil", "the number is too small");
    let either = ("tulis true atau false", "write true or false");
    let time = (
        "tulis tanggal seperti 2026-11-21 dan waktu seperti 2026-11-21T03:00:00Z",
        "write a day as 2026-11-21 and an instant as 2026-11-21T03:00:00Z",
    );
    let number = ("harus bilangan", "it must be a number");
    let texts = [
        ("invalid digit found in string", whole),
        ("cannot parse integer from empty string", whole),
        ("number too large", large),
        ("number too small", small),
        ("provided string was not", either),
        ("input contains invalid characters", time),
        ("premature end of input", time),
        ("input is out of range", time),
        ("trailing input", time),
        ("input is not enough", time),
        ("no possible date and time", time),
        ("ecimal", number),
    ];
    let (_, (id, en)) = texts.into_iter().find(|(part, _)| text.contains(part))?;
    Some(Reason::new(id, en))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};
    use serde::Deserialize;

    use super::*;
    use crate::kernel::ids::UserId;
    use crate::kernel::region_code::RegionCode;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Every {
        Month,
        Year,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Query {
        needed: i64,
        limit: Option<u64>,
        dry_run: Option<bool>,
        on: Option<NaiveDate>,
        known_at: Option<DateTime<Utc>>,
        every: Option<Every>,
        user: Option<UserId>,
        region: Option<RegionCode>,
    }

    #[test]
    fn each_kind_of_unreadable_parameter_is_told_in_both_languages() {
        for (query, id) in [
            ("", "wajib diisi"),
            ("needed=x", "harus bilangan bulat"),
            ("needed=", "harus bilangan bulat"),
            ("needed=99999999999999999999", "bilangannya terlalu besar"),
            ("needed=-99999999999999999999", "bilangannya terlalu kecil"),
            ("needed=1&limit=-1", "harus bilangan bulat"),
            ("needed=1&dry_run=ya", "tulis true atau false"),
            ("needed=1&needed=2", "tertulis dua kali"),
            ("needed=1&every=week", "yang dikenal: month, year"),
        ] {
            let told = serde_urlencoded::from_str::<Query>(query).expect_err(query).to_string();
            let reason = Reason::told(&told);
            assert_eq!(reason.id, id, "{query}: {told}");
            assert_ne!(reason.en, reason.id);
        }
        for query in ["on=kemarin", "on=2026-02-30", "on=2026-01-01x", "known_at=2026-01-01", "on="]
        {
            let query = format!("needed=1&{query}");
            let told = serde_urlencoded::from_str::<Query>(&query).expect_err(&query).to_string();
            assert!(Reason::told(&told).id.starts_with("tulis tanggal"), "{query}: {told}");
        }
        for query in ["user=7", "region=xx"] {
            let query = format!("needed=1&{query}");
            let told = serde_urlencoded::from_str::<Query>(&query).expect_err(&query).to_string();
            let reason = Reason::told(&told);
            assert!(reason.id != "nilainya tidak berlaku", "{query}: {told}");
            assert!(!reason.id.contains(['{', '`']), "{}", reason.id);
        }
    }

    #[test]
    fn the_parameter_that_is_missing_is_named() {
        assert_eq!(named("missing field `needed`"), Some("needed"));
        assert_eq!(named("duplicate field `needed`"), Some("needed"));
        assert_eq!(named("invalid digit found in string"), None);
    }
}
