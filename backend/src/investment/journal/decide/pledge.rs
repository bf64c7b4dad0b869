//! Payments on pledges (ADR-0027).

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::investment::drafts::ContributionDraft;
use crate::investment::journal::book::Book;
use crate::investment::journal::intent::Holder;
use crate::investment::pledge::{problems, rules};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::platform::codes;

/// Refuses a contribution that names a pledge which does not take it.
pub(super) fn check(
    book: &Book,
    issuer: OrganizationId,
    holder: Holder,
    draft: &ContributionDraft,
    day: NaiveDate,
) -> Result<(), Fault> {
    let Some(id) = draft.pledge_id else { return Ok(()) };
    let pledge = book.pledges.get(&id).filter(|pledge| pledge.organization_id == issuer);
    let pledge = pledge.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/pledge_id"))?;
    if (pledge.member_id, pledge.instrument_id) != (holder.member, holder.instrument) {
        return Err(Fault::at(&problems::PLEDGE_MISMATCH, "/pledge_id"));
    }
    rules::check_payment(&pledge.terms, &pledge.days(), draft.amount, day)
}

/// What the audit log keeps of it.
pub(super) fn noted(draft: &ContributionDraft) -> Map<String, Value> {
    let mut noted = Map::new();
    if let Some(id) = draft.pledge_id {
        noted.insert("pledge_id".to_owned(), json!(id));
    }
    noted
}
