//! Whether the rows of totals of a book add up its members.
//!
//! Source: house rule, ADR-0034: a total that a book has itself is believed
//! only if it is so.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Found;
use super::cells::{BookRow, TotalRow};
use crate::investment::books::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};
use crate::platform::tabular::Severity;

/// Differences that are kept; with more of them a book is not one.
const KEPT: usize = 1_000;

/// What the rows read so far add up to, column by column.
#[derive(Debug, Default)]
pub struct Running {
    columns: BTreeMap<usize, Column>,
    /// Whether the last row was one of totals.
    after_total: bool,
    /// Columns of which an amount could not be read.
    unclear: BTreeSet<usize>,
    /// Totals that are not the sum of rows above them, with that sum.
    off: Vec<(u64, usize, Money, Money)>,
}

#[derive(Debug, Default)]
struct Column {
    /// The sum of all members so far.
    sum: Money,
    /// What it was at each row of totals that members follow.
    before: HashSet<Money>,
}

impl Running {
    /// Adds a member.
    ///
    /// # Errors
    /// [`AmountOverflow`].
    pub fn member(&mut self, row: &BookRow) -> Result<(), AmountOverflow> {
        if std::mem::take(&mut self.after_total) {
            for column in self.columns.values_mut() {
                column.before.insert(column.sum);
            }
        }
        for balance in &row.balances {
            let column = self.columns.entry(balance.column).or_default();
            column.sum = column.sum.checked_add(balance.amount)?;
        }
        let faults = row.found.iter().filter(|found| found.severity == Severity::Fault);
        self.unclear.extend(faults.filter_map(|found| found.column));
        Ok(())
    }

    /// Weighs a row of totals: each is the sum of the members above it, from the
    /// first one or from another row of totals on.
    pub fn total(&mut self, row: &TotalRow) {
        for (place, stated) in &row.sums {
            let column = self.columns.entry(*place).or_default();
            let before = column.sum.checked_sub(*stated).ok();
            let adds_up = before.is_some_and(|it| it.is_zero() || column.before.contains(&it));
            if !adds_up && self.off.len() < KEPT {
                self.off.push((row.number, *place, *stated, column.sum));
            }
        }
        self.after_total = true;
    }

    /// The totals that differ, by their rows. One above the members is the sum
    /// of all of them; a column with an amount that cannot be read is refused
    /// for that and not for its total as well.
    ///
    /// Source: house rule, ADR-0034.
    #[must_use]
    pub fn differences(self) -> Vec<(u64, Found)> {
        let Self { columns, unclear, off, .. } = self;
        let whole = |place: &usize| columns.get(place).map(|column| column.sum);
        let differs = |(_, place, stated, _): &(u64, usize, Money, Money)| {
            !unclear.contains(place) && whole(place) != Some(*stated)
        };
        let told = |(row, place, stated, found): (u64, usize, Money, Money)| {
            let fault =
                Fault::new(&problems::TOTAL_DIFFERS).with("stated", stated.display_rupiah());
            (row, Found::fault(Some(place), fault.with("found", found.display_rupiah())))
        };
        off.into_iter().filter(differs).map(told).collect()
    }
}
