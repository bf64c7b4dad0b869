//! One row of a file: its values, its place, and what was found in its cells.

use super::super::mapping::Field;
use super::super::rules::Found;
use super::super::rules::cells::{self, Values};
use super::super::rules::place::{PlaceTexts, locate};
use super::decide::Decider;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::region_code::RegionCode;
use crate::platform::tabular::{Remark, Row, Severity, cell, codes};
use crate::registry::entity::organization::LegalForm;
use crate::registry::import::problems;

/// A row as it was read.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) row: Row,
    pub(super) values: Values,
    /// Where the row places the organization, if it does for certain.
    pub(super) region: Option<RegionCode>,
    /// Whether its place was named and not found.
    pub(super) place_unclear: bool,
    /// Legal form for a new organization.
    pub(super) form: Option<LegalForm>,
    /// Folded name; empty without one.
    pub(super) name_key: String,
    pub(super) found: Vec<Found>,
}

impl Reading {
    pub(super) fn is_faulty(&self) -> bool {
        self.found.iter().any(|found| found.severity == Severity::Fault)
    }

    /// What a report says of the findings.
    pub(super) fn remarks(&self, decider: &Decider<'_>) -> Vec<Remark> {
        self.found.iter().map(|found| remark(decider, &self.row, found)).collect()
    }
}

impl Decider<'_> {
    pub(super) fn read(&self, row: Row) -> Reading {
        let (texts, mut found) = cells::texts(self.plan, &row.cells);
        if let Some(fault) = self.odd_length(&row) {
            found.push(Found::fault(None, fault));
        }
        let (values, more) = cells::values(&texts, self.settings.locale);
        found.extend(more);
        let text = |field: Field| texts.get(&field).map(String::as_str);
        let place = PlaceTexts {
            code: text(Field::RegionCode),
            province: text(Field::Province),
            regency: text(Field::Regency),
            district: text(Field::District),
            village: text(Field::Village),
            name: text(Field::Name),
        };
        let code_system = self.settings.code_system;
        let located = locate(&place, code_system, self.gazetteer, self.context.today);
        let unclear = |found: &Found| found.severity == Severity::Fault;
        let place_unclear = located.found.iter().any(unclear);
        found.extend(located.found);
        let mut form = values.legal_form.or(self.settings.legal_form);
        if form.is_none()
            && let Some(told) = values.name.as_deref().and_then(cells::form_in_name)
        {
            form = Some(told);
            let note = Fault::new(&problems::LEGAL_FORM_FROM_NAME);
            found.push(Found::note(Field::Name, note.with("legal_form", told.as_str())));
        }
        let name_key = values.name.as_deref().map(name_key).unwrap_or_default();
        Reading { row, values, region: located.code, place_unclear, form, name_key, found }
    }

    fn odd_length(&self, row: &Row) -> Option<Fault> {
        let (expected, length) = (self.plan.fields.len(), row.cells.len());
        // Separators behind the last column mean nothing.
        let extra = row.cells.iter().skip(expected).any(|cell| !cell.trim().is_empty());
        (length < expected || extra).then(|| {
            Fault::new(&codes::ROW_LENGTH).with("found", length).with("expected", expected)
        })
    }
}

/// What a report says of a finding.
pub(super) fn remark(decider: &Decider<'_>, row: &Row, found: &Found) -> Remark {
    let plan = decider.plan;
    let places =
        [Field::RegionCode, Field::Village, Field::District, Field::Regency, Field::Province];
    let column = found.field.and_then(|field| {
        let others = places.into_iter().filter(|_| places.contains(&field));
        plan.column(field).or_else(|| others.into_iter().find_map(|field| plan.column(field)))
    });
    let fault = masked(found.fault.clone());
    let remark = match column {
        None => Remark::of_row(found.severity, row.number, fault),
        Some(column) => {
            let personal = found.field.is_some_and(Field::is_personal);
            let text = row.cells.get(column).filter(|_| !personal).map(String::as_str);
            let heading = plan.heading(column);
            Remark::of_cell(found.severity, row.number, column, heading, text, fault)
        }
    };
    Remark { suggestion: found.suggestion.clone(), ..remark }
}

/// Arguments that quote the cell are shown like the cell.
fn masked(fault: Fault) -> Fault {
    let quotes = |name: &str| matches!(name, "value" | "from" | "to" | "suggestion");
    let arguments = fault.arguments.into_iter().map(|(name, value)| {
        if quotes(name) { (name, cell::shown(&value)) } else { (name, value) }
    });
    Fault { arguments: arguments.collect(), ..fault }
}
