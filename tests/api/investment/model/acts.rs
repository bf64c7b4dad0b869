//! What the model asks of the service.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::book::Book;
use super::goods::Goods;

/// Somebody or something that is not of the issuer.
pub const STRANGER: usize = usize::MAX;

/// An identity that nothing has.
pub const NOBODY: &str = "01990000-0000-7000-8000-00000000dead";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub member: usize,
    pub instrument: usize,
}

#[derive(Debug, Clone)]
pub enum Act {
    Contribution(Holder, i64, Option<NaiveDate>, Form),
    Withdrawal(Holder, i64, Option<NaiveDate>),
    InKind(Holder, i64, Option<NaiveDate>, Goods),
    /// A contribution that names a pledge.
    Promised(Holder, i64, Option<NaiveDate>, usize),
    Interest(Holder, i64, Option<NaiveDate>),
    /// Tax that was withheld is paid to the state, by some evidence.
    Remittance(i64, Option<NaiveDate>, u8),
    Opening(&'static str, i64, NaiveDate),
    /// What a holder had before the ledger began.
    Had(Holder, i64, NaiveDate),
    Transfer(Holder, usize, i64, Option<NaiveDate>),
    Redemption(Holder, i64, Option<NaiveDate>, bool),
    Conversion(Holder, usize, i64, Option<(i64, i64)>, Option<NaiveDate>),
    Reversal(usize, Option<NaiveDate>),
    Exit(usize, Leaving),
    Payment(usize, Option<NaiveDate>, Option<NaiveDate>),
    /// So much of a part of a run's surplus, by its key, is spent.
    Spending(usize, &'static str, i64, Option<NaiveDate>),
}

/// In what form a contribution comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Cash,
    Goods,
}

#[derive(Debug, Clone, Copy)]
pub struct Leaving {
    pub on: NaiveDate,
    pub loans: i64,
    pub borne: i64,
    pub guaranteed: i64,
    pub died: bool,
    pub heirs: bool,
}

/// Sen as they stand on the wire.
pub fn rupiah(sen: i64) -> String {
    let sign = if sen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", sen.abs() / 100, sen.abs() % 100)
}

impl Act {
    /// The same act with its day named.
    pub fn on(mut self, day: NaiveDate) -> Self {
        match &mut self {
            Self::Contribution(_, _, on, _)
            | Self::InKind(_, _, on, _)
            | Self::Promised(_, _, on, _)
            | Self::Interest(_, _, on)
            | Self::Withdrawal(_, _, on)
            | Self::Transfer(_, _, _, on)
            | Self::Redemption(_, _, on, _)
            | Self::Conversion(_, _, _, _, on)
            | Self::Reversal(_, on)
            | Self::Remittance(_, on, _)
            | Self::Spending(_, _, _, on)
            | Self::Payment(_, _, on) => *on = Some(day),
            Self::Opening(_, _, on) | Self::Had(_, _, on) => *on = day,
            Self::Exit(_, leaving) => leaving.on = day,
        }
        self
    }

    /// Path below the API and body.
    pub fn request(&self, book: &Book, issuer: &str) -> (String, Value) {
        let here = |rest: &str| format!("{issuer}/{rest}");
        match self {
            Self::Contribution(..) => (here("contributions"), self.body(book)),
            Self::Withdrawal(..) => (here("withdrawals"), self.body(book)),
            Self::InKind(..) => (here("in-kind-contributions"), self.body(book)),
            Self::Promised(holder, _, _, nth) => match book.pledges.get(*nth) {
                Some(pledge) if pledge.of == *holder => {
                    let mut body = self.body(book);
                    let fields = body.as_object_mut().expect("an object");
                    fields.retain(|name, _| !name.ends_with("_id") && name != "form");
                    (format!("/api/v1/pledges/{}/payments", pledge.id), body)
                }
                _ => (here("contributions"), self.body(book)),
            },
            Self::Interest(..) => (here("savings-interest"), self.body(book)),
            Self::Remittance(..) => (here("tax-remittances"), self.body(book)),
            Self::Opening(..) | Self::Had(..) => (here("opening-balances"), self.body(book)),
            Self::Transfer(..) => (here("transfers"), self.body(book)),
            Self::Redemption(..) => (here("redemptions"), self.body(book)),
            Self::Conversion(..) => (here("conversions"), self.body(book)),
            Self::Reversal(posting, _) => {
                let id = book.postings.get(*posting).map_or(NOBODY, |it| it.id.as_str());
                let mut body = self.body(book);
                body.as_object_mut().expect("an object").remove("transaction_id");
                (format!("/api/v1/ledger-transactions/{id}/reversal"), body)
            }
            Self::Exit(member, _) => {
                let id = member_id(book, *member);
                (format!("/api/v1/members/{id}/exit-settlement"), self.body(book))
            }
            Self::Payment(settlement, ..) => {
                let id = book.settlements.get(*settlement).map_or(NOBODY, |it| it.id.as_str());
                (format!("/api/v1/exit-settlements/{id}/payment"), self.body(book))
            }
            Self::Spending(run, ..) => {
                let id = &book.runs[*run].id;
                (format!("/api/v1/surplus-runs/{id}/part-payouts"), self.body(book))
            }
        }
    }

    /// The name of the act as an item of a bulk, where it may be one.
    pub fn item(&self, book: &Book) -> Option<Value> {
        let name = match self {
            Self::Contribution(..) | Self::Promised(..) => "contribution",
            Self::InKind(..) => "in_kind_contribution",
            Self::Interest(..) => "savings_interest",
            Self::Remittance(..) => "tax_remittance",
            Self::Withdrawal(..) => "withdrawal",
            Self::Opening(..) | Self::Had(..) => "opening_balance",
            Self::Transfer(..) => "transfer",
            Self::Redemption(..) => "redemption",
            Self::Conversion(..) => "conversion",
            Self::Reversal(..) => "reversal",
            Self::Exit(..) | Self::Payment(..) | Self::Spending(..) => return None,
        };
        Some(json!({ name: self.body(book) }))
    }

    /// The body of an act by which capital passes on.
    fn passing(&self, book: &Book) -> Value {
        let member = |nth: usize| member_id(book, nth);
        let instrument = |nth: usize| instrument_id(book, nth);
        let of = |holder: &Holder| (instrument(holder.instrument), member(holder.member));
        match self {
            Self::Transfer(holder, to, amount, on) => {
                let (instrument, from) = of(holder);
                json!({
                    "instrument_id": instrument, "from_member_id": from,
                    "to_member_id": member(*to), "amount": rupiah(*amount), "effective_on": on,
                    "reason": "model",
                })
            }
            Self::Redemption(holder, amount, on, decided) => {
                let (instrument, member) = of(holder);
                json!({
                    "instrument_id": instrument, "member_id": member, "amount": rupiah(*amount),
                    "effective_on": on, "reason": "model",
                    "decision_number": decided.then_some("RAT 1"),
                })
            }
            Self::Conversion(holder, to, amount, ratio, on) => {
                let (from, member) = of(holder);
                json!({
                    "member_id": member, "from_instrument_id": from,
                    "to_instrument_id": instrument(*to), "amount": rupiah(*amount),
                    "ratio": ratio.map(|(from, to)| json!({ "from": from, "to": to })),
                    "effective_on": on, "reason": "model",
                })
            }
            _ => unreachable!("capital passes by these acts alone"),
        }
    }

    fn body(&self, book: &Book) -> Value {
        let member = |nth: usize| member_id(book, nth);
        let instrument = |nth: usize| instrument_id(book, nth);
        let of = |holder: &Holder| (instrument(holder.instrument), member(holder.member));
        match self {
            Self::Contribution(holder, amount, on, form) => {
                let (instrument, member) = of(holder);
                let form = if *form == Form::Cash { "cash" } else { "goods" };
                json!({
                    "instrument_id": instrument, "member_id": member, "amount": rupiah(*amount),
                    "effective_on": on, "form": form,
                })
            }
            Self::Promised(holder, amount, on, nth) => {
                let mut body = Self::Contribution(*holder, *amount, *on, Form::Cash).body(book);
                let id = book.pledges.get(*nth).map_or(NOBODY, |pledge| pledge.id.as_str());
                body["pledge_id"] = json!(id);
                body["reason"] = json!("model");
                body
            }
            Self::InKind(holder, amount, on, goods) => {
                let (instrument, member) = of(holder);
                let mut body = goods.body(book);
                body["instrument_id"] = json!(instrument);
                body["member_id"] = json!(member);
                body["amount"] = json!(rupiah(*amount));
                body["effective_on"] = json!(on);
                body["reason"] = json!("model");
                body
            }
            Self::Withdrawal(holder, amount, on) | Self::Interest(holder, amount, on) => {
                let (instrument, member) = of(holder);
                json!({
                    "instrument_id": instrument, "member_id": member, "amount": rupiah(*amount),
                    "effective_on": on, "reason": "model",
                })
            }
            Self::Remittance(amount, on, evidence) => json!({
                "tax_kind": "pph_bunga_simpanan", "amount": rupiah(*amount), "effective_on": on,
                "evidence_number": format!("ntpn {evidence}"), "reason": "model",
            }),
            Self::Had(holder, amount, on) => {
                Self::Withdrawal(*holder, *amount, Some(*on)).body(book)
            }
            Self::Opening(line, amount, on) => json!({
                "line": line, "amount": rupiah(*amount), "effective_on": on, "reason": "model",
            }),
            Self::Transfer(..) | Self::Redemption(..) | Self::Conversion(..) => self.passing(book),
            Self::Reversal(posting, on) => {
                let id = book.postings.get(*posting).map_or(NOBODY, |it| it.id.as_str());
                json!({ "transaction_id": id, "reason": "model", "effective_on": on })
            }
            Self::Exit(_, leaving) => exit_body(leaving),
            Self::Payment(_, held_on, on) => json!({
                "effective_on": on, "reason": "model",
                "meeting": held_on.map(|on| json!({ "number": "RAT 2", "held_on": on })),
            }),
            Self::Spending(_, part, amount, on) => json!({
                "part": part, "amount": rupiah(*amount), "reason": "model", "effective_on": on,
            }),
        }
    }
}

fn exit_body(leaving: &Leaving) -> Value {
    let heir = json!({ "name": "Waris", "relation": "anak", "document_number": "W-1" });
    json!({
        "left_on": leaving.on, "loans": rupiah(leaving.loans),
        "borne_loss": rupiah(leaving.borne), "guaranteed_loans": rupiah(leaving.guaranteed),
        "reason": if leaving.died { "meninggal" } else { "sukarela" },
        "heirs": if leaving.heirs { json!([heir]) } else { json!([]) },
    })
}

pub fn member_id(book: &Book, nth: usize) -> &str {
    book.members.get(nth).map_or(NOBODY, |member| member.id.as_str())
}

pub fn instrument_id(book: &Book, nth: usize) -> &str {
    book.instruments.get(nth).map_or(NOBODY, |instrument| instrument.id.as_str())
}
