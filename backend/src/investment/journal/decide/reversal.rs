//! Corrections: a mirrored transaction with its reason (R28).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{bare, classes, holding, interest, state};
use crate::investment::classes::problems::REVERSAL_OF_LOCKED;
use crate::investment::control::rules::check_open;
use crate::investment::drafts::ReversalDraft;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::journal::book::{Book, IssuerState, Leg, Original, Place, Plan};
use crate::investment::journal::collective;
use crate::investment::journal::intent::{Holder, Intent};
use crate::investment::rules::Holding;
use crate::investment::{problems, rules};
use crate::kernel::fault::{Code, Fault};
use crate::kernel::ids::{LedgerAccountId, LedgerTransactionId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// Takes a transaction back: once, with a reason, never below zero. It counts
/// from the transaction's own day unless another is named, and stands in the
/// region where the transaction stood.
pub(super) fn reverse(
    book: &Book,
    issuer: OrganizationId,
    id: LedgerTransactionId,
    draft: &ReversalDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let original = book.originals.get(&id).ok_or_else(ApiError::not_found)?;
    let row = &original.row;
    if let Some(code) = irreversible(row.kind) {
        return Err(code.into());
    }
    if row.kind == TransactionKind::ExitSettlement {
        return Err((&problems::REVERSAL_OF_SETTLEMENT).into());
    }
    let effective_on = draft.effective_on.unwrap_or(row.effective_on);
    if effective_on < row.effective_on {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/effective_on");
        return Err(fault.with("earliest", row.effective_on).into());
    }
    let today = state.today(intent.author.at);
    if let Some(fault) = rules::check_day(effective_on, today, "/effective_on") {
        return Err(fault.into());
    }
    if book.reversed.contains(&id) {
        return Err((&problems::REVERSED_ALREADY).into());
    }
    refuse_overdraw(book, issuer, original, effective_on)?;
    refuse_settled(book, original)?;
    refuse_beyond_principal(book, original)?;
    let legs: Vec<Leg> = original.entries.iter().map(mirror).collect();
    classes::refuse_beyond_terms(book, &legs, effective_on)?;
    let short = collective::shortage(book, issuer, &legs, effective_on)?;
    // A covering that is taken back leaves the loss in the books, as it was.
    let loss = |line| row.kind == TransactionKind::LossCovering && line == Line::ShuBelumDibagi;
    if let Some(short) = short.filter(|short| !loss(short.line)) {
        return Err(overdraws(short.line, effective_on).into());
    }
    let mirrored = ledger_transaction::Model {
        region_code: row.region_code.clone(),
        instrument_id: row.instrument_id,
        member_id: row.member_id,
        reason: Some(draft.reason.clone()),
        reverses: Some(id),
        source_class: row.source_class,
        share_count: row.share_count.and_then(i64::checked_neg),
        counter_member_id: row.counter_member_id,
        counter_instrument_id: row.counter_instrument_id,
        pledge_id: row.pledge_id,
        settlement_id: row.settlement_id,
        ..bare(issuer, state, TransactionKind::Reversal, (row.amount_sen, effective_on), intent)
    };
    let mut plan = Plan::new("reverse_ledger_transaction", mirrored, legs);
    // On a later day it is a withdrawal by another name, and held to the terms
    // as one; only where the own day is closed no other day is left. On its own
    // day it is a correction, which a second person sees (`beside_terms`).
    let correctable = check_open(&state.control, row.effective_on).is_none();
    let later = effective_on > row.effective_on;
    if later && correctable && classes::takes_back_locked(book, &plan, today)? {
        return Err((&REVERSAL_OF_LOCKED).into());
    }
    let kept = |held: &Holding| rules::check_kept(held, effective_on);
    let kept = taken_from(book, state, &plan).find_map(|held| kept(&held));
    if let Some(fault) = kept.filter(|_| later) {
        if correctable {
            return Err(fault.into());
        }
        plan.for_two = true;
    }
    let of_heirs = taken_from(book, state, &plan).any(|held| rules::belongs_to_heirs(&held));
    plan.for_two |= of_heirs;
    plan.warnings = interest::taken_back(book, original)?;
    Ok(plan)
}

/// Whose account of what a plan takes something out of: by a withdrawal
/// principal and mandatory savings stay until the exit is settled (R27, R33), and
/// all savings of the dead (R34).
fn taken_from(book: &Book, state: &IssuerState, plan: &Plan) -> impl Iterator<Item = Holding> {
    let out = plan.legs.iter().filter(|leg| leg.debit.is_positive());
    out.filter_map(|leg| {
        let holder = book.holder_of(leg)?;
        let instrument = book.instruments.get(&holder.instrument)?;
        let member = book.members.get(&holder.member)?;
        Some(holding(book, state, instrument, member))
    })
}

/// The line that takes an entry back.
fn mirror(entry: &ledger_entry::Model) -> Leg {
    Leg {
        place: Place::Account(entry.account_id),
        debit: entry.credit_sen,
        credit: entry.debit_sen,
    }
}

/// Why a transaction of this kind is never reversed.
pub(in crate::investment::journal) fn irreversible(kind: TransactionKind) -> Option<&'static Code> {
    match kind {
        TransactionKind::Reversal => Some(&problems::REVERSAL_OF_REVERSAL),
        TransactionKind::SurplusBooking | TransactionKind::SurplusDistribution => {
            Some(&problems::REVERSAL_OF_SURPLUS)
        }
        _ => None,
    }
}

/// A withdrawal that is taken back must not bring principal savings above what
/// is due: others may have been paid in since (R26).
fn refuse_beyond_principal(book: &Book, original: &Original) -> ApiResult<()> {
    for entry in original.entries.iter().filter(|entry| entry.debit_sen.is_positive()) {
        let Some(account) = book.accounts.get(&entry.account_id) else { continue };
        let (Line::SimpananPokok, Some(holder)) = (account.line, account.holder) else { continue };
        let member = book.members.get(&holder.member);
        let due = member.and_then(|it| book.amount_on(holder.instrument, it.applied_on));
        let paid = account.balance.checked_add(entry.debit_sen).map_err(Fault::from)?;
        if let Some(due) = due.filter(|due| paid > *due) {
            return Err(Fault::new(&problems::REVERSAL_BEYOND_PRINCIPAL).with("due", due).into());
        }
    }
    Ok(())
}

/// Principal and mandatory savings do not come back to a member with whom all
/// was settled: nothing would ever pay them (R33).
fn refuse_settled(book: &Book, original: &Original) -> ApiResult<()> {
    let back = |holder: Holder| book.settled(holder.member);
    if book.given_back(original).any(back) {
        return Err((&problems::SETTLED_ALREADY).into());
    }
    Ok(())
}

/// What was brought in must still be there, on the day and after it (R29).
fn refuse_overdraw(
    book: &Book,
    issuer: OrganizationId,
    original: &Original,
    day: NaiveDate,
) -> ApiResult<()> {
    let mut brought: BTreeMap<LedgerAccountId, Money> = BTreeMap::new();
    for entry in &original.entries {
        let sum = brought.entry(entry.account_id).or_insert(Money::ZERO);
        *sum = sum.checked_add(entry.credit_sen).map_err(Fault::from)?;
        *sum = sum.checked_sub(entry.debit_sen).map_err(Fault::from)?;
    }
    for (id, amount) in brought {
        let account = book.account(issuer, Place::Account(id));
        let Some(account) = account.filter(|it| it.holder.is_some()) else { continue };
        if !amount.is_positive() {
            continue;
        }
        let lowest = account.lowest_from(day)?;
        if lowest < amount {
            return Err(overdraws(account.line, day).into());
        }
        // What others have a claim on is not taken from under it (R67).
        let claimed = account.holder.and_then(|holder| book.claims.get(&holder).copied());
        let found = rules::check_claims(lowest, claimed.unwrap_or_default(), amount);
        found.map_err(|fault| Fault { pointer: String::new(), ..fault })?;
    }
    Ok(())
}

/// Told of a reversal that would take out what is not there any more: of which
/// account, and what has to be taken back first.
fn overdraws(line: Line, day: NaiveDate) -> Fault {
    let ([short, short_en], [first, first_en]) = match line {
        Line::UtangPajak => (
            ["pajak yang dipotong dan belum disetor", "the tax withheld and not yet remitted"],
            ["penyetorannya", "its remittance"],
        ),
        Line::DanaShu => (
            ["dana dari hasil usaha", "a fund of the surplus"],
            ["pembayaran dari dana itu", "the payout of that fund"],
        ),
        Line::BagianShu => (
            ["bagian hasil yang belum dibayar", "the shares of a surplus not yet paid"],
            ["pembayaran bagian itu", "the payout of that share"],
        ),
        Line::ShuBelumDibagi | Line::BagiHasilDesa | Line::BagiHasilMasyarakat => (
            ["hasil usaha yang belum dibagi", "the surplus not yet distributed"],
            ["pembagiannya", "its distribution"],
        ),
        Line::Cadangan => {
            (["cadangan", "the reserve"], ["penutupan ruginya", "the covering of the loss"])
        }
        _ => (
            ["saldo", "the balance"],
            ["penarikan atau pengalihannya", "the withdrawal or transfer"],
        ),
    };
    Fault::new(&problems::REVERSAL_OVERDRAWS)
        .with("day", day)
        .with("short", short)
        .with("short_en", short_en)
        .with("first", first)
        .with("first_en", first_en)
}
