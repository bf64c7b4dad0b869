//! Sharing of a surplus, payment of shares, covering of losses (R36, R45, R55).
//!
//! The room `surplus` has decided who gets what; what stands here is what every
//! posting is held to.

use super::{bare, classes, holder_of, state};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::journal::book::{Book, Leg, Place, Plan};
use crate::investment::journal::collective::{self, Shortage};
use crate::investment::journal::intent::{Intent, SurplusMove};
use crate::investment::surplus::problems as of_surplus;
use crate::investment::{problems, rules};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::codes;
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
            let (_, member) = holder_of(book, issuer, holder)?;
            if (member.standing, member.status) != (Standing::Member, MemberStatus::Active) {
                // They left since the shares were read: asked anew, it is owed (R68).
                return Err((&codes::CONFLICT).into());
            }
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
    refuse_spent(book, issuer, moved)?;
    classes::refuse_full(book, &moved.legs, moved.effective_on)?;
    let row = ledger_transaction::Model {
        member_id: moved.member,
        reason: Some(moved.reason.clone()),
        decision_number: Some(moved.decision_number.clone()),
        details: moved.details.clone(),
        ..bare(issuer, state, moved.kind, (amount, moved.effective_on), intent)
    };
    Ok(Plan::new(moved.action(), row, moved.legs.clone()))
}

/// What is given must be there on the day and ever after, and a loss that is
/// said to stand in the books must stand there (R29, R45).
fn refuse_spent(book: &Book, issuer: OrganizationId, moved: &SurplusMove) -> ApiResult<()> {
    let day = moved.effective_on;
    if let Some(short) = collective::shortage(book, issuer, &moved.legs, day)? {
        return Err(refusal(&short, moved).into());
    }
    if moved.kind != TransactionKind::LossCovering {
        return Ok(());
    }
    let undistributed = |leg: &&Leg| leg.place == Place::Issuer(Line::ShuBelumDibagi);
    let legs = || moved.legs.iter().filter(undistributed);
    let given = Money::checked_sum(legs().map(|leg| leg.credit)).map_err(Fault::from)?;
    let booked = Money::checked_sum(legs().map(|leg| leg.debit)).map_err(Fault::from)?;
    let covered = given.checked_sub(booked).map_err(Fault::from)?;
    let loss = collective::booked_loss(book, issuer, day)?;
    if covered > loss {
        let fault = Fault::at(&of_surplus::LOSS_NOT_IN_BOOKS, "/loss_in_books").with("day", day);
        return Err(fault.with("held", loss.display_rupiah()).into());
    }
    Ok(())
}

fn refusal(short: &Shortage, moved: &SurplusMove) -> Fault {
    let (held, day) = (short.held.display_rupiah(), moved.effective_on);
    match short.line {
        Line::ShuBelumDibagi => Fault::at(&of_surplus::SURPLUS_NOT_IN_BOOKS, "/surplus_in_books")
            .with("held", held)
            .with("needed", short.needed.display_rupiah()),
        Line::Cadangan => {
            Fault::at(&of_surplus::RESERVE_TOO_LOW, "/amount").with("day", day).with("held", held)
        }
        _ => Fault::at(&problems::INSUFFICIENT_BALANCE, "/amount").with("day", day),
    }
}
