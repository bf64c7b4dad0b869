//! What a consent to the use of land must have.
//!
//! Source: R78; DOMAIN 4.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafts::LandConsentDraft;
use super::entity::consent::{LandBasis, Model};
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionLevel;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// Where a consent stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LandStatus {
    /// Its term has not begun.
    Upcoming,
    /// The land may be used.
    Active,
    /// Its term is over, or it was ended before.
    Ended,
}

/// Where a consent stands on `day`.
///
/// Source: R78, house rule ADR-0039.
#[must_use]
pub fn status(row: &Model, day: NaiveDate) -> LandStatus {
    if row.ended_on.unwrap_or(row.valid_to) <= day {
        LandStatus::Ended
    } else if row.valid_from > day {
        LandStatus::Upcoming
    } else {
        LandStatus::Active
    }
}

/// A parcel's reference without blanks, signs and case: `NIB 00.123` and
/// `nib-00123` are one parcel. Leading zeros count.
///
/// Source: house rule ADR-0039.
#[must_use]
pub fn parcel_key(reference: &str) -> String {
    name_key(reference).split(' ').collect()
}

/// Every reason against a consent, but for what binds the parcel already.
///
/// Source: R78; UU 5/1960 Pasal 3 (adat), 21 (ownership); PP 11/2021 (land is
/// no capital of a village enterprise, R50).
#[must_use]
pub fn check_draft(
    draft: &LandConsentDraft,
    keeper: OrganizationId,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if draft.right.granted().is_none() {
        faults.push(Fault::at(&problems::LAND_TITLE, "/right"));
    }
    let community = draft.holder_community.is_some();
    let registered = draft.holder_organization_id;
    let holders = [draft.holder_person_id.is_some(), registered.is_some(), community];
    if holders.into_iter().filter(|given| *given).count() != 1 || registered == Some(keeper) {
        faults.push(Fault::at(&problems::RIGHT_HOLDER_UNCLEAR, "/holder_person_id"));
    } else if community && draft.basis == LandBasis::Shm {
        faults.push(Fault::at(&problems::LAND_BASIS_HOLDER, "/basis"));
    }
    if draft.basis != LandBasis::Adat && draft.basis_number.is_none() {
        faults.push(Fault::at(&problems::LAND_BASIS_NUMBER, "/basis_number"));
    }
    if draft.land_region_code.level() != RegionLevel::Village {
        faults.push(Fault::at(&problems::LAND_NOT_IN_VILLAGE, "/land_region_code"));
    }
    if draft.consented_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/consented_on").with("today", today));
    }
    if draft.valid_to <= draft.valid_from {
        faults.push(Fault::at(&DATE_TOO_EARLY, "/valid_to").with("earliest", draft.valid_from));
    }
    faults
}

/// Whether a consent may end on `day`, which may be a day to come.
///
/// Source: R78, house rule ADR-0039.
///
/// # Errors
/// [`problems::LAND_CONSENT_ENDED`], [`problems::LAND_END_OUTSIDE_TERM`].
pub fn check_end(row: &Model, day: NaiveDate) -> Result<(), Fault> {
    if let Some(ended_on) = row.ended_on {
        return Err(Fault::new(&problems::LAND_CONSENT_ENDED).with("ended_on", ended_on));
    }
    if day < row.valid_from || day >= row.valid_to {
        let fault = Fault::at(&problems::LAND_END_OUTSIDE_TERM, "/ended_on");
        return Err(fault.with("from", row.valid_from).with("to", row.valid_to));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
