//! Corrections: a mirrored transaction with its reason (R28).

use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::Issuer;
use super::postings::{Posted, Side, act, bare, entries, holding, load_case, lowest_from, post};
use crate::identity::Scope;
use crate::investment::drafts::{OfferedForm, ReversalDraft};
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::store::{self, CaseKey};
use crate::investment::{problems, rules};
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::audit::{self, Author};
use crate::platform::problem::ApiResult;

/// Takes a transaction back. It counts from the transaction's own day unless
/// another is named, and stands in the region where the transaction stood.
///
/// # Errors
/// 409 for one that was taken back before, is a reversal itself, or whose money
/// was taken out since (R28, R29); 422 for a day before it or in the future.
pub async fn reverse_transaction(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    original: &ledger_transaction::Model,
    draft: &ReversalDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Posted> {
    if original.kind == TransactionKind::Reversal {
        return Err((&problems::REVERSAL_OF_REVERSAL).into());
    }
    let effective_on = draft.effective_on.unwrap_or(original.effective_on);
    if effective_on < original.effective_on {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/effective_on");
        return Err(fault.with("earliest", original.effective_on).into());
    }
    if let Some(fault) = rules::check_day(effective_on, issuer.day(author), "/effective_on") {
        return Err(fault.into());
    }
    let row = ledger_transaction::Model {
        region_code: original.region_code.clone(),
        instrument_id: original.instrument_id,
        member_id: original.member_id,
        reason: Some(draft.reason.clone()),
        reverses: Some(original.id),
        idempotency_key: request_key,
        ..bare(issuer, TransactionKind::Reversal, original.amount_sen, effective_on, author)
    };
    let sides: Vec<Side> = store::entries_of(tx, original.id)
        .await?
        .into_iter()
        .map(|entry| (entry.account_id, entry.credit_sen, entry.debit_sen))
        .collect();
    let Some((member, instrument)) = original.member_id.zip(original.instrument_id) else {
        return reverse_collective(tx, row, &sides, author).await;
    };
    let key = CaseKey { issuer: issuer.id, member, instrument };
    let case = load_case(tx, &Scope::everything(), key, OfferedForm::Cash, author).await?;
    // The lock on the case makes a second reversal wait for the first.
    refuse_second(tx, original).await?;
    let change = if original.kind == TransactionKind::Contribution {
        if lowest_from(tx, &case, effective_on).await? < original.amount_sen {
            let fault = Fault::new(&problems::REVERSAL_OVERDRAWS);
            return Err(fault.with("day", effective_on).into());
        }
        original.amount_sen.checked_neg().map_err(Fault::from)?
    } else {
        original.amount_sen
    };
    let holding = holding(tx, &case, key).await?;
    post(tx, &case, &holding, row, &sides, change, author).await
}

/// Reverses a transaction that moves no holder's account. Two at once meet at
/// the unique index on what is reversed.
async fn reverse_collective(
    tx: &DatabaseTransaction,
    row: ledger_transaction::Model,
    sides: &[(crate::kernel::ids::LedgerAccountId, Money, Money)],
    author: &Author,
) -> ApiResult<Posted> {
    if let Some(original) = row.reverses
        && store::is_reversed(tx, original).await?
    {
        return Err((&problems::REVERSED_ALREADY).into());
    }
    let entries = entries(&row, sides);
    store::append_transaction(tx, &row, &entries).await?;
    let after = json!({ "amount": row.amount_sen, "effective_on": row.effective_on, "reverses": row.reverses });
    audit::record(tx, author, act("reverse_ledger_transaction", &row, None, after)).await?;
    Ok(Posted { row, entries, balance: None, status: None, warnings: Vec::new() })
}

async fn refuse_second(
    tx: &DatabaseTransaction,
    original: &ledger_transaction::Model,
) -> ApiResult<()> {
    if store::is_reversed(tx, original.id).await? {
        return Err((&problems::REVERSED_ALREADY).into());
    }
    Ok(())
}
