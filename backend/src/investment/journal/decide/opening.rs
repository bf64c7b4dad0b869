//! What was there before the ledger began (ADR-0026).

use serde_json::{Map, json};

use super::{bare, classes, holder_of, holding, state};
use crate::investment::drafts::OpeningBalanceDraft;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::journal::book::{Book, Leg, Place, Plan};
use crate::investment::journal::intent::{Holder, Intent};
use crate::investment::problems;
use crate::investment::rules::{self, PostingFacts};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;

/// What a collective line or a holder had before the ledger began (R30).
pub(super) fn open_balance(
    book: &Book,
    issuer: OrganizationId,
    draft: &OpeningBalanceDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    match (draft.line, draft.member_id, draft.instrument_id) {
        (Some(line), None, None) => of_line(book, issuer, (line.line(), draft), intent),
        (None, Some(member), Some(instrument)) => {
            of_holder(book, issuer, (Holder { member, instrument }, draft), intent)
        }
        _ => Err(Fault::at(&problems::OPENING_TARGET, "/line").into()),
    }
}

/// Collective capital.
fn of_line(
    book: &Book,
    issuer: OrganizationId,
    (line, draft): (Line, &OpeningBalanceDraft),
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let mut faults = Vec::new();
    if rules::issuable(state.legal_form).is_empty() {
        let fault = Fault::new(&problems::INSTRUMENT_FORM)
            .with("legal_form", state.legal_form.as_str())
            .with("kind", line.as_str());
        faults.push(fault.with("allowed", "-"));
    }
    let stray = [
        ("/decision_number", draft.decision_number.is_some()),
        ("/source_class", draft.source_class.is_some()),
        ("/share_count", draft.share_count.is_some()),
    ];
    let stray = stray.into_iter().filter(|(_, given)| *given);
    faults.extend(stray.map(|(pointer, _)| Fault::at(&problems::OPENING_TARGET, pointer)));
    if !draft.amount.is_positive() {
        faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(rules::check_size(draft.amount));
    let today = state.today(intent.author.at);
    faults.extend(rules::check_day(draft.effective_on, today, "/effective_on"));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let facts = (draft.amount, draft.effective_on);
    let row = ledger_transaction::Model {
        reason: Some(draft.reason.clone()),
        ..bare(issuer, state, TransactionKind::OpeningBalance, facts, intent)
    };
    let legs = Leg::pair(Place::Issuer(Line::AsetAwal), Place::Issuer(line), draft.amount);
    let mut noted = Map::new();
    noted.insert("line".to_owned(), json!(line.as_str()));
    Ok(Plan { noted, ..Plan::new("record_opening_balance", row, legs) })
}

/// Capital of one holder, against the assets that it stands in.
fn of_holder(
    book: &Book,
    issuer: OrganizationId,
    (holder, draft): (Holder, &OpeningBalanceDraft),
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let (instrument, member) = holder_of(book, issuer, holder)?;
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        source: draft.source_class,
        share_count: draft.share_count,
        ..PostingFacts::of(draft.amount, draft.effective_on, state.today(intent.author.at))
    };
    let holding = holding(book, state, instrument, member);
    let account = book.account(issuer, Place::Holder(holder));
    let is_open = account.is_some_and(|account| {
        account.openings.iter().any(|it| !it.reversed && !book.reversed.contains(&it.transaction))
    });
    let days = account.map(|account| account.days()).transpose()?.unwrap_or_default();
    let mut faults = rules::check_opening(&holding, &facts, is_open, &days);
    faults.extend(classes::opening(book, holder, (draft.amount, draft.effective_on))?);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let sums = (draft.amount, draft.effective_on);
    let row = ledger_transaction::Model {
        instrument_id: Some(holder.instrument),
        member_id: Some(holder.member),
        reason: Some(draft.reason.clone()),
        decision_number: draft.decision_number.clone(),
        source_class: draft.source_class,
        share_count: rules::share_count(&holding, &facts)?,
        ..bare(issuer, state, TransactionKind::OpeningBalance, sums, intent)
    };
    let legs = Leg::pair(Place::Issuer(Line::AsetAwal), Place::Holder(holder), draft.amount);
    Ok(Plan::new("record_opening_balance", row, legs))
}
