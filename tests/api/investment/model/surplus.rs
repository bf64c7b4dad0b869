//! A year's surplus: how it is shared, decided, paid and paid out.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::book::{Book, Kind, Place};
use super::law::Against;

mod bylaws;
pub mod pay;
mod split;
mod steps;

/// What a holder's capital is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    Closing,
    Average,
    Days,
}

/// Where a part goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    Capital(Base),
    Business,
    Reserve,
    /// To funds or staff.
    Fund(&'static str),
    Stays,
}

impl To {
    fn is_by_holder(self) -> bool {
        matches!(self, Self::Capital(_) | Self::Business)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub key: &'static str,
    pub name: &'static str,
    pub percent: i128,
    pub to: To,
}

/// The by-laws from a day on.
#[derive(Debug, Clone)]
pub struct Scheme {
    pub from: NaiveDate,
    pub parts: Vec<Part>,
    /// Sen to which shares are rounded.
    pub unit: i64,
    /// Whether who left within the year gets nothing.
    pub excludes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Draft,
    Submitted,
    Approved,
    Paid,
}

/// One holder's share of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub part: usize,
    pub member: usize,
    pub base: i64,
    pub weight: i128,
    pub amount: i64,
}

/// What a run gives: to each part, and to each holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub pools: Vec<i64>,
    pub lines: Vec<Line>,
}

/// The sharing of one book year.
#[derive(Debug, Clone)]
pub struct Run {
    pub id: String,
    pub year: i32,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub members: i64,
    pub others: i64,
    pub retained: i64,
    pub scheme: usize,
    pub stage: Stage,
    pub outcome: Option<Outcome>,
    pub held_on: Option<NaiveDate>,
    pub paid_on: Option<NaiveDate>,
    /// Whom it owes how much, in the order of the register.
    pub owed: Vec<(usize, i64)>,
}

impl Book {
    /// Whether the share of a member is paid out.
    pub fn is_paid_out(&self, run: usize, member: usize) -> bool {
        let paid = |(nth, it): (usize, &super::book::Posting)| {
            it.payout == Some((run, member)) && !self.is_reversed(nth)
        };
        self.postings.iter().enumerate().any(paid)
    }

    fn is_year_shared(&self, year: i32, but: Option<usize>) -> bool {
        let mut runs = self.runs.iter().enumerate();
        runs.any(|(nth, it)| it.year == year && it.stage != Stage::Draft && Some(nth) != but)
    }

    /// The scheme that holds at the end of a year.
    fn scheme_on(&self, day: NaiveDate) -> Option<usize> {
        (0..self.schemes.len()).rev().find(|nth| self.schemes[*nth].from <= day)
    }

    /// Works a run out as things stand.
    fn work_out(&self, run: &Run) -> Result<Outcome, Against> {
        let scheme = &self.schemes[run.scheme];
        let pools = split::pools(scheme, (run.members, run.others));
        if self.is_company() {
            self.check_company(run, scheme, &pools)?;
        }
        let mut lines = Vec::new();
        for (nth, (part, pool)) in scheme.parts.iter().zip(&pools).enumerate() {
            if !part.to.is_by_holder() || *pool == 0 {
                continue;
            }
            let claims = self.claims_on(run, scheme, part.to);
            let weights: Vec<i128> = claims.iter().map(|(_, _, weight)| *weight).collect();
            let Some(amounts) = split::shared(*pool, &weights, scheme.unit) else {
                return Err(Against::from(["no_basis_for_distribution"]));
            };
            for ((member, base, weight), amount) in claims.into_iter().zip(amounts) {
                lines.push(Line { part: nth, member, base, weight, amount });
            }
        }
        Ok(Outcome { pools, lines })
    }

    /// A company adds to its reserve, and pays no dividend out of losses (R65).
    fn check_company(&self, run: &Run, scheme: &Scheme, pools: &[i64]) -> Result<(), Against> {
        let to = |wanted: fn(To) -> bool| -> i64 {
            let parts = scheme.parts.iter().zip(pools);
            parts.filter(|(part, _)| wanted(part.to)).map(|(_, pool)| *pool).sum()
        };
        let dividend = to(|it| matches!(it, To::Capital(_)));
        if dividend > 0 && dividend > run.retained + run.members + run.others {
            return Err(Against::from(["no_retained_earnings"]));
        }
        let reserve = self.held_on(Place::Own("cadangan"), run.last_on);
        let paid_up: i64 = (0..self.members.len())
            .flat_map(|member| (0..self.instruments.len()).map(move |it| Place::Of(member, it)))
            .map(|place| self.held_on(place, run.last_on))
            .sum();
        let full = i128::from(reserve) * 100 >= i128::from(paid_up) * 20;
        if !full && to(|it| it == To::Reserve) <= 0 {
            return Err(Against::from(["reserve_duty"]));
        }
        Ok(())
    }

    /// Member, base as it is printed, and weight of all who share in a part.
    fn claims_on(&self, run: &Run, scheme: &Scheme, to: To) -> Vec<(usize, i64, i128)> {
        let mut claims = Vec::new();
        for member in 0..self.members.len() {
            let (began, left) = (self.began_on(member), self.members[member].left_on);
            let in_force = began.is_some_and(|day| day <= run.last_on)
                && left.is_none_or(|day| day > run.first_on);
            let left_within = left.is_some_and(|day| day <= run.last_on);
            if !in_force || (left_within && scheme.excludes) {
                continue;
            }
            let came_within = began.is_some_and(|day| day > run.first_on);
            let (base, weight) = match to {
                To::Capital(base) => self.capital(run, member, base, left_within || came_within),
                _ => {
                    let done = self.patronage.get(&(run.year, member)).copied().unwrap_or_default();
                    (done, i128::from(done))
                }
            };
            if weight > 0 {
                claims.push((member, base, weight));
            }
        }
        claims
    }

    /// What a member's capital counts for, as it is printed and as it weighs;
    /// `within`: they came or left in the year, so that the average counts.
    fn capital(&self, run: &Run, member: usize, base: Base, within: bool) -> (i64, i128) {
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for (nth, instrument) in self.instruments.iter().enumerate() {
            if matches!(instrument.kind, Kind::Pokok | Kind::Wajib | Kind::Saham) {
                for (day, change) in self.days(Place::Of(member, nth)) {
                    *days.entry(day).or_default() += change;
                }
            }
        }
        let opening: i64 = days.range(..run.first_on).map(|(_, change)| change).sum();
        let closing: i64 = days.range(..=run.last_on).map(|(_, change)| change).sum();
        match base {
            Base::Days => {
                let (mut balance, mut sum, mut count) = (opening, 0, 0);
                for day in run.first_on.iter_days().take_while(|day| *day <= run.last_on) {
                    balance += days.get(&day).copied().unwrap_or_default();
                    sum += i128::from(balance);
                    count += 1;
                }
                let printed = sum / i128::from(count);
                (i64::try_from(printed).expect("an average is within the balances"), sum)
            }
            Base::Closing if !within => (closing, 2 * i128::from(closing)),
            _ => ((opening + closing) / 2, i128::from(opening + closing)),
        }
    }
}
