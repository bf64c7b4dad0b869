//! The naive book: a list of postings, and everything else worked out from it
//! anew each time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::acts::Holder;
use super::goods::Valued;
use super::pledges::Pledge;
use super::shares::Register;
use super::surplus::{Run, Scheme};
use super::terms::Terms;

/// What an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Pokok,
    Wajib,
    Sukarela,
    ModalPenyertaan,
    Saham,
}

#[derive(Debug, Clone)]
pub struct Instrument {
    pub id: String,
    pub kind: Kind,
    /// Sen of one unit.
    pub unit: i64,
    /// Sen of the whole principal savings.
    pub due: i64,
    pub instalments: bool,
    /// By their first day.
    pub terms: Vec<Terms>,
}

impl Instrument {
    pub fn is_savings(&self) -> bool {
        matches!(self.kind, Kind::Pokok | Kind::Wajib | Kind::Sukarela)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Applicant,
    Active,
    Former,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Active => "active",
            Self::Former => "former",
        }
    }
}

/// Somebody, who may be in the register more than once.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: String,
    /// By the registry.
    pub died_on: Option<NaiveDate>,
}

/// A row of the register.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: String,
    pub person: usize,
    /// A member, or a holder of capital only.
    pub member: bool,
    pub applied_on: NaiveDate,
    pub left_on: Option<NaiveDate>,
    /// The first day in force of who has left, as it was then.
    pub began_on: Option<NaiveDate>,
}

/// Whose an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A holder's, of an instrument.
    Of(usize, usize),
    /// The issuer's own, by its line.
    Own(&'static str),
    /// The issuer's own for a part of a surplus, by its line, the part's name and
    /// its destination.
    Part(&'static str, &'static str, &'static str),
}

impl Place {
    /// The line of an account that nobody holds alone.
    pub fn own_line(self) -> Option<&'static str> {
        match self {
            Self::Of(..) => None,
            Self::Own(line) | Self::Part(line, ..) => Some(line),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Posting {
    pub id: String,
    pub kind: &'static str,
    pub day: NaiveDate,
    /// Credits above zero, debits below.
    pub legs: Vec<(Place, i64)>,
    /// The holder whose balance is answered.
    pub main: Option<(usize, usize)>,
    pub leaves: Option<usize>,
    pub reverses: Option<usize>,
    pub settlement: Option<usize>,
    /// What was settled, of an exit.
    pub refund: i64,
    /// From which day its payment counts: as two persons see it, or one alone.
    pub counted_from: [Option<NaiveDate>; 2],
    /// Whether a second person has to see it, whatever the terms say.
    pub for_two: bool,
    /// The goods that it brought in.
    pub goods: Option<Valued>,
    /// The pledge that it pays.
    pub pledge: Option<usize>,
    /// The number of its evidence, of tax that is remitted.
    pub evidence: Option<u8>,
    /// The run and the member whose share it pays out.
    pub payout: Option<(usize, usize)>,
}

impl Posting {
    pub fn of(kind: &'static str, day: NaiveDate, legs: Vec<(Place, i64)>) -> Self {
        Self {
            id: String::new(),
            kind,
            day,
            legs,
            main: None,
            leaves: None,
            reverses: None,
            settlement: None,
            refund: 0,
            counted_from: [None; 2],
            for_two: false,
            goods: None,
            pledge: None,
            evidence: None,
            payout: None,
        }
    }

    /// What it changes of that which belongs to all, by account.
    pub fn collective(&self) -> BTreeMap<Place, i64> {
        let guarded =
            ["cadangan", "hibah", "shu_belum_dibagi", "dana_shu", "bagian_shu", "utang_pajak"];
        let mut changes = BTreeMap::new();
        for (place, change) in &self.legs {
            if place.own_line().is_some_and(|line| guarded.contains(&line)) {
                *changes.entry(*place).or_default() += change;
            }
        }
        changes
    }

    pub fn amount(&self) -> i64 {
        self.legs.iter().map(|(_, change)| (*change).max(0)).sum()
    }
}

#[derive(Debug, Clone)]
pub struct Claim {
    pub id: String,
    pub of: (usize, usize),
    pub amount: i64,
    pub on: NaiveDate,
    pub released: bool,
    /// The number of the certificate that it is on.
    pub certificate: Option<i64>,
}

/// A refund to who left.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub id: String,
    pub member: usize,
    pub left_on: NaiveDate,
    /// From which day the payment counts.
    pub counted_from: NaiveDate,
    pub refund: i64,
}

/// A closed year, the latest last.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    pub year: i32,
    pub before: Option<NaiveDate>,
}

#[derive(Debug, Clone)]
pub struct Book {
    pub today: NaiveDate,
    pub limit: Option<i64>,
    pub instruments: Vec<Instrument>,
    /// How many terms were cancelled; they are with their instruments no more.
    pub cancelled: usize,
    pub people: Vec<Person>,
    pub members: Vec<Member>,
    pub postings: Vec<Posting>,
    pub claims: Vec<Claim>,
    pub settlements: Vec<Settlement>,
    /// The day of the annual meeting of which there is a record.
    pub met_on: Option<NaiveDate>,
    pub closings: Vec<Closing>,
    pub closed_through: Option<NaiveDate>,
    pub pledges: Vec<Pledge>,
    pub shares: Register,
    pub schemes: Vec<Scheme>,
    pub runs: Vec<Run>,
    /// Business of members, by book year.
    pub patronage: BTreeMap<(i32, usize), i64>,
}

impl Book {
    pub fn empty(today: NaiveDate) -> Self {
        Self {
            today,
            limit: None,
            instruments: Vec::new(),
            cancelled: 0,
            people: Vec::new(),
            members: Vec::new(),
            postings: Vec::new(),
            claims: Vec::new(),
            settlements: Vec::new(),
            met_on: None,
            closings: Vec::new(),
            closed_through: None,
            pledges: Vec::new(),
            shares: Register::default(),
            schemes: Vec::new(),
            runs: Vec::new(),
            patronage: BTreeMap::new(),
        }
    }

    pub fn is_company(&self) -> bool {
        self.instruments.iter().any(|it| it.kind == Kind::Saham)
    }

    /// What an account changed by on each of its days.
    pub fn days(&self, of: Place) -> BTreeMap<NaiveDate, i64> {
        let mut days = BTreeMap::new();
        for posting in &self.postings {
            for (_, change) in posting.legs.iter().filter(|(place, _)| *place == of) {
                *days.entry(posting.day).or_default() += change;
            }
        }
        days
    }

    pub fn balance(&self, of: Place) -> i64 {
        self.days(of).values().sum()
    }

    /// How many are in the register and have not left.
    pub fn present(&self) -> usize {
        self.members.iter().filter(|member| member.left_on.is_none()).count()
    }

    /// All rows of the register that are of the person of one, and that itself.
    pub fn rows_of(&self, member: usize) -> impl Iterator<Item = usize> {
        let person = self.members[member].person;
        (0..self.members.len()).filter(move |nth| self.members[*nth].person == person)
    }

    /// What a person has of an instrument, by all rows, once some lines are posted.
    pub fn held_after(&self, of: Holder, legs: &[(Place, i64)]) -> i64 {
        let places: Vec<Place> =
            self.rows_of(of.member).map(|row| Place::Of(row, of.instrument)).collect();
        let now: i64 = places.iter().map(|place| self.balance(*place)).sum();
        let moved = legs.iter().filter(|(place, _)| places.contains(place));
        now + moved.map(|(_, change)| change).sum::<i64>()
    }

    pub fn last_day(&self, of: Place) -> Option<NaiveDate> {
        self.days(of).keys().next_back().copied()
    }

    /// The least that stands there at the end of a day or of any later one.
    pub fn lowest(&self, of: Place, day: NaiveDate) -> i64 {
        let days = self.days(of);
        let until = |end: NaiveDate| days.range(..=end).map(|(_, change)| *change).sum::<i64>();
        let ends: BTreeSet<NaiveDate> =
            days.range(day..).map(|(end, _)| *end).chain([day]).collect();
        ends.into_iter().map(until).min().unwrap_or_default()
    }

    pub fn claimed(&self, of: (usize, usize)) -> i64 {
        let open = self.claims.iter().filter(|claim| claim.of == of && !claim.released);
        open.map(|claim| claim.amount).sum()
    }

    pub fn is_reversed(&self, posting: usize) -> bool {
        self.postings.iter().any(|it| it.reverses == Some(posting))
    }

    pub fn is_paid(&self, settlement: usize) -> bool {
        let paid = |(nth, it): (usize, &Posting)| {
            it.kind == "exit_payment" && it.settlement == Some(settlement) && !self.is_reversed(nth)
        };
        self.postings.iter().enumerate().any(paid)
    }

    /// The first day from which principal savings are there in full for good.
    pub fn joined_on(&self, member: usize) -> Option<NaiveDate> {
        if !self.members[member].member {
            return Some(self.members[member].applied_on);
        }
        let pokok = self.instruments.iter().position(|it| it.kind == Kind::Pokok)?;
        let due = self.instruments[pokok].due;
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for posting in &self.postings {
            // What was there before the ledger began was paid on entering.
            let opened = posting.kind == "opening_balance";
            let day = if opened { self.members[member].applied_on } else { posting.day };
            let of_member = |(place, _): &&(Place, i64)| *place == Place::Of(member, pokok);
            for (_, change) in posting.legs.iter().filter(of_member) {
                *days.entry(day).or_default() += change;
            }
        }
        let mut since = None;
        for day in days.keys() {
            let balance: i64 = days.range(..=*day).map(|(_, change)| *change).sum();
            since = if balance >= due { since.or(Some(*day)) } else { None };
        }
        since
    }

    /// Whether principal savings were once there in full, in the order of
    /// recording.
    pub fn was_member(&self, member: usize) -> bool {
        let of_pokok = |place: &Place| {
            matches!(place, Place::Of(of, instrument)
            if *of == member && self.instruments[*instrument].kind == Kind::Pokok)
        };
        let due = self.instruments.iter().find(|it| it.kind == Kind::Pokok).map(|it| it.due);
        let mut paid = 0;
        self.postings.iter().any(|posting| {
            let legs = posting.legs.iter().filter(|(place, _)| of_pokok(place));
            paid += legs.map(|(_, change)| change).sum::<i64>();
            due.is_some_and(|due| paid >= due)
        })
    }

    /// The first day in force, also of who has left.
    pub fn began_on(&self, member: usize) -> Option<NaiveDate> {
        match self.members[member].left_on {
            Some(_) => self.members[member].began_on,
            None => self.joined_on(member),
        }
    }

    /// Somebody leaves, unless they have left before.
    pub fn leave(&mut self, member: usize, left_on: NaiveDate) {
        if self.members[member].left_on.is_none() {
            self.members[member].began_on = self.joined_on(member);
            self.members[member].left_on = Some(left_on);
        }
    }

    /// Status and first day, of who has not left.
    pub fn standing(&self, member: usize) -> (Status, Option<NaiveDate>) {
        if self.members[member].left_on.is_some() {
            // The first day stays as it was on leaving; nobody asks for it again.
            return (Status::Former, None);
        }
        match self.joined_on(member) {
            Some(day) => (Status::Active, Some(day)),
            None => (Status::Applicant, None),
        }
    }

    /// Takes a posting up as accepted; its settlement gets the identity given.
    pub fn accept(&mut self, posting: Posting, settlement: Option<String>) {
        if let Some(member) = posting.leaves {
            let left_on = posting.day;
            self.leave(member, left_on);
            let id = settlement.expect("an exit has its settlement");
            let counted_from = posting.counted_from[0].expect("an exit counts from a day");
            let refund = posting.refund;
            self.settlements.push(Settlement { id, member, left_on, counted_from, refund });
        }
        let sum: i64 = posting.legs.iter().map(|(_, change)| change).sum();
        assert_eq!(sum, 0, "debits equal credits: {posting:?}");
        let touched: Vec<Place> = posting.legs.iter().map(|(place, _)| *place).collect();
        let shifts = self.shifts(&posting);
        self.shares.follow(posting.day, &shifts, &self.pledged());
        self.postings.push(posting);
        for place in touched.into_iter().filter(|place| matches!(place, Place::Of(..))) {
            assert!(self.lowest(place, NaiveDate::MIN) >= 0, "{place:?} is never below zero");
        }
    }

    /// The lines of a year's capital of a holder, at the end of a day.
    pub fn held_on(&self, of: Place, day: NaiveDate) -> i64 {
        self.days(of).range(..=day).map(|(_, change)| *change).sum()
    }

    /// Balance and last day of every holder's account that was ever moved.
    pub fn balances(&self) -> BTreeMap<(usize, usize), (i64, NaiveDate)> {
        let mut balances: BTreeMap<(usize, usize), (i64, NaiveDate)> = BTreeMap::new();
        for posting in &self.postings {
            for (place, change) in &posting.legs {
                if let Place::Of(member, instrument) = place {
                    let entry = balances.entry((*member, *instrument)).or_insert((0, posting.day));
                    *entry = (entry.0 + change, entry.1.max(posting.day));
                }
            }
        }
        balances
    }
}
