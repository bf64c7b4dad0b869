//! What clients and importers give for an organization and a person, and how
//! its identifiers are brought to their normal form (RULES B).

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::organization::{self, LegalForm, OrganizationStatus};
use super::parameters::Parameters;
use super::problems;
use super::rules::Findings;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::legal_number::LegalNumberSeries;
use crate::kernel::identifiers::{
    Kbli, KbliVersion, LegalNumber, Nib, NikKoperasi, Npwp, Phone, Sex, kbli,
};
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::kernel::region_code::RegionCode;

/// Why what is sealed is needed in full (R108).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealDraft {
    /// The purpose; it is kept in the audit log.
    #[schema(min_length = 10, max_length = 500)]
    pub purpose: String,
}

/// A place on the map, WGS 84, as decimal degrees.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Degrees north, negative south: `"-5.675300"`.
    #[schema(pattern = r"^-?\d{1,2}(\.\d{1,8})?$")]
    pub latitude: String,
    /// Degrees east: `"132.743100"`.
    #[schema(pattern = r"^\d{1,3}(\.\d{1,8})?$")]
    pub longitude: String,
}

/// A business class with the edition that its code belongs to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KbliDraft {
    /// Five digits.
    #[schema(min_length = 5, max_length = 5)]
    pub code: String,
    /// Edition of the classification.
    pub version: KbliVersion,
}

/// An organization as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<OrganizationId>,
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Kemendagri code of its seat.
    pub region_code: RegionCode,
    /// Where it stands when it is recorded; later changes have their own operation.
    #[serde(default)]
    pub status: Option<OrganizationStatus>,
    /// Since when; today if left out.
    #[serde(default)]
    pub status_since: Option<NaiveDate>,
    /// When its name was approved.
    #[serde(default)]
    pub name_approved_on: Option<NaiveDate>,
    /// Street address.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// Place on the map.
    #[serde(default)]
    pub point: Option<Point>,
    /// Day of founding.
    #[serde(default)]
    pub founded_on: Option<NaiveDate>,
    /// Founders: persons, or cooperatives of a secondary cooperative.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub founder_count: Option<i32>,
    /// Tax number, 15 or 16 digits with or without points.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub npwp: Option<String>,
    /// Business number, 13 digits.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub nib: Option<String>,
    /// Cooperative's registration number; not a person's NIK.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub nik_koperasi: Option<String>,
    /// Number of the deed of legal personality.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub legal_number: Option<String>,
    /// Business class.
    #[serde(default)]
    pub kbli: Option<KbliDraft>,
    /// Phone of the office.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub phone: Option<String>,
}

/// A person as a client gives it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<PersonId>,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub full_name: String,
    /// Identity number, 16 digits; sealed, never shown in lists.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub nik: Option<String>,
    /// Phone; sealed.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Address: road, number, hamlet; sealed, shown by `reveal` alone. Left out
    /// of the hash of a resend where there is none, as before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub address: Option<String>,
    /// Sex; derived from the NIK where there is one.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Day of birth; derived from the NIK where there is one.
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// Kemendagri code of the region where the person lives.
    pub region_code: RegionCode,
    /// The organization that keeps this record; its officers see it.
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    /// Day of death.
    #[serde(default)]
    pub deceased_on: Option<NaiveDate>,
}

impl OrganizationDraft {
    /// The draft that says what is recorded of an organization, without its id.
    #[must_use]
    pub fn of(row: &organization::Model, region_code: RegionCode) -> Self {
        let point = row.latitude_microdegrees.zip(row.longitude_microdegrees);
        let kbli = row.kbli_code.clone().zip(row.kbli_edition.as_deref());
        Self {
            id: None,
            legal_form: row.legal_form,
            name: row.name.clone(),
            region_code,
            status: Some(row.status),
            status_since: None,
            name_approved_on: row.name_approved_on,
            address: row.address.clone(),
            point: point.map(|(latitude, longitude)| Point {
                latitude: degrees(latitude),
                longitude: degrees(longitude),
            }),
            founded_on: row.founded_on,
            founder_count: row.founder_count,
            npwp: row.npwp.clone(),
            nib: row.nib.clone(),
            nik_koperasi: row.nik_koperasi.clone(),
            legal_number: row.legal_number.clone(),
            kbli: kbli.map(|(code, edition)| {
                let newer = edition == "2025";
                let version = if newer { KbliVersion::V2025 } else { KbliVersion::V2020 };
                KbliDraft { code, version }
            }),
            phone: row.phone.clone(),
        }
    }
}

/// The identifiers of an organization in their normal form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifiers {
    /// Tax number, digits only.
    pub npwp: Option<String>,
    /// Business number.
    pub nib: Option<String>,
    /// Cooperative's number.
    pub nik_koperasi: Option<String>,
    /// Legal number.
    pub legal_number: Option<String>,
    /// Whether the legal number is of an older, free form.
    pub legal_number_legacy: bool,
    /// Business class and edition.
    pub kbli: Option<(String, KbliVersion)>,
    /// Phone, E.164.
    pub phone: Option<String>,
    /// Latitude and longitude in millionths of a degree.
    pub point: Option<(i64, i64)>,
}

/// Brings all identifiers of a draft to their normal form; every one that
/// cannot be is named.
///
/// Source: R15 to R19, R21, R22.
#[must_use]
pub fn identifiers(
    draft: &OrganizationDraft,
    parameters: &Parameters,
    today: NaiveDate,
) -> (Identifiers, Findings) {
    let mut known = Identifiers::default();
    let mut findings = Findings::default();
    if let Some(text) = filled(draft.npwp.as_deref()) {
        let npwp = Npwp::parse(text, today).and_then(|npwp| match npwp {
            // A person's NPWP is the NIK: it has no place in an open record.
            Npwp::Person(_) => Err(Fault::new(&problems::NPWP_IS_PERSONAL)),
            body => Ok(body),
        });
        let npwp = keep(npwp, "/npwp", &mut findings);
        known.npwp = npwp.map(|npwp| npwp.reveal().to_owned());
    }
    if let Some(text) = filled(draft.nib.as_deref()) {
        known.nib =
            keep(Nib::parse(text), "/nib", &mut findings).map(|nib| nib.as_str().to_owned());
    }
    if let Some(text) = filled(draft.nik_koperasi.as_deref()) {
        let number = keep_warned(NikKoperasi::parse(text), "/nik_koperasi", &mut findings);
        known.nik_koperasi = number.map(|number| number.as_str().to_owned());
    }
    if let Some(text) = filled(draft.legal_number.as_deref()) {
        legal_number(draft.legal_form, text, &mut known, &mut findings);
    }
    if let Some(class) = &draft.kbli {
        known.kbli = kbli_class(class, draft.founded_on, parameters, today, &mut findings);
    }
    if let Some(text) = filled(draft.phone.as_deref()) {
        known.phone = keep(Phone::parse(text), "/phone", &mut findings)
            .map(|phone| phone.reveal().to_owned());
    }
    if let Some(point) = &draft.point {
        known.point = keep(microdegrees(point), "/point", &mut findings);
    }
    (known, findings)
}

/// A text that holds anything but blanks.
fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn keep<T>(parsed: Result<T, Fault>, pointer: &str, findings: &mut Findings) -> Option<T> {
    parsed.map_err(|fault| findings.faults.push(fault.below(pointer))).ok()
}

fn keep_warned<T>(
    parsed: Result<(T, Vec<Fault>), Fault>,
    pointer: &str,
    findings: &mut Findings,
) -> Option<T> {
    let (value, warnings) = keep(parsed, pointer, findings)?;
    findings.warnings.extend(warnings.into_iter().map(|warning| warning.below(pointer)));
    Some(value)
}

/// R21: each legal form has its own series; other forms keep free text.
fn legal_number(form: LegalForm, text: &str, known: &mut Identifiers, findings: &mut Findings) {
    let series = match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => LegalNumberSeries::Cooperative,
        LegalForm::BumDesa | LegalForm::BumDesaBersama => LegalNumberSeries::VillageEnterprise,
        _ => {
            known.legal_number = Some(text.to_owned());
            return;
        }
    };
    if let Some(number) = keep_warned(LegalNumber::parse(text, series), "/legal_number", findings) {
        known.legal_number = Some(number.as_str().to_owned());
        known.legal_number_legacy = number.is_legacy();
    }
}

/// R19: the edition that new enterprises need is the parameter `kbli_edition`.
fn kbli_class(
    class: &KbliDraft,
    founded_on: Option<NaiveDate>,
    parameters: &Parameters,
    today: NaiveDate,
    findings: &mut Findings,
) -> Option<(String, KbliVersion)> {
    let kbli = keep(Kbli::parse(&class.code, class.version), "/kbli/code", findings)?;
    let day = founded_on.unwrap_or(today);
    match parameters.integer("kbli_edition", day) {
        Ok(2025) if class.version == KbliVersion::V2020 => {
            let warning =
                Fault::at(&kbli::KBLI_EDITION_SUPERSEDED, "/kbli/version").with("until", day);
            findings.warnings.push(warning);
        }
        Ok(_) => {}
        Err(missing) => findings.faults.push(missing),
    }
    Some((kbli.code().to_owned(), class.version))
}

/// Degrees as text to millionths (latitude, longitude), if the point lies in
/// Indonesia with its seas.
///
/// # Errors
/// [`problems::POINT_OUTSIDE`].
pub fn microdegrees(point: &Point) -> Result<(i64, i64), Fault> {
    let micro = |text: &str| {
        let degrees = Decimal::from_str(text.trim()).ok()?;
        degrees.checked_mul(Decimal::from(1_000_000))?.round().to_i64()
    };
    let inside = |latitude: &i64, longitude: &i64| {
        (-11_500_000..=6_500_000).contains(latitude)
            && (94_500_000..=141_500_000).contains(longitude)
    };
    match (micro(&point.latitude), micro(&point.longitude)) {
        (Some(latitude), Some(longitude)) if inside(&latitude, &longitude) => {
            Ok((latitude, longitude))
        }
        _ => Err(Fault::new(&problems::POINT_OUTSIDE)),
    }
}

/// Millionths of a degree as text: `-5.675300`.
#[must_use]
pub fn degrees(microdegrees: i64) -> String {
    Decimal::new(microdegrees, 6).to_string()
}
