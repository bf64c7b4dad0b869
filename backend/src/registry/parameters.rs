//! Legal parameters as rules see them: the value that held on the day of the
//! case, never a constant in code.
//!
//! Source: house rule, ADR-0007; each row names the law it reads.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::entity::parameter;
use super::problems;
use crate::kernel::fault::Fault;

/// All values of all parameters, by key and day.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    rows: BTreeMap<String, Vec<Span>>,
}

#[derive(Debug, Clone)]
struct Span {
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    value: Decimal,
}

impl Parameters {
    /// Gathers rows of the table; a value that is no number is left out, since
    /// the API lets none in.
    #[must_use]
    pub fn of(rows: &[parameter::Model]) -> Self {
        let mut gathered = Self::default();
        for row in rows {
            if let Ok(value) = Decimal::from_str(&row.value) {
                gathered.insert(&row.key, row.valid_from, row.valid_to, value);
            }
        }
        gathered
    }

    /// The defaults that the program carries; for tests and before the first migration.
    #[must_use]
    pub fn defaults() -> Self {
        let mut gathered = Self::default();
        for row in kibm_seed::parameters::PARAMETERS {
            if let Ok(value) = Decimal::from_str(row.value) {
                gathered.insert(row.key, row.valid_from, row.valid_to, value);
            }
        }
        gathered
    }

    fn insert(
        &mut self,
        key: &str,
        valid_from: NaiveDate,
        valid_to: Option<NaiveDate>,
        value: Decimal,
    ) {
        self.rows.entry(key.to_owned()).or_default().push(Span { valid_from, valid_to, value });
    }

    /// The value of `key` on `day`.
    ///
    /// Source: house rule, ADR-0007.
    ///
    /// # Errors
    /// [`problems::PARAMETER_MISSING`].
    pub fn decimal(&self, key: &str, day: NaiveDate) -> Result<Decimal, Fault> {
        self.span(key, day).map(|span| span.value)
    }

    /// First day of the value of `key` that holds on `day`: what names the
    /// version of a formula that is made of parameters.
    ///
    /// Source: house rule, ADR-0040.
    ///
    /// # Errors
    /// [`problems::PARAMETER_MISSING`].
    pub fn since(&self, key: &str, day: NaiveDate) -> Result<NaiveDate, Fault> {
        self.span(key, day).map(|span| span.valid_from)
    }

    fn span(&self, key: &str, day: NaiveDate) -> Result<&Span, Fault> {
        let mut spans = self.rows.get(key).into_iter().flatten();
        let holds =
            |span: &&Span| span.valid_from <= day && span.valid_to.is_none_or(|end| day < end);
        let missing = || Fault::new(&problems::PARAMETER_MISSING).with("key", key).with("day", day);
        spans.rfind(holds).ok_or_else(missing)
    }

    /// The value of `key` on `day` as a whole number.
    ///
    /// Source: house rule, ADR-0007.
    ///
    /// # Errors
    /// [`problems::PARAMETER_MISSING`], also for a value that is no whole number.
    pub fn integer(&self, key: &str, day: NaiveDate) -> Result<i64, Fault> {
        let missing = || Fault::new(&problems::PARAMETER_MISSING).with("key", key).with("day", day);
        self.decimal(key, day)?.to_i64().ok_or_else(missing)
    }
}
