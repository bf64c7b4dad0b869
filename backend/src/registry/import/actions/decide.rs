//! What a row of a file means for the register: a new organization, a change,
//! nothing, or a refusal.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use chrono::NaiveDate;

use super::super::mapping::Field;
use super::super::problems;
use super::super::rules::Found;
use super::super::rules::columns::Plan;
use super::super::rules::gazetteer::Gazetteer;
use super::super::rules::merge::{merged_draft, new_draft};
use super::super::store::Known;
use super::Settings;
use super::read::Reading;
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::clock::fresh_id;
use crate::platform::codes;
use crate::registry::actions::{
    Changed, Context, Surroundings, changed_row, facts, holds_village, judge, new_row, with_status,
};
use crate::registry::drafts::{Identifiers, OrganizationDraft};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
use crate::registry::parameters::Parameters;
use crate::registry::problems::SECOND_BUM_DESA;
use crate::registry::rules::{Findings, Seat, decide_status, is_kopdes};

/// What was decided for a row.
#[derive(Debug)]
pub(super) enum Decision {
    /// A new organization.
    Create(Box<organization::Model>),
    /// A known one, to be changed.
    Change(Box<Changed>),
    /// A known one that the row says nothing new of.
    Unchanged,
    /// Faults.
    Refused,
}

/// What earlier rows of the file have said.
#[derive(Debug, Default)]
pub(super) struct Memory {
    hasher: RandomState,
    /// Hashes of natural keys, and the row that had them.
    keys: HashMap<u64, u64>,
    points: HashMap<(i64, i64), u64>,
    /// Who holds a village's place of active BUM Desa after these rows (R51).
    villages: HashMap<RegionCode, Option<OrganizationId>>,
    /// Hashes of names that may stand once (R24).
    names: HashMap<u64, OrganizationId>,
}

impl Memory {
    /// The row that had one of these keys before.
    fn repeated(&mut self, keys: &[String], row: u64) -> Option<u64> {
        let mut before = None;
        for key in keys {
            let hash = self.hasher.hash_one(key);
            before = before.or(self.keys.insert(hash, row));
        }
        before
    }
}

/// Decides rows, one after the other.
#[derive(Debug)]
pub(super) struct Decider<'a> {
    pub(super) settings: &'a Settings,
    pub(super) plan: &'a Plan,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) parameters: &'a Parameters,
    pub(super) scope: &'a Scope,
    pub(super) context: &'a Context,
    pub(super) memory: Memory,
}

impl Decider<'_> {
    /// Decides a row; what it finds is added to the reading. `known` is what
    /// the register knows of it.
    pub(super) fn decide(&mut self, reading: &mut Reading, known: &Known) -> Decision {
        // Before anything is said of what the register knows.
        if reading.region.is_some_and(|region| !self.scope.covers_region(&region)) {
            reading.found.push(not_permitted());
            return Decision::Refused;
        }
        let target = match self.target(reading, known) {
            Ok(target) => target,
            Err(fault) => {
                reading.found.push(Found::fault(Field::Name, fault));
                return Decision::Refused;
            }
        };
        let keys = natural_keys(reading, target);
        if let Some(row) = self.memory.repeated(&keys, reading.row.number) {
            let fault = Fault::new(&problems::ROW_REPEATED).with("row", row);
            reading.found.push(Found::fault(None, fault));
            return Decision::Refused;
        }
        match target.and_then(|id| known.rows.get(&id)) {
            Some(before) => self.change(reading, before, known),
            None => self.create(reading, known),
        }
    }

    /// The organization that a row is about, if it is known: by the source's
    /// number, else by form, place and name.
    fn target(&self, reading: &Reading, known: &Known) -> Result<Option<OrganizationId>, Fault> {
        let external = reading.values.external_id.as_ref();
        if let Some(id) = external.and_then(|number| known.by_external_id.get(number)) {
            return Ok(Some(*id));
        }
        let (Some(form), Some(region)) = (reading.form, reading.region) else { return Ok(None) };
        let place = (form, region.to_string(), reading.name_key.clone());
        match known.by_name.get(&place).map_or(&[][..], Vec::as_slice) {
            [] => Ok(None),
            [id] => match (external, known.external_ids.get(id)) {
                (Some(_), Some(other)) => {
                    Err(Fault::new(&problems::IDENTIFIER_DIFFERS).with("known", other))
                }
                _ => Ok(Some(*id)),
            },
            several => {
                Err(Fault::new(&problems::ORGANIZATION_AMBIGUOUS).with("count", several.len()))
            }
        }
    }

    fn create(&mut self, reading: &mut Reading, known: &Known) -> Decision {
        let Some((name, form, region)) = needed(reading) else { return Decision::Refused };
        if !self.scope.covers_region(&region) {
            reading.found.push(not_permitted());
            return Decision::Refused;
        }
        if let Some(assumed) = status_assumed(reading, self.context.today) {
            reading.found.push(assumed);
        }
        let id = fresh_id();
        let draft = new_draft(&reading.values, &name, form, region);
        let (identifiers, findings) = self.judge(id, &draft, None, known);
        self.add(reading, findings, &identifiers);
        if reading.is_faulty() {
            return Decision::Refused;
        }
        let source = self.settings.source.clone();
        let row = new_row(id, &draft, identifiers, source, self.context);
        self.remember(&row, region);
        Decision::Create(Box::new(row))
    }

    fn change(
        &mut self,
        reading: &mut Reading,
        before: &organization::Model,
        known: &Known,
    ) -> Decision {
        let Ok(old_region) = before.region_code.parse::<RegionCode>() else {
            return Decision::Refused;
        };
        let moves = reading.region.filter(|region| *region != old_region);
        let reached = self.scope.covers(&old_region, before.id)
            && moves.is_none_or(|region| self.scope.covers_region(&region));
        if !reached {
            reading.found.push(not_permitted());
            return Decision::Refused;
        }
        let draft = merged_draft(before, old_region, &reading.values, reading.region);
        // The status has its own act, below.
        let draft = OrganizationDraft { status: None, status_since: None, ..draft };
        let (identifiers, findings) = self.judge(before.id, &draft, Some(before), known);
        let after = changed_row(before, &draft, identifiers.clone(), self.context);
        let differs = organization::Model {
            version: before.version,
            updated_at: before.updated_at,
            ..after.clone()
        } != *before;
        let status = reading.values.status.filter(|status| *status != before.status);
        if !differs && status.is_none() {
            // Nothing is written, so that only the cells themselves can be at fault.
            self.add(reading, Findings::default(), &identifiers);
            return if reading.is_faulty() { Decision::Refused } else { Decision::Unchanged };
        }
        self.add(reading, findings, &identifiers);
        let after = match status {
            Some(status) => self.with_status(reading, after, status, known),
            None => after,
        };
        if reading.is_faulty() {
            return Decision::Refused;
        }
        if holds_village(before.legal_form, before.status) {
            self.memory.villages.insert(old_region, None);
        }
        self.remember(&after, draft.region_code);
        Decision::Change(Box::new(Changed { before: before.clone(), after }))
    }

    /// The row with the status that a file gives it from today, by the rules of
    /// a change by hand (R23, R51); what they refuse is added to the reading.
    fn with_status(
        &self,
        reading: &mut Reading,
        row: organization::Model,
        status: OrganizationStatus,
        known: &Known,
    ) -> organization::Model {
        let today = self.context.today;
        let decided = decide_status(facts(&row), status, today, self.parameters, today);
        let taken = row.region_code.parse().is_ok_and(|region| {
            holds_village(row.legal_form, status) && self.is_taken(&region, row.id, known)
        });
        let second = taken.then(|| Fault::at(&SECOND_BUM_DESA, "/status"));
        let approved_on = match decided {
            Ok(approved_on) => approved_on,
            Err(faults) => {
                let found = faults.into_iter().chain(second);
                let found = found.map(|fault| Found::fault(Field::Status, fault));
                reading.found.extend(found);
                return row;
            }
        };
        reading.found.extend(second.map(|fault| Found::fault(Field::Status, fault)));
        with_status(row, status, today, approved_on)
    }

    /// Whether another BUM Desa is at work in the village after the rows before.
    fn is_taken(&self, village: &RegionCode, id: OrganizationId, known: &Known) -> bool {
        let holder = match self.memory.villages.get(village) {
            Some(holder) => *holder,
            None => known.holders.get(village.as_str()).copied(),
        };
        holder.is_some_and(|holder| holder != id)
    }

    fn judge(
        &self,
        id: OrganizationId,
        draft: &OrganizationDraft,
        before: Option<&organization::Model>,
        known: &Known,
    ) -> (Identifiers, Findings) {
        let region = &draft.region_code;
        let place = self.gazetteer.find(region);
        let called = |level: RegionLevel| {
            let above = region.at(level).and_then(|code| self.gazetteer.find(&code));
            above.map_or("", |place| place.name.as_str())
        };
        let seat = |name| Seat {
            name,
            district: called(RegionLevel::District),
            regency: called(RegionLevel::Regency),
        };
        let seat = place.map(|place| seat(place.name.as_str())).ok_or_else(|| {
            Fault::at(&crate::region::problems::REGION_UNKNOWN, "/region_code")
                .with("code", region)
                .with("edition", kibm_seed::regions::EDITION)
        });
        let key = crate::kernel::identifiers::name_key(&draft.name);
        let bearers = known.by_bare_name.get(&(draft.legal_form, key.clone()));
        let name_taken = is_kopdes(&key)
            && (bearers.is_some_and(|ids| ids.iter().any(|other| *other != id))
                || self.name_hash(draft.legal_form, &key).is_some_and(|other| other != id));
        let village_taken = self.is_taken(region, id, known);
        let surroundings = Surroundings { seat, name_taken, village_taken };

        // Whoever may import is a registrar.
        let before = before.map(|before| (before, true));
        judge(draft, before, surroundings, self.parameters, self.context.today)
    }

    fn name_hash(&self, form: LegalForm, key: &str) -> Option<OrganizationId> {
        self.memory.names.get(&self.memory.hasher.hash_one((form.as_str(), key))).copied()
    }

    /// Adds what the rules found, and whether another row has the same point.
    fn add(&mut self, reading: &mut Reading, findings: Findings, identifiers: &Identifiers) {
        for fault in findings.faults {
            reading.found.push(Found::fault(field_of(&fault.pointer), fault));
        }
        for warning in findings.warnings {
            reading.found.push(Found::warning(field_of(&warning.pointer), warning));
        }
        let given = reading.values.point.is_some();
        if let Some(point) = identifiers.point.filter(|_| given) {
            let first = *self.memory.points.entry(point).or_insert(reading.row.number);
            if first != reading.row.number {
                let fault = Fault::new(&problems::COORDINATES_SHARED).with("row", first);
                reading.found.push(Found::warning(Field::Latitude, fault));
            }
        }
    }

    fn remember(&mut self, row: &organization::Model, region: RegionCode) {
        if holds_village(row.legal_form, row.status) {
            self.memory.villages.insert(region, Some(row.id));
        }
        if is_kopdes(&row.name_key) {
            let hash =
                self.memory.hasher.hash_one((row.legal_form.as_str(), row.name_key.as_str()));
            self.memory.names.insert(hash, row.id);
        }
    }
}

/// What a new organization's status is taken to be, where its row tells none.
fn status_assumed(reading: &Reading, today: NaiveDate) -> Option<Found> {
    let unread = reading.found.iter().any(|found| found.field == Some(Field::Status));
    (reading.values.status.is_none() && !unread).then(|| {
        let fault = Fault::new(&problems::STATUS_ASSUMED);
        let status = OrganizationStatus::Active.as_str();
        Found::warning(Field::Status, fault.with("status", status).with("since", today))
    })
}

fn not_permitted() -> Found {
    Found::fault(Field::RegionCode, Fault::new(&crate::identity::problems::NOT_PERMITTED))
}

/// What a new organization cannot do without; each that lacks is a fault.
fn needed(reading: &mut Reading) -> Option<(String, LegalForm, RegionCode)> {
    let missing = |field: Field| {
        Found::fault(field, Fault::new(&codes::FIELD_MISSING).with("field", field.as_str()))
    };
    // A name of signs alone has no key and cannot be found again.
    let name = reading.values.name.clone().filter(|_| !reading.name_key.is_empty());
    let broken = |field: Field, found: &[Found]| found.iter().any(|one| one.field == Some(field));
    if name.is_none() && !broken(Field::Name, &reading.found) {
        reading.found.push(missing(Field::Name));
    }
    if reading.form.is_none() && !broken(Field::LegalForm, &reading.found) {
        let fault = Fault::new(&problems::LEGAL_FORM_MISSING);
        reading.found.push(Found::fault(Field::LegalForm, fault));
    }
    if reading.region.is_none() && !reading.place_unclear {
        let fault = Fault::new(&problems::PLACE_MISSING);
        reading.found.push(Found::fault(Field::RegionCode, fault));
    }
    Some((name?, reading.form?, reading.region?))
}

/// The keys by which a row is known again within the file.
fn natural_keys(reading: &Reading, target: Option<OrganizationId>) -> Vec<String> {
    let mut keys = Vec::new();
    keys.extend(reading.values.external_id.as_ref().map(|number| format!("number {number}")));
    keys.extend(target.map(|id| format!("organization {id}")));
    if let (Some(form), Some(region), false) =
        (reading.form, reading.region, reading.name_key.is_empty())
    {
        keys.push(format!("name {} {region} {}", form.as_str(), reading.name_key));
    }
    keys
}

/// The field that a rule's pointer names.
fn field_of(pointer: &str) -> Option<Field> {
    let field = match pointer {
        "/name" => Field::Name,
        "/legal_form" => Field::LegalForm,
        "/status" => Field::Status,
        "/region_code" => Field::RegionCode,
        "/founded_on" => Field::FoundedOn,
        "/founder_count" => Field::FounderCount,
        "/npwp" => Field::Npwp,
        "/nib" => Field::Nib,
        "/nik_koperasi" => Field::NikKoperasi,
        "/legal_number" => Field::LegalNumber,
        "/kbli/code" => Field::KbliCode,
        "/kbli/version" => Field::KbliVersion,
        "/phone" => Field::Phone,
        "/point" => Field::Latitude,
        _ => return None,
    };
    Some(field)
}
