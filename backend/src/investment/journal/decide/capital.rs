//! Money in and out.

use super::{Acting, acting, bare, check_outflow, classes, holding, pledge};
use crate::investment::drafts::{ContributionDraft, OfferedForm, WithdrawalDraft};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::in_kind::problems::VALUATION_MISSING;
use crate::investment::journal::book::{Book, Leg, Place, Plan};
use crate::investment::journal::intent::Intent;
use crate::investment::rules::{self, PostingFacts};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;

/// A holder brings cash in; goods come with their valuation.
pub(super) fn contribute(
    book: &Book,
    issuer: OrganizationId,
    draft: &ContributionDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let mut faults = Vec::new();
    if draft.form != OfferedForm::Cash {
        faults.push(Fault::at(&VALUATION_MISSING, "/form"));
    }
    let cash =
        Brought { form: PaymentForm::Cash, line: Line::Kas, action: "record_contribution", faults };
    bring_in(book, issuer, draft, cash, intent)
}

/// In what form capital comes in.
pub(super) struct Brought {
    /// Form.
    pub form: PaymentForm,
    /// The issuer's account that takes it.
    pub line: Line,
    /// Operation id.
    pub action: &'static str,
    /// What was found against the form.
    pub faults: Vec<Fault>,
}

/// A holder brings capital in (R26, R50, R61, R64, R68).
pub(super) fn bring_in(
    book: &Book,
    issuer: OrganizationId,
    draft: &ContributionDraft,
    brought: Brought,
    intent: &Intent,
) -> ApiResult<Plan> {
    let of = (draft.member_id, draft.instrument_id);
    let Acting { state, holder, instrument, member, today, effective_on } =
        acting(book, issuer, of, draft.effective_on, intent)?;
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        source: draft.source_class,
        is_land: draft.form == OfferedForm::LandOrBuilding,
        share_count: draft.share_count,
        ..PostingFacts::of(draft.amount, effective_on, today)
    };
    let holding = holding(book, state, instrument, member);
    let mut faults = rules::check_contribution(&holding, &facts);
    let legs = Leg::pair(Place::Issuer(brought.line), Place::Holder(holder), draft.amount);
    faults.extend(classes::inflow(book, holder, &legs, effective_on)?);
    faults.extend(brought.faults);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    pledge::check(book, issuer, holder, draft, effective_on)?;
    let row = ledger_transaction::Model {
        instrument_id: Some(holder.instrument),
        member_id: Some(holder.member),
        reason: draft.reason.clone(),
        payment_form: Some(brought.form),
        decision_number: draft.decision_number.clone(),
        source_class: draft.source_class,
        share_count: rules::share_count(&holding, &facts)?,
        pledge_id: draft.pledge_id,
        ..bare(issuer, state, TransactionKind::Contribution, (draft.amount, effective_on), intent)
    };
    Ok(Plan { noted: pledge::noted(draft), ..Plan::new(brought.action, row, legs) })
}

/// A holder takes capital out (R27, R29).
pub(super) fn withdraw(
    book: &Book,
    issuer: OrganizationId,
    draft: &WithdrawalDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let of = (draft.member_id, draft.instrument_id);
    let Acting { state, holder, instrument, member, today, effective_on } =
        acting(book, issuer, of, draft.effective_on, intent)?;
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        ..PostingFacts::of(draft.amount, effective_on, today)
    };
    let holding = holding(book, state, instrument, member);
    let faults = rules::check_withdrawal(&holding, &facts);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let legs = Leg::pair(Place::Holder(holder), Place::Issuer(Line::Kas), draft.amount);
    check_outflow(book, issuer, holder, &legs, effective_on)?;
    let row = ledger_transaction::Model {
        instrument_id: Some(holder.instrument),
        member_id: Some(holder.member),
        reason: Some(draft.reason.clone()),
        payment_form: Some(PaymentForm::Cash),
        decision_number: draft.decision_number.clone(),
        ..bare(issuer, state, TransactionKind::Withdrawal, (draft.amount, effective_on), intent)
    };
    let for_two = rules::belongs_to_heirs(&holding);
    Ok(Plan { for_two, ..Plan::new("record_withdrawal", row, legs) })
}
