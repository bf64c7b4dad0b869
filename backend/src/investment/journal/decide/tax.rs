//! Tax that was withheld is paid to the state (R47).

use serde_json::json;

use super::{bare, state};
use crate::investment::drafts::TaxRemittanceDraft;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::journal::book::{Book, Leg, Place, Plan};
use crate::investment::journal::collective;
use crate::investment::journal::intent::Intent;
use crate::investment::{problems, rules};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;

/// Pays what is owed to the state, never more than is owed on the day and ever
/// after, and each piece of evidence once.
pub(super) fn remit(
    book: &Book,
    issuer: OrganizationId,
    draft: &TaxRemittanceDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let today = state.today(intent.author.at);
    let day = draft.effective_on.unwrap_or(today);
    let faults = rules::check_remittance(draft.amount, day, today);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let legs = Leg::pair(Place::Issuer(Line::UtangPajak), Place::Issuer(Line::Kas), draft.amount);
    if let Some(short) = collective::shortage(book, issuer, &legs, day)? {
        let fault = Fault::at(&problems::TAX_NOT_OWED, "/amount").with("day", day);
        return Err(fault.with("owed", short.held.display_rupiah()).into());
    }
    let evidence = rules::evidence_key(&draft.evidence_number);
    if book.is_evidence_used(issuer, &evidence) {
        return Err(Fault::at(&problems::EVIDENCE_USED, "/evidence_number").into());
    }
    let details = json!({
        "bank_reference": draft.bank_reference, "evidence_number": evidence,
        "tax_kind": draft.tax_kind,
    });
    let row = ledger_transaction::Model {
        reason: Some(draft.reason.clone()),
        payment_form: Some(PaymentForm::Cash),
        details: Some(details.to_string()),
        ..bare(issuer, state, TransactionKind::TaxRemittance, (draft.amount, day), intent)
    };
    Ok(Plan::new("record_tax_remittance", row, legs))
}
