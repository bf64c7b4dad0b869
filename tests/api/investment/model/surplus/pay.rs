//! What the payments of a surplus post, and what is against them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Run, Stage, To};
use crate::investment::model::acts::Holder;
use crate::investment::model::book::{Book, Kind, Place, Posting, Status};
use crate::investment::model::law::{Against, none_of, only, sized, weighed};

const SURPLUS: Place = Place::Own("shu_belum_dibagi");
const OWED: Place = Place::Own("bagian_shu");
const ASSETS: Place = Place::Own("aset_hasil_usaha");
const CASH: Place = Place::Own("kas");

/// How an approved run is to be paid.
#[derive(Debug, Clone, Copy)]
pub struct Payment {
    /// Savings that take the shares; else they are owed.
    pub savings: Option<usize>,
    pub on: Option<NaiveDate>,
    pub in_books: bool,
}

/// Postings in their order, and whom the run owes what.
pub type Paid = (Vec<Posting>, Vec<(usize, i64)>);

fn between(day: NaiveDate, earliest: NaiveDate, today: NaiveDate) -> Result<(), Against> {
    if day > today {
        return only("date_in_future");
    }
    if day < earliest { only("date_too_early") } else { Ok(()) }
}

/// Posts to a book what the rules and the open years let through.
fn post(book: &mut Book, all: &mut Vec<Posting>, posting: Posting) -> Result<(), Against> {
    let posting = weighed(book, posting)?;
    book.accept(posting.clone(), None);
    all.push(posting);
    Ok(())
}

/// What an approved run posts.
pub fn pay(book: &Book, nth: usize, how: &Payment) -> Result<Paid, Against> {
    let run = &book.runs[nth];
    match run.stage {
        Stage::Draft | Stage::Submitted => return only("run_not_approved"),
        Stage::Paid => return only("run_status"),
        Stage::Approved => {}
    }
    let day = how.on.unwrap_or(book.today);
    between(day, run.held_on.expect("a meeting has approved it"), book.today)?;
    if how.savings.is_some_and(|it| book.instruments[it].kind != Kind::Sukarela) {
        return only("savings_unfit");
    }
    let (mut book, mut all) = (book.clone(), Vec::new());
    let surplus = run.members + run.others;
    if !how.in_books {
        let legs = vec![(ASSETS, -surplus), (SURPLUS, surplus)];
        post(&mut book, &mut all, Posting::of("surplus_booking", day, legs))?;
    } else if book.held_on(SURPLUS, day) < surplus {
        return only("surplus_not_in_books");
    }
    let legs = of_parts(&book, run);
    if !legs.is_empty() {
        share(&mut book, &mut all, legs, day)?;
    }
    let (legs, owed) = of_holders(&book, run, how.savings);
    if !legs.is_empty() {
        let full = book.overfull(&legs, day);
        if book.lowest(SURPLUS, day) >= -legs[0].1 && full {
            return only("savings_full");
        }
        share(&mut book, &mut all, legs, day)?;
    }
    Ok((all, owed))
}

/// A part of the surplus goes to its accounts, and must be there.
fn share(
    book: &mut Book,
    all: &mut Vec<Posting>,
    legs: Vec<(Place, i64)>,
    day: NaiveDate,
) -> Result<(), Against> {
    if book.lowest(SURPLUS, day) < -legs[0].1 {
        return only("surplus_not_in_books");
    }
    post(book, all, Posting::of("surplus_distribution", day, legs))
}

/// The lines of the parts that nobody shares by holder; the surplus first.
fn of_parts(book: &Book, run: &Run) -> Vec<(Place, i64)> {
    let outcome = run.outcome.as_ref().expect("it was worked out");
    let scheme = &book.schemes[run.scheme];
    let mut legs = Vec::new();
    for (part, pool) in scheme.parts.iter().zip(&outcome.pools).filter(|(_, pool)| **pool > 0) {
        match part.to {
            To::Reserve => legs.push((Place::Own("cadangan"), *pool)),
            To::Fund(_) => legs.push((Place::Part("dana_shu", part.name), *pool)),
            To::Capital(_) | To::Business | To::Stays => {}
        }
    }
    with_debit(legs)
}

fn with_debit(mut legs: Vec<(Place, i64)>) -> Vec<(Place, i64)> {
    if !legs.is_empty() {
        legs.insert(0, (SURPLUS, -legs.iter().map(|(_, amount)| amount).sum::<i64>()));
    }
    legs
}

/// The lines of the holders' shares: to savings of members in force, the
/// others are owed.
fn of_holders(book: &Book, run: &Run, savings: Option<usize>) -> Lines {
    let outcome = run.outcome.as_ref().expect("it was worked out");
    let mut totals: BTreeMap<usize, i64> = BTreeMap::new();
    for line in outcome.lines.iter().filter(|line| line.amount > 0) {
        *totals.entry(line.member).or_default() += line.amount;
    }
    let (mut legs, mut owed) = (Vec::new(), Vec::new());
    for (member, total) in totals {
        let saver = book.members[member].member && book.standing(member).0 == Status::Active;
        match savings.filter(|_| saver) {
            Some(instrument) => legs.push((Place::Of(member, instrument), total)),
            None => owed.push((member, total)),
        }
    }
    let debt: i64 = owed.iter().map(|(_, amount)| amount).sum();
    if debt > 0 {
        legs.push((OWED, debt));
    }
    (with_debit(legs), owed)
}

/// Lines of a posting, and whom the run owes what.
type Lines = (Vec<(Place, i64)>, Vec<(usize, i64)>);

impl Book {
    /// Whether savings cannot take shares by their terms.
    fn overfull(&self, legs: &[(Place, i64)], day: NaiveDate) -> bool {
        let mut so_far = 0;
        legs.iter().any(|(place, amount)| {
            let Place::Of(member, instrument) = *place else { return false };
            so_far += amount;
            let holder = Holder { member, instrument };
            self.is_above(holder, legs, day) || self.exhausts(instrument, so_far, day)
        })
    }
}

/// What pays out shares that are owed, one posting each.
pub fn pay_out(
    book: &Book,
    nth: usize,
    members: &[usize],
    on: Option<NaiveDate>,
) -> Result<Vec<Posting>, Against> {
    let run = &book.runs[nth];
    let Some(paid_on) = run.paid_on else { return only("run_status") };
    let day = on.unwrap_or(book.today);
    between(day, paid_on, book.today)?;
    let mut wanted = Vec::new();
    for member in members {
        let owed = run.owed.iter().find(|(who, _)| who == member);
        let owed = owed.filter(|_| !book.is_paid_out(nth, *member));
        match owed {
            Some(owed) if !wanted.contains(owed) => wanted.push(*owed),
            _ => return only("share_not_owed"),
        }
    }
    let (mut book, mut all) = (book.clone(), Vec::new());
    for (member, amount) in wanted {
        if book.lowest(OWED, day) < amount {
            return only("insufficient_balance");
        }
        let legs = vec![(OWED, -amount), (CASH, amount)];
        let posting = Posting::of("surplus_payout", day, legs);
        post(&mut book, &mut all, Posting { payout: Some((nth, member)), ..posting })?;
    }
    Ok(all)
}

/// What pays out of a part that no holder shares; whether a second person sees it
/// and the year is open, is asked of every act.
pub fn spend(
    book: &Book,
    nth: usize,
    (key, amount): (&str, i64),
    on: Option<NaiveDate>,
) -> Result<Posting, Against> {
    let run = &book.runs[nth];
    let Some(paid_on) = run.paid_on else { return only("run_status") };
    let day = on.unwrap_or(book.today);
    between(day, paid_on, book.today)?;
    let part = book.schemes[run.scheme].parts.iter().find(|part| part.key == key);
    let Some(part) = part.filter(|part| matches!(part.to, To::Fund(_))) else {
        return only("part_not_paid_out");
    };
    none_of(sized(amount))?;
    let place = Place::Part("dana_shu", part.name);
    if book.lowest(place, day) < amount {
        return only("insufficient_balance");
    }
    let legs = vec![(place, -amount), (CASH, amount)];
    Ok(Posting::of("surplus_payout", day, legs))
}

/// A loss that the reserve is to cover.
#[derive(Debug, Clone, Copy)]
pub struct Loss {
    pub year: i32,
    pub amount: i64,
    pub held_on: NaiveDate,
    pub meeting: &'static str,
    pub on: Option<NaiveDate>,
    pub in_books: bool,
}

pub fn cover(book: &Book, loss: &Loss) -> Result<Posting, Against> {
    let mut against = sized(loss.amount);
    against.extend(unfit_meeting(book, loss.meeting));
    let ended = NaiveDate::from_ymd_opt(loss.year, 12, 31).expect("a day");
    against.extend((loss.held_on > book.today).then_some("date_in_future"));
    against.extend((loss.held_on <= ended).then_some("date_too_early"));
    none_of(against)?;
    let day = loss.on.unwrap_or(book.today);
    between(day, loss.held_on, book.today)?;
    let reserve = Place::Own("cadangan");
    if book.lowest(reserve, day) < loss.amount {
        return only("reserve_too_low");
    }
    let mut legs = vec![(reserve, -loss.amount), (SURPLUS, loss.amount)];
    if loss.in_books {
        // The least loss that stands there from the day on.
        let days = book.days(SURPLUS);
        let ends = days.range(day..).map(|(end, _)| *end).chain([day]);
        let least = ends.map(|end| -book.held_on(SURPLUS, end)).min().unwrap_or_default();
        if loss.amount > least.max(0) {
            return only("loss_not_in_books");
        }
    } else {
        legs.extend([(SURPLUS, -loss.amount), (ASSETS, loss.amount)]);
    }
    weighed(book, Posting::of("loss_covering", day, legs))
}

/// Whether another meeting decides on the surplus of this issuer.
pub fn unfit_meeting(book: &Book, kind: &str) -> Option<&'static str> {
    let expected = if book.is_company() { "rups" } else { "rat" };
    (kind != expected).then_some("meeting_unfit")
}
