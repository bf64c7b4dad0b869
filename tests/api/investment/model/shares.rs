//! Numbered shares on numbered certificates, as they follow the postings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::json;

use super::acts::member_id;
use super::book::{Book, Kind, Place, Posting};
use super::world::World;

/// A certificate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub number: i64,
    /// Holder and class.
    pub of: (usize, usize),
    pub first: i64,
    pub last: i64,
    pub acquired_on: NaiveDate,
}

impl Certificate {
    pub fn count(&self) -> i64 {
        self.last - self.first + 1
    }
}

/// Shares that a holder of a class gets, or gives where below zero.
pub type Shift = ((usize, usize), i64);

/// All certificates in force of an issuer.
#[derive(Debug, Clone, Default)]
pub struct Register {
    pub live: Vec<Certificate>,
    numbers: i64,
    shares: BTreeMap<usize, i64>,
}

impl Register {
    /// Of a holder and class, the oldest first.
    pub fn held(&self, of: (usize, usize)) -> Vec<Certificate> {
        let mut held: Vec<Certificate> =
            self.live.iter().filter(|it| it.of == of).cloned().collect();
        held.sort_by_key(|it| (it.acquired_on, it.number));
        held
    }

    fn issue(&mut self, of: (usize, usize), (first, last): (i64, i64), acquired_on: NaiveDate) {
        self.numbers += 1;
        self.live.push(Certificate { number: self.numbers, of, first, last, acquired_on });
    }

    fn cancel(&mut self, number: i64) {
        self.live.retain(|it| it.number != number);
    }

    /// Shares pass from hand to hand: the oldest go, the same arrive, and what
    /// nobody gave is new.
    pub fn follow(&mut self, day: NaiveDate, shifts: &[Shift], pledged: &BTreeSet<i64>) {
        let mut given: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for ((member, class), count) in shifts.iter().filter(|(_, count)| *count < 0) {
            let gone = self.give((*member, *class), -count, pledged);
            given.entry(*class).or_default().extend(gone);
        }
        for ((member, class), count) in shifts.iter().filter(|(_, count)| *count > 0) {
            let pool = given.entry(*class).or_default();
            pool.sort_unstable();
            let here = pool.len().min(usize::try_from(*count).expect("above zero"));
            let mut got: Vec<i64> = pool.drain(..here).collect();
            let last = self.shares.entry(*class).or_default();
            while i64::try_from(got.len()).expect("a small number") < *count {
                *last += 1;
                got.push(*last);
            }
            for range in ranges(&got) {
                self.issue((*member, *class), range, day);
            }
        }
    }

    /// Numbers of the shares that a holder gives.
    fn give(&mut self, of: (usize, usize), count: i64, pledged: &BTreeSet<i64>) -> Vec<i64> {
        let (mut gone, mut left) = (Vec::new(), count);
        for it in self.held(of).into_iter().filter(|it| !pledged.contains(&it.number)) {
            if left == 0 {
                break;
            }
            let here = left.min(it.count());
            gone.extend(it.first..it.first + here);
            left -= here;
            self.cancel(it.number);
            if here < it.count() {
                self.issue(of, (it.first + here, it.last), it.acquired_on);
            }
        }
        assert_eq!(left, 0, "nobody gives shares that they do not have");
        gone
    }
}

/// First and last of each row of consecutive numbers.
fn ranges(numbers: &[i64]) -> Vec<(i64, i64)> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    let mut found: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match found.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => found.push((number, number)),
        }
    }
    found
}

impl Book {
    /// Numbers of the certificates that somebody has a claim on.
    pub fn pledged(&self) -> BTreeSet<i64> {
        let open = self.claims.iter().filter(|claim| !claim.released);
        open.filter_map(|claim| claim.certificate).collect()
    }

    /// Whole shares that a posting moves, by holder in the order of its lines.
    pub fn shifts(&self, posting: &Posting) -> Vec<Shift> {
        let mut shifts: Vec<Shift> = Vec::new();
        for (place, change) in &posting.legs {
            let Place::Of(member, class) = *place else { continue };
            let of = &self.instruments[class];
            if of.kind != Kind::Saham {
                continue;
            }
            assert_eq!(change % of.unit, 0, "no part of a share moves");
            match shifts.iter_mut().find(|(known, _)| *known == (member, class)) {
                Some((_, count)) => *count += change / of.unit,
                None => shifts.push(((member, class), change / of.unit)),
            }
        }
        shifts
    }

    /// Whether a posting would take shares whose certificates are pledged.
    pub fn takes_pledged_shares(&self, posting: &Posting) -> bool {
        let pledged = self.pledged();
        self.shifts(posting).into_iter().filter(|(_, count)| *count < 0).any(|(of, count)| {
            let held = self.shares.held(of);
            let free = held.iter().filter(|it| !pledged.contains(&it.number));
            free.map(Certificate::count).sum::<i64>() < -count
        })
    }
}

impl World {
    /// Certificates of one holder are split or put together.
    pub async fn exchange(&mut self) {
        let holders: BTreeSet<(usize, usize)> =
            self.book.shares.live.iter().map(|it| it.of).collect();
        let holders: Vec<(usize, usize)> = holders.into_iter().collect();
        if holders.is_empty() {
            return;
        }
        let of = self.chance.pick(&holders);
        let held = self.book.shares.held(of);
        let first = self.chance.below(held.len());
        if held.len() > 1 && self.chance.percent(60) {
            let other = (first + 1 + self.chance.below(held.len() - 1)) % held.len();
            self.consolidate(of, [held[first].clone(), held[other].clone()]).await;
        } else {
            self.split(of, held[first].clone()).await;
        }
    }

    async fn split(&mut self, of: (usize, usize), whole: Certificate) {
        let part = self.chance.below(usize::try_from(whole.count()).expect("above zero") + 1);
        let part = i64::try_from(part).expect("a small number");
        let parts = [part, whole.count() - part + i64::from(self.chance.percent(5))];
        let id = self.certificate_id(&whole).await;
        let path = format!("/api/v1/share-certificates/{id}/split");
        let draft = json!({ "parts": parts, "decision_number": "model" });
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("split {whole:?} by {parts:?} -> {}", answer.code()));
        let against: &[&str] = if self.book.pledged().contains(&whole.number) {
            &["certificate_pledged"]
        } else if parts.contains(&0) || parts.iter().sum::<i64>() != whole.count() {
            &["split_total"]
        } else {
            &[]
        };
        if self.allowed(&answer, 201, against).await {
            let shares = &mut self.book.shares;
            shares.cancel(whole.number);
            let cut = whole.first + parts[0];
            shares.issue(of, (whole.first, cut - 1), whole.acquired_on);
            shares.issue(of, (cut, whole.last), whole.acquired_on);
            self.settle().await;
        }
    }

    async fn consolidate(&mut self, of: (usize, usize), two: [Certificate; 2]) {
        let mut ids: Vec<String> = Vec::new();
        for it in &two {
            ids.push(self.certificate_id(it).await);
        }
        let path = format!("{}/share-certificates/consolidation", self.base);
        let draft = json!({ "certificates": ids, "decision_number": "model" });
        let answer = self.officer().post(&path, draft).await;
        self.tell(format!("put together {two:?} -> {}", answer.code()));
        let pledged = self.book.pledged();
        let (first, last) = (two[0].first.min(two[1].first), two[0].last.max(two[1].last));
        let against: &[&str] = if two.iter().any(|it| pledged.contains(&it.number)) {
            &["certificate_pledged"]
        } else if last - first + 1 != two[0].count() + two[1].count() {
            &["certificates_apart"]
        } else {
            &[]
        };
        if self.allowed(&answer, 201, against).await {
            let shares = &mut self.book.shares;
            two.iter().for_each(|it| shares.cancel(it.number));
            shares.issue(of, (first, last), two[0].acquired_on.max(two[1].acquired_on));
            self.settle().await;
        }
    }

    /// The identity of a certificate, by its number.
    pub async fn certificate_id(&self, of: &Certificate) -> String {
        let member = member_id(&self.book, of.of.0);
        let path = format!("/api/v1/members/{member}/certificates?in_force=true&limit=200");
        let all = self.all(&path).await;
        let found = all.iter().find(|it| it["number"] == of.number);
        let found = found.expect("a certificate in force is in the list");
        found["id"].as_str().expect("an identity").to_owned()
    }
}
