//! Corrections: a mirrored transaction with its reason (R28).

use std::collections::BTreeMap;

use super::{bare, state};
use crate::investment::drafts::ReversalDraft;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::journal::book::{Book, Leg, Original, Place, Plan};
use crate::investment::journal::intent::Intent;
use crate::investment::{problems, rules};
use crate::kernel::fault::Fault;
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
    if row.kind == TransactionKind::Reversal {
        return Err((&problems::REVERSAL_OF_REVERSAL).into());
    }
    if matches!(row.kind, TransactionKind::SurplusBooking | TransactionKind::SurplusDistribution) {
        return Err((&problems::REVERSAL_OF_SURPLUS).into());
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
    let mirror = |entry: &crate::investment::entity::ledger_entry::Model| Leg {
        place: Place::Account(entry.account_id),
        debit: entry.credit_sen,
        credit: entry.debit_sen,
    };
    let legs = original.entries.iter().map(mirror).collect();
    Ok(Plan::new("reverse_ledger_transaction", mirrored, legs))
}

/// What was brought in must still be there, on the day and after it (R29).
fn refuse_overdraw(
    book: &Book,
    issuer: OrganizationId,
    original: &Original,
    day: chrono::NaiveDate,
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
        if amount.is_positive() && account.lowest_from(day)? < amount {
            let fault = Fault::new(&problems::REVERSAL_OVERDRAWS);
            return Err(fault.with("day", day).into());
        }
        let claimed = account.holder.and_then(|holder| book.claims.get(&holder).copied());
        if amount.is_positive() {
            // What others have a claim on is not taken from under it (R67).
            let lowest = account.lowest_from(day)?;
            let found = rules::check_claims(lowest, claimed.unwrap_or_default(), amount);
            found.map_err(|fault| Fault { pointer: String::new(), ..fault })?;
        }
    }
    Ok(())
}
