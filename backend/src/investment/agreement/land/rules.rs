//! What a consent to the use of land must have.
//!
//! Source: R78; DOMAIN 4.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::drafts::LandConsentDraft;
use super::entity::consent::{LandBasis, Model};
use super::problems;
use crate::investment::rules::{EARLIEST, check_day};
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::registry::parameters::Parameters;
use crate::registry::problems::{DATE_TOO_EARLY, DATE_TOO_LATE};

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
/// no capital of a village enterprise, R50); PP 18/2021 for the longest term
/// (parameter `max_land_consent_years` of `today`: what may be recorded now).
///
/// # Errors
/// `parameter_missing`.
pub fn check_draft(
    draft: &LandConsentDraft,
    keeper: OrganizationId,
    parameters: &Parameters,
    today: NaiveDate,
) -> Result<Vec<Fault>, Fault> {
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
    faults.extend(check_day(draft.consented_on, today, "/consented_on"));
    let years = parameters.integer("max_land_consent_years", today)?;
    faults.extend(check_term(draft, u32::try_from(years).unwrap_or(0)));
    Ok(faults)
}

/// What is against the days of a term: older than any paper, none at all, or
/// longer than `years` from the consent or its first day.
fn check_term(draft: &LandConsentDraft, years: u32) -> Option<Fault> {
    let (from, to) = (draft.valid_from, draft.valid_to);
    if from < EARLIEST {
        return Some(Fault::at(&DATE_TOO_EARLY, "/valid_from").with("earliest", EARLIEST));
    }
    if to <= from {
        let earliest = from.succ_opt().unwrap_or(from);
        return Some(Fault::at(&DATE_TOO_EARLY, "/valid_to").with("earliest", earliest));
    }
    let months = Months::new(years.saturating_mul(12));
    let latest = from.min(draft.consented_on).checked_add_months(months)?;
    (to > latest).then(|| Fault::at(&DATE_TOO_LATE, "/valid_to").with("latest", latest))
}

/// Refuses land outside the regency of the seat to who does not `reach` it: the
/// regency's own enterprises use its land, and who records another's has to be
/// answerable for it there. A seat above the regencies stands for all of them.
///
/// Source: R78, R114; house rule ADR-0044.
#[must_use]
pub fn check_place(land: &RegionCode, seat: &RegionCode, reach: bool) -> Option<Fault> {
    let around = seat.at(RegionLevel::Regency).unwrap_or(*seat);
    let far = !reach && !around.contains(land);
    far.then(|| Fault::at(&problems::LAND_ELSEWHERE, "/land_region_code").with("around", around))
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
