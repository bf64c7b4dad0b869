//! What makes an organization's record right: pure decisions.
//!
//! Source: RULES B (R15 to R24), R25, R51; each rule names its law.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::drafts::OrganizationDraft;
use super::entity::organization::{LegalForm, OrganizationStatus};
use super::import::rules::gazetteer::is_called;
use super::parameters::Parameters;
use super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::period::add_working_days;
use crate::kernel::region_code::{RegionCode, RegionLevel, VillageKind};

mod status;

pub use status::{StatusFacts, decide_status, expired_since};

/// What begins a BUM Desa's name; Kei villages (ohoi) say BUMO, in display only (R23).
const BUM_DESA_PREFIX: &str = "BUM Desa";
/// What begins the name of one of several villages (R23).
const BUM_DESA_BERSAMA_PREFIX: &str = "BUM Desa Bersama";

/// The first day that a record may carry: cooperatives began in the 1890s.
const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1800, 1, 1).expect("a calendar date");

/// What the rules on an organization look at.
#[derive(Debug, Clone)]
pub struct OrganizationFacts<'a> {
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    pub name: &'a str,
    /// Status that is recorded.
    pub status: OrganizationStatus,
    /// Region of the seat.
    pub region: &'a RegionCode,
    /// Names of that region and of those above it.
    pub seat: Seat<'a>,
    /// Day of founding.
    pub founded_on: Option<NaiveDate>,
    /// Founders.
    pub founder_count: Option<i32>,
}

/// What a region and those above it are called, officially.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seat<'a> {
    /// The region itself.
    pub name: &'a str,
    /// The district of a village; empty where it is not asked for.
    pub district: &'a str,
    /// The regency or city of a village; empty where it is not asked for.
    pub regency: &'a str,
}

/// What was found: faults refuse the record, warnings go with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// What must be mended.
    pub faults: Vec<Fault>,
    /// What should be looked at; the record is kept and flagged.
    pub warnings: Vec<Fault>,
}

impl Findings {
    /// Adds the findings of another rule.
    pub fn add(&mut self, other: Self) {
        self.faults.extend(other.faults);
        self.warnings.extend(other.warnings);
    }

    fn fault(fault: Fault) -> Self {
        Self { faults: vec![fault], warnings: Vec::new() }
    }
}

/// Everything that RULES say about an organization's facts.
///
/// Source: R23, R24, R25.
#[must_use]
pub fn check_organization(
    facts: &OrganizationFacts<'_>,
    parameters: &Parameters,
    today: NaiveDate,
) -> Findings {
    let mut findings = Findings::default();
    findings.add(check_seat(facts));
    findings.add(check_name(facts));
    findings.add(check_founders(facts, parameters, today));
    findings.faults.extend(check_day(facts.founded_on, "/founded_on", today));
    findings
}

/// A day of the past that a living archive can reach.
fn check_day(day: Option<NaiveDate>, pointer: &str, today: NaiveDate) -> Option<Fault> {
    match day {
        Some(day) if day > today => {
            Some(Fault::at(&problems::DATE_IN_FUTURE, pointer).with("today", today))
        }
        Some(day) if day < EARLIEST => {
            Some(Fault::at(&problems::DATE_TOO_EARLY, pointer).with("earliest", EARLIEST))
        }
        _ => None,
    }
}

/// The status that an organization is recorded with: no coming days, and never
/// "expired", which comes by itself.
///
/// Source: R23; house rule.
#[must_use]
pub fn check_first_status(draft: &OrganizationDraft, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(check_day(draft.status_since, "/status_since", today));
    faults.extend(check_day(draft.name_approved_on, "/name_approved_on", today));
    if draft.status == Some(OrganizationStatus::NameExpired) {
        faults.push(
            Fault::at(&problems::STATUS_CHANGE, "/status")
                .with("from", "-")
                .with("to", OrganizationStatus::NameExpired.as_str())
                .with("allowed", "planned, name_approved, active, inactive, dissolved"),
        );
    }
    faults
}

/// A BUM Desa and a village government have their seat in a village.
fn check_seat(facts: &OrganizationFacts<'_>) -> Findings {
    let village_bound = matches!(facts.legal_form, LegalForm::BumDesa | LegalForm::PemerintahDesa);
    // A kelurahan is a part of the town's administration and has neither.
    let kelurahan = facts.region.village_kind() == Some(VillageKind::UrbanVillage);
    if !village_bound || (facts.region.level() == RegionLevel::Village && !kelurahan) {
        return Findings::default();
    }
    Findings::fault(
        Fault::at(&problems::REGION_LEVEL_OF_FORM, "/region_code")
            .with("legal_form", facts.legal_form.as_str())
            .with("expected", RegionLevel::Village),
    )
}

/// How the law wants the name to read. A name that is only applied for is
/// refused; one that stands in a deed already is a fact and gets a warning.
fn check_name(facts: &OrganizationFacts<'_>) -> Findings {
    let fault = match facts.legal_form {
        LegalForm::BumDesa => bum_desa_name(facts),
        LegalForm::BumDesaBersama => bum_desa_bersama_name(facts),
        LegalForm::KoperasiPrimer => kopdes_name(facts),
        _ => None,
    };
    let applied_for = matches!(
        facts.status,
        OrganizationStatus::Planned
            | OrganizationStatus::NameApproved
            | OrganizationStatus::NameExpired
    );
    match fault {
        Some(fault) if applied_for => Findings::fault(fault),
        Some(warning) => Findings { faults: Vec::new(), warnings: vec![warning] },
        None => Findings::default(),
    }
}

/// R23: begins "BUM Desa", ends with the village's name.
fn bum_desa_name(facts: &OrganizationFacts<'_>) -> Option<Fault> {
    let key = name_key(facts.name);
    let village = name_key(facts.seat.name);
    let ends = key == village || key.ends_with(&format!(" {village}"));
    (!(begins_with(&key, BUM_DESA_PREFIX) && ends)).then(|| {
        Fault::at(&problems::BUM_DESA_NAME, "/name")
            .with("prefix", BUM_DESA_PREFIX)
            .with("village", facts.seat.name)
    })
}

/// R23: begins "BUM Desa Bersama". How it ends is not asked: it belongs to
/// several villages, and none of their names can be the one.
fn bum_desa_bersama_name(facts: &OrganizationFacts<'_>) -> Option<Fault> {
    let begins = begins_with(&name_key(facts.name), BUM_DESA_BERSAMA_PREFIX);
    (!begins).then(|| {
        Fault::at(&problems::BUM_DESA_BERSAMA_NAME, "/name").with("prefix", BUM_DESA_BERSAMA_PREFIX)
    })
}

/// Whether a folded name begins with the words of `prefix` and has more.
fn begins_with(key: &str, prefix: &str) -> bool {
    key.starts_with(&format!("{} ", name_key(prefix)))
}

/// R24: a Merah Putih cooperative carries its village's name, and behind it at
/// most those of the district and the regency.
fn kopdes_name(facts: &OrganizationFacts<'_>) -> Option<Fault> {
    let key = name_key(facts.name);
    if !is_kopdes(&key) || facts.region.level() != RegionLevel::Village {
        return None;
    }
    let expected = match facts.region.village_kind() {
        Some(VillageKind::UrbanVillage) => {
            format!("Koperasi Kelurahan Merah Putih {}", facts.seat.name)
        }
        _ => format!("Koperasi Desa Merah Putih {}", facts.seat.name),
    };
    let rest = key.strip_prefix(&name_key(&expected));
    let matches = rest.is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix(' ').is_some_and(|rest| tells_apart(rest, facts.seat))
    });
    (!matches).then(|| Fault::at(&problems::KOPDES_NAME, "/name").with("expected", expected))
}

/// Whether words behind a village's name are its district, its regency, or both.
fn tells_apart(words: &str, seat: Seat<'_>) -> bool {
    let words: Vec<&str> = words.split(' ').collect();
    (0..=words.len()).any(|at| {
        let (district, regency) = words.split_at(at);
        (district.is_empty()
            || is_called(RegionLevel::District, &district.join(" "), seat.district))
            && (regency.is_empty()
                || is_called(RegionLevel::Regency, &regency.join(" "), seat.regency))
    })
}

/// Whether a folded name is that of a Merah Putih cooperative.
///
/// Source: R24, SE Menteri Koperasi 1/2025.
#[must_use]
pub fn is_kopdes(key: &str) -> bool {
    key.starts_with("koperasi desa merah putih")
        || key.starts_with("koperasi kelurahan merah putih")
}

/// R25: enough founders on the day of founding.
fn check_founders(
    facts: &OrganizationFacts<'_>,
    parameters: &Parameters,
    today: NaiveDate,
) -> Findings {
    let key = match facts.legal_form {
        LegalForm::KoperasiPrimer => "min_primary_cooperative_founders",
        LegalForm::KoperasiSekunder => "min_secondary_cooperative_founders",
        _ => return Findings::default(),
    };
    let Some(count) = facts.founder_count else { return Findings::default() };
    match parameters.integer(key, facts.founded_on.unwrap_or(today)) {
        Ok(minimum) if i64::from(count) >= minimum => Findings::default(),
        Ok(minimum) => Findings::fault(
            Fault::at(&problems::TOO_FEW_FOUNDERS, "/founder_count")
                .with("minimum", minimum)
                .with("count", count),
        ),
        // No law is known for that day, so that nothing can be held against it.
        Err(missing) => Findings { faults: Vec::new(), warnings: vec![missing] },
    }
}

/// Last day on which an approved name may be registered.
///
/// Source: R23, Permendesa PDTT 3/2021; the number of working days is the
/// legal parameter `bum_desa_name_working_days`. Public holidays are not known
/// to the program: with holidays between, the law's day is later than this one,
/// and a registration between the two has to be recorded with a new approval.
///
/// # Errors
/// [`problems::PARAMETER_MISSING`].
pub fn name_valid_until(
    approved_on: NaiveDate,
    parameters: &Parameters,
) -> Result<Option<NaiveDate>, Fault> {
    let days = parameters.integer("bum_desa_name_working_days", approved_on)?;
    Ok(u32::try_from(days)
        .ok()
        .and_then(|days| add_working_days(approved_on, days, &BTreeSet::new())))
}

/// The status as of `today`: an approved name that was not registered in time
/// has expired, also before the sweep of the day has stored it.
///
/// Source: R23, Permendesa PDTT 3/2021.
#[must_use]
pub fn status_on(
    stored: OrganizationStatus,
    approved_on: Option<NaiveDate>,
    parameters: &Parameters,
    today: NaiveDate,
) -> OrganizationStatus {
    let until = approved_on.and_then(|day| name_valid_until(day, parameters).ok().flatten());
    match (stored, until) {
        (OrganizationStatus::NameApproved, Some(until)) if today > until => {
            OrganizationStatus::NameExpired
        }
        _ => stored,
    }
}

/// What may follow a status.
///
/// Source: house rule, after the steps of registration in Permendesa PDTT 3/2021.
#[must_use]
pub fn next_statuses(from: OrganizationStatus) -> &'static [OrganizationStatus] {
    use OrganizationStatus::{Active, Dissolved, Inactive, NameApproved, NameExpired, Planned};
    match from {
        Planned => &[NameApproved, Active, Dissolved],
        NameApproved => &[Active, Planned, Dissolved],
        NameExpired => &[NameApproved, Dissolved],
        Active => &[Inactive, Dissolved],
        Inactive => &[Active, Dissolved],
        Dissolved => &[],
    }
}

/// Whether an organization may go from one status to another.
///
/// Source: house rule; R23 for the expired name.
///
/// # Errors
/// [`problems::STATUS_CHANGE`] with what is possible instead.
pub fn check_status_change(from: OrganizationStatus, to: OrganizationStatus) -> Result<(), Fault> {
    let allowed = next_statuses(from);
    if allowed.contains(&to) {
        return Ok(());
    }
    let names: Vec<String> = allowed.iter().map(|status| status.as_str()).collect();
    Err(Fault::at(&problems::STATUS_CHANGE, "/status")
        .with("from", from.as_str())
        .with("to", to.as_str())
        .with("allowed", if names.is_empty() { "-".to_owned() } else { names.join(", ") }))
}

#[cfg(test)]
mod tests;
