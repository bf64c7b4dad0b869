//! Trial balance and equity view, from sums.
//!
//! Source: R30, R56; Kepmendesa 136/2022 by `kibm_seed::equity_accounts`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kibm_seed::equity_accounts::{self, EquityAccount, Normal, Parted};
use rust_decimal::Decimal;

use super::{chart, part_of};
use crate::investment::book_sums::{EquitySum, TrialRow};
use crate::investment::entity::ledger_account::Line;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::{AmountOverflow, Money};
use crate::kernel::ratio::percent;
use crate::registry::entity::organization::LegalForm;

/// One account of a trial balance (neraca saldo).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialLine {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Line of the ledger.
    pub line: Line,
    /// Balance, where it is a debit.
    pub debit: Money,
    /// Balance, where it is a credit.
    pub credit: Money,
}

/// The accounts of a trial balance by code, holders' accounts of one instrument
/// as one, and the totals of both sides, which are equal.
///
/// Source: double entry; codes of [`chart`].
///
/// # Errors
/// [`AmountOverflow`].
pub fn trial_balance(rows: &[TrialRow]) -> Result<(Vec<TrialLine>, [Money; 2]), AmountOverflow> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let prefix = chart(row.line).0;
        let code = match (row.instrument_number, &row.own_code) {
            (Some(number), _) => format!("{prefix}.{number:02}"),
            (None, Some(code)) => code.clone(),
            (None, None) => prefix.to_owned(),
        };
        let name = row.instrument_name.clone().or_else(|| row.own_name.clone());
        let balance = row.debit.checked_sub(row.credit)?;
        let zero = Money::ZERO;
        let (debit, credit) = if balance.is_negative() {
            (zero, zero.checked_sub(balance)?)
        } else {
            (balance, zero)
        };
        let name = name.unwrap_or_else(|| row.line.as_str());
        lines.push(TrialLine { code, name, line: row.line, debit, credit });
    }
    lines.sort_by(|a, b| a.code.cmp(&b.code));
    let debit = Money::checked_sum(lines.iter().map(|line| line.debit))?;
    let credit = Money::checked_sum(lines.iter().map(|line| line.credit))?;
    Ok((lines, [debit, credit]))
}

/// One account of an equity view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquityLine {
    /// Code, with sub-account.
    pub code: String,
    /// Name.
    pub name: String,
    /// Line of the ledger.
    pub line: Line,
    /// Whether it takes away from equity.
    pub debit: bool,
    /// The village whose capital it is.
    pub holder: Option<OrganizationId>,
    /// Balance on its normal side.
    pub amount: Money,
    /// Share of the capital of all villages, in per cent (R56).
    pub share_percent: Option<Decimal>,
    /// Law or house rule behind the account.
    pub basis: &'static str,
}

/// A village in the register: the entry, who, and its name.
pub type Village = (MemberId, OrganizationId, String);

/// Equity by the accounts of a legal form, and its total: credits less debits.
/// An enterprise of several villages has one sub-account for each of them, also
/// for one that has brought in nothing yet (R56). A line that the form has no
/// account for is shown under its number in the ledger if it holds anything.
///
/// Source: R56, Kepmendesa 136/2022; UU 25/1992 Pasal 41; UU 40/2007.
///
/// # Errors
/// [`AmountOverflow`].
pub fn equity(
    form: LegalForm,
    day: NaiveDate,
    sums: &[EquitySum],
    villages: &[Village],
) -> Result<(Vec<EquityLine>, Money), AmountOverflow> {
    let accounts: Vec<(&EquityAccount, Line)> = equity_accounts::of(&form.as_str(), day)
        .filter_map(|account| Some((account, line_named(account.line)?)))
        .collect();
    let mut lines = Vec::new();
    for (account, line) in &accounts {
        let of_line: Vec<&EquitySum> = sums.iter().filter(|sum| sum.line == *line).collect();
        match account.parted {
            Parted::No => lines.push(whole(account, *line, &of_line)?),
            Parted::ByInstrument => lines.extend(by_instrument(account, *line, &of_line)?),
            Parted::ByPart => lines.extend(by_part(account, *line, &of_line)?),
            Parted::ByVillage => lines.extend(by_village(account, *line, &of_line, villages)?),
        }
    }
    for sum in sums.iter().filter(|sum| accounts.iter().all(|(_, line)| *line != sum.line)) {
        lines.push(EquityLine {
            code: chart(sum.line).0.to_owned(),
            name: sum.line.as_str(),
            line: sum.line,
            debit: false,
            holder: None,
            amount: sum.amount,
            share_percent: None,
            basis: "",
        });
    }
    let signed = |line: &EquityLine| {
        if line.debit { Money::ZERO.checked_sub(line.amount) } else { Ok(line.amount) }
    };
    let signed: Result<Vec<Money>, AmountOverflow> = lines.iter().map(signed).collect();
    Ok((lines, Money::checked_sum(signed?)?))
}

fn line_named(name: &str) -> Option<Line> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// A line whose amount stands on the account's normal side.
fn line_of(
    account: &EquityAccount,
    line: Line,
    (code, name): (String, String),
    credits: Money,
) -> Result<EquityLine, AmountOverflow> {
    let debit = account.normal == Normal::Debit;
    let amount = if debit { Money::ZERO.checked_sub(credits)? } else { credits };
    let (holder, share_percent, basis) = (None, None, account.basis);
    Ok(EquityLine { code, name, line, debit, holder, amount, share_percent, basis })
}

fn whole(
    account: &EquityAccount,
    line: Line,
    sums: &[&EquitySum],
) -> Result<EquityLine, AmountOverflow> {
    let credits = Money::checked_sum(sums.iter().map(|sum| sum.amount))?;
    line_of(account, line, (account.code.to_owned(), account.name.to_owned()), credits)
}

fn by_instrument(
    account: &EquityAccount,
    line: Line,
    sums: &[&EquitySum],
) -> Result<Vec<EquityLine>, AmountOverflow> {
    let mut numbers: Vec<i64> = sums.iter().filter_map(|sum| sum.instrument_number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let one = |(place, number): (usize, &i64)| {
        let of_it = sums.iter().filter(|sum| sum.instrument_number == Some(*number));
        let credits = Money::checked_sum(of_it.map(|sum| sum.amount))?;
        let code = format!("{}.{:02}", account.code, place + 1);
        line_of(account, line, (code, account.name.to_owned()), credits)
    };
    if numbers.is_empty() {
        return Ok(vec![whole(account, line, sums)?]);
    }
    numbers.iter().enumerate().map(one).collect()
}

/// The line's own account, and one for each part of shared surpluses; without
/// any of them the first one is shown empty.
fn by_part(
    account: &EquityAccount,
    line: Line,
    sums: &[&EquitySum],
) -> Result<Vec<EquityLine>, AmountOverflow> {
    let number = |sum: &EquitySum| sum.own_code.as_deref().and_then(|code| part_of(line, code));
    let mut by_number: BTreeMap<Option<u8>, (Option<&str>, Vec<Money>)> = BTreeMap::new();
    for sum in sums {
        let (name, amounts) = by_number.entry(number(sum)).or_default();
        *name = name.or(sum.own_name.as_deref());
        amounts.push(sum.amount);
    }
    if by_number.is_empty() {
        by_number.insert(None, (None, Vec::new()));
    }
    let one = |(number, (name, amounts)): (Option<u8>, (Option<&str>, Vec<Money>))| {
        let named = match number {
            None => (account.code.to_owned(), account.name.to_owned()),
            Some(number) => {
                let code = format!("{}.{number:02}", account.code);
                (code, format!("{} – {}", account.name, name.unwrap_or_default()))
            }
        };
        line_of(account, line, named, Money::checked_sum(amounts)?)
    };
    by_number.into_iter().map(one).collect()
}

fn by_village(
    account: &EquityAccount,
    line: Line,
    sums: &[&EquitySum],
    villages: &[Village],
) -> Result<Vec<EquityLine>, AmountOverflow> {
    let all = Money::checked_sum(sums.iter().map(|sum| sum.amount))?;
    let mut lines = Vec::new();
    for (place, (member, organization, name)) in villages.iter().enumerate() {
        let of_it = sums.iter().filter(|sum| sum.village == Some(*member));
        let credits = Money::checked_sum(of_it.map(|sum| sum.amount))?;
        let code = format!("{}.{:02}", account.code, place + 1);
        let named = (code, format!("{} – {name}", account.name));
        lines.push(EquityLine {
            holder: Some(*organization),
            share_percent: percent(credits.to_decimal(), all.to_decimal()),
            ..line_of(account, line, named, credits)?
        });
    }
    // A holder that has become no village any more must not fall out of the sum.
    let known =
        |sum: &&&EquitySum| villages.iter().any(|(member, ..)| sum.village == Some(*member));
    let others: Vec<&EquitySum> = sums.iter().filter(|sum| !known(sum)).copied().collect();
    if lines.is_empty() || !others.is_empty() {
        let code = format!("{}.{:02}", account.code, lines.len() + 1);
        let rest = whole(account, line, &others)?;
        lines.push(EquityLine { code, ..rest });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests;
