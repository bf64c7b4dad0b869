//! Capital that comes in as goods, at a value that somebody else has found.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::acts::{Holder, rupiah};
use super::book::{Book, Kind};
use super::chance::Chance;
use super::law::Against;

/// An asset with its valuation.
#[derive(Debug, Clone, Copy)]
pub struct Goods {
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
    pub fn body(&self) -> Value {
        let (kind, name, licence) = match self.valuer {
            Valuer::Expert => ("independent_expert", "Penilai Luar".to_owned(), Some("L-1")),
            Valuer::Unlicensed => ("independent_expert", "Penilai Luar".to_owned(), None),
            Valuer::Team => ("meeting_team", "Ketua Tim".to_owned(), None),
            Valuer::Holder(nth) => ("independent_expert", format!("orang {nth}"), Some("L-2")),
        };
        let announced = |on: NaiveDate| json!({ "newspaper": "Koran", "announced_on": on });
        json!({
            "decision_number": "RAT 3", "decided_on": self.decided_on,
            "asset": { "kind": self.asset, "description": "model" },
            "valuation": {
                "amount": rupiah(self.value), "valued_on": self.valued_on, "method": self.method,
                "valuer": { "kind": kind, "name": name, "licence_number": licence },
                "document_number": "V-1", "document_sha256": "a".repeat(64),
            },
            "announcement": self.announced_on.map(announced),
        })
    }

    /// The account that takes it.
    pub fn line(&self) -> &'static str {
        if self.asset == "inventory" { "persediaan" } else { "aset_tetap" }
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
    // Who has left is not in the register any more.
    let known = |nth: usize| book.members.get(nth).is_some_and(|it| it.left_on.is_none());
    let valuer = match goods.valuer {
        Valuer::Holder(nth) => Some(nth).filter(|nth| known(*nth)),
        _ => None,
    };
    against.extend((valuer == Some(holder.member)).then_some("valuer_is_contributor"));
    if instrument.kind == Kind::Saham {
        let fair = match goods.valuer {
            Valuer::Expert => true,
            Valuer::Holder(_) => valuer.is_none(),
            Valuer::Unlicensed => false,
            Valuer::Team => goods.method == "market",
        };
        against.extend((!fair).then_some("valuer_not_independent"));
        against.extend(goods.is_immovable().then(|| unannounced(book, goods)).flatten());
    }
    against
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
    /// Goods for so much on a day, mostly such as could pass.
    pub fn goods(&mut self, book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Goods {
        let valuer = match self.below(20) {
            0 => Valuer::Holder(holder.member),
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
        Goods {
            asset: self.pick(&["equipment", "inventory", "land", "building", "livestock"]),
            value: amount + self.pick(&[0, 0, 1, 100_000, -1]),
            valued_on: day - Days::new(self.pick(&[0, 3, 30, 182, 183, 184])),
            decided_on,
            announced_on,
            valuer,
            method: self.pick(&["market", "market", "cost", "income"]),
        }
    }
}
