//! Whether a village cooperative may have a loan, and how it is paid back.
//!
//! Source: R49; PMK 49/2025, as DOMAIN 1 reads it.

use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafts::{KopdesLoanDraft, VillageApprovalDraft};
use super::entity::loan::RepaymentMethod;
use super::problems;
use crate::investment::agreement::drafts::DocumentDraft;
use crate::investment::rules::EARLIEST;
use crate::kernel::fault::{Code, Fault};
use crate::kernel::money::{AMOUNT_OUT_OF_RANGE, Money, SEN_PER_RUPIAH};
use crate::registry::parameters::Parameters;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY, DATE_TOO_LATE};

mod explained;

pub use explained::explain;

/// What the registry knows of the cooperative that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Whether it is a Koperasi Desa or Kelurahan Merah Putih.
    pub kopdes: bool,
    /// Whether the number of its legal personality is recorded.
    pub legal_number: bool,
    /// Whether its registration number (NIK koperasi) is.
    pub nik_koperasi: bool,
    /// Whether its tax number is.
    pub npwp: bool,
    /// Whether its business number is.
    pub nib: bool,
}

/// The papers of a loan: those in the registry when it was recorded, and those
/// that were declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirements {
    /// What the registry knew.
    pub known: Known,
    /// The account.
    pub account: Option<String>,
    /// The proposal.
    pub proposal: Option<DocumentDraft>,
    /// The approval of the village.
    pub village_approval: Option<VillageApprovalDraft>,
}

/// What a schedule is worked out from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanTerms {
    /// Principal, whole rupiah, above zero.
    pub principal: Money,
    /// Per cent a year.
    pub rate: Decimal,
    /// Months, grace included.
    pub tenor_months: i64,
    /// Months of interest alone, fewer than the term.
    pub grace_months: i64,
    /// How it is paid back.
    pub method: RepaymentMethod,
    /// Day of the drawing.
    pub drawn_on: NaiveDate,
}

/// How long after the signature a loan may be drawn, in months: a later drawing
/// is a contract of its own.
const DRAWN_WITHIN_MONTHS: u32 = 12;

/// A loan of the cooperative as the limit of all of them sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Day of its signature.
    pub from: NaiveDate,
    /// Day of its last payment.
    pub to: NaiveDate,
    /// Principal.
    pub principal: Money,
    /// What of it is for operating costs.
    pub operating: Money,
}

/// What is paid in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstalmentKind {
    /// Interest alone (masa tenggang).
    Grace,
    /// Principal and interest.
    Repayment,
    /// All that is left, with what rounding has left over.
    Last,
}

/// One month of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// Number, from 1.
    pub number: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What is paid.
    pub kind: InstalmentKind,
    /// Principal before it.
    pub opening: Money,
    /// Interest of the month.
    pub interest: Money,
    /// What is paid of the principal.
    pub principal: Money,
    /// What is paid in all.
    pub payment: Money,
    /// Principal after it.
    pub closing: Money,
}

/// Every reason against a loan by the law of `day`, with the rate of that law.
///
/// `today`: the cooperative's local day. A dry run may leave the signature out.
///
/// Source: R49; PMK 49/2025 (parameters `max_kopdes_loan`,
/// `max_kopdes_loan_operating_part`, `kopdes_loan_interest_percent_per_year`,
/// `max_kopdes_loan_tenor_months`, `min_kopdes_loan_grace_months`,
/// `max_kopdes_loan_grace_months`).
///
/// # Errors
/// `parameter_missing` where no law held on that day.
pub fn check(
    draft: &KopdesLoanDraft,
    known: Known,
    parameters: &Parameters,
    (day, today): (NaiveDate, NaiveDate),
) -> Result<(Decimal, Vec<Fault>), Fault> {
    let mut faults = Vec::new();
    if !known.kopdes {
        faults.push(Fault::new(&problems::LOAN_NOT_KOPDES));
    }
    faults.extend(check_amounts(draft, parameters, day)?);
    let rate = parameters.decimal("kopdes_loan_interest_percent_per_year", day)?;
    let same = |given: &str| given.parse::<Decimal>().is_ok_and(|given| given == rate);
    if draft.rate_percent.is_some_and(|given| !same(&given.to_string())) {
        faults.push(Fault::at(&problems::LOAN_RATE, "/rate_percent").with_percent("rate", rate));
    }
    let longest = parameters.integer("max_kopdes_loan_tenor_months", day)?;
    if draft.tenor_months > longest || draft.tenor_months <= draft.grace_months {
        faults.push(Fault::at(&problems::LOAN_TENOR, "/tenor_months").with("maximum", longest));
    }
    let least = parameters.integer("min_kopdes_loan_grace_months", day)?;
    let most = parameters.integer("max_kopdes_loan_grace_months", day)?;
    if !(least..=most).contains(&draft.grace_months) {
        let fault = Fault::at(&problems::LOAN_GRACE, "/grace_months").with("minimum", least);
        faults.push(fault.with("maximum", most));
    }
    if draft.signed_on.is_some_and(|signed| signed > today) {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/signed_on").with("today", today));
    }
    let signed = draft.signed_on.filter(|signed| *signed <= today);
    faults.extend(signed.and_then(|signed| check_drawing(draft.drawn_on, signed)));
    faults.extend(missing(draft, known));
    let latest = draft.signed_on.unwrap_or(today).min(today);
    let deliberated = draft.village_approval.as_ref().map(|approval| approval.deliberated_on);
    faults.extend(deliberated.and_then(|day| check_deliberation(day, latest)));
    Ok((rate, faults))
}

/// A loan is drawn once it is signed, and not long after.
fn check_drawing(drawn_on: NaiveDate, signed_on: NaiveDate) -> Option<Fault> {
    if drawn_on < signed_on {
        return Some(Fault::at(&DATE_TOO_EARLY, "/drawn_on").with("earliest", signed_on));
    }
    let latest = signed_on.checked_add_months(Months::new(DRAWN_WITHIN_MONTHS))?;
    let late = drawn_on > latest;
    late.then(|| Fault::at(&DATE_TOO_LATE, "/drawn_on").with("latest", latest))
}

fn check_deliberation(day: NaiveDate, latest: NaiveDate) -> Option<Fault> {
    let pointer = "/village_approval/deliberated_on";
    if day < EARLIEST {
        return Some(Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", EARLIEST));
    }
    let fault = || Fault::at(&problems::LOAN_APPROVAL_LATE, pointer).with("latest", latest);
    (day > latest).then(fault)
}

/// Every reason against a loan beside those that run in its time: all of them
/// together keep to the limits, on each day. What of them is paid back already
/// counts as borrowed: a record does not follow payments.
///
/// Source: R49; PMK 49/2025 (the limit is the cooperative's; parameters
/// `max_kopdes_loan`, `max_kopdes_loan_operating_part`); house rule ADR-0044.
///
/// # Errors
/// `parameter_missing`, [`AMOUNT_OUT_OF_RANGE`].
pub fn check_together(
    new: &Standing,
    others: &[Standing],
    parameters: &Parameters,
) -> Result<Vec<Fault>, Fault> {
    let mut faults = Vec::new();
    for (part, key, pointer) in [
        (Part::Principal, "max_kopdes_loan", "/principal"),
        (Part::Operating, "max_kopdes_loan_operating_part", "/operating_part"),
    ] {
        let most = Money::from_decimal(parameters.decimal(key, new.from)?)?;
        let beside = highest_beside(new, others, part)?;
        let sum = beside.checked_add(part.of(new)).map_err(Fault::from)?;
        // By itself it is judged elsewhere, and one fault is enough.
        if beside.is_positive() && sum > most {
            let fault = Fault::at(&problems::LOAN_TOGETHER, pointer);
            let fault = fault.with("beside", beside.display_rupiah());
            faults.push(fault.with("maximum", most.display_rupiah()));
        }
    }
    Ok(faults)
}

/// Which amount of a loan a limit is on.
#[derive(Debug, Clone, Copy)]
enum Part {
    Principal,
    Operating,
}

impl Part {
    const fn of(self, loan: &Standing) -> Money {
        match self {
            Self::Principal => loan.principal,
            Self::Operating => loan.operating,
        }
    }
}

/// The most that others come to on a day of the new loan: it is reached on its
/// own first day, or on that of another.
fn highest_beside(new: &Standing, others: &[Standing], part: Part) -> Result<Money, Fault> {
    let during = |day: &NaiveDate| (new.from..=new.to).contains(day);
    let starts = others.iter().map(|other| other.from).filter(during);
    let mut highest = Money::ZERO;
    for day in std::iter::once(new.from).chain(starts) {
        let on = others.iter().filter(|other| (other.from..=other.to).contains(&day));
        let sum = Money::checked_sum(on.map(|other| part.of(other))).map_err(Fault::from)?;
        highest = highest.max(sum);
    }
    Ok(highest)
}

fn check_amounts(
    draft: &KopdesLoanDraft,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<Vec<Fault>, Fault> {
    let mut faults = Vec::new();
    let most = Money::from_decimal(parameters.decimal("max_kopdes_loan", day)?)?;
    if !draft.principal.is_positive() || draft.principal > most {
        let fault = Fault::at(&problems::LOAN_PRINCIPAL, "/principal");
        faults.push(fault.with("maximum", most.display_rupiah()));
    }
    if draft.principal.sen() % SEN_PER_RUPIAH != 0 {
        faults.push(Fault::at(&problems::LOAN_WHOLE_RUPIAH, "/principal"));
    }
    let most = Money::from_decimal(parameters.decimal("max_kopdes_loan_operating_part", day)?)?;
    let part = draft.operating_part;
    if part.is_negative() || part > most || part > draft.principal {
        let fault = Fault::at(&problems::LOAN_OPERATING_PART, "/operating_part");
        faults.push(fault.with("maximum", most.display_rupiah()));
    }
    Ok(faults)
}

/// The papers that are missing, in the order of the rule.
fn missing(draft: &KopdesLoanDraft, known: Known) -> impl Iterator<Item = Fault> {
    let papers: [(&'static Code, &str, bool); 7] = [
        (&problems::LOAN_LEGAL_NUMBER_MISSING, "", known.legal_number),
        (&problems::LOAN_NIK_KOPERASI_MISSING, "", known.nik_koperasi),
        (&problems::LOAN_ACCOUNT_MISSING, "/account", draft.account.is_some()),
        (&problems::LOAN_NPWP_MISSING, "", known.npwp),
        (&problems::LOAN_NIB_MISSING, "", known.nib),
        (&problems::LOAN_PROPOSAL_MISSING, "/proposal", draft.proposal.is_some()),
        (&problems::LOAN_APPROVAL_MISSING, "/village_approval", draft.village_approval.is_some()),
    ];
    let missing = papers.into_iter().filter(|(_, _, there)| !there);
    missing.map(|(code, pointer, _)| Fault::at(code, pointer))
}

/// The months of a loan: interest alone in the grace, then principal and
/// interest; each amount is a whole rupiah, rounded half up, and the last
/// payment takes what rounding has left over, so that the parts of the
/// principal sum exactly to it.
///
/// The interest of a month is a twelfth of the year's, whatever its days.
///
/// Source: R49; PMK 49/2025 (monthly payments); rounding and months of equal
/// length are house rules, ADR-0039.
///
/// # Errors
/// [`problems::LOAN_CALENDAR`], [`AMOUNT_OUT_OF_RANGE`].
pub fn schedule(terms: &LoanTerms) -> Result<Vec<Instalment>, Fault> {
    let months = terms.tenor_months - terms.grace_months;
    let monthly = per_month(terms.rate)?;
    let flat = terms.method == RepaymentMethod::Flat;
    let level = level_payment(terms, monthly, months)?;
    let mut opening = terms.principal;
    let mut lines = Vec::new();
    for number in 1..=terms.tenor_months {
        let kind = if number == terms.tenor_months {
            InstalmentKind::Last
        } else if number <= terms.grace_months {
            InstalmentKind::Grace
        } else {
            InstalmentKind::Repayment
        };
        let repaying = kind != InstalmentKind::Grace;
        let base = if flat && repaying { terms.principal } else { opening };
        let interest = rupiah(checked(base.to_decimal().checked_mul(monthly))?)?;
        let principal = match kind {
            InstalmentKind::Grace => Money::ZERO,
            InstalmentKind::Repayment if flat => level,
            InstalmentKind::Repayment => level.checked_sub(interest).map_err(Fault::from)?,
            InstalmentKind::Last => opening,
        };
        let principal = principal.max(Money::ZERO).min(opening);
        let closing = opening.checked_sub(principal).map_err(Fault::from)?;
        lines.push(Instalment {
            number,
            due_on: due(terms.drawn_on, number)?,
            kind,
            opening,
            interest,
            principal,
            payment: interest.checked_add(principal).map_err(Fault::from)?,
            closing,
        });
        opening = closing;
    }
    debug_assert!(opening.is_zero(), "the last payment takes all that is left");
    Ok(lines)
}

/// What is paid each month: of an annuity in all, of a flat loan of the principal.
fn level_payment(terms: &LoanTerms, monthly: Decimal, months: i64) -> Result<Money, Fault> {
    let principal = terms.principal.to_decimal();
    if terms.method == RepaymentMethod::Flat || monthly.is_zero() {
        let part = checked(principal.checked_div(Decimal::from(months)))?;
        return whole(part, RoundingStrategy::ToZero);
    }
    let growth = checked(Decimal::ONE.checked_add(monthly))?;
    let mut power = Decimal::ONE;
    for _ in 0..months {
        power = checked(power.checked_mul(growth))?;
    }
    // P r / (1 - (1 + r)^-n), as P r (1 + r)^n / ((1 + r)^n - 1): one division.
    let above = checked(principal.checked_mul(monthly))?;
    let above = checked(above.checked_mul(power))?;
    rupiah(checked(above.checked_div(power - Decimal::ONE))?)
}

fn per_month(rate: Decimal) -> Result<Decimal, Fault> {
    checked(rate.checked_div(Decimal::from(1_200)))
}

fn checked(value: Option<Decimal>) -> Result<Decimal, Fault> {
    value.ok_or_else(|| Fault::new(&AMOUNT_OUT_OF_RANGE))
}

/// A whole rupiah, half up.
fn rupiah(amount: Decimal) -> Result<Money, Fault> {
    whole(amount, RoundingStrategy::MidpointAwayFromZero)
}

fn whole(amount: Decimal, rounding: RoundingStrategy) -> Result<Money, Fault> {
    Money::from_decimal(amount.round_dp_with_strategy(0, rounding))
}

/// The same day of the month so many months later, or the last day of that month.
fn due(drawn_on: NaiveDate, number: i64) -> Result<NaiveDate, Fault> {
    let beyond = || Fault::at(&problems::LOAN_CALENDAR, "/drawn_on");
    let months = u32::try_from(number).map_err(|_| beyond())?;
    let day = drawn_on.checked_add_months(Months::new(months)).ok_or_else(beyond)?;
    let last = NaiveDate::from_ymd_opt(9_999, 12, 31).ok_or_else(beyond)?;
    if day > last { Err(beyond()) } else { Ok(day) }
}

#[cfg(test)]
mod tests;
