//! What may be declared.
//!
//! Source: issue 3 section 3, ADR-0021.

use chrono::NaiveDate;
use num_bigint::BigUint;

use crate::investment::ownership::problems;
use crate::kernel::fault::Fault;

/// A declared share and the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The share: this many of
    pub numerator: i64,
    /// so many.
    pub denominator: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day after it.
    pub valid_to: Option<NaiveDate>,
}

impl Span {
    fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

/// What is wrong with one declaration by itself. `own`: whether the holder is
/// the issuer itself; a company may hold its own shares for a time (UU 40/2007
/// Pasal 37), but that owns nothing.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn check_declared(span: &Span, own: bool, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if span.numerator < 1 || span.denominator < span.numerator {
        faults.push(Fault::at(&problems::SHARE_OUT_OF_RANGE, "/share"));
    }
    if span.valid_to.is_some_and(|end| end <= span.valid_from) {
        faults.push(Fault::at(&problems::DECLARED_PERIOD, "/valid_to"));
    }
    faults.extend(crate::investment::rules::check_day(span.valid_from, today, "/valid_from"));
    if own {
        faults.push(Fault::at(&problems::OWN_HOLDER, "/holder_organization_id"));
    }
    faults
}

/// Whether the declared holdings of an issuer, with a new one, are ever more
/// than the whole. Sums change on first days only, so these are looked at.
///
/// Source: house rule, ADR-0021.
#[must_use]
pub fn check_whole(others: &[Span], new: &Span) -> Option<Fault> {
    let starts = others.iter().map(|span| span.valid_from).filter(|day| new.holds_on(*day));
    let mut days: Vec<NaiveDate> = starts.chain([new.valid_from]).collect();
    days.sort_unstable();
    days.into_iter()
        .find(|day| exceeds(others, new, *day))
        .map(|day| Fault::at(&problems::DECLARED_EXCEEDS_WHOLE, "/share").with("day", day))
}

/// Whether the shares on a day are more than one, without rounding.
fn exceeds(others: &[Span], new: &Span, day: NaiveDate) -> bool {
    let number = |value: i64| BigUint::from(value.unsigned_abs());
    let (mut sum, mut whole) = (number(new.numerator), number(new.denominator));
    for span in others.iter().filter(|span| span.holds_on(day)) {
        let (numerator, denominator) = (number(span.numerator), number(span.denominator));
        sum = sum * &denominator + numerator * &whole;
        whole *= denominator;
    }
    sum > whole
}
