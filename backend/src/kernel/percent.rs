//! Percentages that a decision or an agreement sets, exact to 0.0001.
//!
//! Unlike [`super::ratio`], which works a percentage out, these are given by
//! people and must add up: 99.99 is not 100 (R37).
//!
//! Source: house rules R37 and R73; four places are enough for thirds by
//! decision ("33.3333, 33.3333 and 33.3334").

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fault::{Code, Fault, Text};
use super::refused::{Refused, deserialize_text, text_schema};

/// A text that should be a percentage is none.
pub static PERCENT_MALFORMED: Code = Code {
    name: "percent_malformed",
    status: 422,
    title: Text { id: "Persentase tidak terbaca", en: "Percentage not readable" },
    detail: Text {
        id: "Tulis persentase 0 sampai 100 sebagai teks dengan titik desimal, paling banyak empat desimal, misalnya \"12.5\".",
        en: "Write a percentage of 0 to 100 as a string with a decimal point, at most four decimals, such as \"12.5\".",
    },
    basis: "",
};

/// Steps of one percent.
const STEPS: i64 = 10_000;

/// A percentage from 0 to 100 in steps of 0.0001.
///
/// Source: R37, house rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(i64);

impl Percent {
    /// A hundred percent.
    pub const WHOLE: Self = Self(100 * STEPS);

    /// A whole number of percent; above 100 it is held to 100.
    #[must_use]
    pub const fn whole(percent: u8) -> Self {
        let percent = if percent > 100 { 100 } else { percent };
        Self(percent as i64 * STEPS)
    }

    /// The percentage in steps of 0.0001, never negative: 25 percent is 250,000.
    #[must_use]
    pub const fn steps(self) -> u128 {
        self.0.unsigned_abs() as u128
    }

    /// The percentage of so many steps of 0.0001; at most a hundred percent.
    #[must_use]
    pub fn of_steps(steps: u128) -> Self {
        Self(i64::try_from(steps).unwrap_or(i64::MAX).min(Self::WHOLE.0))
    }

    /// Is this nothing at all?
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// What is left of a hundred percent.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(Self::WHOLE.0 - self.0)
    }

    /// The sum, which may pass 100, and whether it is exactly 100. A sum beyond
    /// 64 bits of steps, which no body that we take can have, is held to them.
    #[must_use]
    pub fn sum(percents: impl IntoIterator<Item = Self>) -> (Decimal, bool) {
        let total: i128 = percents.into_iter().map(|percent| i128::from(percent.0)).sum();
        (decimal(i64::try_from(total).unwrap_or(i64::MAX)), total == i128::from(Self::WHOLE.0))
    }
}

/// So many steps as a number of percent, without zeros at its end.
fn decimal(steps: i64) -> Decimal {
    Decimal::new(steps, 4).normalize()
}

/// The wire form: `25`, `12.5`, `33.3333`.
impl fmt::Display for Percent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal(self.0).fmt(out)
    }
}

impl FromStr for Percent {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        let malformed = || Refused(Fault::new(&PERCENT_MALFORMED));
        let (whole, decimals) = match text.split_once('.') {
            Some((_, "")) => return Err(malformed()),
            Some(parts) => parts,
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=3).contains(&whole.len()) && decimals.len() <= 4;
        if !fits || !digits(whole) || !digits(decimals) {
            return Err(malformed());
        }
        let steps: i64 = format!("{whole}{decimals:0<4}").parse().map_err(|_| malformed())?;
        if steps > Self::WHOLE.0 { Err(malformed()) } else { Ok(Self(steps)) }
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl utoipa::PartialSchema for Percent {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        text_schema(
            "Percentage from 0 to 100 as a decimal string with up to four decimals. \
             Persentase sebagai teks, paling banyak empat desimal.",
            r"^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$",
            "12.5",
        )
    }
}

impl utoipa::ToSchema for Percent {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse::<Percent>().ok().map(|percent| percent.to_string())
    }

    #[test]
    fn a_percentage_is_read_and_written_in_one_form() {
        for (text, written) in
            [("25", "25"), ("12.50", "12.5"), ("33.3333", "33.3333"), ("0", "0"), ("100.0", "100")]
        {
            assert_eq!(read(text).as_deref(), Some(written));
        }
        for text in ["", ".5", "5.", "100.0001", "101", "-1", "1,5", "33.33333", "1e1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn r37_only_a_sum_of_exactly_a_hundred_is_whole() {
        let sum = |texts: &[&str]| {
            let (sum, whole) =
                Percent::sum(texts.iter().map(|text| text.parse::<Percent>().unwrap()));
            (sum.to_string(), whole)
        };

        assert_eq!(sum(&["25", "20", "30", "10", "5", "5", "3", "2"]), ("100".to_owned(), true));
        assert_eq!(sum(&["40", "40", "5", "5", "5", "5", "5"]), ("105".to_owned(), false));
        assert_eq!(sum(&["99.99"]), ("99.99".to_owned(), false));
        assert_eq!(sum(&["33.3333", "33.3333", "33.3334"]), ("100".to_owned(), true));
    }
}
