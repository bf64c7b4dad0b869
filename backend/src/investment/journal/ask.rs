//! What every act passes before it is posted: open books, and a second person
//! where the issuer wants one (R117, ADR-0023).

use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::book::{Book, IssuerState, Leg, Place, Plan};
use super::decide;
use super::intent::{Act, Approval, Intent};
use crate::investment::control::asked::{AskedLine, AskedRefund, AskedView};
use crate::investment::control::entity::posting_request::{self, RequestStatus};
use crate::investment::control::problems;
use crate::investment::control::rules::{self, Weighed, Why};
use crate::investment::rules::line_of;
use crate::kernel::ids::PostingRequestId;
use crate::platform::ApiError;
use crate::platform::audit;
use crate::platform::clock::fresh_id;
use crate::platform::idempotency::Replay;
use crate::platform::json::JsonText;
use crate::platform::problem::ApiResult;

fn state<'a>(book: &'a Book, plan: &Plan) -> ApiResult<&'a IssuerState> {
    book.issuers.get(&plan.row.organization_id).ok_or_else(ApiError::not_found)
}

/// Refuses what counts in a closed book year.
pub(super) fn require_open(book: &Book, plan: &Plan) -> ApiResult<()> {
    match rules::check_open(&state(book, plan)?.control, plan.row.effective_on) {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

/// Refuses what a second person has approved where it would be posted otherwise
/// than they saw it: what the books came to has moved meanwhile.
///
/// # Errors
/// 409, to be asked anew.
pub(super) fn require_as_signed(book: &Book, plan: &Plan, intent: &Intent) -> ApiResult<()> {
    let Some(Approval::By(signed)) = &intent.approval else { return Ok(()) };
    if signed.effective_on == plan.row.effective_on
        && signed.lines == lines(book, plan)?
        && signed.refund == refund(plan)
    {
        return Ok(());
    }
    Err((&problems::REQUEST_CHANGED).into())
}

/// Why a posting waits for a second person; not where somebody decided it.
pub(super) fn why(book: &Book, plan: &Plan, intent: &Intent) -> ApiResult<Option<Why>> {
    if intent.approval.is_some() {
        return Ok(None);
    }
    let state = state(book, plan)?;
    let today = state.today(intent.author.at);
    let weighed = Weighed {
        amount: plan.row.amount_sen,
        // Whoever leaves does so from a day on, and what they are paid counts from it.
        effective_on: plan
            .leaves
            .map_or(plan.row.effective_on, |it| it.left_on.min(plan.row.effective_on)),
        today,
        beside_terms: plan.for_two || decide::beside_terms(book, plan, today)?,
        senior: intent.reach.senior.covers(&state.region, plan.row.organization_id),
    };
    Ok(rules::why_second_person(&state.control, &weighed))
}

/// Keeps a checked act for a second person, and gives the answer to its maker.
///
/// # Errors
/// 409 for an act that may not be left waiting, such as one that is linked to
/// others.
pub(super) fn ask(book: &mut Book, plan: &Plan, intent: &Intent, why: Why) -> ApiResult<AskedView> {
    let control = state(book, plan)?.control;
    let (true, Some(vault), Some(maker_id)) =
        (intent.may_wait, &intent.vault, intent.author.user_id)
    else {
        return Err((&problems::APPROVAL_NEEDED).into());
    };
    let row = &plan.row;
    let id: PostingRequestId = fresh_id();
    let act = dated(&intent.act, &row.effective_on.to_string())?;
    let lines = lines(book, plan)?;
    let kept = json!({ "act": act, "lines": lines, "refund": refund(plan) }).to_string();
    let sealed = vault.seal(&posting_request::place_of_act(id), &kept);
    let sealed = sealed.map_err(ApiError::internal)?;
    let request = posting_request::Model {
        id,
        organization_id: row.organization_id,
        region_code: row.region_code.clone(),
        kind: row.kind,
        act: Some(sealed),
        member_id: row.member_id,
        instrument_id: row.instrument_id,
        amount_sen: row.amount_sen,
        effective_on: row.effective_on,
        reason: row.reason.clone(),
        above_limit: why.above_limit,
        back_dated: why.back_dated,
        beside_terms: why.beside_terms,
        limit_sen: control.approval_limit,
        status: RequestStatus::Pending,
        request_key: intent.request_key.clone(),
        maker_id,
        asked_at: intent.author.at,
        expires_at: intent.author.at + TimeDelta::days(control.approval_days),
        decided_by: None,
        decided_at: None,
        decision_reason: None,
        transaction_id: None,
    };
    let view = AskedView {
        approval_id: id,
        href: format!("/api/v1/approvals/{id}"),
        above_limit: why.above_limit,
        back_dated: why.back_dated,
        beside_terms: why.beside_terms,
        expires_at: request.expires_at,
    };
    if let Some(receipt) = &intent.receipt {
        let answer = Replay { status: StatusCode::ACCEPTED, body: JsonText::of(&view)? };
        decide::keep(book, receipt, answer, &intent.author);
    }
    let act = audit::Act {
        action: plan.action,
        subject_kind: "posting_request",
        subject_id: id.to_string(),
        region_code: Some(request.region_code.clone()),
        reason: Some("waits for a second person".to_owned()),
        before: None,
        after: Some(json!({
            "kind": request.kind, "amount_sen": request.amount_sen.sen(),
            "effective_on": request.effective_on, "above_limit": why.above_limit,
            "back_dated": why.back_dated, "beside_terms": why.beside_terms, "member_id": request.member_id,
        })),
    };
    book.decided.events.push((intent.author.clone(), act));
    book.decided.asked.push(request);
    Ok(view)
}

/// From when on what is owed to who leaves is paid, of an exit.
fn refund(plan: &Plan) -> Option<AskedRefund> {
    let settled = plan.settlement.as_ref()?;
    Some(AskedRefund { counted_from: settled.counted_from, payable_on: settled.payable_on })
}

/// The lines of a plan by what they are, as a second person reads them.
fn lines(book: &Book, plan: &Plan) -> ApiResult<Vec<AskedLine>> {
    let line = |leg: &Leg| {
        let (line, part, holder) = match leg.place {
            Place::Issuer(line) => (line, 0, None),
            Place::Part(line, part) => (line, part, None),
            Place::Holder(holder) => {
                let instrument = book.instruments.get(&holder.instrument)?;
                (line_of(instrument.kind), 0, Some(holder))
            }
            Place::Account(id) => {
                let account = book.accounts.get(&id)?;
                (account.line, account.part, account.holder)
            }
        };
        Some(AskedLine {
            line,
            part,
            member_id: holder.map(|it| it.member),
            instrument_id: holder.map(|it| it.instrument),
            debit: leg.debit,
            credit: leg.credit,
        })
    };
    let found: Option<Vec<AskedLine>> = plan.legs.iter().map(line).collect();
    found.ok_or_else(|| ApiError::internal("a line on an account that was not read"))
}

/// The act with its day: one that names none counts on the day it was asked
/// for, not on that of its approval.
fn dated(act: &Act, day: &str) -> ApiResult<Value> {
    let mut kept = serde_json::to_value(act).map_err(ApiError::internal)?;
    // An act is written as `{"withdrawal": ["<id>", {…draft…}]}`.
    let parts = kept.as_object_mut().into_iter().flat_map(|act| act.values_mut());
    let drafts = parts.filter_map(Value::as_array_mut).flatten().filter_map(Value::as_object_mut);
    for draft in drafts {
        if let Some(effective_on) = draft.get_mut("effective_on").filter(|it| it.is_null()) {
            *effective_on = Value::String(day.to_owned());
        }
    }
    Ok(kept)
}
