//! Interest of members' savings, and the tax that is withheld of it (R47).

use serde_json::json;

use super::{Acting, acting, bare, classes, holding};
use crate::investment::drafts::SavingsInterestDraft;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::journal::book::{Book, Leg, Original, Place, Plan};
use crate::investment::journal::intent::Intent;
use crate::investment::problems;
use crate::investment::rules::{self, PostingFacts};
use crate::investment::surplus::problems::SAVINGS_UNFIT;
use crate::investment::surplus::rules::savings_interest_tax;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::kernel::period::Month;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// Credits interest to a member's voluntary savings. All interest of the month
/// is taxed as one: what is withheld now is the tax on the whole month less
/// what was withheld before.
pub(super) fn earn(
    book: &Book,
    issuer: OrganizationId,
    draft: &SavingsInterestDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let of = (draft.member_id, draft.instrument_id);
    let Acting { state, holder, instrument, member, today, effective_on } =
        acting(book, issuer, of, draft.effective_on, intent)?;
    let mut faults = Vec::new();
    if instrument.kind != InstrumentKind::SimpananSukarela {
        faults.push(Fault::at(&SAVINGS_UNFIT, "/instrument_id"));
    }
    if (member.standing, member.status) != (Standing::Member, MemberStatus::Active) {
        faults.push(Fault::at(&problems::NOT_A_MEMBER, "/member_id"));
    }
    let facts = PostingFacts::of(draft.amount, effective_on, today);
    faults.extend(rules::check_interest(&holding(book, state, instrument, member), &facts));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let month = Month::of(effective_on);
    let earned = book.interest.get(&(member.id, month)).copied().unwrap_or_default();
    let gross = earned.gross.checked_add(draft.amount).map_err(Fault::from)?;
    let due = due_on(book, gross, month)?;
    // Interest that was taken back may have left more withheld than is due now;
    // and never is more withheld than is earned.
    let tax = due.checked_sub(earned.tax).map_err(Fault::from)?;
    let tax = tax.max(Money::ZERO).min(draft.amount);
    let net = draft.amount.checked_sub(tax).map_err(Fault::from)?;
    let mut legs = vec![Leg::debit(Place::Issuer(Line::AsetHasilUsaha), draft.amount)];
    if net.is_positive() {
        legs.push(Leg::credit(Place::Holder(holder), net));
    }
    if tax.is_positive() {
        legs.push(Leg::credit(Place::Issuer(Line::UtangPajak), tax));
    }
    classes::refuse_full(book, &legs, effective_on)?;
    let details = json!({ "gross": draft.amount, "net": net, "tax": tax });
    let row = ledger_transaction::Model {
        instrument_id: Some(holder.instrument),
        member_id: Some(holder.member),
        reason: Some(draft.reason.clone()),
        details: Some(details.to_string()),
        ..bare(
            issuer,
            state,
            TransactionKind::SavingsInterest,
            (draft.amount, effective_on),
            intent,
        )
    };
    let withheld = earned.tax.checked_add(tax).map_err(Fault::from)?;
    let warnings = Vec::from_iter(rules::check_withheld(due, withheld)?);
    Ok(Plan { warnings, ..Plan::new("record_savings_interest", row, legs) })
}

/// The tax on all interest of a month.
fn due_on(book: &Book, gross: Money, month: Month) -> ApiResult<Money> {
    let parameters = book.parameters.as_ref();
    let parameters = parameters.ok_or_else(|| ApiError::internal("no parameters were read"))?;
    Ok(savings_interest_tax(gross, parameters, month.last_day())?)
}

/// What is said once interest of a month is taken back: the tax of what stays may
/// be less or more than what was withheld of it (R47).
pub(super) fn taken_back(book: &Book, original: &Original) -> ApiResult<Vec<Fault>> {
    let row = &original.row;
    let (TransactionKind::SavingsInterest, Some(member)) = (row.kind, row.member_id) else {
        return Ok(Vec::new());
    };
    let month = Month::of(row.effective_on);
    let earned = book.interest.get(&(member, month)).copied().unwrap_or_default();
    let of_tax = original.entries.iter().filter(|entry| {
        let account = book.accounts.get(&entry.account_id);
        account.is_some_and(|account| account.line == Line::UtangPajak)
    });
    let tax = Money::checked_sum(of_tax.map(|entry| entry.credit_sen)).map_err(Fault::from)?;
    let gross = earned.gross.checked_sub(row.amount_sen).map_err(Fault::from)?;
    let withheld = earned.tax.checked_sub(tax).map_err(Fault::from)?;
    let due = due_on(book, gross, month)?;
    Ok(Vec::from_iter(rules::check_withheld(due, withheld)?))
}
