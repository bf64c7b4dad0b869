//! Decides intents on the book, one after the other: pure, in memory.

use axum::http::StatusCode;
use chrono::NaiveDate;
use serde_json::Map;

use super::ask;
use super::book::{Book, IssuerState, Leg, MemberState, Place, Plan};
use super::intent::{Act, Approval, Holder, Intent, Outcome, Receipt};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::problems;
use crate::investment::rules::{self, Holding, Principal};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::audit::Author;
use crate::platform::clock::fresh_id;
use crate::platform::idempotency::{Kept, Replay};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};

mod capital;
mod classes;
mod exit;
mod in_kind;
mod interest;
mod movement;
mod opening;
mod pledge;
mod regions;
mod reversal;
mod surplus;
mod tax;

pub(super) use classes::beside_terms;
pub(super) use reversal::irreversible;

/// Settles one intent: reach, replay, decision, answer; a refused one changes
/// nothing but the answer that its key keeps.
pub(super) fn settle(book: &mut Book, intent: &Intent) -> ApiResult<Outcome> {
    let issuer = issuer_of(book, intent)?;
    // The reach first: whoever lost it does not get old answers either.
    let state = book.issuers.get(&issuer).ok_or_else(ApiError::not_found)?;
    intent.reach.require(&state.region, issuer)?;
    if let Some(receipt) = &intent.receipt
        && let Some(known) = book.keys.get(&receipt.claim.of)
    {
        return receipt.claim.replay(known).map(Outcome::Replayed);
    }
    let decided = decide(book, issuer, intent).and_then(|plan| {
        ask::require_open(book, &plan)?;
        ask::require_as_signed(book, &plan, intent)?;
        book.weigh(&plan)?;
        book.weigh_shares(&plan)?;
        Ok(plan)
    });
    let decided = match decided {
        Ok(plan) => match ask::why(book, &plan, intent)? {
            Some(why) => match ask::ask(book, &plan, intent, why) {
                Ok(asked) => return Ok(Outcome::Asked(asked)),
                Err(error) => Err(error),
            },
            None => Ok(plan),
        },
        Err(error) => Err(error),
    };
    let posted = decided.and_then(|plan| {
        let posted = book.apply(plan, &intent.author);
        if let Err(error) = &posted {
            book.broken = Some(error.clone());
        }
        posted
    });
    let Some(receipt) = &intent.receipt else {
        return posted.map(|posted| Outcome::Posted(Box::new(posted), None));
    };
    match posted {
        Ok(posted) => {
            let body = (receipt.view)(&posted, receipt.language);
            // What cannot be told to its client must not stand without its key.
            let body = body.inspect_err(|error| book.broken = Some(error.clone()))?;
            let answer = Replay { status: StatusCode::CREATED, body: body.clone() };
            keep(book, receipt, answer, &intent.author);
            Ok(Outcome::Posted(Box::new(posted), Some(body)))
        }
        Err(error) => {
            if matches!(error.status(), 409 | 422) && book.broken.is_none() {
                let refused = Replay::refused(&error, receipt.language, &intent.author)?;
                keep(book, receipt, refused, &intent.author);
            }
            Err(error)
        }
    }
}

pub(super) fn keep(book: &mut Book, receipt: &Receipt, answer: Replay, author: &Author) {
    book.keep_key(Kept { claim: receipt.claim.clone(), answer, at: author.at });
}

/// The issuer of an act.
pub(super) fn issuer_of(book: &Book, intent: &Intent) -> ApiResult<OrganizationId> {
    book.issuer_of(&intent.act.needs()).ok_or_else(ApiError::not_found)
}

/// Whether an act would be posted on the books as they stand, or every reason
/// against it but closed years.
pub(super) fn consider(book: &Book, intent: &Intent) -> ApiResult<()> {
    decide(book, issuer_of(book, intent)?, intent).map(drop)
}

/// What is to be posted, or every reason against it.
fn decide(book: &Book, issuer: OrganizationId, intent: &Intent) -> ApiResult<Plan> {
    let mut plan = plan(book, issuer, intent)?;
    plan.warnings.extend(regions::check(book, issuer, &plan, intent)?);
    Ok(plan)
}

/// What the act itself comes to.
fn plan(book: &Book, issuer: OrganizationId, intent: &Intent) -> ApiResult<Plan> {
    match &intent.act {
        Act::Contribution(_, draft) => capital::contribute(book, issuer, draft, intent),
        Act::InKindContribution(_, draft) => in_kind::contribute(book, issuer, draft, intent),
        Act::Withdrawal(_, draft) => capital::withdraw(book, issuer, draft, intent),
        Act::OpeningBalance(_, draft) => opening::open_balance(book, issuer, draft, intent),
        Act::Transfer(_, draft) => movement::transfer(book, issuer, draft, intent),
        Act::Redemption(_, draft) => movement::redeem(book, issuer, draft, intent),
        Act::Conversion(_, draft) => movement::convert(book, issuer, draft, intent),
        Act::SavingsInterest(_, draft) => interest::earn(book, issuer, draft, intent),
        Act::TaxRemittance(_, draft) => tax::remit(book, issuer, draft, intent),
        Act::ExitSettlement(_, member, draft) => exit::settle(book, issuer, *member, draft, intent),
        Act::ExitPayment(_, id, draft) => exit::pay(book, issuer, *id, draft, intent),
        Act::Surplus(_, moved) => surplus::post(book, issuer, moved, intent),
        Act::Reversal(original, draft) => reversal::reverse(book, issuer, *original, draft, intent),
    }
}

/// The issuer of an act, which is in the book.
fn state(book: &Book, issuer: OrganizationId) -> ApiResult<&IssuerState> {
    book.issuers.get(&issuer).ok_or_else(ApiError::not_found)
}

/// The instrument and the holder of an act, which must be the issuer's own.
///
/// Source: R68 for savings of somebody who is no member.
fn holder_of(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
) -> Result<(&instrument::Model, &MemberState), Fault> {
    let instrument = book.instruments.get(&holder.instrument);
    let instrument = instrument
        .filter(|row| row.organization_id == issuer)
        .ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/instrument_id"))?;
    let member = book.members.get(&holder.member);
    let member = member.filter(|row| row.organization_id == issuer).ok_or_else(|| {
        let savings = matches!(
            instrument.kind,
            InstrumentKind::SimpananPokok
                | InstrumentKind::SimpananWajib
                | InstrumentKind::SimpananSukarela
        );
        let code = if savings { &problems::NOT_A_MEMBER } else { &problems::HOLDER_UNKNOWN };
        Fault::at(code, "/member_id")
    })?;
    Ok((instrument, member))
}

/// Whose account an act moves, of which instrument, and on what day.
struct Acting<'a> {
    state: &'a IssuerState,
    holder: Holder,
    instrument: &'a instrument::Model,
    member: &'a MemberState,
    /// The issuer's local day.
    today: NaiveDate,
    /// The day named, else today.
    effective_on: NaiveDate,
}

/// Finds what an act on one holder's account of one instrument looks at.
fn acting<'a>(
    book: &'a Book,
    issuer: OrganizationId,
    (member, instrument): (MemberId, InstrumentId),
    day: Option<NaiveDate>,
    intent: &Intent,
) -> ApiResult<Acting<'a>> {
    let state = state(book, issuer)?;
    let holder = Holder { member, instrument };
    let (instrument, member) = holder_of(book, issuer, holder)?;
    let today = state.today(intent.author.at);
    let effective_on = day.unwrap_or(today);
    Ok(Acting { state, holder, instrument, member, today, effective_on })
}

/// Refuses to take by `legs` out of a holder's account what is not free, or what
/// the terms keep.
fn check_outflow(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
    legs: &[Leg],
    day: NaiveDate,
) -> ApiResult<()> {
    check_free(book, issuer, holder, legs, day)?;
    classes::outflow(book, issuer, holder, legs, day)
}

/// Refuses to take out what is not there on the day or later (R29), or what
/// others have a claim on (R67).
fn check_free(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
    legs: &[Leg],
    day: NaiveDate,
) -> ApiResult<()> {
    let amount = classes::taken(holder, legs).map_err(Fault::from)?;
    let account = book.account(issuer, Place::Holder(holder));
    let lowest = account.map(|account| account.lowest_from(day)).transpose()?.unwrap_or_default();
    rules::check_overdraw(lowest, amount, day)?;
    let claimed = book.claims.get(&holder).copied().unwrap_or_default();
    Ok(rules::check_claims(lowest, claimed, amount)?)
}

/// What the rules look at, with what principal savings are due (R26).
fn holding(
    book: &Book,
    state: &IssuerState,
    instrument: &instrument::Model,
    member: &MemberState,
) -> Holding {
    let holder = Holder { member: member.id, instrument: instrument.id };
    let principal = (instrument.kind == InstrumentKind::SimpananPokok).then(|| Principal {
        due: book.amount_on(instrument.id, member.applied_on),
        paid: book.balance(holder),
        instalments: instrument.instalments,
    });
    Holding {
        issuer: state.legal_form,
        issuer_status: state.status,
        kind: instrument.kind,
        nominal: instrument.nominal_sen,
        standing: member.standing,
        status: member.status,
        holder: member.holder_form,
        class: member.holder_class,
        applied_on: member.applied_on,
        left_on: member.left_on,
        was_member: member.was_member,
        died_on: member.died_on,
        settled: book.settled(member.id),
        principal,
    }
}

/// A transaction with what every one has.
fn bare(
    issuer: OrganizationId,
    state: &IssuerState,
    kind: TransactionKind,
    (amount, effective_on): (Money, NaiveDate),
    intent: &Intent,
) -> ledger_transaction::Model {
    ledger_transaction::Model {
        user_id: intent.author.user_id,
        idempotency_key: intent.request_key.clone(),
        approved_by: intent.approval.as_ref().and_then(Approval::checker),
        ..ledger_transaction::Model::bare(
            intent.id.unwrap_or_else(fresh_id),
            (issuer, state.region.to_string()),
            kind,
            (amount, effective_on),
            intent.author.at,
        )
    }
}

impl Plan {
    /// A plan whose audit event needs nothing besides.
    fn new(action: &'static str, row: ledger_transaction::Model, legs: Vec<Leg>) -> Self {
        Self {
            row,
            legs,
            action,
            noted: Map::new(),
            leaves: None,
            settlement: None,
            valuation: None,
            papers: Vec::new(),
            for_two: false,
            warnings: Vec::new(),
        }
    }
}
