//! What would be, if some acts were posted: on a copy of the facts, nothing stored.
//!
//! Source: issue 3 section 3.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::ledger_account::Line;
use crate::investment::ownership::facts::{Facts, LineCapital, OrganizationHolding};
use crate::investment::ownership::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Capital comes in.
    Contribution,
    /// Capital goes out.
    Withdrawal,
    /// Capital passes from one holder to another.
    Transfer,
}

/// One side of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// An organization.
    Organization(OrganizationId),
    /// A person in the issuer's register, who has so much on the line.
    Person(MemberId, Money),
    /// Persons who are not in the register yet.
    NewPerson,
}

/// One act as it would be posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedAct {
    /// What.
    pub kind: ActKind,
    /// Whose capital.
    pub issuer: OrganizationId,
    /// On which line.
    pub line: Line,
    /// How much.
    pub amount: Money,
    /// From whom it goes, for withdrawals and transfers.
    pub from: Option<Side>,
    /// To whom it comes, for contributions and transfers.
    pub to: Option<Side>,
}

/// The facts as they would be after some acts, in their order.
///
/// Source: issue 3 section 3; R29 (nobody gives more than there is).
///
/// # Errors
/// Faults with the place of the act: a side that is missing or does not belong,
/// more than the holder has, or amounts out of range.
pub fn simulate(facts: &Facts, acts: &[PlannedAct]) -> Result<Facts, Vec<Fault>> {
    let mut after = facts.clone();
    let mut taken: Vec<(MemberId, Line, Money)> = Vec::new();
    for (place, act) in acts.iter().enumerate() {
        let below = |fault: Fault| vec![fault.below(&format!("/acts/{place}"))];
        check_sides(act).map_err(below)?;
        let paid_out = act.kind == ActKind::Withdrawal;
        let paid_in = act.kind == ActKind::Contribution;
        if let Some(side) = act.from {
            take(&mut after, &mut taken, act, side).map_err(below)?;
        }
        if let Some(side) = act.to {
            give(&mut after, &mut taken, act, side).map_err(below)?;
        }
        let change = if paid_in {
            act.amount
        } else if paid_out {
            act.amount.checked_neg().map_err(|fault| below(fault.into()))?
        } else {
            Money::ZERO
        };
        move_line(&mut after, act, change).map_err(below)?;
    }
    Ok(after)
}

fn check_sides(act: &PlannedAct) -> Result<(), Fault> {
    if !act.amount.is_positive() {
        return Err(Fault::at(&crate::investment::problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    let needed = match act.kind {
        ActKind::Contribution => (false, true),
        ActKind::Withdrawal => (true, false),
        ActKind::Transfer => (true, true),
    };
    for (needed, side, pointer) in [(needed.0, act.from, "/from"), (needed.1, act.to, "/to")] {
        if needed != side.is_some() {
            return Err(Fault::at(&problems::SIDE_UNCLEAR, pointer));
        }
    }
    Ok(())
}

fn holding<'a>(
    facts: &'a mut Facts,
    act: &PlannedAct,
    holder: OrganizationId,
) -> Option<&'a mut OrganizationHolding> {
    facts
        .holdings
        .iter_mut()
        .find(|row| row.issuer == act.issuer && row.holder == holder && row.line == act.line)
}

fn take(
    facts: &mut Facts,
    taken: &mut Vec<(MemberId, Line, Money)>,
    act: &PlannedAct,
    side: Side,
) -> Result<(), Fault> {
    let too_much = |held: Money| {
        Fault::at(&problems::MORE_THAN_HELD, "/amount").with("held", held.display_rupiah())
    };
    match side {
        Side::Organization(holder) => {
            let row = holding(facts, act, holder).ok_or_else(|| too_much(Money::ZERO))?;
            if row.amount < act.amount {
                return Err(too_much(row.amount));
            }
            row.amount = row.amount.checked_sub(act.amount)?;
        }
        Side::Person(member, held) => {
            let moved = taken.iter().filter(|(id, line, _)| *id == member && *line == act.line);
            let moved = Money::checked_sum(moved.map(|(_, _, amount)| amount))?;
            let left = held.checked_sub(moved)?;
            if left < act.amount {
                return Err(too_much(left));
            }
            taken.push((member, act.line, act.amount));
        }
        Side::NewPerson => return Err(Fault::at(&problems::SIDE_UNCLEAR, "/from")),
    }
    Ok(())
}

fn give(
    facts: &mut Facts,
    taken: &mut Vec<(MemberId, Line, Money)>,
    act: &PlannedAct,
    side: Side,
) -> Result<(), Fault> {
    match side {
        Side::Organization(holder) => match holding(facts, act, holder) {
            Some(row) => row.amount = row.amount.checked_add(act.amount)?,
            None => facts.holdings.push(OrganizationHolding {
                issuer: act.issuer,
                // Nobody's entry: the holder is not in the register yet.
                member_id: MemberId::from_uuid(holder.uuid()),
                holder,
                line: act.line,
                amount: act.amount,
            }),
        },
        Side::Person(member, _) => taken.push((member, act.line, act.amount.checked_neg()?)),
        // Persons' capital is what the line has beyond the organizations'.
        Side::NewPerson => {}
    }
    Ok(())
}

fn move_line(facts: &mut Facts, act: &PlannedAct, change: Money) -> Result<(), Fault> {
    let known = facts.lines.iter_mut().find(|row| row.issuer == act.issuer && row.line == act.line);
    match known {
        Some(row) => row.amount = row.amount.checked_add(change)?,
        None => {
            facts.lines.push(LineCapital { issuer: act.issuer, line: act.line, amount: change })
        }
    }
    Ok(())
}
