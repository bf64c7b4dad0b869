//! Terms of instruments: who may hold how much, for how long, and how much is
//! issued in all.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::acts::{Holder, instrument_id, rupiah};
use super::book::{Book, Kind, Place, Posting, Status};
use super::law::Against;
use super::world::World;

/// The terms from a day on, until those of a later day.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub from: NaiveDate,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
    pub issuable: Option<i64>,
    pub lock_days: Option<u64>,
    pub members_only: bool,
}

impl Terms {
    pub fn from(from: NaiveDate) -> Self {
        Self {
            from,
            minimum: None,
            maximum: None,
            issuable: None,
            lock_days: None,
            members_only: false,
        }
    }
}

impl Book {
    /// The terms of an instrument that hold on a day.
    pub fn terms_on(&self, instrument: usize, day: NaiveDate) -> Option<Terms> {
        let terms = self.instruments[instrument].terms.iter();
        terms.filter(|it| it.from <= day).max_by_key(|it| it.from).copied()
    }

    /// All that is issued of an instrument.
    pub fn issued(&self, instrument: usize) -> i64 {
        let of = self.balances().into_iter().filter(|((_, it), _)| *it == instrument);
        of.map(|(_, (balance, _))| balance).sum()
    }

    /// The most that may be issued in all, by the terms of a day and all later ones.
    fn issuable(&self, instrument: usize, day: NaiveDate) -> Option<i64> {
        let later = self.instruments[instrument].terms.iter().filter(|it| it.from > day);
        let all = self.terms_on(instrument, day).into_iter().chain(later.copied());
        all.filter_map(|it| it.issuable).min()
    }

    /// Whether so much more of an instrument is more than may be issued.
    pub fn exhausts(&self, instrument: usize, amount: i64, day: NaiveDate) -> bool {
        let total = self.issuable(instrument, day);
        total.is_some_and(|total| self.issued(instrument) + amount > total)
    }

    /// Whether a holder would have more than the terms of a day let.
    pub fn is_above(&self, holder: Holder, amount: i64, day: NaiveDate) -> bool {
        let after = self.balance(Place::Of(holder.member, holder.instrument)) + amount;
        let terms = self.terms_on(holder.instrument, day);
        terms.and_then(|it| it.maximum).is_some_and(|most| after > most)
    }

    /// What came in on each day, without what was taken back; the oldest first,
    /// of which all that went out is gone.
    pub fn lots(&self, of: Place) -> Vec<(NaiveDate, i64)> {
        let mut brought: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for posting in &self.postings {
            for (_, change) in posting.legs.iter().filter(|(place, _)| *place == of) {
                match posting.reverses {
                    None if *change > 0 => *brought.entry(posting.day).or_default() += change,
                    Some(nth) if *change < 0 => {
                        *brought.entry(self.postings[nth].day).or_default() += change;
                    }
                    _ => {}
                }
            }
        }
        let mut gone = brought.values().sum::<i64>() - self.balance(of);
        let mut lots = Vec::new();
        for (day, amount) in brought {
            let left = amount - gone.min(amount);
            gone -= amount - left;
            if left > 0 {
                lots.push((day, left));
            }
        }
        lots
    }
}

/// What the terms say to capital that comes in; `issues`: it is newly issued.
pub fn inflow(book: &Book, holder: Holder, amount: i64, day: NaiveDate, issues: bool) -> Against {
    let mut against = Against::new();
    if amount <= 0 {
        return against;
    }
    let after = book.balance(Place::Of(holder.member, holder.instrument)) + amount;
    if let Some(terms) = book.terms_on(holder.instrument, day) {
        let member = book.members[holder.member].member;
        let active = member && book.standing(holder.member).0 == Status::Active;
        against.extend((terms.members_only && !active).then_some("not_eligible"));
        let little = terms.minimum.is_some_and(|least| after < least);
        against.extend(little.then_some("below_minimum"));
    }
    against.extend(book.is_above(holder, amount, day).then_some("above_maximum"));
    let exhausts = issues && book.exhausts(holder.instrument, amount, day);
    against.extend(exhausts.then_some("issuable_exhausted"));
    against
}

/// What the terms say to capital that goes out.
pub fn outflow(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Result<(), Against> {
    let place = Place::Of(holder.member, holder.instrument);
    let rest = book.balance(place) - amount;
    let least = book.terms_on(holder.instrument, day).and_then(|it| it.minimum);
    if rest > 0 && least.is_some_and(|least| rest < least) {
        return Err(Against::from(["below_minimum"]));
    }
    let mut wanted = amount;
    for (came_on, left) in book.lots(place) {
        if wanted <= 0 {
            break;
        }
        wanted -= left;
        let lock = book.terms_on(holder.instrument, came_on).and_then(|it| it.lock_days);
        if lock.is_some_and(|days| day < came_on + Days::new(days)) {
            return Err(Against::from(["locked_in"]));
        }
    }
    Ok(())
}

/// Whether taking a posting back on a day would bring more than the terms let.
pub fn brings_back_too_much(book: &Book, original: &Posting, day: NaiveDate) -> bool {
    let mut back: BTreeMap<usize, i64> = BTreeMap::new();
    for (place, change) in &original.legs {
        if let Place::Of(_, instrument) = place {
            *back.entry(*instrument).or_default() -= change;
        }
    }
    original.legs.iter().filter(|(_, change)| *change < 0).any(|(place, change)| {
        let Place::Of(member, instrument) = *place else { return false };
        let issued = back[&instrument];
        book.is_above(Holder { member, instrument }, -change, day)
            || (issued > 0 && book.exhausts(instrument, issued, day))
    })
}

impl World {
    /// The articles change: terms from a day on.
    pub async fn change_terms(&mut self) {
        let nth = self.chance.below(self.book.instruments.len());
        let latest = self.book.instruments[nth].terms.iter().map(|it| it.from).max();
        let ahead = Days::new(self.chance.below(12) as u64);
        let from = match latest {
            None if self.chance.percent(50) => self.book.today - Days::new(400),
            Some(latest) if self.chance.percent(30) => latest,
            _ if self.chance.percent(10) => self.book.today - Days::new(1),
            latest => latest.map_or(self.book.today, |it| it.max(self.book.today)) + ahead,
        };
        let unit = self.book.instruments[nth].unit.max(100);
        let units = |chance: &mut super::chance::Chance, of_hundred, from: usize, more| {
            let count = i64::try_from(from + chance.below(more)).expect("a small number");
            chance.percent(of_hundred).then_some(count * unit)
        };
        let issued = self.book.issued(nth) / unit * unit;
        let terms = Terms {
            from,
            minimum: units(&mut self.chance, 40, 0, 8),
            maximum: units(&mut self.chance, 30, 3_000, 9_000)
                .map(|it| it + issued / unit / 8 * unit),
            issuable: units(&mut self.chance, 30, 0, 40_000).map(|it| it + issued - 5 * unit),
            lock_days: self.chance.percent(40).then(|| 1 + self.chance.below(60) as u64),
            members_only: self.chance.percent(10),
        };
        self.set_terms(nth, terms).await;
    }

    pub async fn set_terms(&mut self, nth: usize, terms: Terms) {
        let draft = json!({
            "valid_from": terms.from, "minimum": terms.minimum.map(rupiah),
            "maximum": terms.maximum.map(rupiah), "issuable_total": terms.issuable.map(rupiah),
            "lock_in_days": terms.lock_days, "members_only": terms.members_only,
            "decision_number": "model",
        });
        let path = format!("/api/v1/instruments/{}/terms", instrument_id(&self.book, nth));
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("terms of {nth} {terms:?} -> {} {}", answer.status, answer.code()));
        let against: Vec<&str> = unfit(&self.book, nth, &terms).into_iter().collect();
        if self.allowed(&answer, 201, &against).await {
            self.book.instruments[nth].terms.push(terms);
            self.settle().await;
        }
    }
}

/// What is against terms.
fn unfit(book: &Book, nth: usize, terms: &Terms) -> Against {
    let instrument = &book.instruments[nth];
    let mut against = Against::new();
    let of_membership = matches!(instrument.kind, Kind::Pokok | Kind::Wajib);
    let bounded = terms.minimum.is_some() || terms.maximum.is_some();
    let stray = (instrument.kind == Kind::Pokok && bounded)
        || (of_membership && (terms.issuable.is_some() || terms.lock_days.is_some()))
        || (terms.members_only && (of_membership || instrument.kind == Kind::Saham));
    against.extend(stray.then_some("instrument_terms"));
    let amounts = [terms.minimum, terms.maximum, terms.issuable];
    for amount in amounts.into_iter().flatten() {
        against.extend((amount <= 0).then_some("amount_not_positive"));
    }
    for most in [terms.maximum, terms.issuable].into_iter().flatten() {
        let contradicts = terms.minimum.is_some_and(|least| most < least);
        against.extend(contradicts.then_some("terms_contradict"));
    }
    let little = terms.issuable.is_some_and(|total| total < book.issued(nth));
    against.extend(little.then_some("total_below_issued"));
    if let Some(latest) = instrument.terms.iter().map(|it| it.from).max() {
        if terms.from <= latest {
            against.insert("terms_period");
        } else if terms.from < book.today {
            against.insert("date_too_early");
        }
    }
    against
}
