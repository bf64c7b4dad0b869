//! What a partnership contract must have, and what the larger party may not.
//!
//! Source: R76; UU 20/2008 Pasal 34 and 35.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::drafts::PartnershipDraft;
use super::entity::partnership::{
    Holding, LargerParty, Model, PartnershipPattern, PartnershipStatus,
};
use super::problems;
use crate::investment::ownership::facts::Facts;
use crate::investment::rules::{EARLIEST, check_day};
use crate::kernel::fault::{Code, Fault};
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::OrganizationId;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY, DATE_TOO_LATE};

/// Where a contract stands at the end of `day`. One that is signed before its
/// term begins is `aktif` already.
///
/// Source: R76, house rule ADR-0039.
#[must_use]
pub fn status(row: &Model, day: NaiveDate) -> PartnershipStatus {
    let over = |end: Option<NaiveDate>| end.is_some_and(|end| end <= day);
    if row.signed_on.is_none() {
        PartnershipStatus::Draft
    } else if over(row.ended_on) || over(row.valid_to) {
        PartnershipStatus::Berakhir
    } else {
        PartnershipStatus::Aktif
    }
}

/// Every reason against what a draft says, as far as it says it.
///
/// Source: house rule ADR-0039.
#[must_use]
pub fn check_draft(draft: &PartnershipDraft, keeper: OrganizationId) -> Vec<Fault> {
    let mut faults = Vec::new();
    let registered = draft.partner_organization_id;
    if registered.is_some() == draft.partner_name.is_some() || registered == Some(keeper) {
        faults.push(Fault::at(&problems::PARTNER_UNCLEAR, "/partner_organization_id"));
    }
    if let (Some(from), Some(to)) = (draft.valid_from, draft.valid_to)
        && to <= from
    {
        let earliest = from.succ_opt().unwrap_or(from);
        faults.push(Fault::at(&DATE_TOO_EARLY, "/valid_to").with("earliest", earliest));
    }
    if draft.valid_from.is_some_and(|from| from < EARLIEST) {
        faults.push(Fault::at(&DATE_TOO_EARLY, "/valid_from").with("earliest", EARLIEST));
    }
    if draft.larger_has_director && draft.larger_party == LargerParty::Neither {
        faults.push(Fault::at(&problems::NO_LARGER_PARTY, "/larger_has_director"));
    }
    faults
}

/// Every reason against the day of a signature: in the future, older than any
/// paper, or when the term of the contract was over.
///
/// Source: R76, house rule ADR-0044.
#[must_use]
pub fn check_signature(row: &Model, signed_on: NaiveDate, today: NaiveDate) -> Option<Fault> {
    let last = row.valid_to.and_then(|to| to.pred_opt()).filter(|last| signed_on > *last);
    let late = || {
        let last = last?;
        Some(Fault::at(&DATE_TOO_LATE, "/signed_on").with("latest", last))
    };
    check_day(signed_on, today, "/signed_on").or_else(late)
}

/// What a contract lacks to become `aktif`: every gap, in the order of the law.
/// Pointers are those of the contract.
///
/// Source: R76; UU 20/2008 Pasal 34(2) for the parts and 34(1) for the language,
/// as DOMAIN 4 reads them; to be checked.
#[must_use]
pub fn gaps(row: &Model) -> Vec<Fault> {
    let parts: [(&'static Code, &str, bool); 8] = [
        (&problems::CONTRACT_ACTIVITY_MISSING, "/activity", row.activity.is_some()),
        (&problems::CONTRACT_DUTIES_MISSING, "/keeper_duties", row.keeper_duties.is_some()),
        (&problems::CONTRACT_DUTIES_MISSING, "/partner_duties", row.partner_duties.is_some()),
        (&problems::CONTRACT_DEVELOPMENT_MISSING, "/development", row.development.is_some()),
        (&problems::CONTRACT_TERM_MISSING, "/valid_from", row.valid_from.is_some()),
        (&problems::CONTRACT_TERM_MISSING, "/valid_to", row.valid_to.is_some()),
        (
            &problems::CONTRACT_DISPUTE_CLAUSE_MISSING,
            "/dispute_clause",
            row.dispute_clause.is_some(),
        ),
        (
            &problems::CONTRACT_INDONESIAN_TEXT_MISSING,
            "/indonesian_text",
            row.document_sha256.is_some(),
        ),
    ];
    let missing = parts.into_iter().filter(|(_, _, there)| !there);
    missing.map(|(code, pointer, _)| Fault::at(code, pointer)).collect()
}

/// Whether a signed contract may end on `day`.
///
/// Source: R76, house rule ADR-0039.
///
/// # Errors
/// [`problems::CONTRACT_NOT_IN_FORCE`], [`DATE_IN_FUTURE`], [`DATE_TOO_EARLY`].
pub fn check_end(row: &Model, day: NaiveDate, today: NaiveDate) -> Result<(), Fault> {
    let standing = status(row, today);
    if standing != PartnershipStatus::Aktif {
        let fault = Fault::new(&problems::CONTRACT_NOT_IN_FORCE).with("status", standing.as_str());
        return Err(fault.with("day", today));
    }
    if day > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "/ended_on").with("today", today));
    }
    match row.signed_on.filter(|signed| day < *signed) {
        Some(signed) => Err(Fault::at(&DATE_TOO_EARLY, "/ended_on").with("earliest", signed)),
        None => Ok(()),
    }
}

/// Whether a plasma reckoning of the days `from` to `to` may refer to a contract.
///
/// Source: R76 and R77, house rule ADR-0039.
///
/// # Errors
/// [`problems::CONTRACT_OF_ANOTHER_PATTERN`], [`problems::CONTRACT_NOT_IN_FORCE`],
/// [`DATE_TOO_EARLY`] for a period that begins before the term.
pub fn check_reference(row: &Model, from: NaiveDate, to: NaiveDate) -> Result<(), Fault> {
    let pointer = "/partnership_id";
    if row.pattern != PartnershipPattern::IntiPlasma {
        let fault = Fault::at(&problems::CONTRACT_OF_ANOTHER_PATTERN, pointer);
        return Err(fault.with("pattern", row.pattern.as_str()));
    }
    let standing = status(row, to);
    if standing != PartnershipStatus::Aktif {
        let fault = Fault::at(&problems::CONTRACT_NOT_IN_FORCE, pointer);
        return Err(fault.with("status", standing.as_str()).with("day", to));
    }
    match row.valid_from.filter(|first| from < *first) {
        Some(first) => Err(Fault::at(&DATE_TOO_EARLY, "/period_start").with("earliest", first)),
        None => Ok(()),
    }
}

/// The larger party of a contract, as records of ownership know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Larger<'a> {
    /// It is in the registry.
    Registered(OrganizationId),
    /// It is known by its name alone.
    Named(&'a str),
}

/// How `larger` holds `smaller` by all that is known: any capital above zero
/// counts, by the ledger or as declared.
///
/// Source: R76; UU 20/2008 Pasal 35: the larger may neither own nor control.
#[must_use]
pub fn holding(facts: &Facts, smaller: OrganizationId, larger: Larger<'_>) -> Holding {
    let mut holders: BTreeMap<OrganizationId, BTreeSet<OrganizationId>> = BTreeMap::new();
    for held in facts.holdings.iter().filter(|held| held.amount.is_positive()) {
        holders.entry(held.issuer).or_default().insert(held.holder);
    }
    for declared in &facts.declared {
        if let Some(holder) = declared.holder {
            holders.entry(declared.issuer).or_default().insert(holder);
        }
    }
    let is_named = |issuer: OrganizationId| match larger {
        Larger::Registered(_) => false,
        Larger::Named(name) => facts.declared.iter().any(|declared| {
            let outside = declared.outside_name.as_deref().map(name_key);
            declared.issuer == issuer && outside == Some(name_key(name))
        }),
    };
    let mut seen = BTreeSet::new();
    let mut open = vec![smaller];
    while let Some(issuer) = open.pop() {
        if !seen.insert(issuer) {
            continue;
        }
        let above = holders.get(&issuer).cloned().unwrap_or_default();
        let holds = match larger {
            Larger::Registered(id) => above.contains(&id),
            Larger::Named(_) => is_named(issuer),
        };
        if holds && issuer == smaller {
            return Holding::Direct;
        }
        if holds {
            return Holding::Indirect;
        }
        open.extend(above);
    }
    Holding::None
}

/// What a supervisor should look at; it refuses nothing.
///
/// Source: R76; UU 20/2008 Pasal 35.
#[must_use]
pub fn warnings(row: &Model) -> Vec<Fault> {
    let mut found = Vec::new();
    if row.larger_holding != Holding::None {
        let fault = Fault::at(&problems::LARGER_PARTY_HOLDS, "/larger_party");
        let fault = fault.with("day", row.larger_holding_on);
        found.push(fault.with("holding", row.larger_holding.as_str()));
    }
    if row.larger_has_director {
        found.push(Fault::at(&problems::LARGER_PARTY_DIRECTS, "/larger_has_director"));
    }
    found
}

#[cfg(test)]
mod tests;
