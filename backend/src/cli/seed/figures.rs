//! The roll-ups of what is loaded, gathered before they are written.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::platform::rollup::day_text;

/// Changes by region, metric and day.
#[derive(Debug, Default)]
pub struct Figures {
    spread: HashMap<(String, String, Option<NaiveDate>), i64>,
    alone: HashMap<(String, String), i64>,
}

impl Figures {
    /// Adds to a figure of a village and of all above it.
    pub fn add(&mut self, region: &str, metric: String, day: Option<NaiveDate>, amount: i64) {
        *self.spread.entry((region.to_owned(), metric, day)).or_default() += amount;
    }

    /// Adds to a figure of one region alone.
    pub fn add_alone(&mut self, region: String, metric: String, amount: i64) {
        *self.alone.entry((region, metric)).or_default() += amount;
    }

    /// Every change as region, metric, day, amount and whether it spreads; in order.
    pub fn rows(self) -> Vec<(String, String, String, i64, bool)> {
        let spread = self
            .spread
            .into_iter()
            .map(|((region, metric, day), amount)| (region, metric, day_text(day), amount, true));
        let alone = self
            .alone
            .into_iter()
            .map(|((region, metric), amount)| (region, metric, day_text(None), amount, false));
        let mut rows: Vec<_> = spread.chain(alone).filter(|row| row.3 != 0).collect();
        rows.sort();
        rows
    }
}
