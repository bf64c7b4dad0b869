//! What a region holds of its Perseroda (R62, R63).

use std::collections::BTreeMap;

use super::state;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::book::{Book, Plan, is_region};
use crate::investment::journal::intent::Intent;
use crate::investment::ownership::problems::REGION_SHARE;
use crate::investment::ownership::rules::{RegionParts, region_minimum};
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// Shares by holder, and whether that is a region.
type Held = BTreeMap<MemberId, (bool, Money)>;

/// Before anything is posted: whatever takes the largest region below its part
/// is refused, also where it was below before, and whoever moves what: shares
/// that pass, that others get, that a region gives back, or a reversal. Where
/// no region holds anything there is no part to fall.
///
/// Only a Perseroda's shares were read for it; what stood there before the
/// ledger began is recorded as it was, with a warning where no region has its
/// part.
pub(super) fn check(
    book: &Book,
    issuer: OrganizationId,
    plan: &Plan,
    intent: &Intent,
) -> ApiResult<Option<Fault>> {
    let state = state(book, issuer)?;
    let Some(held) = &state.shares else { return Ok(None) };
    if !intent.act.needs().weighs_regions {
        return Ok(None);
    }
    let (before, after) = (weigh(held), weigh(&moved(book, held, plan)?));
    let opens = plan.row.kind == TransactionKind::OpeningBalance;
    if !(after.is_less_than(&before) || opens && after != before) {
        return Ok(None);
    }
    let parameters = book.parameters.as_ref();
    let parameters =
        parameters.ok_or_else(|| ApiError::internal("the parameters were not read"))?;
    let minimum = region_minimum(parameters, state.today(intent.author.at))?;
    if opens {
        return Ok(after.check(minimum, &REGION_SHARE));
    }
    match after.check(minimum, &problems::REGION_SHARE_FALLS) {
        Some(fault) if plan.row.reverses.is_none() => {
            Err(Fault { pointer: "/amount".to_owned(), ..fault }.into())
        }
        Some(fault) => Err(fault.into()),
        None => Ok(None),
    }
}

fn weigh(held: &Held) -> RegionParts {
    let weight = |amount: &Money| u128::try_from(amount.sen()).unwrap_or_default();
    RegionParts::of(held.values().map(|(region, amount)| (*region, weight(amount))))
}

/// The shares as they would be held.
fn moved(book: &Book, held: &Held, plan: &Plan) -> ApiResult<Held> {
    let mut after = held.clone();
    for leg in &plan.legs {
        let Some(holder) = book.holder_of(leg) else { continue };
        let instrument = book.instruments.get(&holder.instrument);
        if instrument.is_none_or(|it| it.kind != InstrumentKind::Saham) {
            continue;
        }
        let form = book.members.get(&holder.member).and_then(|member| member.holder_form);
        let region = is_region(form);
        let (_, amount) = after.entry(holder.member).or_insert((region, Money::ZERO));
        *amount = amount.checked_add(leg.credit).map_err(Fault::from)?;
        *amount = amount.checked_sub(leg.debit).map_err(Fault::from)?;
    }
    Ok(after)
}
