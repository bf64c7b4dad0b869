//! Collective lines of an issuer: what belongs to all together is spent once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;

use super::book::{Book, Leg, Place};
use super::intent::Needs;
use super::load::{Ids, read_days};
use crate::investment::day_change::DayChange;
use crate::investment::entity::ledger_account::Line;
use crate::investment::rules;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{LedgerAccount, LedgerAccountId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::problem::ApiResult;

/// What a line would have to give and has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shortage {
    /// The line, or the first one of those that count together.
    pub line: Line,
    /// The lowest balance on the day or later.
    pub held: Money,
    /// What was to be taken.
    pub needed: Money,
}

/// What a debit of an issuer's account takes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pool {
    /// The surplus not yet distributed, together with what a village enterprise
    /// has shared of it, which stands on lines of its own beside it.
    Surplus,
    /// One account alone: its line, and the number of a part or 0.
    Own(Line, u8),
}

impl Pool {
    /// The line that a shortage is told of.
    fn line(self) -> Line {
        match self {
            Self::Surplus => Line::ShuBelumDibagi,
            Self::Own(line, _) => line,
        }
    }

    /// The accounts that count together.
    fn accounts(self, book: &Book, issuer: OrganizationId) -> Vec<LedgerAccountId> {
        match self {
            Self::Surplus => {
                let lines = [Line::ShuBelumDibagi, Line::BagiHasilDesa, Line::BagiHasilMasyarakat];
                let all = lines.into_iter().flat_map(|line| book.of_line(issuer, line));
                all.map(|(_, id)| id).collect()
            }
            Self::Own(line, part) => {
                book.by_line.get(&(issuer, line, part)).copied().into_iter().collect()
            }
        }
    }
}

/// The pool of an account; none for assets and holders' lines.
fn pool_of(line: Line, part: u8) -> Option<Pool> {
    match line {
        Line::Cadangan | Line::Hibah | Line::DanaShu | Line::BagianShu | Line::UtangPajak => {
            Some(Pool::Own(line, part))
        }
        Line::ShuBelumDibagi | Line::BagiHasilDesa | Line::BagiHasilMasyarakat => {
            Some(Pool::Surplus)
        }
        Line::Kas
        | Line::Persediaan
        | Line::AsetTetap
        | Line::AsetAwal
        | Line::AsetHasilUsaha
        | Line::SimpananPokok
        | Line::SimpananWajib
        | Line::SimpananSukarela
        | Line::PenyertaanModalDesa
        | Line::PenyertaanModalMasyarakat
        | Line::Saham
        | Line::ModalPenyertaan
        | Line::PinjamanAnggota
        | Line::PiutangAnggotaKeluar
        | Line::UtangAnggotaKeluar => None,
    }
}

/// Reads the days of the lines that acts of the batch may take from. The lock
/// of the chain covers them.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    book: &mut Book,
    needs: &[Needs],
) -> ApiResult<()> {
    let mut ids: Ids<LedgerAccount> = Ids::new();
    for need in needs {
        let original = need.original.and_then(|id| book.originals.get(&id));
        let Some(issuer) = book.issuer_of(need) else { continue };
        // A reversal takes out what the original has brought.
        let brought = original.into_iter().flat_map(|it| &it.entries);
        let brought = brought.filter(|entry| entry.credit_sen.is_positive());
        let brought = brought.filter_map(|entry| book.accounts.get(&entry.account_id));
        let lines = need.lines.iter().copied().chain(brought.map(|account| account.line));
        // Few: all parts of a line are read where one of them may be taken from.
        let lines: BTreeSet<Line> = lines.collect();
        let parts = lines.iter().flat_map(|line| {
            // Also where the line itself has no account yet: its pool may have.
            book.of_line(issuer, *line).map(|(part, _)| (*line, part)).chain([(*line, 0)])
        });
        let pools: BTreeSet<Pool> = parts.filter_map(|(line, part)| pool_of(line, part)).collect();
        ids.extend(pools.into_iter().flat_map(|pool| pool.accounts(book, issuer)));
    }
    read_days(tx, book, &ids, None).await?;
    for id in &ids {
        let Some(account) = book.accounts.get_mut(id) else { continue };
        if let Some((_, days)) = &account.later {
            account.balance = Money::checked_sum(days.values()).map_err(Fault::from)?;
            account.last_on = days.keys().next_back().copied();
        }
    }
    Ok(())
}

/// The first line that the legs would take below zero, on the day or later.
///
/// Source: R29 for what nobody holds alone.
///
/// # Errors
/// 500 where its days were not read: an act must name it in its needs.
pub(super) fn shortage(
    book: &Book,
    issuer: OrganizationId,
    legs: &[Leg],
    day: NaiveDate,
) -> ApiResult<Option<Shortage>> {
    for (pool, change) in changes(book, legs)? {
        let needed = Money::ZERO.checked_sub(change).map_err(Fault::from)?;
        if !needed.is_positive() {
            continue;
        }
        let held = lowest(&days(book, issuer, pool)?, day)?;
        if held < needed {
            return Ok(Some(Shortage { line: pool.line(), held, needed }));
        }
    }
    Ok(None)
}

/// The least loss that stands in the books on a day and ever after: nothing
/// where a surplus stands there at any time from that day on.
///
/// # Errors
/// 500 where the days were not read.
pub(super) fn booked_loss(book: &Book, issuer: OrganizationId, day: NaiveDate) -> ApiResult<Money> {
    let mut days = days(book, issuer, Pool::Surplus)?;
    for it in &mut days {
        it.change = Money::ZERO.checked_sub(it.change).map_err(Fault::from)?;
    }
    Ok(lowest(&days, day)?.max(Money::ZERO))
}

fn lowest(days: &[DayChange], day: NaiveDate) -> ApiResult<Money> {
    Ok(rules::lowest_balance(days, day).map_err(Fault::from)?)
}

/// Net changes of the pools that the legs move.
fn changes(book: &Book, legs: &[Leg]) -> ApiResult<BTreeMap<Pool, Money>> {
    let mut changes: BTreeMap<Pool, Money> = BTreeMap::new();
    for leg in legs {
        let place = match leg.place {
            Place::Issuer(line) => Some((line, 0)),
            Place::Part(line, part) => Some((line, part)),
            Place::Holder(_) => None,
            Place::Account(id) => {
                book.accounts.get(&id).map(|account| (account.line, account.part))
            }
        };
        let Some(pool) = place.and_then(|(line, part)| pool_of(line, part)) else { continue };
        let sum = changes.entry(pool).or_default();
        *sum = sum.checked_add(leg.credit).map_err(Fault::from)?;
        *sum = sum.checked_sub(leg.debit).map_err(Fault::from)?;
    }
    Ok(changes)
}

/// Net changes of a pool by day, in order.
fn days(book: &Book, issuer: OrganizationId, pool: Pool) -> ApiResult<Vec<DayChange>> {
    let mut sums: BTreeMap<NaiveDate, Money> = BTreeMap::new();
    for id in pool.accounts(book, issuer) {
        let Some(account) = book.accounts.get(&id) else { continue };
        for it in account.days()? {
            let sum = sums.entry(it.day).or_default();
            *sum = sum.checked_add(it.change).map_err(Fault::from)?;
        }
    }
    Ok(sums.into_iter().map(|(day, change)| DayChange { day, change }).collect())
}
