//! Capital that passes between holders and instruments, or is paid back.

use serde_json::{Map, Value, json};

use super::{Acting, acting, bare, check_outflow, classes, holder_of, holding, state};
use crate::investment::drafts::{CapitalConversionDraft, RedemptionDraft, TransferDraft};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{
    self, PaymentForm, SourceClass, TransactionKind,
};
use crate::investment::journal::book::{Book, Leg, Place, Plan};
use crate::investment::journal::intent::{Holder, Intent};
use crate::investment::problems;
use crate::investment::rules::{self, PostingFacts};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::problem::ApiResult;

/// The same fault at the field of this act that names the holder or instrument.
fn at(pointer: &'static str) -> impl Fn(Fault) -> Fault {
    move |fault| Fault { pointer: pointer.to_owned(), ..fault }
}

/// Capital passes from one holder to another (R34, R62, R67).
pub(super) fn transfer(
    book: &Book,
    issuer: OrganizationId,
    draft: &TransferDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let of = |member| Holder { member, instrument: draft.instrument_id };
    let (from, to) = (of(draft.from_member_id), of(draft.to_member_id));
    if from == to {
        return Err(Fault::at(&problems::TRANSFER_TO_SELF, "/to_member_id").into());
    }
    let (instrument, giver) = holder_of(book, issuer, from).map_err(side("/from_member_id"))?;
    let (_, receiver) = holder_of(book, issuer, to).map_err(side("/to_member_id"))?;
    let today = state.today(intent.author.at);
    let effective_on = draft.effective_on.unwrap_or(today);
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        share_count: draft.share_count,
        ..PostingFacts::of(draft.amount, effective_on, today)
    };
    let given = holding(book, state, instrument, giver);
    let got = holding(book, state, instrument, receiver);
    let mut faults = rules::check_transfer(&given, &got, &facts);
    let legs = Leg::pair(Place::Holder(from), Place::Holder(to), draft.amount);
    let inflow = classes::inflow(book, to, &legs, effective_on)?;
    faults.extend(inflow.into_iter().map(side("/to_member_id")));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    check_outflow(book, issuer, from, &legs, effective_on)?;
    let row = ledger_transaction::Model {
        instrument_id: Some(draft.instrument_id),
        member_id: Some(from.member),
        counter_member_id: Some(to.member),
        reason: Some(draft.reason.clone()),
        decision_number: draft.decision_number.clone(),
        share_count: rules::share_count(&given, &facts)?,
        ..bare(issuer, state, TransactionKind::Transfer, (draft.amount, effective_on), intent)
    };
    let mut noted = Map::new();
    noted.insert("to_member_id".to_owned(), json!(to.member));
    Ok(Plan { noted, ..Plan::new("record_transfer", row, legs) })
}

/// Where a holder is not of the register, the field that names them; where the
/// instrument is not, its own.
fn side(pointer: &'static str) -> impl Fn(Fault) -> Fault {
    move |fault| if fault.pointer == "/member_id" { at(pointer)(fault) } else { fault }
}

/// The issuer pays capital back by decision (R62).
pub(super) fn redeem(
    book: &Book,
    issuer: OrganizationId,
    draft: &RedemptionDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let of = (draft.member_id, draft.instrument_id);
    let Acting { state, holder, instrument, member, today, effective_on } =
        acting(book, issuer, of, draft.effective_on, intent)?;
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        share_count: draft.share_count,
        ..PostingFacts::of(draft.amount, effective_on, today)
    };
    let held = holding(book, state, instrument, member);
    let faults = rules::check_redemption(&held, &facts);
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
        // Shares that are gone, as a reversal has them.
        share_count: rules::share_count(&held, &facts)?.and_then(i64::checked_neg),
        ..bare(issuer, state, TransactionKind::Redemption, (draft.amount, effective_on), intent)
    };
    Ok(Plan::new("record_redemption", row, legs))
}

/// Capital of a holder passes to another instrument, as a whole or not at all.
pub(super) fn convert(
    book: &Book,
    issuer: OrganizationId,
    draft: &CapitalConversionDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let of = |instrument| Holder { member: draft.member_id, instrument };
    let (from, to) = (of(draft.from_instrument_id), of(draft.to_instrument_id));
    if from == to {
        return Err(Fault::at(&problems::CONVERSION_TO_SELF, "/to_instrument_id").into());
    }
    let named = |pointer: &'static str| {
        move |fault: Fault| {
            if fault.pointer == "/instrument_id" { at(pointer)(fault) } else { fault }
        }
    };
    let (given, member) = holder_of(book, issuer, from).map_err(named("/from_instrument_id"))?;
    let (got, _) = holder_of(book, issuer, to).map_err(named("/to_instrument_id"))?;
    let today = state.today(intent.author.at);
    let effective_on = draft.effective_on.unwrap_or(today);
    let facts = PostingFacts {
        decision_number: draft.decision_number.as_deref(),
        source: source_of(got),
        ..PostingFacts::of(draft.amount, effective_on, today)
    };
    let out = holding(book, state, given, member);
    let into = holding(book, state, got, member);
    // Shares leave here without being withdrawn: they become other capital.
    let for_two = rules::belongs_to_heirs(&out);
    let out = rules::check_withdrawal(&out, &facts)
        .into_iter()
        .filter(|fault| fault.code.name != problems::SHARES_STAY.name);
    let mut faults: Vec<Fault> = out.map(named("/from_instrument_id")).collect();
    let ratio = draft.ratio.map(|ratio| (ratio.from, ratio.to));
    let converted = rules::convert(draft.amount, (unit(given), unit(got)), ratio);
    faults.extend(converted.as_ref().err().cloned());
    let legs = Leg::pair(Place::Holder(from), Place::Holder(to), draft.amount);
    let inflow = classes::inflow(book, to, &legs, effective_on)?;
    for fault in rules::check_contribution(&into, &facts).into_iter().chain(inflow) {
        let fault = named("/to_instrument_id")(fault);
        // The amount, the day and the remainder are named once.
        if !faults.iter().any(|known| known.pointer == fault.pointer) {
            faults.push(fault);
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let converted = converted?;
    check_outflow(book, issuer, from, &legs, effective_on)?;
    let details = json!({ "from_units": converted.from_units, "to_units": converted.to_units });
    let row = ledger_transaction::Model {
        instrument_id: Some(from.instrument),
        member_id: Some(from.member),
        counter_instrument_id: Some(to.instrument),
        reason: Some(draft.reason.clone()),
        decision_number: draft.decision_number.clone(),
        details: Some(details.to_string()),
        ..bare(issuer, state, TransactionKind::Conversion, (draft.amount, effective_on), intent)
    };
    let mut noted: Map<String, Value> = Map::new();
    noted.insert("to_instrument_id".to_owned(), json!(to.instrument));
    noted.insert("units".to_owned(), details);
    Ok(Plan { noted, for_two, ..Plan::new("record_conversion", row, legs) })
}

/// Value of one unit of an instrument.
fn unit(instrument: &instrument::Model) -> Money {
    instrument.nominal_sen.unwrap_or(Money::from_sen(1))
}

/// The source that capital of a village enterprise keeps when it changes its
/// instrument: each kind has its own (R50).
fn source_of(instrument: &instrument::Model) -> Option<SourceClass> {
    match instrument.kind {
        InstrumentKind::PenyertaanModalDesa => Some(SourceClass::Desa),
        InstrumentKind::PenyertaanModalMasyarakat => Some(SourceClass::Masyarakat),
        _ => None,
    }
}
