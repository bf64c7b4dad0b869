//! The status of villages by index.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::kernel::fault::Fault;
use crate::performance::drafts::VillageIndexDraft;
use crate::performance::entity::village_index::{Dimension, IndexSystem, VillageStatus};
use crate::performance::problems;
use crate::registry::parameters::Parameters;

/// A status as it may be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Value in ten-thousandths.
    pub ten_thousandths: Option<i64>,
    /// Status.
    pub status: VillageStatus,
    /// Scores of the six dimensions.
    pub dimensions: Option<BTreeMap<Dimension, Decimal>>,
}

/// The status of a village by its IDM, 0 to 1; each bound belongs to the lower
/// status. `day`: the last day of the year, whose bounds hold.
///
/// Source: Permendesa PDTT 2/2016, R60.
///
/// # Errors
/// `parameter_missing`.
pub fn idm_status(
    parameters: &Parameters,
    value: Decimal,
    day: NaiveDate,
) -> Result<VillageStatus, Fault> {
    let bounds = [
        ("idm_sangat_tertinggal_max", VillageStatus::SangatTertinggal),
        ("idm_tertinggal_max", VillageStatus::Tertinggal),
        ("idm_berkembang_max", VillageStatus::Berkembang),
        ("idm_maju_max", VillageStatus::Maju),
    ];
    for (key, status) in bounds {
        if value <= parameters.decimal(key, day)? {
            return Ok(status);
        }
    }
    Ok(VillageStatus::Mandiri)
}

/// Judges what was published of a village and year.
///
/// Source: Permendesa PDTT 2/2016 (IDM), Permendesa 9/2024 (Indeks Desa), R60.
///
/// # Errors
/// Every fault of the draft.
pub fn judge(
    draft: &VillageIndexDraft,
    parameters: &Parameters,
    today: NaiveDate,
) -> Result<Judged, Vec<Fault>> {
    let mut faults = Vec::new();
    if draft.year > today.year() {
        let fault = Fault::at(&problems::VILLAGE_INDEX_YEAR, "/year");
        faults.push(fault.with("year", today.year()));
    }
    let first = parameters.integer("indeks_desa_first_year", today).map_err(|fault| vec![fault])?;
    let (expected, name) = if i64::from(draft.year) < first {
        (IndexSystem::Idm, "idm")
    } else {
        (IndexSystem::IndeksDesa, "indeks_desa")
    };
    if draft.system != expected {
        let fault = Fault::at(&problems::VILLAGE_INDEX_SYSTEM, "/system").with("first", first);
        faults.push(fault.with("year", draft.year).with("expected", name));
    }
    let judged = match draft.system {
        IndexSystem::Idm => judge_idm(draft, parameters),
        IndexSystem::IndeksDesa => judge_indeks_desa(draft),
    };
    match judged {
        Ok(judged) if faults.is_empty() => Ok(judged),
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more);
            Err(faults)
        }
    }
}

fn judge_idm(draft: &VillageIndexDraft, parameters: &Parameters) -> Result<Judged, Vec<Fault>> {
    let mut faults = Vec::new();
    if draft.dimensions.is_some() {
        faults.push(dimension_fault(&Dimension::ALL));
    }
    let Some(value) = draft.value.filter(|value| *value <= Decimal::ONE) else {
        faults.push(Fault::at(&problems::VILLAGE_INDEX_VALUE, "/value"));
        return Err(faults);
    };
    let last_day = NaiveDate::from_ymd_opt(draft.year, 12, 31).unwrap_or(NaiveDate::MAX);
    let status = match idm_status(parameters, value, last_day) {
        Ok(status) => status,
        Err(fault) => {
            faults.push(fault);
            return Err(faults);
        }
    };
    if draft.status.is_some_and(|given| given != status) {
        let fault = Fault::at(&problems::VILLAGE_INDEX_STATUS, "/status");
        faults.push(fault.with("expected", status.as_str()));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Judged { ten_thousandths: ten_thousandths(value), status, dimensions: None })
}

fn judge_indeks_desa(draft: &VillageIndexDraft) -> Result<Judged, Vec<Fault>> {
    let given = draft.dimensions.as_deref().unwrap_or_default();
    let scores: BTreeMap<Dimension, Decimal> =
        given.iter().map(|one| (one.dimension, one.score)).collect();
    let mut faults = Vec::new();
    if scores.len() != Dimension::ALL.len() || given.len() != scores.len() {
        let once = |dimension: &&Dimension| {
            given.iter().filter(|one| one.dimension == **dimension).count() == 1
        };
        let amiss = Dimension::ALL.iter().filter(|dimension| !once(dimension));
        faults.push(dimension_fault(&amiss.copied().collect::<Vec<_>>()));
    }
    let Some(status) = draft.status else {
        let all = "sangat_tertinggal, tertinggal, berkembang, maju, mandiri";
        let fault = Fault::at(&problems::VILLAGE_INDEX_STATUS, "/status").with("expected", all);
        faults.push(fault);
        return Err(faults);
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let ten_thousandths = draft.value.and_then(ten_thousandths);
    Ok(Judged { ten_thousandths, status, dimensions: Some(scores) })
}

fn dimension_fault(dimensions: &[Dimension]) -> Fault {
    let names: Vec<&str> = dimensions.iter().map(|dimension| dimension.as_str()).collect();
    Fault::at(&problems::VILLAGE_INDEX_DIMENSION, "/dimensions").with("dimension", names.join(", "))
}

/// A value of four decimals as a whole number.
fn ten_thousandths(value: Decimal) -> Option<i64> {
    value.checked_mul(Decimal::from(10_000))?.to_i64()
}

/// Refuses a line over years that holds values of both indexes.
///
/// Source: Permendesa 9/2024, R60: the two are not comparable.
///
/// # Errors
/// `village_index_mixed`.
pub fn require_one_system(systems: impl IntoIterator<Item = IndexSystem>) -> Result<(), Fault> {
    let mut systems = systems.into_iter();
    let Some(first) = systems.next() else { return Ok(()) };
    if systems.all(|system| system == first) {
        Ok(())
    } else {
        Err(Fault::at(&problems::VILLAGE_INDEX_MIXED, "?system"))
    }
}
