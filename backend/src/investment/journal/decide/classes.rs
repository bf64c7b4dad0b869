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
use crate::investment::journal::book::{Book, Leg, MemberState, Original, Place, Plan};
use crate::investment::journal::intent::Holder;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// Where capital that comes to a holder is from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin {
    /// It is newly issued.
    Issuer,
    /// From another row of the register, which had it.
    Row(MemberId),
}

/// Every reason of the terms against capital that comes to a holder.
pub(super) fn inflow(
    book: &Book,
    holder: Holder,
    (amount, day): (Money, NaiveDate),
    from: Origin,
) -> Result<Vec<Fault>, Fault> {
    let Some(terms) = book.terms.get(&holder.instrument) else { return Ok(Vec::new()) };
    if !amount.is_positive() {
        // Refused as such.
        return Ok(Vec::new());
    }
    let mut faults = Vec::new();
    if let (Some(current), Some(member)) = (in_force(terms, day), book.members.get(&holder.member))
    {
        faults.extend(check_holder(current, &facts(book, member)));
    }
    let after = match from {
        // What passes between two rows of one person leaves them as they were.
        Origin::Row(giver) if book.is_same(giver, holder.member) => book.held(holder)?,
        _ => book.held(holder)?.checked_add(amount)?,
    };
    let issued = book.issued.get(&holder.instrument).filter(|_| matches!(from, Origin::Issuer));
    let issued = issued.map(|issued| issued.checked_add(amount)).transpose()?;
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

/// Refuses to take out what is locked, or all but less than the least.
///
/// # Errors
/// See the rules; 500 where the lots were not read.
pub(super) fn outflow(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
    amount: Money,
    day: NaiveDate,
) -> ApiResult<()> {
    let Some(terms) = book.terms.get(&holder.instrument) else { return Ok(()) };
    let balance = book.balance(holder);
    let after = book.held(holder).and_then(|it| it.checked_sub(amount)).map_err(Fault::from)?;
    check_remainder(terms, day, after)?;
    if terms.iter().all(|it| it.lock_in.is_none()) {
        return Ok(());
    }
    let Some(account) = book.account(issuer, Place::Holder(holder)) else { return Ok(()) };
    let brought = account.brought.as_ref();
    let brought = brought.ok_or_else(|| ApiError::internal("the lots were not read"))?;
    let lots = lots(brought, balance).map_err(Fault::from)?;
    Ok(check_lock_in(&lots, terms, amount, day)?)
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
        let after = book.held(holder).and_then(|it| it.checked_add(leg.credit));
        let after = after.map_err(Fault::from)?;
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
pub(super) fn refuse_beyond_terms(
    book: &Book,
    original: &Original,
    day: NaiveDate,
) -> ApiResult<()> {
    let mut changes: BTreeMap<InstrumentId, (Money, Vec<(Holder, Money)>)> = BTreeMap::new();
    for entry in &original.entries {
        let account = book.accounts.get(&entry.account_id);
        let Some(holder) = account.and_then(|account| account.holder) else { continue };
        let back = entry.debit_sen.checked_sub(entry.credit_sen).map_err(Fault::from)?;
        let (sum, holders) = changes.entry(holder.instrument).or_default();
        *sum = sum.checked_add(back).map_err(Fault::from)?;
        holders.push((holder, back));
    }
    for (instrument, (sum, holders)) in changes {
        let Some(terms) = book.terms.get(&instrument) else { continue };
        let issued = book.issued.get(&instrument).filter(|_| sum.is_positive());
        let issued = issued.map(|it| it.checked_add(sum)).transpose().map_err(Fault::from)?;
        for (holder, back) in holders.into_iter().filter(|(_, back)| back.is_positive()) {
            let after = book.held(holder).and_then(|it| it.checked_add(back));
            let after = after.map_err(Fault::from)?;
            if beyond(&check_inflow(terms, day, after, issued)) {
                return Err((&problems::REVERSAL_BEYOND_TERMS).into());
            }
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
        let after = book.held(holder).and_then(|it| it.checked_add(leg.credit));
        let after = after.map_err(Fault::from)?;
        let after = after.checked_sub(leg.debit).map_err(Fault::from)?;
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
        let rest = book.held(holder).and_then(|it| it.checked_sub(leg.debit));
        if check_remainder(terms, today, rest.map_err(Fault::from)?).is_err() {
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
