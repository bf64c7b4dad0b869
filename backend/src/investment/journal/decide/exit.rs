//! The settlement with a member who leaves, and its payment (R32 to R34).

use chrono::NaiveDate;
use serde_json::{Map, json};

use super::{bare, check_free, classes, state};
use crate::investment::drafts::{ExitPaymentDraft, ExitSettlementDraft, HeirDraft};
use crate::investment::entity::exit_settlement;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::entity::member::{ExitReason, Standing};
use crate::investment::journal::ask;
use crate::investment::journal::book::{Book, Leaving, Leg, MemberState, Place, Plan};
use crate::investment::journal::intent::{Holder, Intent};
use crate::investment::problems;
use crate::investment::rules::{self, ExitSums};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{ExitSettlementId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;
use crate::registry::problems::DATE_TOO_EARLY;

/// Ends a membership and moves all savings into what is owed to who left, or
/// what they owe.
pub(super) fn settle(
    book: &Book,
    issuer: OrganizationId,
    id: MemberId,
    draft: &ExitSettlementDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let member = book.members.get(&id).filter(|row| row.organization_id == issuer);
    let member = member.ok_or_else(ApiError::not_found)?;
    if member.standing != Standing::Member {
        return Err(Fault::at(&problems::NOT_A_MEMBER, "/member_id").into());
    }
    if book.settled(id) {
        return Err((&problems::SETTLED_ALREADY).into());
    }
    refuse_other_exit(member, draft)?;
    let savings = savings_of(book, issuer, member);
    let mut sums =
        ExitSums { loans: draft.loans, borne_loss: draft.borne_loss, ..ExitSums::default() };
    for (line, _, balance) in &savings {
        match line {
            Line::SimpananPokok => sums.principal = *balance,
            Line::SimpananWajib => sums.mandatory = *balance,
            _ => sums.voluntary = sums.voluntary.checked_add(*balance).map_err(Fault::from)?,
        }
    }
    let mut faults =
        rules::check_exit(&sums, draft.guaranteed_loans, draft.reason, draft.heirs.len());
    faults.extend(rules::check_death(draft.reason, member.died_on, draft.left_on));
    let last = last_day(book, issuer, &savings);
    let today = state.today(intent.author.at);
    faults.extend(check_days(member, last, draft, today));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    // Of who has died, and left before that by what is said only now.
    let outlived = member.died_on.is_some() && draft.reason != ExitReason::Meninggal;
    let for_two = frees_locked(book, issuer, &savings, draft)? || outlived;
    let legs = legs_of(&savings, &sums, sums.refund()?)?;
    let settled = Settling { member, draft, sums, legs, for_two };
    // As two persons see it the refund counts from the day of leaving; what one
    // records alone counts from the day on which the exit was recorded.
    let plan = settled.plan(book, issuer, draft.left_on, intent)?;
    if intent.approval.is_some() || ask::why(book, &plan, intent)?.is_some() {
        return Ok(plan);
    }
    let recorded_on = member.left_recorded_at.map_or(today, |at| state.today(at));
    settled.plan(book, issuer, draft.left_on.max(recorded_on), intent)
}

/// Of who has left already: the day and the reason are those of the register,
/// but for a death by that day which became known since.
fn refuse_other_exit(member: &MemberState, draft: &ExitSettlementDraft) -> ApiResult<()> {
    if let Some(left_on) = member.left_on.filter(|day| *day != draft.left_on) {
        let fault = Fault::at(&problems::MEMBERSHIP_NOT_IN_FORCE, "/left_on");
        return Err(fault.with("left_on", left_on).into());
    }
    let by_death = draft.reason == ExitReason::Meninggal
        && member.died_on.is_some_and(|day| day <= draft.left_on);
    if let Some(reason) = member.exit_reason.filter(|it| *it != draft.reason && !by_death) {
        let fault = Fault::at(&problems::EXIT_REASON_DIFFERS, "/reason");
        return Err(fault.with("reason", reason.as_str()).into());
    }
    Ok(())
}

/// Refuses to pay what is not free or is locked. A lock-in binds who leaves,
/// not the heirs of who has died (R34): whether something is freed so, which a
/// second person has to see.
fn frees_locked(
    book: &Book,
    issuer: OrganizationId,
    savings: &[(Line, Holder, Money)],
    draft: &ExitSettlementDraft,
) -> ApiResult<bool> {
    let mut freed = false;
    for (_, holder, balance) in savings {
        let legs = [Leg::debit(Place::Holder(*holder), *balance)];
        check_free(book, issuer, *holder, &legs, draft.counted_on())?;
        match classes::outflow(book, issuer, *holder, &legs, draft.counted_on()) {
            Err(kept) if draft.reason == ExitReason::Meninggal && kept.status() == 409 => {
                freed = true;
            }
            checked => checked?,
        }
    }
    Ok(freed)
}

/// A settlement that the rules let through.
struct Settling<'a> {
    member: &'a MemberState,
    draft: &'a ExitSettlementDraft,
    sums: ExitSums,
    legs: Vec<Leg>,
    for_two: bool,
}

impl Settling<'_> {
    /// What is to be posted, where the refund counts from some day on.
    fn plan(
        &self,
        book: &Book,
        issuer: OrganizationId,
        counted_from: NaiveDate,
        intent: &Intent,
    ) -> ApiResult<Plan> {
        let Self { member, draft, sums, .. } = self;
        let state = state(book, issuer)?;
        let settlement = row_of(book, (issuer, member.id), draft, (sums, counted_from), intent)?;
        let debits = self.legs.iter().map(|leg| leg.debit);
        let amount = Money::checked_sum(debits).map_err(Fault::from)?;
        if !amount.is_positive() {
            return Err((&problems::NOTHING_TO_SETTLE).into());
        }
        let details = settlement.details().to_string();
        let counted = (amount, draft.counted_on());
        let row = ledger_transaction::Model {
            member_id: Some(member.id),
            reason: Some(draft.reason.as_str()),
            decision_number: draft.decision_number.clone(),
            settlement_id: Some(settlement.id),
            details: Some(details),
            ..bare(issuer, state, TransactionKind::ExitSettlement, counted, intent)
        };
        let mut noted = Map::new();
        noted.insert("settlement".to_owned(), settlement.details());
        noted.insert("heirs".to_owned(), json!(draft.heirs.len()));
        if let Some(reason) = member.exit_reason.filter(|it| *it != draft.reason) {
            noted.insert("exit_reason_before".to_owned(), json!(reason));
        }
        let leaves = Leaving { member: member.id, left_on: draft.left_on, reason: draft.reason };
        Ok(Plan {
            noted,
            leaves: Some(leaves),
            settlement: Some(settlement),
            for_two: self.for_two,
            ..Plan::new("record_exit_settlement", row, self.legs.clone())
        })
    }
}
/// What a member has saved, by account.
fn savings_of(
    book: &Book,
    issuer: OrganizationId,
    member: &MemberState,
) -> Vec<(Line, Holder, Money)> {
    let mut found: Vec<(Line, Holder, Money)> = book
        .accounts
        .values()
        .filter(|account| account.organization_id == issuer && account.balance.is_positive())
        .filter_map(|account| {
            let holder = account.holder.filter(|holder| holder.member == member.id)?;
            matches!(
                account.line,
                Line::SimpananPokok | Line::SimpananWajib | Line::SimpananSukarela
            )
            .then_some((account.line, holder, account.balance))
        })
        .collect();
    // The same lines in the same order, however the accounts were read.
    found.sort_by_key(|(line, holder, _)| (*line, holder.instrument));
    found
}

/// The day of the last posting on savings.
fn last_day(
    book: &Book,
    issuer: OrganizationId,
    savings: &[(Line, Holder, Money)],
) -> Option<NaiveDate> {
    let account = |holder: &Holder| book.account(issuer, Place::Holder(*holder));
    let days = savings.iter().filter_map(|(_, holder, _)| account(holder)?.last_on);
    days.max()
}

/// Nobody leaves before the membership began, nor before the last posting: no
/// savings stand as a non-member's (R68). The settlement counts from the exit
/// on, and on no other day; of who left before, whose savings may have been
/// moved since, not before the last posting.
fn check_days(
    member: &MemberState,
    last: Option<NaiveDate>,
    draft: &ExitSettlementDraft,
    today: NaiveDate,
) -> Vec<Fault> {
    let began = member.joined_on.unwrap_or(member.applied_on);
    let bound = last.filter(|_| member.left_on.is_none());
    let leaving = bound.map_or(began, |last| last.max(began));
    let counting = last.map_or(draft.left_on, |last| last.max(draft.left_on));
    let early = |pointer, earliest| Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", earliest);
    let mut faults = Vec::new();
    if draft.left_on < leaving {
        faults.push(early("/left_on", leaving));
    } else if member.left_on.is_none() && draft.counted_on() != draft.left_on {
        let fault = Fault::at(&problems::EXIT_DAYS_DIFFER, "/effective_on");
        faults.push(fault.with("left_on", draft.left_on));
    } else if draft.counted_on() < counting {
        faults.push(early("/effective_on", counting));
    }
    faults.extend(rules::check_day(draft.left_on, today, "/left_on"));
    if draft.counted_on() != draft.left_on {
        faults.extend(rules::check_day(draft.counted_on(), today, "/effective_on"));
    }
    faults
}

fn row_of(
    book: &Book,
    (issuer, member): (OrganizationId, MemberId),
    draft: &ExitSettlementDraft,
    (sums, counted_from): (&ExitSums, NaiveDate),
    intent: &Intent,
) -> ApiResult<exit_settlement::Model> {
    let rules_of = book.exit_rules.get(&issuer).map(Vec::as_slice).unwrap_or_default();
    let rule = rules_of.iter().rev().find(|(from, _)| *from <= draft.left_on);
    let id = fresh_id();
    Ok(exit_settlement::Model {
        id,
        organization_id: issuer,
        region_code: state(book, issuer)?.region.to_string(),
        member_id: member,
        left_on: draft.left_on,
        exit_reason: draft.reason,
        principal_sen: sums.principal,
        mandatory_sen: sums.mandatory,
        voluntary_sen: sums.voluntary,
        loans_sen: sums.loans,
        borne_loss_sen: sums.borne_loss,
        refund_sen: sums.refund()?,
        counted_from: Some(counted_from),
        payable_on: rules::payable_on(counted_from, rule.and_then(|(_, days)| *days)),
        heirs: None,
        heirs_sealed: sealed(id, &draft.heirs, intent.vault.as_deref())?,
        heir_count: i64::try_from(draft.heirs.len()).map_err(ApiError::internal)?,
        created_at: intent.author.at,
    })
}

/// The heirs as they are kept; nothing where there are none.
fn sealed(
    id: ExitSettlementId,
    heirs: &[HeirDraft],
    vault: Option<&Vault>,
) -> ApiResult<Option<Vec<u8>>> {
    if heirs.is_empty() {
        return Ok(None);
    }
    let vault = vault.ok_or_else(|| ApiError::internal("heirs came without a key to seal them"))?;
    let list = serde_json::to_string(heirs).map_err(ApiError::internal)?;
    let sealed = vault.seal(&exit_settlement::place_of_heirs(id), &list);
    sealed.map(Some).map_err(ApiError::internal)
}

/// Savings out; against them loans, the borne loss, and the refund as a debt of
/// the issuer, or what is short as a claim on who left. Reserves stay.
fn legs_of(
    savings: &[(Line, Holder, Money)],
    sums: &ExitSums,
    refund: Money,
) -> ApiResult<Vec<Leg>> {
    let mut legs: Vec<Leg> = savings
        .iter()
        .map(|(_, holder, balance)| Leg::debit(Place::Holder(*holder), *balance))
        .collect();
    if refund.is_negative() {
        let short = refund.checked_neg().map_err(Fault::from)?;
        legs.push(Leg::debit(Place::Issuer(Line::PiutangAnggotaKeluar), short));
    }
    let credits = [
        (Line::PinjamanAnggota, sums.loans),
        (Line::ShuBelumDibagi, sums.borne_loss),
        (Line::UtangAnggotaKeluar, refund),
    ];
    for (line, amount) in credits.into_iter().filter(|(_, amount)| amount.is_positive()) {
        legs.push(Leg::credit(Place::Issuer(line), amount));
    }
    Ok(legs)
}

/// Pays what was settled, once, when the by-laws allow it.
pub(super) fn pay(
    book: &Book,
    issuer: OrganizationId,
    id: ExitSettlementId,
    draft: &ExitPaymentDraft,
    intent: &Intent,
) -> ApiResult<Plan> {
    let state = state(book, issuer)?;
    let known = book.settlements.get(&id).filter(|known| known.row.organization_id == issuer);
    let known = known.ok_or_else(ApiError::not_found)?;
    let settled = &known.row;
    if known.paid || !settled.refund_sen.is_positive() {
        return Err((&problems::REFUND_NOT_OWED).into());
    }
    let today = state.today(intent.author.at);
    let day = draft.effective_on.unwrap_or(today);
    if let Some(fault) = rules::check_day(day, today, "/effective_on") {
        return Err(fault.into());
    }
    if day < known.counted_on {
        let fault = Fault::at(&DATE_TOO_EARLY, "/effective_on");
        return Err(fault.with("earliest", known.counted_on).into());
    }
    let held_on = draft.meeting.as_ref().map(|meeting| meeting.held_on);
    let counted_from = settled.counted_from.unwrap_or(settled.left_on);
    rules::check_payable(counted_from, settled.payable_on, held_on, day)?;
    let row = ledger_transaction::Model {
        member_id: Some(settled.member_id),
        reason: Some(draft.reason.clone()),
        payment_form: Some(PaymentForm::Cash),
        decision_number: draft.meeting.as_ref().map(|meeting| meeting.number.clone()),
        settlement_id: Some(id),
        details: held_on.map(|day| json!({ "meeting_held_on": day }).to_string()),
        ..bare(issuer, state, TransactionKind::ExitPayment, (settled.refund_sen, day), intent)
    };
    let legs = Leg::pair(
        Place::Issuer(Line::UtangAnggotaKeluar),
        Place::Issuer(Line::Kas),
        settled.refund_sen,
    );
    // That there was a meeting is not one person's word alone.
    let recorded = draft.meeting.as_ref().is_some_and(|meeting| book.meets(issuer, meeting));
    let for_two = settled.payable_on.is_none() && !recorded;
    Ok(Plan { for_two, ..Plan::new("record_exit_payment", row, legs) })
}
