//! Claims on what holders have, closed years, and looking at the books.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use super::acts::{instrument_id, member_id, rupiah};
use super::book::{Claim, Closing, Kind, Place};
use super::law::{BACK, is_open};
use super::world::{World, refused};
use crate::support::Answer;

impl World {
    /// Somebody claims what a holder has.
    pub async fn claim(&mut self) {
        let owned: Vec<((usize, usize), i64)> =
            self.book.balances().into_iter().map(|(of, (balance, _))| (of, balance)).collect();
        if owned.is_empty() {
            return;
        }
        let (of, balance) = self.chance.pick(&owned);
        let free = balance - self.book.claimed(of);
        let amount = [balance / 2, free, free + 1, balance + 1, 0][self.chance.below(5)];
        let on = self.book.today + Days::new(u64::from(self.chance.percent(5)));
        let held = self.book.shares.held(of);
        let paper = (!held.is_empty() && self.chance.percent(50))
            .then(|| held[self.chance.below(held.len())].clone());
        let unit = self.book.instruments[of.1].unit;
        let value = paper.as_ref().map(|it| it.count() * unit);
        let amount = value.filter(|_| self.chance.percent(85)).unwrap_or(amount);
        let mut draft = json!({
            "member_id": member_id(&self.book, of.0),
            "instrument_id": instrument_id(&self.book, of.1), "amount": rupiah(amount),
            "creditor": "Bank", "document_number": "G-1", "encumbered_on": on,
        });
        if let Some(paper) = &paper {
            draft["certificate_id"] = json!(self.certificate_id(paper).await);
        }
        let path = format!("{}/encumbrances", self.base);
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("claim {amount} of {of:?} -> {} {}", answer.status, answer.code()));
        let mut against = Vec::new();
        against.extend((on > self.book.today).then_some("date_in_future"));
        against.extend((amount <= 0).then_some("amount_not_positive"));
        if against.is_empty() && balance < amount {
            against.push("insufficient_balance");
        } else if against.is_empty() && free < amount {
            against.push("encumbered");
        } else if let Some(paper) = paper.as_ref().filter(|_| against.is_empty()) {
            let pledged = self.book.pledged().contains(&paper.number);
            against.extend(pledged.then_some("certificate_pledged"));
            let other = !pledged && Some(amount) != value;
            against.extend(other.then_some("claim_not_certificate"));
        }
        if self.allowed(&answer, 201, &against).await {
            let id = crate::investment::id_of(&answer);
            let certificate = paper.map(|it| it.number);
            let claim = Claim { id, of, amount, on, released: false, certificate };
            self.book.claims.push(claim);
            self.settle().await;
        }
    }

    /// A claim ends.
    pub async fn release(&mut self) {
        if self.book.claims.is_empty() {
            return;
        }
        let nth = self.chance.below(self.book.claims.len());
        let claim = self.book.claims[nth].clone();
        let day = [self.book.today, claim.on - Days::new(1), self.book.today + Days::new(1)]
            [[0, 0, 0, 0, 0, 0, 0, 0, 1, 2][self.chance.below(10)]];
        let draft = json!({ "released_on": day, "release_document": "R-1" });
        let path = format!("/api/v1/encumbrances/{}/release", claim.id);
        let answer = self.officer().post(&path, draft).await;
        let against: &[&str] = if claim.released {
            &["released_already"]
        } else if day < claim.on {
            &["date_too_early"]
        } else if day > self.book.today {
            &["date_in_future"]
        } else {
            &[]
        };
        if self.allowed(&answer, 200, against).await {
            self.book.claims[nth].released = true;
            self.settle().await;
        }
    }

    /// A book year is closed.
    pub async fn close(&mut self) {
        let year: i32 = self.chance.pick(&[2024, 2025, 2025, 2026]);
        let last_on = NaiveDate::from_ymd_opt(year, 12, 31).expect("a day");
        let path = format!("{}/book-years/{year}/close", self.base);
        let answer = self.officer().post(&path, json!({ "reason": "model" })).await;
        self.tell(format!("close {year} -> {} {}", answer.status, answer.code()));
        let against: &[&str] = if self.book.today <= last_on {
            &["book_year_not_over"]
        } else if self.book.closed_through.is_some_and(|through| last_on <= through) {
            &["book_year_closed_already"]
        } else if self.pending.iter().any(|it| it.posting.day <= last_on) {
            &["book_year_requests_wait"]
        } else {
            &[]
        };
        if self.allowed(&answer, 201, against).await {
            self.book.closings.push(Closing { year, before: self.book.closed_through });
            self.book.closed_through = Some(last_on);
            self.settle().await;
        }
    }

    /// A closed year is opened again.
    pub async fn reopen(&mut self) {
        let year = match self.book.closings.last() {
            Some(closing) if self.chance.percent(80) => closing.year,
            _ => self.chance.pick(&[2024, 2025]),
        };
        let path = format!("{}/book-years/{year}/reopen", self.base);
        let answer = self.admin.post(&path, json!({ "reason": "model" })).await;
        self.tell(format!("reopen {year} -> {} {}", answer.status, answer.code()));
        let last = self.book.closings.last().copied();
        let closed = self.book.closings.iter().any(|closing| closing.year == year);
        let against: &[&str] = match last {
            _ if !closed => &["book_year_open"],
            Some(last) if last.year != year => &["book_year_later_closed"],
            _ => &[],
        };
        if self.allowed(&answer, 200, against).await {
            let closing = self.book.closings.pop().expect("it is closed");
            self.book.closed_through = closing.before;
            self.settle().await;
        }
    }

    /// Somebody leaves; the settlement comes later, or never.
    pub async fn end(&mut self) {
        let member = self.chance.below(self.book.members.len());
        let accounts = 0..self.book.instruments.len();
        let last = accounts.filter_map(|it| self.book.last_day(Place::Of(member, it))).max();
        let applied_on = self.book.members[member].applied_on;
        let began = self.book.began_on(member).unwrap_or(applied_on);
        let earliest = last.map_or(began, |last| last.max(began));
        let day = match self.chance.below(10) {
            0 => self.book.today + Days::new(1),
            1 => earliest - Days::new(1),
            2..5 => earliest,
            _ => self.book.today,
        };
        let path = format!("/api/v1/members/{}/exit", member_id(&self.book, member));
        let draft = json!({ "left_on": day, "reason": "sukarela" });
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("exit of {member} on {day} -> {} {}", answer.status, answer.code()));
        let died_on = self.book.people[self.book.members[member].person].died_on;
        let against: &[&str] = if self.book.members[member].left_on.is_some() {
            &["membership_not_in_force"]
        } else if day < earliest {
            &["date_too_early"]
        } else if day > self.book.today {
            &["date_in_future"]
        } else if !is_open(&self.book, day) {
            &["book_year_closed"]
        } else if (self.book.today - day).num_days() > BACK {
            &["exit_back_dated"]
        } else if died_on.is_some_and(|died_on| died_on <= day) {
            &["member_has_died"]
        } else {
            &[]
        };
        if self.allowed(&answer, 200, against).await {
            self.book.leave(member, day);
            self.settle().await;
        }
    }

    /// Whether it was done; else it is refused with these codes, and nothing
    /// has changed.
    pub async fn allowed(
        &mut self,
        answer: &Answer,
        status: u16,
        against: &[&'static str],
    ) -> bool {
        if against.is_empty() {
            assert_eq!(answer.status, status, "{}", answer.text);
            return true;
        }
        assert_eq!(refused(answer), against.iter().copied().collect(), "{}", answer.text);
        self.hear(against.iter().copied());
        self.unchanged().await;
        false
    }

    /// Reads the books: a statement, and sums on some day.
    pub async fn look(&mut self) {
        let member = self.chance.below(self.book.members.len());
        self.statement(member).await;
        let day = self.book.today - Days::new(self.chance.below(500) as u64);
        self.sums(day).await;
        self.look_at_pledges().await;
    }

    /// All there is to read, at the end.
    pub async fn look_at_everything(&self) {
        for member in 0..self.book.members.len() {
            self.statement(member).await;
        }
        for days in [0, 1, 90, 250, 400] {
            self.sums(self.book.today - Days::new(days)).await;
        }
        self.look_at_pledges().await;
        self.look_at_owed().await;
        let mut next = Some(1);
        while let Some(from) = next {
            let path = format!("{}/ledger/proof?from={from}", self.base);
            let proof = self.keeper.get(&path).await.expect(200).json();
            assert_eq!(proof["intact"], true, "{proof}");
            next = proof["next_from"].as_i64();
        }
    }

    /// A member's statement, line by line.
    async fn statement(&self, member: usize) {
        let mut expected: Vec<(NaiveDate, usize, usize, i64)> = Vec::new();
        for (place, posting) in self.book.postings.iter().enumerate() {
            for (of, change) in &posting.legs {
                match of {
                    Place::Of(who, instrument) if *who == member => {
                        expected.push((posting.day, place, *instrument, *change));
                    }
                    _ => {}
                }
            }
        }
        expected.sort_by_key(|(day, place, ..)| (*day, *place));
        let mut balances: BTreeMap<usize, i64> = BTreeMap::new();
        let expected: Vec<Value> = expected
            .into_iter()
            .map(|(day, place, instrument, change)| {
                let balance = balances.entry(instrument).or_default();
                *balance += change;
                json!([
                    day,
                    place + 1,
                    self.book.instruments[instrument].id,
                    rupiah((-change).max(0)),
                    rupiah(change.max(0)),
                    rupiah(*balance),
                ])
            })
            .collect();
        let path = format!("/api/v1/members/{}/statement", self.book.members[member].id);
        let items = self.all(&format!("{path}?limit=200")).await;
        let fields = ["effective_on", "sequence", "instrument_id", "debit", "credit", "balance"];
        let got: Vec<Value> =
            items.iter().map(|item| json!(fields.map(|field| item[field].clone()))).collect();
        assert_eq!(got, expected, "the statement of member {member}");
    }

    /// Every item of a list, page by page.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.keeper.get(&format!("{path}{cursor}")).await.expect(200).json();
            items.extend(page["items"].as_array().expect("a page has items").iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }

    /// Capital by line, and every account of the trial balance, on a day.
    async fn sums(&self, day: NaiveDate) {
        let mut lines: BTreeMap<String, i64> = BTreeMap::new();
        for posting in self.book.postings.iter().filter(|posting| posting.day <= day) {
            for (place, change) in &posting.legs {
                let line = match place {
                    Place::Own(line) | Place::Part(line, ..) => (*line).to_owned(),
                    Place::Of(_, instrument) => {
                        line_of(self.book.instruments[*instrument].kind).to_owned()
                    }
                };
                *lines.entry(line).or_default() += change;
            }
        }
        let path = format!("{}/trial-balance?as_of={day}", self.base);
        let trial = self.keeper.get(&path).await.expect(200).json();
        assert_eq!(trial["total_debit"], trial["total_credit"], "{day}");
        let mut told: BTreeMap<String, i64> = BTreeMap::new();
        for account in trial["accounts"].as_array().expect("a list") {
            let line = account["line"].as_str().expect("a line").to_owned();
            *told.entry(line).or_default() += sen(&account["credit"]) - sen(&account["debit"]);
        }
        lines.retain(|_, sum| *sum != 0);
        told.retain(|_, sum| *sum != 0);
        assert_eq!(told, lines, "the trial balance of {}-{}", day.year(), day.ordinal());
        let path = format!("{}/capital?as_of={day}", self.base);
        let capital = self.keeper.get(&path).await.expect(200).json();
        for line in capital["lines"].as_array().expect("a list") {
            let name = line["line"].as_str().expect("a line");
            let expected = lines.get(name).copied().unwrap_or_default();
            assert_eq!(sen(&line["amount"]), expected, "{name} on {day}");
        }
    }
}

/// Sen of an amount on the wire.
pub fn sen(amount: &Value) -> i64 {
    let text = amount.as_str().expect("an amount is a text").replace('.', "");
    text.parse().expect("digits")
}

/// The line of holders' accounts of a kind.
pub fn line_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Pokok => "simpanan_pokok",
        Kind::Wajib => "simpanan_wajib",
        Kind::Sukarela => "simpanan_sukarela",
        Kind::ModalPenyertaan => "modal_penyertaan",
        Kind::Saham => "saham",
    }
}
