//! Certificates of shares as a batch moves them: they follow the legs.
//!
//! Whoever gives shares gives up certificates, the oldest first, without those
//! that somebody has a claim on; what is left of the last one gets a new
//! certificate. Whoever gets shares that others gave gets the same numbers;
//! shares beyond those are new, with the next numbers of their class. Numbers
//! of shares that leave the world are not used again (R67, ADR-0025).

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::FromQueryResult;

use super::book::{Book, Leg, Place, Plan};
use super::intent::Holder;
use crate::investment::classes::entity::certificate::{self, CertificateCause};
use crate::investment::classes::entity::certificate_end;
use crate::investment::classes::problems;
use crate::investment::classes::rules::{Range, joined, take};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{Id, InstrumentId, MemberId, OrganizationId, ShareCertificateId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;

/// A certificate in force.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Held {
    pub id: ShareCertificateId,
    pub member_id: MemberId,
    pub instrument_id: InstrumentId,
    pub number: i64,
    pub first_share: i64,
    pub last_share: i64,
    pub acquired_on: NaiveDate,
    pub issued_on: NaiveDate,
    /// Whether somebody has a claim on it.
    pub pledged: bool,
}

impl Held {
    fn range(&self) -> Range {
        Range { first: self.first_share, last: self.last_share }
    }
}

/// Certificates of the holders of a batch, and the last numbers given.
#[derive(Debug, Clone, Default)]
pub(super) struct Shares {
    /// By holder, the oldest first.
    pub held: HashMap<Holder, Vec<Held>>,
    pub last_number: HashMap<OrganizationId, i64>,
    pub last_share: HashMap<InstrumentId, i64>,
}

impl Shares {
    /// Takes up a certificate, in the order in which they are given up.
    pub(super) fn keep(&mut self, certificate: Held) {
        let holder =
            Holder { member: certificate.member_id, instrument: certificate.instrument_id };
        let held = self.held.entry(holder).or_default();
        held.push(certificate);
        held.sort_unstable_by_key(|it| (it.acquired_on, it.number));
    }

    /// Shares of a holder that nobody has a claim on by their certificate.
    fn free(&self, holder: Holder) -> i64 {
        let held = self.held.get(&holder).into_iter().flatten();
        held.filter(|it| !it.pledged).map(|it| it.range().count()).sum()
    }
}

/// Shares that a holder gets, or gives where below zero.
struct Shift {
    holder: Holder,
    count: i64,
}

impl Book {
    /// Refuses, before anything changes, shares whose certificates are pledged.
    ///
    /// # Errors
    /// [`problems::CERTIFICATE_PLEDGED`] with the shares that are free.
    pub(super) fn weigh_shares(&self, plan: &Plan) -> ApiResult<()> {
        if self.shares.last_share.is_empty() {
            return Ok(());
        }
        let mut moves: Vec<(Holder, Money)> = Vec::new();
        for leg in &plan.legs {
            let Some(holder) = self.holder_of(leg) else { continue };
            let change = leg.credit.checked_sub(leg.debit).map_err(Fault::from)?;
            moves.push((holder, change));
        }
        for shift in self.shifts(&moves)? {
            let free = self.shares.free(shift.holder);
            if free < -shift.count {
                let fault = Fault::new(&problems::CERTIFICATE_PLEDGED);
                return Err(fault.with("free", free).into());
            }
        }
        Ok(())
    }

    /// Whose account a leg moves; nobody's where it is the issuer's own.
    pub(super) fn holder_of(&self, leg: &Leg) -> Option<Holder> {
        match leg.place {
            Place::Holder(holder) => Some(holder),
            Place::Account(id) => self.accounts.get(&id)?.holder,
            Place::Issuer(_) | Place::Part(..) => None,
        }
    }

    /// Whole shares by holder, of the classes of shares among the moves.
    fn shifts(&self, moves: &[(Holder, Money)]) -> ApiResult<Vec<Shift>> {
        let mut shifts: Vec<Shift> = Vec::new();
        for (holder, change) in moves {
            let instrument = self.instruments.get(&holder.instrument);
            let shares = instrument.filter(|it| it.kind == InstrumentKind::Saham);
            let Some(nominal) = shares.and_then(|it| it.nominal_sen) else { continue };
            if change.sen() % nominal.sen() != 0 {
                return Err(ApiError::internal("a part of a share would move"));
            }
            let count = change.sen() / nominal.sen();
            match shifts.iter_mut().find(|shift| shift.holder == *holder) {
                Some(known) => known.count += count,
                None => shifts.push(Shift { holder: *holder, count }),
            }
        }
        Ok(shifts)
    }

    /// Issues and cancels certificates as a transaction moves shares.
    ///
    /// # Errors
    /// Where a holder has fewer shares than go, which was weighed before.
    pub(super) fn follow_shares(
        &mut self,
        row: &ledger_transaction::Model,
        moves: &[(Holder, Money)],
    ) -> ApiResult<()> {
        if self.shares.last_share.is_empty() {
            return Ok(());
        }
        let shifts = self.shifts(moves)?;
        let mut pools: HashMap<InstrumentId, Vec<Range>> = HashMap::new();
        for shift in shifts.iter().filter(|shift| shift.count < 0) {
            let gone = self.give_up(row, shift.holder, -shift.count)?;
            pools.entry(shift.holder.instrument).or_default().extend(gone);
        }
        for shift in shifts.iter().filter(|shift| shift.count > 0) {
            let instrument = shift.holder.instrument;
            let pool = joined(pools.remove(&instrument).unwrap_or_default());
            let (mut got, left) = part(&pool, shift.count);
            pools.insert(instrument, left);
            let here: i64 = got.iter().map(|range| range.count()).sum();
            if here < shift.count {
                let last = self.shares.last_share.entry(instrument).or_default();
                let fresh = Range::of(*last + 1, shift.count - here);
                let fresh = fresh.ok_or_else(|| ApiError::internal("no numbers of shares left"))?;
                *last = fresh.last;
                got.push(fresh);
            }
            for range in joined(got) {
                self.issue(row, shift.holder, range, row.effective_on)?;
            }
        }
        Ok(())
    }

    /// Cancels certificates of a holder for `count` shares; gives these shares.
    fn give_up(
        &mut self,
        row: &ledger_transaction::Model,
        holder: Holder,
        count: i64,
    ) -> ApiResult<Vec<Range>> {
        let held = self.shares.held.remove(&holder).unwrap_or_default();
        let (pledged, free): (Vec<Held>, Vec<Held>) = held.into_iter().partition(|it| it.pledged);
        let ranges: Vec<Range> = free.iter().map(Held::range).collect();
        let taken = take(&ranges, count);
        let taken = taken.ok_or_else(|| ApiError::internal("shares without their certificate"))?;
        let cut = taken.certificates.checked_sub(1).and_then(|place| free.get(place)).cloned();
        for certificate in free.iter().take(taken.certificates) {
            self.decided.following.ends.push(certificate_end::Model {
                id: certificate.id,
                organization_id: row.organization_id,
                cause: CertificateCause::ending(row.kind),
                change_id: Id::from_uuid(row.id.uuid()),
                ended_on: row.effective_on.max(certificate.issued_on),
                recorded_at: row.recorded_at,
            });
        }
        let kept = free.into_iter().skip(taken.certificates).chain(pledged);
        kept.for_each(|certificate| self.shares.keep(certificate));
        if let (Some(rest), Some(cut)) = (taken.rest, cut) {
            self.issue(row, holder, rest, cut.acquired_on)?;
        }
        Ok(taken.gone)
    }

    fn issue(
        &mut self,
        row: &ledger_transaction::Model,
        holder: Holder,
        range: Range,
        acquired_on: NaiveDate,
    ) -> ApiResult<()> {
        let number = self.shares.last_number.get_mut(&row.organization_id);
        let number = number.ok_or_else(|| ApiError::internal("certificates were not read"))?;
        *number += 1;
        let certificate = certificate::Model {
            id: fresh_id(),
            organization_id: row.organization_id,
            region_code: row.region_code.clone(),
            instrument_id: holder.instrument,
            member_id: holder.member,
            number: *number,
            first_share: range.first,
            last_share: range.last,
            cause: CertificateCause::of(row.kind),
            change_id: Id::from_uuid(row.id.uuid()),
            acquired_on,
            issued_on: row.effective_on.max(acquired_on),
            decision_number: row.decision_number.clone(),
            recorded_at: row.recorded_at,
        };
        self.shares.keep(Held {
            id: certificate.id,
            member_id: holder.member,
            instrument_id: holder.instrument,
            number: certificate.number,
            first_share: range.first,
            last_share: range.last,
            acquired_on: certificate.acquired_on,
            issued_on: certificate.issued_on,
            pledged: false,
        });
        self.decided.following.certificates.push(certificate);
        Ok(())
    }
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
