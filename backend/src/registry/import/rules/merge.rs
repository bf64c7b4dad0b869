//! What an organization looks like after a row of a file: blanks erase nothing.
//!
//! Source: house rule of the importer.

use super::cells::Values;
use crate::kernel::identifiers::KbliVersion;
use crate::kernel::region_code::RegionCode;
use crate::registry::drafts::{KbliDraft, OrganizationDraft, Point, degrees};
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
    let point = known.latitude_microdegrees.zip(known.longitude_microdegrees);
    let point = point.map(|(latitude, longitude)| Point {
        latitude: degrees(latitude),
        longitude: degrees(longitude),
    });
    let kbli = known.kbli_code.clone().zip(known.kbli_edition.as_deref()).map(|(code, edition)| {
        let version = if edition == "2025" { KbliVersion::V2025 } else { KbliVersion::V2020 };
        KbliDraft { code, version }
    });
    let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
    OrganizationDraft {
        id: None,
        legal_form: values.legal_form.unwrap_or(known.legal_form),
        name: values.name.clone().unwrap_or_else(|| known.name.clone()),
        region_code: region.unwrap_or(known_region),
        status: values.status.or(Some(known.status)),
        status_since: None,
        name_approved_on: known.name_approved_on,
        address: or(&values.address, &known.address),
        point: values.point.clone().or(point),
        founded_on: values.founded_on.or(known.founded_on),
        founder_count: values.founder_count.or(known.founder_count),
        npwp: or(&values.npwp, &known.npwp),
        nib: or(&values.nib, &known.nib),
        nik_koperasi: or(&values.nik_koperasi, &known.nik_koperasi),
        legal_number: or(&values.legal_number, &known.legal_number),
        kbli: values.kbli.clone().or(kbli),
        phone: or(&values.phone, &known.phone),
    }
}
