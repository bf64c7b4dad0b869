//! Promises to bring capital in: no capital until they are paid.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::acts::{Form, Holder, instrument_id, member_id, rupiah};
use super::book::{Book, Place, Posting};
use super::law::{self, Against};
use super::world::World;

#[derive(Debug, Clone)]
pub struct Pledge {
    pub id: String,
    pub of: Holder,
    pub amount: i64,
    pub pledged_on: NaiveDate,
    pub due_on: NaiveDate,
    pub cancelled_on: Option<NaiveDate>,
}

impl Book {
    /// What is paid on a pledge, less what was taken back, by day.
    pub fn paid_on(&self, pledge: usize) -> BTreeMap<NaiveDate, i64> {
        let mut days = BTreeMap::new();
        for posting in self.postings.iter().filter(|it| it.pledge == Some(pledge)) {
            let sign = if posting.reverses.is_some() { -1 } else { 1 };
            *days.entry(posting.day).or_default() += sign * posting.amount();
        }
        days
    }

    /// The least that is open on a day or ever after.
    pub fn open_from(&self, pledge: usize, day: NaiveDate) -> i64 {
        let paid = self.paid_on(pledge);
        let ends = paid.range(day..).map(|(end, _)| *end).chain([day]);
        let most = ends.map(|end| paid.range(..=end).map(|(_, sum)| *sum).sum::<i64>()).max();
        self.pledges[pledge].amount - most.unwrap_or_default()
    }

    /// The last day on which a promise is good: nobody pays after leaving.
    fn good_until(&self, pledge: usize) -> NaiveDate {
        let pledge = &self.pledges[pledge];
        let left_on = self.members[pledge.of.member].left_on;
        left_on.map_or(pledge.due_on, |left| (left - Days::new(1)).min(pledge.due_on))
    }

    /// Status, what is paid and what can still be paid today.
    fn stands(&self, nth: usize) -> (&'static str, i64, i64) {
        let pledge = &self.pledges[nth];
        let paid: i64 = self.paid_on(nth).values().sum();
        let status = if paid >= pledge.amount {
            "completed"
        } else if pledge.cancelled_on.is_some() {
            "cancelled"
        } else if self.today > self.good_until(nth) {
            "expired"
        } else if paid > 0 {
            "partial"
        } else {
            "open"
        };
        let binds = matches!(status, "open" | "partial");
        (status, paid, if binds { pledge.amount - paid } else { 0 })
    }

    /// The same book with all paid in that is promised of an instrument: a promise
    /// that could not be kept beside those of before is not taken.
    fn with_promises(&self, instrument: usize) -> Self {
        let mut book = self.clone();
        for (nth, pledge) in self.pledges.iter().enumerate() {
            let open = self.stands(nth).2;
            if open > 0 && pledge.of.instrument == instrument {
                let legs = vec![(Place::Own("kas"), -open), (law::place(pledge.of), open)];
                book.postings.push(Posting::of("contribution", self.today, legs));
            }
        }
        book
    }
}

/// Whether a pledge takes a contribution.
pub fn takes(
    book: &Book,
    nth: usize,
    holder: Holder,
    amount: i64,
    day: NaiveDate,
) -> Result<(), Against> {
    let Some(pledge) = book.pledges.get(nth) else {
        return Err(Against::from(["reference_unknown"]));
    };
    let against = if pledge.of != holder {
        "pledge_mismatch"
    } else if pledge.cancelled_on.is_some() {
        "pledge_cancelled"
    } else if day < pledge.pledged_on {
        "date_too_early"
    } else if day > book.good_until(nth) {
        "pledge_expired"
    } else if amount > book.open_from(nth, day) {
        "pledge_open_amount"
    } else {
        return Ok(());
    };
    Err(Against::from([against]))
}

impl World {
    /// Somebody promises to bring something in.
    pub async fn promise(&mut self) {
        let of = self.chance.holder(&self.book);
        let amount = self.chance.some_amount(&self.book, of);
        let day = self.chance.some_day(&self.book);
        let pledged_on = day.unwrap_or(self.book.today);
        let due_on = match self.chance.below(10) {
            0 => pledged_on - Days::new(1),
            1..4 => pledged_on + Days::new(self.chance.below(40) as u64),
            _ => self.book.today + Days::new(self.chance.below(90) as u64),
        };
        let draft = json!({
            "member_id": member_id(&self.book, of.member),
            "instrument_id": instrument_id(&self.book, of.instrument),
            "amount": rupiah(amount), "pledged_on": day, "due_on": due_on,
        });
        let path = format!("{}/pledges", self.base);
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("pledge {of:?} {amount} {day:?} {due_on} -> {}", answer.code()));
        let kept = self.book.with_promises(of.instrument);
        let paid = law::contribution(&kept, of, amount, pledged_on, Form::Cash);
        let mut against = paid.err().unwrap_or_default();
        against.extend((due_on < pledged_on).then_some("date_too_early"));
        let against: Vec<&str> = against.into_iter().collect();
        if self.allowed(&answer, 201, &against).await {
            let id = crate::investment::id_of(&answer);
            let pledge = Pledge { id, of, amount, pledged_on, due_on, cancelled_on: None };
            self.book.pledges.push(pledge);
            self.settle().await;
        }
    }

    /// What is still open of a promise is given up.
    pub async fn give_up(&mut self) {
        if self.book.pledges.is_empty() {
            return;
        }
        let nth = self.chance.below(self.book.pledges.len());
        let last = self.book.paid_on(nth).keys().next_back().copied();
        let pledge = self.book.pledges[nth].clone();
        let earliest = last.map_or(pledge.pledged_on, |last| last.max(pledge.pledged_on));
        let day = match self.chance.below(10) {
            0 => self.book.today + Days::new(1),
            1 => earliest - Days::new(1),
            2..6 => earliest,
            _ => self.book.today,
        };
        let path = format!("/api/v1/pledges/{}/cancellation", pledge.id);
        let draft = json!({ "cancelled_on": day, "reason": "model" });
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("cancel {pledge:?} on {day} -> {} {}", answer.status, answer.code()));
        let mut against: Vec<&'static str> = Vec::new();
        if pledge.cancelled_on.is_some() {
            against.push("pledge_cancelled");
        } else if self.book.stands(nth).0 == "completed" {
            against.push("pledge_completed");
        } else {
            against.extend((day > self.book.today).then_some("date_in_future"));
            against.extend((day < earliest).then_some("date_too_early"));
            against.extend((day > self.book.good_until(nth)).then_some("pledge_expired"));
        }
        if self.allowed(&answer, 201, &against).await {
            self.book.pledges[nth].cancelled_on = Some(day);
            self.settle().await;
        }
    }

    /// Where every pledge stands.
    pub async fn look_at_pledges(&self) {
        let expected: Vec<Value> = (0..self.book.pledges.len())
            .map(|nth| {
                let (status, paid, open) = self.book.stands(nth);
                let pledge = &self.book.pledges[nth];
                let amounts = [pledge.amount, paid, open].map(rupiah);
                json!([pledge.id, status, amounts[0], amounts[1], amounts[2]])
            })
            .collect();
        let items = self.all(&format!("{}/pledges?limit=200", self.base)).await;
        let fields = ["id", "status", "amount", "paid", "open"];
        let told: Vec<Value> =
            items.iter().map(|item| json!(fields.map(|field| item[field].clone()))).collect();
        assert_eq!(told, expected, "pledges");
    }
}
