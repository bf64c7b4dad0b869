//! Certificates in force as shares are moved: which are given up, and which are
//! issued instead. The journal follows its postings with it, and a replay
//! those of a proof pack.
//!
//! Source: R67; UU 40/2007 Pasal 50 and 51; ADR-0025.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Range, joined, take};
use crate::investment::journal::Holder;
use crate::kernel::ids::{InstrumentId, OrganizationId, ShareCertificateId};

/// A certificate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Identity.
    pub id: ShareCertificateId,
    /// Whose shares of which class.
    pub holder: Holder,
    /// Number among the issuer's certificates.
    pub number: i64,
    /// Its shares.
    pub range: Range,
    /// Day from which on its holder has these shares.
    pub acquired_on: NaiveDate,
    /// Day from which on it proves that.
    pub issued_on: NaiveDate,
    /// Whether somebody has a claim on it.
    pub pledged: bool,
}

/// Shares that a holder gets, or gives where below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The holder.
    pub holder: Holder,
    /// How many.
    pub count: i64,
}

/// What moved shares do to a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A certificate is cancelled; from a day on it proves nothing any more.
    Ended(ShareCertificateId, NaiveDate),
    /// A certificate is issued.
    Issued(Held),
}

/// Certificates of some holders, and the last numbers given.
#[derive(Debug, Clone, Default)]
pub struct ShareBook {
    /// By holder, the oldest first.
    held: HashMap<Holder, Vec<Held>>,
    last_number: HashMap<OrganizationId, i64>,
    last_share: HashMap<InstrumentId, i64>,
}

impl ShareBook {
    /// Whether no class of shares is kept here.
    ///
    /// Source: R67.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last_share.is_empty()
    }

    /// Keeps a class of shares from its last number and that of its issuer's
    /// certificates on, zero where there is none.
    ///
    /// Source: R67.
    pub fn begin(&mut self, issuer: OrganizationId, number: i64, class: InstrumentId, share: i64) {
        self.last_number.insert(issuer, number);
        self.last_share.insert(class, share);
    }

    /// Takes up a certificate, in the order in which they are given up: by the
    /// day of acquisition, then by number.
    ///
    /// Source: house rule, ADR-0025.
    pub fn keep(&mut self, certificate: Held) {
        let held = self.held.entry(certificate.holder).or_default();
        held.push(certificate);
        held.sort_unstable_by_key(|it| (it.acquired_on, it.number));
    }

    /// Takes up a certificate that was issued otherwise than by moved shares,
    /// and counts on from its numbers.
    ///
    /// Source: R67 (numbers without gaps).
    pub fn admit(&mut self, issuer: OrganizationId, certificate: Held) {
        let number = self.last_number.entry(issuer).or_default();
        *number = certificate.number.max(*number);
        let share = self.last_share.entry(certificate.holder.instrument).or_default();
        *share = certificate.range.last.max(*share);
        self.keep(certificate);
    }

    /// Takes a certificate out by its number; none where the holder has none.
    ///
    /// Source: R67.
    pub fn dismiss(&mut self, holder: Holder, number: i64) -> Option<Held> {
        let held = self.held.get_mut(&holder)?;
        let place = held.iter().position(|it| it.number == number)?;
        Some(held.remove(place))
    }

    /// Shares of a holder, those with claims on them as well.
    ///
    /// Source: R67.
    #[must_use]
    pub fn count(&self, holder: Holder) -> i64 {
        self.held.get(&holder).into_iter().flatten().map(|it| it.range.count()).sum()
    }

    /// Shares of a holder that nobody has a claim on by their certificate.
    ///
    /// Source: house rule, ADR-0025 (a claim covers its certificate as a whole).
    #[must_use]
    pub fn free(&self, holder: Holder) -> i64 {
        let held = self.held.get(&holder).into_iter().flatten();
        held.filter(|it| !it.pledged).map(|it| it.range.count()).sum()
    }

    /// Moves shares on a day, and tells what happens to certificates in that
    /// order. Whoever gives shares gives up certificates, the oldest first,
    /// without those that somebody has a claim on; what is left of the last one
    /// gets a new certificate. Whoever gets shares that others gave gets the same
    /// numbers; shares beyond those are new. `fresh` gives the identity of the
    /// certificate of a number.
    ///
    /// Source: R67; the order is a house rule, ADR-0025.
    ///
    /// # Errors
    /// What is missing, where a holder gives more than is free, which is weighed
    /// before.
    pub fn follow(
        &mut self,
        issuer: OrganizationId,
        day: NaiveDate,
        shifts: &[Shift],
        fresh: &mut impl FnMut(i64) -> ShareCertificateId,
    ) -> Result<Vec<Change>, &'static str> {
        let mut changes = Vec::new();
        let mut pools: HashMap<InstrumentId, Vec<Range>> = HashMap::new();
        let mut issue =
            |book: &mut Self, holder, range, acquired_on: NaiveDate| -> Result<_, &str> {
                let number =
                    book.last_number.get_mut(&issuer).ok_or("certificates were not read")?;
                *number += 1;
                let certificate = Held {
                    id: fresh(*number),
                    holder,
                    number: *number,
                    range,
                    acquired_on,
                    issued_on: day.max(acquired_on),
                    pledged: false,
                };
                book.keep(certificate.clone());
                Ok(Change::Issued(certificate))
            };
        for shift in shifts.iter().filter(|shift| shift.count < 0) {
            let given = self.give_up(shift.holder, -shift.count)?;
            let ended = |it: &Held| Change::Ended(it.id, day.max(it.issued_on));
            changes.extend(given.certificates.iter().map(ended));
            if let (Some(rest), Some(cut)) = (given.rest, given.certificates.last()) {
                changes.push(issue(self, shift.holder, rest, cut.acquired_on)?);
            }
            pools.entry(shift.holder.instrument).or_default().extend(given.gone);
        }
        for shift in shifts.iter().filter(|shift| shift.count > 0) {
            let class = shift.holder.instrument;
            let pool = joined(pools.remove(&class).unwrap_or_default());
            let (got, left) = part(&pool, shift.count);
            pools.insert(class, left);
            for range in self.with_fresh(class, got, shift.count)? {
                changes.push(issue(self, shift.holder, range, day)?);
            }
        }
        Ok(changes)
    }

    /// Takes certificates of a holder out for `count` shares.
    fn give_up(&mut self, holder: Holder, count: i64) -> Result<Given, &'static str> {
        let held = self.held.remove(&holder).unwrap_or_default();
        let (pledged, mut free): (Vec<Held>, Vec<Held>) =
            held.into_iter().partition(|it| it.pledged);
        let ranges: Vec<Range> = free.iter().map(|it| it.range).collect();
        let taken = take(&ranges, count).ok_or("shares without their certificate")?;
        let kept = free.split_off(taken.certificates.min(free.len()));
        kept.into_iter().chain(pledged).for_each(|certificate| self.keep(certificate));
        Ok(Given { certificates: free, gone: taken.gone, rest: taken.rest })
    }

    /// Ranges with new shares beside them, where they are fewer than `count`.
    fn with_fresh(
        &mut self,
        class: InstrumentId,
        mut got: Vec<Range>,
        count: i64,
    ) -> Result<Vec<Range>, &'static str> {
        let here: i64 = got.iter().map(|range| range.count()).sum();
        if here < count {
            let last = self.last_share.entry(class).or_default();
            let fresh = Range::of(*last + 1, count - here).ok_or("no numbers of shares left")?;
            *last = fresh.last;
            got.push(fresh);
        }
        Ok(joined(got))
    }
}

/// What a holder gave up.
struct Given {
    /// The certificates.
    certificates: Vec<Held>,
    /// The shares that go.
    gone: Vec<Range>,
    /// What is left of the last certificate.
    rest: Option<Range>,
}

/// The first `count` shares of a pool, or all where it has fewer, and the rest.
fn part(pool: &[Range], count: i64) -> (Vec<Range>, Vec<Range>) {
    match take(pool, count) {
        Some(taken) => {
            let rest = pool.iter().skip(taken.certificates).copied();
            let left = taken.rest.into_iter().chain(rest).collect();
            (taken.gone, left)
        }
        None => (pool.to_vec(), Vec::new()),
    }
}
