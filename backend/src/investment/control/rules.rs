//! Rules of control: pure, today's date is an argument.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{PostingRequestId, UserId};
use crate::kernel::money::Money;

/// What an issuer holds its postings to. The default is that of an issuer who
/// has set nothing; the migration has the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// Month in which the book year begins, 1 to 12.
    pub year_begins: i64,
    /// Days back that whoever keeps the books may post alone.
    pub back_dating_days: i64,
    /// Above this amount a second person approves.
    pub approval_limit: Option<Money>,
    /// Days after which a request lapses.
    pub approval_days: i64,
    /// Through which day the books are closed.
    pub closed_through: Option<NaiveDate>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            year_begins: 1,
            back_dating_days: 366,
            approval_limit: None,
            approval_days: 14,
            closed_through: None,
        }
    }
}

/// First and last day of a book year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub first_on: NaiveDate,
    /// Last day.
    pub last_on: NaiveDate,
}

/// The days of the book year that begins in calendar year `year`; `None`
/// beyond the calendar. `year_begins`: month, 1 to 12.
///
/// Source: house rule, ADR-0023; UU 40/2007 Pasal 66 leaves the year to the by-laws.
#[must_use]
pub fn span_of(year: i64, year_begins: i64) -> Option<Span> {
    let year = i32::try_from(year).ok()?;
    let month = u32::try_from(year_begins).ok()?;
    let first_on = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last_on = NaiveDate::from_ymd_opt(year.checked_add(1)?, month, 1)?.pred_opt()?;
    Some(Span { first_on, last_on })
}

/// The number of the book year in which a day lies.
///
/// Source: house rule, ADR-0023.
#[must_use]
pub fn year_of(day: NaiveDate, year_begins: i64) -> i64 {
    let began = i64::from(day.month()) >= year_begins;
    i64::from(day.year()) - i64::from(!began)
}

/// Refuses a posting that counts in a closed book year, or before one: it would
/// change what the closing found.
///
/// Source: house rule, ADR-0023; R28.
#[must_use]
pub fn check_open(control: &Control, day: NaiveDate) -> Option<Fault> {
    let through = control.closed_through.filter(|through| day <= *through)?;
    Some(
        Fault::at(&problems::BOOK_YEAR_CLOSED, "/effective_on")
            .with("year", year_of(day, control.year_begins))
            .with("through", through)
            .with("last_year", year_of(through, control.year_begins)),
    )
}

/// A posting as the controls see it.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// Amount.
    pub amount: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// The issuer's day.
    pub today: NaiveDate,
    /// Whether it passes by the terms of an instrument.
    pub beside_terms: bool,
    /// Whether an administrator asks.
    pub senior: bool,
}

/// Why a posting waits for a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// The amount is above the limit.
    pub above_limit: bool,
    /// The day is too far back.
    pub back_dated: bool,
    /// It passes by the terms of an instrument.
    pub beside_terms: bool,
}

/// Whether a posting waits for a second person. The limit and the terms hold
/// for everybody; an administrator may post further back than others.
///
/// Source: R117 for the limit; house rules, ADR-0023 for days and ADR-0033 for
/// terms.
#[must_use]
pub fn why_second_person(control: &Control, posting: &Weighed) -> Option<Why> {
    let above_limit = control.approval_limit.is_some_and(|limit| posting.amount > limit);
    let back = (posting.today - posting.effective_on).num_days();
    let back_dated = back > control.back_dating_days && !posting.senior;
    let beside_terms = posting.beside_terms;
    let waits = above_limit || back_dated || beside_terms;
    waits.then_some(Why { above_limit, back_dated, beside_terms })
}

/// Whether other settings let more pass than those that hold.
///
/// Source: R117, house rule: whom a limit binds does not lift it.
#[must_use]
pub fn loosens(now: &Control, then: &Control) -> bool {
    let limit = match (now.approval_limit, then.approval_limit) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(now), Some(then)) => then > now,
    };
    limit || then.back_dating_days > now.back_dating_days
}

/// Refuses to close a year that is not over, or that is closed.
///
/// Source: house rule, ADR-0023.
#[must_use]
pub fn check_closing(control: &Control, year: i64, span: Span, today: NaiveDate) -> Option<Fault> {
    if today <= span.last_on {
        let fault = Fault::new(&problems::BOOK_YEAR_NOT_OVER).with("year", year);
        return Some(fault.with("last_on", span.last_on));
    }
    let closed = control.closed_through.is_some_and(|through| span.last_on <= through);
    closed.then(|| Fault::new(&problems::BOOK_YEAR_CLOSED_ALREADY).with("year", year))
}

/// Refuses to close a year while postings wait that would count in it: nobody
/// could approve them any more. Each is named.
///
/// Source: house rule, ADR-0029; R117.
pub fn check_waiting(year: i64, waiting: impl Iterator<Item = PostingRequestId>) -> Vec<Fault> {
    let fault = |id| Fault::new(&problems::BOOK_YEAR_REQUESTS_WAIT).with("request", id);
    waiting.map(|id| fault(id).with("year", year)).collect()
}

/// Where a request stands, as a decision sees it.
#[derive(Debug, Clone, Copy)]
pub struct Waiting {
    /// Nobody has decided yet.
    pub undecided: bool,
    /// Who asks.
    pub maker: UserId,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
}

/// What somebody wants to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Post it.
    Approve,
    /// Refuse it.
    Reject,
    /// Take it back.
    Withdraw,
}

/// Whether `who` may decide so at `now`: the maker alone withdraws, anybody
/// else who keeps the books approves or refuses, nobody once it is decided or
/// has lapsed.
///
/// Source: R117, house rule.
///
/// # Errors
/// [`problems::REQUEST_DECIDED`], [`problems::REQUEST_LAPSED`],
/// [`problems::MAKER_IS_CHECKER`], [`problems::NOT_THE_MAKER`].
pub fn check_decision(
    request: &Waiting,
    decision: Decision,
    who: UserId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    if !request.undecided {
        return Err(Fault::new(&problems::REQUEST_DECIDED));
    }
    if request.expires_at <= now {
        let lapsed = Fault::new(&problems::REQUEST_LAPSED);
        return Err(lapsed.with("expired_at", request.expires_at.to_rfc3339()));
    }
    match (decision, who == request.maker) {
        (Decision::Withdraw, false) => Err(Fault::new(&problems::NOT_THE_MAKER)),
        (Decision::Approve | Decision::Reject, true) => {
            Err(Fault::new(&problems::MAKER_IS_CHECKER))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
