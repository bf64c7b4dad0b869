//! Limits of securities crowdfunding: pure decisions.
//!
//! Source: R69 to R71; POJK 57/2020 as changed by POJK 16/2021.

use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};

use super::entity::record::Security;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AMOUNT_OUT_OF_RANGE, Money, SEN_PER_RUPIAH};
use crate::registry::parameters::Parameters;
use crate::registry::problems::DATE_TOO_EARLY;

/// Who buys, as far as the limit asks.
#[derive(Debug, Clone, Copy)]
pub struct Investor {
    /// Yearly income; absent for an organization, which has no limit.
    pub income: Option<Money>,
    /// Since when there is a securities account.
    pub account_since: Option<NaiveDate>,
}

/// What an investor may buy in a year; `None` without a limit. The boundary of
/// incomes belongs to the lower rate, and the limit is rounded down to the
/// rupiah.
///
/// Source: R69; POJK 57/2020 Pasal 56 (parameters `scf_income_boundary_per_year`,
/// `scf_limit_percent_up_to_boundary`, `scf_limit_percent_above_boundary`,
/// `scf_limit_free_account_years`).
///
/// # Errors
/// `parameter_missing`, [`AMOUNT_OUT_OF_RANGE`].
pub fn yearly_limit(
    investor: &Investor,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<Option<Money>, Fault> {
    let Some(income) = investor.income else { return Ok(None) };
    let years = parameters.integer("scf_limit_free_account_years", day)?;
    let months = u32::try_from(years.saturating_mul(12)).unwrap_or(u32::MAX);
    let free_from =
        investor.account_since.and_then(|since| since.checked_add_months(Months::new(months)));
    if free_from.is_some_and(|from| from <= day) {
        return Ok(None);
    }
    let boundary = parameters.decimal("scf_income_boundary_per_year", day)?;
    let key = if income.to_decimal() <= boundary {
        "scf_limit_percent_up_to_boundary"
    } else {
        "scf_limit_percent_above_boundary"
    };
    let percent = parameters.decimal(key, day)?;
    let limit = income.to_decimal().checked_mul(percent);
    let limit = limit.and_then(|product| product.checked_div(Decimal::ONE_HUNDRED));
    let limit = limit.ok_or_else(|| Fault::new(&AMOUNT_OUT_OF_RANGE))?;
    let sen = Money::from_decimal_rounded(limit, RoundingStrategy::ToZero)?.sen();
    Ok(Some(Money::from_sen(sen - sen % SEN_PER_RUPIAH)))
}

/// Refuses a purchase above what is left of the investor's year.
///
/// Source: R69.
///
/// # Errors
/// [`problems::SCF_INVESTOR_LIMIT`], [`AMOUNT_OUT_OF_RANGE`].
pub fn check_investor(limit: Option<Money>, bought: Money, amount: Money) -> Result<(), Fault> {
    let Some(limit) = limit else { return Ok(()) };
    if bought.checked_add(amount).map_err(Fault::from)? <= limit {
        return Ok(());
    }
    Err(Fault::at(&problems::SCF_INVESTOR_LIMIT, "/amount").with("limit", limit.display_rupiah()))
}

/// Refuses a purchase by which an issuer passes its bound of twelve months.
///
/// Source: R70; parameter `scf_issuer_max_per_12_months`.
///
/// # Errors
/// [`problems::SCF_ISSUER_LIMIT`], `parameter_missing`, [`AMOUNT_OUT_OF_RANGE`].
pub fn check_issuer(
    raised: Money,
    amount: Money,
    parameters: &Parameters,
    day: NaiveDate,
) -> Result<(), Fault> {
    let bound = parameters.decimal("scf_issuer_max_per_12_months", day)?;
    let bound = Money::from_decimal(bound)?;
    if raised.checked_add(amount).map_err(Fault::from)? <= bound {
        return Ok(());
    }
    Err(Fault::at(&problems::SCF_ISSUER_LIMIT, "/amount").with("bound", bound.display_rupiah()))
}

/// The most that was raised in any twelve months that hold `day`: they may end
/// on it or on a later purchase. `raised`: sums by day, each day once.
///
/// Source: R70 (rolling); also a purchase that is recorded late counts.
///
/// # Errors
/// [`AMOUNT_OUT_OF_RANGE`].
pub fn highest_window(raised: &[(NaiveDate, Money)], day: NaiveDate) -> Result<Money, Fault> {
    let later = raised.iter().map(|(on, _)| *on).filter(|on| *on > day);
    let mut highest = Money::ZERO;
    for end in std::iter::once(day).chain(later) {
        let start = twelve_months_before(end);
        if start > day {
            continue;
        }
        let within = raised.iter().filter(|(on, _)| (start..=end).contains(on));
        let sum = Money::checked_sum(within.map(|(_, sum)| sum)).map_err(Fault::from)?;
        highest = highest.max(sum);
    }
    Ok(highest)
}

/// The first day of the twelve months that end on `day`.
///
/// Source: R70 (rolling).
#[must_use]
pub fn twelve_months_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).unwrap_or(day)
}

/// Refuses debt that runs too long, and maturity of what has none.
///
/// Source: R70; parameter `scf_debt_max_tenor_months`.
///
/// # Errors
/// [`problems::SCF_TENOR`], `parameter_missing`.
pub fn check_tenor(
    security: Security,
    distributed_on: NaiveDate,
    matures_on: Option<NaiveDate>,
    parameters: &Parameters,
) -> Result<(), Fault> {
    let months = parameters.integer("scf_debt_max_tenor_months", distributed_on)?;
    let longest = u32::try_from(months).unwrap_or(u32::MAX);
    let last = distributed_on.checked_add_months(Months::new(longest));
    let fits = match (security, matures_on) {
        (Security::Saham, None) => true,
        (Security::Ebus, Some(day)) => day > distributed_on && last.is_none_or(|last| day <= last),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(Fault::at(&problems::SCF_TENOR, "/matures_on").with("months", months))
    }
}

/// Refuses to sell what was distributed too short a time ago.
///
/// Source: R70; parameter `scf_resale_wait_years`; only equity is traded again.
///
/// # Errors
/// 409 [`problems::SCF_RESALE_EARLY`]; `date_too_early`, `parameter_missing`.
pub fn check_resale(
    security: Security,
    distributed_on: NaiveDate,
    sold_on: NaiveDate,
    parameters: &Parameters,
) -> Result<(), Fault> {
    if sold_on < distributed_on {
        return Err(Fault::at(&DATE_TOO_EARLY, "/sold_on").with("earliest", distributed_on));
    }
    let years = parameters.integer("scf_resale_wait_years", sold_on)?;
    let months = u32::try_from(years.saturating_mul(12)).unwrap_or(u32::MAX);
    let from = distributed_on.checked_add_months(Months::new(months));
    if security == Security::Saham && from.is_some_and(|from| from <= sold_on) {
        return Ok(());
    }
    let from = from.map(|from| from.to_string()).unwrap_or_default();
    Err(Fault::at(&problems::SCF_RESALE_EARLY, "/sold_on").with("from", from))
}

#[cfg(test)]
mod tests;
