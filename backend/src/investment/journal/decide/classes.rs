//! What the terms of an instrument say to capital that comes in or goes out.
//!
//! An instrument without terms is asked nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::investment::classes::problems;
use crate::investment::classes::rules::{
    HolderFacts, check_holder, check_inflow, check_lock_in, check_remainder, in_force, locked,
    lots, passes_by,
};
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::journal::book::{Book, Leg, MemberState, Place, Plan};
use crate::investment::journal::intent::Holder;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, OrganizationId};
use crate::kernel::money::{AmountOverflow, Money};
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// Every reason of the terms against capital that comes to a holder by `legs`.
pub(super) fn inflow(
    book: &Book,
    holder: Holder,
    legs: &[Leg],
    day: NaiveDate,
) -> Result<Vec<Fault>, Fault> {
    let Some(terms) = book.terms.get(&holder.instrument) else { return Ok(Vec::new()) };
    let own = |leg: &&Leg| leg.place == Place::Holder(holder);
    if !legs.iter().filter(own).any(|leg| leg.credit.is_positive()) {
        // Refused as such.
        return Ok(Vec::new());
    }
    let mut faults = Vec::new();
    if let (Some(current), Some(member)) = (in_force(terms, day), book.members.get(&holder.member))
    {
        faults.extend(check_holder(current, &facts(book, member)));
    }
    let after = book.held_after(holder, legs)?;
    let issued = book.issued_after(holder.instrument, legs)?;
    faults.extend(check_inflow(terms, day, after, issued));
    Ok(faults)
}

/// The one reason of the terms against what was there before the ledger began:
/// more than may be issued in all. Who held it then, and how much, stands.
pub(super) fn opening(
    book: &Book,
    holder: Holder,
    (amount, day): (Money, NaiveDate),
) -> Result<Option<Fault>, Fault> {
    let (Some(terms), Some(issued)) =
        (book.terms.get(&holder.instrument), book.issued.get(&holder.instrument))
    else {
        return Ok(None);
    };
    let issued = issued.checked_add(amount)?;
    let faults = check_inflow(terms, day, amount, Some(issued));
    Ok(faults.into_iter().find(|fault| fault.code == &problems::ISSUABLE_EXHAUSTED))
}

fn facts(book: &Book, member: &MemberState) -> HolderFacts {
    HolderFacts {
        is_person: member.holder_form.is_none(),
        is_member: (member.standing, member.status) == (Standing::Member, MemberStatus::Active),
        region: book.homes.get(&member.id).copied(),
    }
}

/// Refuses to take out by `legs` what is locked, or all but less than the least.
///
/// # Errors
/// See the rules; 500 where the lots were not read.
pub(super) fn outflow(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
    legs: &[Leg],
    day: NaiveDate,
) -> ApiResult<()> {
    let Some(terms) = book.terms.get(&holder.instrument) else { return Ok(()) };
    check_remainder(terms, day, book.held_after(holder, legs).map_err(Fault::from)?)?;
    if terms.iter().all(|it| it.lock_in.is_none()) {
        return Ok(());
    }
    let Some(account) = book.account(issuer, Place::Holder(holder)) else { return Ok(()) };
    let brought = account.brought.as_ref();
    let brought = brought.ok_or_else(|| ApiError::internal("the lots were not read"))?;
    let lots = lots(brought, account.balance).map_err(Fault::from)?;
    let amount = taken(holder, legs).map_err(Fault::from)?;
    Ok(check_lock_in(&lots, terms, amount, day)?)
}

/// What lines take out of a holder's account.
pub(super) fn taken(holder: Holder, legs: &[Leg]) -> Result<Money, AmountOverflow> {
    let own = legs.iter().filter(|leg| leg.place == Place::Holder(holder));
    Money::checked_sum(own.map(|leg| leg.debit))
}

/// Shares of a surplus and interest that savings take: within the maximum and
/// the total. Their holders are members, who have been judged before.
///
/// # Errors
/// [`problems::SAVINGS_FULL`] naming the first whom the terms refuse.
pub(super) fn refuse_full(book: &Book, legs: &[Leg], day: NaiveDate) -> ApiResult<()> {
    let mut issued: BTreeMap<InstrumentId, Money> = BTreeMap::new();
    for leg in legs {
        let Place::Holder(holder) = leg.place else { continue };
        let Some(terms) = book.terms.get(&holder.instrument) else { continue };
        let so_far = issued.entry(holder.instrument).or_default();
        *so_far = so_far.checked_add(leg.credit).map_err(Fault::from)?;
        let total = book.issued.get(&holder.instrument);
        let total = total.map(|it| it.checked_add(*so_far)).transpose().map_err(Fault::from)?;
        let after = book.held_after(holder, legs).map_err(Fault::from)?;
        if beyond(&check_inflow(terms, day, after, total)) {
            let number = book.members.get(&holder.member).map(|it| it.register_number);
            let fault = Fault::at(&problems::SAVINGS_FULL, "/instrument_id");
            return Err(fault.with("register_number", number.unwrap_or_default()).into());
        }
    }
    Ok(())
}

/// Whether faults tell of too much; too little is no fault of a part.
fn beyond(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.code != &problems::BELOW_MINIMUM)
}

/// A reversal must not bring back more than the terms allow: others may have
/// been issued since.
///
/// # Errors
/// [`problems::REVERSAL_BEYOND_TERMS`].
pub(super) fn refuse_beyond_terms(book: &Book, legs: &[Leg], day: NaiveDate) -> ApiResult<()> {
    for leg in legs.iter().filter(|leg| leg.credit.is_positive()) {
        let Some(holder) = book.holder_of(leg) else { continue };
        let Some(terms) = book.terms.get(&holder.instrument) else { continue };
        let after = book.held_after(holder, legs).map_err(Fault::from)?;
        let issued = book.issued_after(holder.instrument, legs).map_err(Fault::from)?;
        if beyond(&check_inflow(terms, day, after, issued)) {
            return Err((&problems::REVERSAL_BEYOND_TERMS).into());
        }
    }
    Ok(())
}

/// Whether a plan passes by the terms, so that a second person has to see it:
/// dated before the terms that hold today, or a correction of what is locked.
/// What was there before the ledger began is asked nothing of it, and who
/// leaves takes everything.
pub(in crate::investment::journal) fn beside_terms(
    book: &Book,
    plan: &Plan,
    today: NaiveDate,
) -> ApiResult<bool> {
    match plan.row.kind {
        TransactionKind::OpeningBalance | TransactionKind::ExitSettlement => Ok(false),
        TransactionKind::Reversal => takes_back_locked(book, plan, today),
        _ => dated_round(book, plan, today),
    }
}

fn dated_round(book: &Book, plan: &Plan, today: NaiveDate) -> ApiResult<bool> {
    for leg in &plan.legs {
        let Place::Holder(holder) = leg.place else { continue };
        let (Some(terms), Some(member)) =
            (book.terms.get(&holder.instrument), book.members.get(&holder.member))
        else {
            continue;
        };
        let after = book.held_after(holder, &plan.legs).map_err(Fault::from)?;
        let gets = leg.credit.is_positive().then(|| facts(book, member));
        if passes_by(terms, (plan.row.effective_on, today), after, gets.as_ref()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a reversal takes out something that is locked by now, or leaves a
/// holder with less than the least. It undoes its own lot, and where that is
/// gone already, others.
pub(super) fn takes_back_locked(book: &Book, plan: &Plan, today: NaiveDate) -> ApiResult<bool> {
    let original = plan.row.reverses.and_then(|id| book.originals.get(&id));
    let Some(original) = original else { return Ok(false) };
    for leg in plan.legs.iter().filter(|leg| leg.debit.is_positive()) {
        let account = book.account(plan.row.organization_id, leg.place);
        let Some((account, holder)) = account.and_then(|it| Some((it, it.holder?))) else {
            continue;
        };
        let Some(terms) = book.terms.get(&holder.instrument) else { continue };
        let rest = book.held_after(holder, &plan.legs).map_err(Fault::from)?;
        if check_remainder(terms, today, rest).is_err() {
            return Ok(true);
        }
        if terms.iter().all(|it| it.lock_in.is_none()) {
            continue;
        }
        let brought = account.brought.as_ref();
        let brought = brought.ok_or_else(|| ApiError::internal("the lots were not read"))?;
        let mut without = brought.clone();
        let own = without.entry(original.row.effective_on).or_insert(Money::ZERO);
        *own = own.checked_sub(leg.debit).map_err(Fault::from)?;
        let after = account.balance.checked_sub(leg.debit).map_err(Fault::from)?;
        let bound = |brought: &BTreeMap<NaiveDate, Money>, balance| {
            lots(brought, balance).and_then(|lots| locked(&lots, terms, today))
        };
        let before = bound(brought, account.balance).map_err(Fault::from)?;
        if bound(&without, after).map_err(Fault::from)? < before {
            return Ok(true);
        }
    }
    Ok(false)
}
