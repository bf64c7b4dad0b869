//! Certificates of shares as a batch moves them: they follow the legs, by the
//! rules of [`crate::investment::classes::rules::ShareBook`].

use super::book::{Book, Leg, Place, Plan};
use super::intent::Holder;
use crate::investment::classes::entity::certificate::{self, CertificateCause};
use crate::investment::classes::entity::certificate_end;
use crate::investment::classes::problems;
use crate::investment::classes::rules::{Change, Held, Shift};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction;
use crate::kernel::fault::Fault;
use crate::kernel::ids::Id;
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;

impl Book {
    /// Refuses, before anything changes, shares whose certificates are pledged.
    ///
    /// # Errors
    /// [`problems::CERTIFICATE_PLEDGED`] with the shares that are free.
    pub(super) fn weigh_shares(&self, plan: &Plan) -> ApiResult<()> {
        if self.shares.is_empty() {
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
        if self.shares.is_empty() {
            return Ok(());
        }
        let shifts = self.shifts(moves)?;
        let (issuer, day) = (row.organization_id, row.effective_on);
        let changes = self.shares.follow(issuer, day, &shifts, &mut |_| fresh_id());
        for change in changes.map_err(ApiError::internal)? {
            let following = &mut self.decided.following;
            match change {
                Change::Ended(id, ended_on) => following.ends.push(certificate_end::Model {
                    id,
                    organization_id: row.organization_id,
                    cause: CertificateCause::ending(row.kind),
                    change_id: Id::from_uuid(row.id.uuid()),
                    ended_on,
                    recorded_at: row.recorded_at,
                }),
                Change::Issued(held) => following.certificates.push(issued(row, &held)),
            }
        }
        Ok(())
    }
}

/// The row of a certificate that a transaction issues.
fn issued(row: &ledger_transaction::Model, held: &Held) -> certificate::Model {
    certificate::Model {
        id: held.id,
        organization_id: row.organization_id,
        region_code: row.region_code.clone(),
        instrument_id: held.holder.instrument,
        member_id: held.holder.member,
        number: held.number,
        first_share: held.range.first,
        last_share: held.range.last,
        cause: CertificateCause::of(row.kind),
        change_id: Id::from_uuid(row.id.uuid()),
        acquired_on: held.acquired_on,
        issued_on: held.issued_on,
        decision_number: row.decision_number.clone(),
        recorded_at: row.recorded_at,
        recorded_after: None,
    }
}
