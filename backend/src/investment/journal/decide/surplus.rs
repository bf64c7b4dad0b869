//! Sharing of a surplus, payment of shares, covering of losses (R36, R45, R55).
//!
//! The room `surplus` has decided who gets what; what stands here is what every
//! posting is held to.

use super::{bare, holder_of, state};
use crate::investment::entity::ledger_transaction;
use crate::investment::journal::book::{Book, Place, Plan};
use crate::investment::journal::intent::{Intent, SurplusMove};
use crate::investment::{problems, rules};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::problem::ApiResult;

/// Posts a move of a surplus.
pub(super) fn post(
    book: &Book,
    issuer: OrganizationId,
    moved: &SurplusMove,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let today = state.today(intent.author.at);
    let mut faults = Vec::new();
    faults.extend(rules::check_day(moved.effective_on, today, "/effective_on"));
    for leg in &moved.legs {
        if let Place::Holder(holder) = leg.place {
            holder_of(book, issuer, holder)?;
            if leg.debit.is_positive() {
                // A surplus gives; what a holder has is withdrawn by its own act.
                faults.push(Fault::new(&problems::AMOUNT_NOT_POSITIVE));
            }
        }
    }
    let amount = Money::checked_sum(moved.legs.iter().map(|leg| leg.debit));
    let amount = amount.map_err(Fault::from)?;
    if !amount.is_positive() {
        faults.push(Fault::new(&problems::AMOUNT_NOT_POSITIVE));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = ledger_transaction::Model {
        member_id: moved.member,
        reason: Some(moved.reason.clone()),
        decision_number: Some(moved.decision_number.clone()),
        ..bare(issuer, state, moved.kind, (amount, moved.effective_on), intent)
    };
    Ok(Plan::new(moved.action, row, moved.legs.clone()))
}
