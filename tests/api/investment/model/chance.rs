//! Chooses acts: mostly such as could pass, often at the very limit, sometimes
//! plainly wrong.

use chrono::{Days, NaiveDate};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::acts::{Act, Form, Holder, Leaving, STRANGER};
use super::book::{Book, Kind, Place};
use super::law::{Verdict, judge};

pub struct Chance(StdRng);

impl Chance {
    pub fn of(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// True so many times of a hundred.
    pub fn percent(&mut self, of_hundred: u32) -> bool {
        self.0.random_ratio(of_hundred, 100)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.0).expect("something to choose from")
    }

    fn days_before(&mut self, today: NaiveDate, most: u64) -> NaiveDate {
        today - Days::new(self.0.random_range(0..=most))
    }

    fn day(&mut self, book: &Book) -> NaiveDate {
        match self.below(100) {
            0..2 => book.today + Days::new(1),
            2..80 => self.days_before(book.today, 320),
            80..94 => self.days_before(book.today, 366),
            _ => self.days_before(book.today, 560),
        }
    }

    pub fn some_day(&mut self, book: &Book) -> Option<NaiveDate> {
        (!self.percent(20)).then(|| self.day(book))
    }

    fn member(&mut self, book: &Book) -> usize {
        if self.percent(1) { STRANGER } else { self.below(book.members.len()) }
    }

    /// Anybody, or the same person by a later row of the register.
    fn receiver(&mut self, book: &Book, from: Holder) -> usize {
        if from.member == STRANGER || self.percent(60) {
            return self.member(book);
        }
        let rows = book.rows_of(from.member).filter(|row| *row != from.member);
        let rows: Vec<usize> = rows.collect();
        if rows.is_empty() { self.member(book) } else { self.pick(&rows) }
    }

    pub fn holder(&mut self, book: &Book) -> Holder {
        let instrument =
            if self.percent(1) { STRANGER } else { self.below(book.instruments.len()) };
        Holder { member: self.member(book), instrument }
    }

    /// Somebody who has something, where there is anybody.
    fn owner(&mut self, book: &Book) -> Holder {
        let owned = book.balances();
        let owned: Vec<(usize, usize)> =
            owned.iter().filter(|(_, (balance, _))| *balance > 0).map(|(of, _)| *of).collect();
        if owned.is_empty() || self.percent(5) {
            return self.holder(book);
        }
        let (member, instrument) = self.pick(&owned);
        Holder { member, instrument }
    }

    fn unit(book: &Book, holder: Holder) -> i64 {
        book.instruments.get(holder.instrument).map_or(1, |it| it.unit)
    }

    /// What is brought in.
    pub fn some_amount(&mut self, book: &Book, holder: Holder) -> i64 {
        let unit = Self::unit(book, holder);
        let due = book.instruments.get(holder.instrument).filter(|it| it.kind == Kind::Pokok);
        if let Some(pokok) = due.filter(|_| self.0.random_ratio(9, 10)) {
            return if pokok.instalments { pokok.due / 4 } else { pokok.due };
        }
        if let Some(room) = self.room(book, holder).filter(|_| self.0.random_ratio(1, 5)) {
            return if self.percent(60) { room } else { room + unit };
        }
        match self.below(100) {
            0..2 => 0,
            2..3 => 100_000_000_000_001,
            3..8 => unit + 1,
            _ => unit.max(100) * i64::from(self.0.random_range(1..500_i32)),
        }
    }

    /// What the terms of today let a holder get more, where they say.
    fn room(&mut self, book: &Book, holder: Holder) -> Option<i64> {
        if holder.member == STRANGER || holder.instrument == STRANGER {
            return None;
        }
        let terms = book.terms_on(holder.instrument, book.today)?;
        let balance = book.held_after(holder, &[]);
        let own = [terms.maximum, terms.minimum].map(|bound| bound.map(|it| it - balance));
        let all = terms.issuable.map(|total| total - book.issued(holder.instrument));
        let rooms: Vec<i64> = own.into_iter().chain([all]).flatten().filter(|it| *it > 0).collect();
        rooms.choose(&mut self.0).copied()
    }

    /// What is taken out: all, all that is free, a part, or a sen too much.
    fn owned_amount(&mut self, book: &Book, holder: Holder, day: Option<NaiveDate>) -> i64 {
        let place = Place::Of(holder.member, holder.instrument);
        let lowest = book.lowest(place, day.unwrap_or(book.today));
        let free = lowest - book.claimed((holder.member, holder.instrument));
        let unit = Self::unit(book, holder);
        match self.below(100) {
            0..12 => lowest,
            12..24 => free,
            24..32 => lowest + unit,
            32..36 => free + unit,
            36..44 => book.balance(place),
            44..46 => 0,
            _ => (free / unit / 3).max(1) * unit,
        }
    }

    /// An act; of those that would be refused, which are most, every second one
    /// is drawn once more, so that there are books to be refused on.
    pub fn act(&mut self, book: &Book) -> Act {
        let act = self.draw(book);
        let refused = matches!(judge(book, &act, false), Verdict::Refused(_));
        if refused && self.percent(50) { self.draw(book) } else { act }
    }

    fn draw(&mut self, book: &Book) -> Act {
        match self.below(100) {
            0..28 => {
                let holder = self.holder(book);
                let form = if self.percent(3) { Form::Goods } else { Form::Cash };
                let amount = self.some_amount(book, holder);
                Act::Contribution(holder, amount, self.some_day(book), form)
            }
            28..44 => {
                let (holder, day) = (self.owner(book), self.some_day(book));
                Act::Withdrawal(holder, self.owned_amount(book, holder, day), day)
            }
            44..47 => {
                let line = self.pick(&["cadangan", "hibah", "shu_belum_dibagi", "dana_shu"]);
                let amount = self.0.random_range(0..1_000_000);
                Act::Opening(line, amount, self.day(book))
            }
            47..51 => {
                let holder = self.holder(book);
                let amount = self.some_amount(book, holder);
                Act::Had(holder, amount, self.day(book))
            }
            51..59 => {
                let (holder, day) = (self.owner(book), self.some_day(book));
                let to = self.receiver(book, holder);
                Act::Transfer(holder, to, self.owned_amount(book, holder, day), day)
            }
            59..64 => {
                let (holder, day) = (self.owner(book), self.some_day(book));
                let amount = self.owned_amount(book, holder, day);
                Act::Redemption(holder, amount, day, !self.percent(8))
            }
            64..70 => self.conversion(book),
            70..80 => self.reversal(book),
            80..84 => self.exit(book),
            84..87 => self.payment(book),
            87..90 => self.interest(book),
            90..91 => self.remittance(book),
            91..95 => {
                let holder = self.holder(book);
                let (amount, day) = (self.some_amount(book, holder), self.some_day(book));
                let goods = self.goods(book, holder, amount, day.unwrap_or(book.today));
                Act::InKind(holder, amount, day, goods)
            }
            _ => self.promised(book),
        }
    }

    /// Interest of voluntary savings mostly, around the bound of a month.
    fn interest(&mut self, book: &Book) -> Act {
        let mut holder = self.holder(book);
        let savings: Vec<usize> = (0..book.instruments.len())
            .filter(|nth| book.instruments[*nth].kind == Kind::Sukarela)
            .collect();
        if !savings.is_empty() && self.percent(95) {
            holder.instrument = self.pick(&savings);
        }
        let amount = match self.below(10) {
            0 => 24_000_000,
            1 => 24_000_001,
            2 => 0,
            3..6 => self.0.random_range(1..60_000_000),
            _ => self.0.random_range(1..13_000_000),
        };
        let day = (!self.percent(60)).then(|| self.day(book));
        Act::Interest(holder, amount, day)
    }

    /// What is owed of tax, a part of it or a sen too much.
    fn remittance(&mut self, book: &Book) -> Act {
        let day = self.some_day(book);
        let owed = book.lowest(Place::Own("utang_pajak"), day.unwrap_or(book.today));
        let amount = [owed, owed / 2, owed / 3, owed + 1, 0][self.below(5)];
        Act::Remittance(amount, day, self.0.random_range(0..40))
    }

    /// A payment on a pledge: a part, all that is open, or a sen more.
    fn promised(&mut self, book: &Book) -> Act {
        if book.pledges.is_empty() || self.percent(3) {
            let holder = self.holder(book);
            return Act::Promised(holder, self.some_amount(book, holder), None, STRANGER);
        }
        let open: Vec<usize> = (0..book.pledges.len())
            .filter(|nth| book.pledges[*nth].cancelled_on.is_none())
            .filter(|nth| book.open_from(*nth, book.today) > 0)
            .collect();
        let nth = match open.as_slice() {
            open if !open.is_empty() && self.percent(80) => self.pick(open),
            _ => self.below(book.pledges.len()),
        };
        let pledge = &book.pledges[nth];
        let holder = if self.percent(5) { self.owner(book) } else { pledge.of };
        let day = match self.below(10) {
            0 => Some(pledge.pledged_on),
            1 => Some(pledge.due_on.min(book.today)),
            2 => Some(pledge.due_on + Days::new(1)),
            3 => Some(self.day(book)),
            _ => None,
        };
        let open = book.open_from(nth, day.unwrap_or(book.today));
        let unit = Self::unit(book, holder);
        let amount = match self.below(10) {
            0..3 => open,
            3 => open + unit,
            4 => pledge.amount,
            _ => (open / unit / 3).max(1) * unit,
        };
        Act::Promised(holder, amount, day, nth)
    }

    fn conversion(&mut self, book: &Book) -> Act {
        let (holder, day) = (self.owner(book), self.some_day(book));
        let to = self.holder(book).instrument;
        let ratio = match self.below(10) {
            0..6 => None,
            6 => Some((5, 2)),
            7 => Some((2, 5)),
            8 => Some((1, 1)),
            _ => Some((3, 7)),
        };
        Act::Conversion(holder, to, self.owned_amount(book, holder, day), ratio, day)
    }

    fn reversal(&mut self, book: &Book) -> Act {
        if book.postings.is_empty() || self.percent(2) {
            return Act::Reversal(STRANGER, None);
        }
        let nth = self.corrected(book);
        let day = self.percent(40).then(|| match self.below(3) {
            0 => book.today,
            1 => book.postings[nth].day - Days::new(1),
            _ => self.day(book).max(book.postings[nth].day),
        });
        Act::Reversal(nth, day)
    }

    /// One of the late ones mostly, as people correct; at times one that brought
    /// what somebody has a claim on.
    fn corrected(&mut self, book: &Book) -> usize {
        let claimed = |place: &Place| matches!(place, Place::Of(member, instrument) if book.claimed((*member, *instrument)) > 0);
        let brought: Vec<usize> = (0..book.postings.len())
            .filter(|nth| {
                let mut legs = book.postings[*nth].legs.iter();
                legs.any(|(place, change)| *change > 0 && claimed(place))
            })
            .collect();
        if !brought.is_empty() && self.percent(25) {
            return self.pick(&brought);
        }
        let all = book.postings.len();
        let from = if self.percent(70) { all.saturating_sub(20) } else { 0 };
        self.0.random_range(from..all)
    }

    fn exit(&mut self, book: &Book) -> Act {
        let died = |nth: &usize| book.people[book.members[*nth].person].died_on.is_some();
        let open = |nth: &usize| !book.settlements.iter().any(|it| it.member == *nth);
        let dead: Vec<usize> = (0..book.members.len()).filter(died).filter(open).collect();
        let member = match self.below(100) {
            0..2 => STRANGER,
            2..35 if !dead.is_empty() => self.pick(&dead),
            _ => self.below(book.members.len()),
        };
        let left_on = book.members.get(member).and_then(|it| it.left_on);
        let on = match left_on.filter(|_| self.percent(90)) {
            Some(left_on) => left_on,
            None if self.percent(70) => book.today,
            None => self.day(book),
        };
        let of = book.members.get(member).map(|it| it.person);
        let recorded = of.and_then(|person| book.people[person].died_on).is_some();
        let died = self.percent(if recorded { 60 } else { 12 });
        let some = |chance: &mut Self, of_hundred, sen| {
            if chance.percent(of_hundred) { sen } else { 0 }
        };
        let leaving = Leaving {
            on,
            loans: some(self, 40, 1_234_500),
            borne: some(self, 30, 5_000),
            guaranteed: some(self, 5, 100),
            died,
            heirs: died != self.percent(5),
        };
        Act::Exit(member, leaving)
    }

    fn payment(&mut self, book: &Book) -> Act {
        if book.settlements.is_empty() {
            return Act::Payment(STRANGER, None, None);
        }
        let nth = self.below(book.settlements.len());
        let counted_from = book.settlements[nth].counted_from;
        let held_on = match self.below(10) {
            0 => None,
            1 => Some(counted_from),
            2..6 => book.met_on,
            _ => Some(counted_from + Days::new(1)),
        };
        let day = (!self.percent(70)).then(|| self.day(book));
        Act::Payment(nth, held_on, day)
    }
}
