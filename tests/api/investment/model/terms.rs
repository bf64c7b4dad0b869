//! Terms of instruments: who may hold how much, for how long, and how much is
//! issued in all.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use serde_json::json;
use uuid::Uuid;

use super::acts::{Holder, instrument_id, rupiah};
use super::book::{Book, Kind, Place, Posting, Status};
use super::law::Against;
use super::state::uuid;
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
    pub id: Uuid,
    /// Whether an administrator has set them.
    pub by_admin: bool,
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
            id: Uuid::nil(),
            by_admin: false,
        }
    }

    fn free_on(&self, came_on: NaiveDate) -> NaiveDate {
        self.lock_days.map_or(came_on, |days| came_on + Days::new(days))
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

    /// Whether somebody would have more than the terms of a day let, once some
    /// lines are posted: who left and came again is one person.
    pub fn is_above(&self, holder: Holder, legs: &[(Place, i64)], day: NaiveDate) -> bool {
        let most = self.terms_on(holder.instrument, day).and_then(|it| it.maximum);
        most.is_some_and(|most| self.held_after(holder, legs) > most)
    }

    /// The last day on which something came into a holder's account.
    fn last_inflow(&self, instrument: usize) -> Option<NaiveDate> {
        let came = |(place, change): &(Place, i64)| {
            matches!(place, Place::Of(_, it) if *it == instrument) && *change > 0
        };
        let postings = self.postings.iter().filter(|it| it.legs.iter().any(came));
        postings.map(|it| it.day).max()
    }

    /// What came in on each day, without what was taken back.
    fn brought(&self, of: Place) -> BTreeMap<NaiveDate, i64> {
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
        brought
    }

    /// Whether what came in of an instrument on one day is locked on another.
    fn is_locked(&self, (instrument, came_on): (usize, NaiveDate), day: NaiveDate) -> bool {
        let terms = self.terms_on(instrument, came_on);
        terms.is_some_and(|it| it.lock_days.is_some() && day < it.free_on(came_on))
    }

    /// Whether somebody may hold what is for members alone.
    fn is_active(&self, member: usize) -> bool {
        self.members[member].member && self.standing(member).0 == Status::Active
    }
}

/// What is left of what came in, by day: all that went out was the oldest.
fn lots(brought: &BTreeMap<NaiveDate, i64>, balance: i64) -> Vec<(NaiveDate, i64)> {
    let mut gone = brought.values().sum::<i64>() - balance;
    let mut lots = Vec::new();
    for (day, amount) in brought {
        let left = amount - gone.min(*amount);
        gone -= amount - left;
        if left > 0 {
            lots.push((*day, left));
        }
    }
    lots
}

/// What the terms say to capital that comes to a holder by some lines.
pub fn inflow(book: &Book, holder: Holder, legs: &[(Place, i64)], day: NaiveDate) -> Against {
    let own = Place::Of(holder.member, holder.instrument);
    let mut against = Against::new();
    if legs.iter().any(|(place, change)| *place == own && *change <= 0) {
        return against;
    }
    if let Some(terms) = book.terms_on(holder.instrument, day) {
        let stranger = terms.members_only && !book.is_active(holder.member);
        against.extend(stranger.then_some("not_eligible"));
        let little = terms.minimum.is_some_and(|least| book.held_after(holder, legs) < least);
        against.extend(little.then_some("below_minimum"));
    }
    against.extend(book.is_above(holder, legs, day).then_some("above_maximum"));
    let issued = newly(legs, holder.instrument);
    let exhausts = issued > 0 && book.exhausts(holder.instrument, issued, day);
    against.extend(exhausts.then_some("issuable_exhausted"));
    against
}

/// What some lines add to all that is issued of an instrument.
fn newly(legs: &[(Place, i64)], instrument: usize) -> i64 {
    let of =
        legs.iter().filter(|(place, _)| matches!(place, Place::Of(_, it) if *it == instrument));
    of.map(|(_, change)| change).sum()
}

/// Whether some lines leave a person with something, but with less than the
/// least by the terms of a day.
fn leaves_too_little(book: &Book, holder: Holder, legs: &[(Place, i64)], day: NaiveDate) -> bool {
    let rest = book.held_after(holder, legs);
    let least = book.terms_on(holder.instrument, day).and_then(|it| it.minimum);
    rest > 0 && least.is_some_and(|least| rest < least)
}

/// What the terms say to capital that leaves a holder by some lines.
pub fn outflow(
    book: &Book,
    holder: Holder,
    legs: &[(Place, i64)],
    day: NaiveDate,
) -> Result<(), Against> {
    if leaves_too_little(book, holder, legs, day) {
        return Err(Against::from(["below_minimum"]));
    }
    let place = Place::Of(holder.member, holder.instrument);
    let own = legs.iter().filter(|(of, _)| *of == place);
    let mut wanted = -own.map(|(_, change)| change).sum::<i64>();
    for (came_on, left) in lots(&book.brought(place), book.balance(place)) {
        if wanted <= 0 {
            break;
        }
        wanted -= left;
        if book.is_locked((holder.instrument, came_on), day) {
            return Err(Against::from(["locked_in"]));
        }
    }
    Ok(())
}

/// Whether taking a posting back would bring more than the terms let.
pub fn brings_back_too_much(book: &Book, reversal: &Posting) -> bool {
    reversal.legs.iter().filter(|(_, change)| *change > 0).any(|(place, _)| {
        let Place::Of(member, instrument) = *place else { return false };
        let issued = newly(&reversal.legs, instrument);
        book.is_above(Holder { member, instrument }, &reversal.legs, reversal.day)
            || (issued > 0 && book.exhausts(instrument, issued, reversal.day))
    })
}

/// Whether a posting goes by the terms that hold today, so that a second person
/// sees it. What was there before the ledger began is asked nothing, and who
/// leaves takes everything.
pub fn passed_by(book: &Book, posting: &Posting) -> bool {
    match posting.kind {
        "opening_balance" | "exit_settlement" => false,
        "reversal" => takes_back_locked(book, posting),
        _ => posting.legs.iter().any(|leg| is_dated_round(book, posting, leg)),
    }
}

/// Whether a line is dated before the terms of today and would not pass by them.
fn is_dated_round(book: &Book, posting: &Posting, (place, change): &(Place, i64)) -> bool {
    let Place::Of(member, instrument) = *place else { return false };
    let (today, holder) = (book.today, Holder { member, instrument });
    let Some(now) = book.terms_on(instrument, today) else { return false };
    let then = book.terms_on(instrument, posting.day);
    if then.is_some_and(|then| then.from == now.from) {
        return false;
    }
    if *change < 0 {
        return leaves_too_little(book, holder, &posting.legs, today);
    }
    let before = then.map_or(posting.day, |it| it.free_on(posting.day));
    let locks = now.free_on(posting.day) > before.max(today);
    let stranger = now.members_only && !book.is_active(member);
    let after = book.held_after(holder, &posting.legs);
    let little = now.minimum.is_some_and(|least| after < least);
    locks || stranger || little || now.maximum.is_some_and(|most| after > most)
}

/// Whether a reversal takes what is locked today, or leaves somebody with less
/// than the least. It undoes its own day, and where that is gone already, others.
pub fn takes_back_locked(book: &Book, reversal: &Posting) -> bool {
    let own_day = book.postings[reversal.reverses.expect("it takes something back")].day;
    reversal.legs.iter().filter(|(_, change)| *change < 0).any(|(place, change)| {
        let Place::Of(member, instrument) = *place else { return false };
        if leaves_too_little(book, Holder { member, instrument }, &reversal.legs, book.today) {
            return true;
        }
        let locked = |brought: &BTreeMap<NaiveDate, i64>, balance| -> i64 {
            let lots = lots(brought, balance).into_iter();
            let lots = lots.filter(|(day, _)| book.is_locked((instrument, *day), book.today));
            lots.map(|(_, left)| left).sum()
        };
        let (balance, mut brought) = (book.balance(*place), book.brought(*place));
        let before = locked(&brought, balance);
        *brought.entry(own_day).or_default() += change;
        locked(&brought, balance + change) < before
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
            _ if self.chance.percent(4) => {
                self.book.today + Months::new(60) + Days::new(u64::from(self.chance.percent(50)))
            }
            latest => latest.map_or(self.book.today, |it| it.max(self.book.today)) + ahead,
        };
        let unit = self.book.instruments[nth].unit.max(100);
        let units = |chance: &mut super::chance::Chance, of_hundred, from: usize, more| {
            let count = i64::try_from(from + chance.below(more)).expect("a small number");
            chance.percent(of_hundred).then_some(count * unit)
        };
        let issued = self.book.issued(nth) / unit * unit;
        let terms = Terms {
            minimum: units(&mut self.chance, 40, 0, 8),
            maximum: units(&mut self.chance, 30, 3_000, 9_000)
                .map(|it| it + issued / unit / 8 * unit),
            issuable: units(&mut self.chance, 30, 0, 40_000).map(|it| it + issued - 5 * unit),
            lock_days: self.chance.percent(40).then(|| 1 + self.chance.below(60) as u64),
            members_only: self.chance.percent(10),
            by_admin: self.chance.percent(20),
            ..Terms::from(from)
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
        let caller = if terms.by_admin { self.admin.clone() } else { self.keeper.clone() };
        let answer = caller.post(&path, draft).await;
        self.tell(format!("terms of {nth} {terms:?} -> {} {}", answer.status, answer.code()));
        let against: Vec<&str> = unfit(&self.book, nth, &terms).into_iter().collect();
        if self.allowed(&answer, 201, &against).await {
            let id = uuid(&crate::investment::id_of(&answer));
            self.book.instruments[nth].terms.push(Terms { id, ..terms });
            self.settle().await;
        }
    }

    /// Terms that were a slip are cancelled: those before them hold again.
    pub async fn cancel_terms(&mut self) {
        let all = self.book.instruments.iter().enumerate();
        let all: Vec<(usize, Terms)> =
            all.flat_map(|(nth, it)| it.terms.iter().map(move |terms| (nth, *terms))).collect();
        if all.is_empty() {
            return;
        }
        let (nth, slip) = self.chance.pick(&all);
        let path = format!("/api/v1/instrument-terms/{}/cancellation", slip.id);
        let answer = self.admin.post(&path, json!({ "reason": "model" })).await;
        self.tell(format!("cancel terms {nth} {slip:?} -> {} {}", answer.status, answer.code()));
        let against: Vec<&str> = if slip.by_admin {
            vec!["terms_own"]
        } else {
            unfit_cancellation(&self.book, nth, &slip).into_iter().collect()
        };
        if self.allowed(&answer, 201, &against).await {
            self.book.instruments[nth].terms.retain(|it| it.id != slip.id);
            self.book.cancelled += 1;
            self.settle().await;
            let again = self.admin.post(&path, json!({ "reason": "model" })).await;
            self.allowed(&again, 201, &["terms_cancelled"]).await;
        }
    }
}

/// What is against cancelling terms: too much is issued by what would hold, or
/// what came in meanwhile would be locked for longer.
fn unfit_cancellation(book: &Book, nth: usize, slip: &Terms) -> Against {
    let mut book = book.clone();
    book.instruments[nth].terms.retain(|it| it.id != slip.id);
    let mut against = Against::new();
    let exhausts = book.exhausts(nth, 0, book.today);
    against.extend(exhausts.then_some("total_below_issued"));
    let caught = book.last_inflow(nth).filter(|day| *day >= slip.from);
    let before = book.terms_on(nth, slip.from).zip(caught);
    let locks = before.is_some_and(|(terms, day)| terms.free_on(day) > slip.free_on(day));
    against.extend(locks.then_some("cancellation_locks"));
    against
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
    let caught = terms.lock_days.and_then(|_| book.last_inflow(nth));
    against.extend(caught.is_some_and(|day| day >= terms.from).then_some("lock_in_late"));
    let latest = instrument.terms.iter().map(|it| it.from).max();
    if terms.from > book.today + Months::new(60) {
        against.insert("terms_too_far");
    } else if let Some(latest) = latest {
        if terms.from <= latest {
            against.insert("terms_period");
        } else if terms.from < book.today {
            against.insert("date_too_early");
        }
    }
    against
}
