//! Capital that comes in as goods, at a value that somebody else has found.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::acts::{Holder, rupiah};
use super::book::{Book, Kind, Place};
use super::chance::Chance;
use super::law::{Against, only};

/// A paper by which an asset is known again: the file of its valuation, its
/// number or the paper of ownership, each by a number of its own, and for the
/// number of a report the name of its valuer.
pub type Paper = (&'static str, usize, String);

/// What is kept of goods that came in.
#[derive(Debug, Clone)]
pub struct Valued {
    pub papers: BTreeSet<Paper>,
    pub value: i64,
}

/// An asset with its valuation.
#[derive(Debug, Clone, Copy)]
pub struct Goods {
    /// The number of the report and of its file, and of the paper of ownership.
    pub report: usize,
    pub file: usize,
    pub title: Option<usize>,
    /// Whether they are spelled in another way.
    pub respelled: bool,
    pub asset: &'static str,
    pub value: i64,
    pub valued_on: NaiveDate,
    pub decided_on: NaiveDate,
    pub announced_on: Option<NaiveDate>,
    pub valuer: Valuer,
    pub method: &'static str,
}

/// Who found the value.
#[derive(Debug, Clone, Copy)]
pub enum Valuer {
    /// A licensed expert whom nobody knows.
    Expert,
    /// An expert without a licence.
    Unlicensed,
    /// People whom the meeting charged.
    Team,
    /// An expert with the name of somebody in the register.
    Holder(usize),
}

/// Days for which a valuation serves (in_kind_valuation_max_days).
const VALUATION_DAYS: i64 = 183;
/// Days in which an immovable is announced (UU 40/2007 Pasal 34(3)).
const ANNOUNCEMENT_DAYS: u64 = 14;

impl Goods {
    /// What the draft says of it.
    pub fn body(&self, book: &Book) -> Value {
        let name = self.valuer_name(book);
        let (kind, licence) = match self.valuer {
            Valuer::Expert => ("independent_expert", Some("L-1")),
            Valuer::Unlicensed => ("independent_expert", None),
            Valuer::Team => ("meeting_team", None),
            Valuer::Holder(_) => ("independent_expert", Some("L-2")),
        };
        let spelled = |name: &str, nth| match self.respelled {
            true => format!("{} {nth} ", name.to_uppercase()),
            false => format!("{name}-{nth}"),
        };
        let announced = |on: NaiveDate| json!({ "newspaper": "Koran", "announced_on": on });
        json!({
            "decision_number": "RAT 3", "decided_on": self.decided_on,
            "asset": {
                "kind": self.asset, "description": "model",
                "title_number": self.title.map(|nth| spelled("akta", nth)),
            },
            "valuation": {
                "amount": rupiah(self.value), "valued_on": self.valued_on, "method": self.method,
                "valuer": { "kind": kind, "name": name, "licence_number": licence },
                "document_number": spelled("lap", self.report),
                "document_sha256": format!("{:064x}", self.file),
            },
            "announcement": self.announced_on.map(announced),
        })
    }

    /// The account that takes it.
    pub fn line(&self) -> &'static str {
        if self.asset == "inventory" { "persediaan" } else { "aset_tetap" }
    }

    fn valuer_name(&self, book: &Book) -> String {
        match self.valuer {
            Valuer::Expert | Valuer::Unlicensed => "Penilai Luar".to_owned(),
            Valuer::Team => "Ketua Tim".to_owned(),
            Valuer::Holder(nth) => format!("orang {}", book.members[nth].person),
        }
    }

    /// What is kept of it.
    pub fn valued(&self, book: &Book) -> Valued {
        let title = self.title.map(|nth| ("title", nth, String::new()));
        let report = ("report", self.report, self.valuer_name(book));
        let papers = [report, ("file", self.file, String::new())].into_iter().chain(title);
        Valued { papers: papers.collect(), value: self.value }
    }

    fn is_immovable(&self) -> bool {
        matches!(self.asset, "land" | "building")
    }
}

/// What is against goods beside what is against any contribution.
pub fn unfit(book: &Book, holder: Holder, amount: i64, day: NaiveDate, goods: &Goods) -> Against {
    let instrument = &book.instruments[holder.instrument];
    let mut against = Against::new();
    against.extend(instrument.is_savings().then_some("in_kind_savings"));
    if goods.value <= 0 {
        against.insert("amount_not_positive");
    } else if amount > goods.value {
        against.insert("above_valuation");
    }
    for on in [goods.valued_on, goods.decided_on] {
        if on > book.today {
            against.insert("date_in_future");
        } else if on > day {
            against.insert("after_contribution");
        }
    }
    let stale = (day - goods.valued_on).num_days() > VALUATION_DAYS;
    against.extend(stale.then_some("valuation_stale"));
    // Who has left counts as long as they hold anything.
    let known = |nth: &usize| book.members[*nth].left_on.is_none() || book.holds_anything(*nth);
    let valuers: Vec<usize> = match goods.valuer {
        Valuer::Holder(nth) => book.rows_of(nth).filter(known).collect(),
        _ => Vec::new(),
    };
    let own = valuers.contains(&holder.member);
    against.extend(own.then_some("valuer_is_contributor"));
    if instrument.kind == Kind::Saham {
        let fair = match goods.valuer {
            Valuer::Expert => true,
            Valuer::Holder(_) => valuers.is_empty(),
            Valuer::Unlicensed => false,
            Valuer::Team => goods.method == "market",
        };
        against.extend((!fair).then_some("valuer_not_independent"));
        against.extend(goods.is_immovable().then(|| unannounced(book, goods)).flatten());
    }
    against
}

/// No more of an asset becomes capital than the least value that was ever found
/// by one of its papers.
pub fn is_unused(book: &Book, amount: i64, goods: &Goods) -> Result<(), Against> {
    let all = book.postings.iter().enumerate().filter(|(nth, _)| !book.is_reversed(*nth));
    let standing: Vec<(&Valued, i64)> =
        all.filter_map(|(_, it)| Some((it.goods.as_ref()?, it.amount()))).collect();
    for paper in goods.valued(book).papers {
        let same = || standing.iter().filter(|(it, _)| it.papers.contains(&paper));
        let taken: i64 = same().map(|(_, taken)| taken).sum();
        let least = same().map(|(it, _)| it.value).min();
        if least.is_some_and(|least| taken + amount > least.min(goods.value)) {
            return only("valuation_used");
        }
    }
    Ok(())
}

impl Book {
    fn holds_anything(&self, member: usize) -> bool {
        (0..self.instruments.len()).any(|it| self.balance(Place::Of(member, it)) > 0)
    }
}

fn unannounced(book: &Book, goods: &Goods) -> Option<&'static str> {
    let Some(on) = goods.announced_on else { return Some("announcement_missing") };
    if on > book.today {
        return Some("date_in_future");
    }
    if on < goods.decided_on {
        return Some("date_too_early");
    }
    let late = on > goods.decided_on + Days::new(ANNOUNCEMENT_DAYS);
    late.then_some("announcement_missing")
}

impl Chance {
    /// The number of a paper: mostly a new one, else that of an asset of before.
    fn some_paper(&mut self, book: &Book) -> usize {
        let known = book.postings.iter().filter_map(|it| it.goods.as_ref());
        let known: Vec<usize> =
            known.flat_map(|it| it.papers.iter().map(|(_, nth, _)| *nth)).collect();
        if known.is_empty() || self.percent(50) { self.below(1_000_000) } else { self.pick(&known) }
    }

    /// Goods for so much on a day, mostly such as could pass.
    pub fn goods(&mut self, book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Goods {
        let valuer = match self.below(20) {
            0 if holder.member < book.members.len() => Valuer::Holder(holder.member),
            1 => Valuer::Holder(self.below(book.members.len())),
            2 => Valuer::Unlicensed,
            3..6 => Valuer::Team,
            _ => Valuer::Expert,
        };
        let decided_on = match self.below(20) {
            0 => day + Days::new(1),
            _ => day - Days::new(self.below(5) as u64),
        };
        let announced_on = match self.below(10) {
            0 => None,
            1 => Some(decided_on + Days::new(15)),
            2 => Some(decided_on - Days::new(1)),
            3 => Some(decided_on + Days::new(14)),
            _ => Some(decided_on),
        };
        let report = self.some_paper(book);
        let file = if self.percent(80) { report } else { self.some_paper(book) };
        Goods {
            report,
            file,
            title: self.percent(25).then(|| self.some_paper(book) % 400),
            respelled: self.percent(30),
            asset: self.pick(&["equipment", "inventory", "land", "building", "livestock"]),
            value: amount + self.pick(&[0, 0, 1, 100_000, 900_000, 9_000_000, -1]),
            valued_on: day - Days::new(self.pick(&[0, 3, 30, 182, 183, 184])),
            decided_on,
            announced_on,
            valuer,
            method: self.pick(&["market", "market", "cost", "income"]),
        }
    }
}
