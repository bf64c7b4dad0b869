//! What an organization looks like after a row of a file: blanks erase nothing.
//!
//! Source: house rule of the importer.

use super::cells::Values;
use crate::kernel::region_code::RegionCode;
use crate::registry::drafts::OrganizationDraft;
use crate::registry::entity::organization::{self, LegalForm};

/// The draft of a new organization.
#[must_use]
pub fn new_draft(
    values: &Values,
    name: &str,
    form: LegalForm,
    region: RegionCode,
) -> OrganizationDraft {
    OrganizationDraft {
        id: None,
        legal_form: form,
        name: name.to_owned(),
        region_code: region,
        status: values.status,
        status_since: None,
        name_approved_on: None,
        address: values.address.clone(),
        point: values.point.clone(),
        founded_on: values.founded_on,
        founder_count: values.founder_count,
        npwp: values.npwp.clone(),
        nib: values.nib.clone(),
        nik_koperasi: values.nik_koperasi.clone(),
        legal_number: values.legal_number.clone(),
        kbli: values.kbli.clone(),
        phone: values.phone.clone(),
    }
}

/// The draft of a known organization with what the row adds or changes.
/// `region` is where the row places it, if it does.
#[must_use]
pub fn merged_draft(
    known: &organization::Model,
    known_region: RegionCode,
    values: &Values,
    region: Option<RegionCode>,
) -> OrganizationDraft {
    let known = OrganizationDraft::of(known, known_region);
    OrganizationDraft {
        id: None,
        legal_form: values.legal_form.unwrap_or(known.legal_form),
        name: values.name.clone().unwrap_or(known.name),
        region_code: region.unwrap_or(known.region_code),
        status: values.status.or(known.status),
        address: values.address.clone().or(known.address),
        point: values.point.clone().or(known.point),
        founded_on: values.founded_on.or(known.founded_on),
        founder_count: values.founder_count.or(known.founder_count),
        npwp: values.npwp.clone().or(known.npwp),
        nib: values.nib.clone().or(known.nib),
        nik_koperasi: values.nik_koperasi.clone().or(known.nik_koperasi),
        legal_number: values.legal_number.clone().or(known.legal_number),
        kbli: values.kbli.clone().or(known.kbli),
        phone: values.phone.clone().or(known.phone),
        ..known
    }
}
