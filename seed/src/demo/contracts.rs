//! Partnership contracts and consents to the use of land of the demonstration.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Origin;

/// Content of `contracts.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractsData {
    /// Contracts that are signed.
    pub partnerships: Vec<Partnership>,
    /// Consents in force.
    pub land_consents: Vec<LandConsent>,
}

/// A paper by where it would be kept and a hash.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Number or place.
    pub reference: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// A partnership contract with all its parts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partnership {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the organization that keeps it.
    pub keeper: String,
    /// Key of its partner.
    pub partner: String,
    /// Number of the contract.
    pub number: String,
    /// `perdagangan_umum`, `inti_plasma` …
    pub pattern: String,
    /// `keeper`, `partner` or `neither`.
    pub larger_party: String,
    /// Business activity.
    pub activity: String,
    /// Rights and duties of the keeper.
    pub keeper_duties: String,
    /// Rights and duties of the partner.
    pub partner_duties: String,
    /// Form of development.
    pub development: String,
    /// How disputes are settled.
    pub dispute_clause: String,
    /// First day of the term.
    pub valid_from: NaiveDate,
    /// First day after it.
    pub valid_to: NaiveDate,
    /// When it was signed.
    pub signed_on: NaiveDate,
    /// The text in Indonesian.
    pub indonesian_text: Document,
    /// Always invented.
    pub origin: Origin,
}

/// A consent to the use of land.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandConsent {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the organization that may use the land.
    pub organization: String,
    /// Key of the organization whose land it is.
    pub right_holder: String,
    /// Kemendagri code of its village.
    pub land_region_code: String,
    /// Reference of the parcel.
    pub parcel_reference: String,
    /// Area in square metres.
    pub area_square_metres: i64,
    /// `adat`, `shm` or `izin`.
    pub basis: String,
    /// `use`, `lease` or `management`.
    pub right: String,
    /// The document of consent.
    pub document: Document,
    /// Day of the consent.
    pub consented_on: NaiveDate,
    /// First day of the term.
    pub valid_from: NaiveDate,
    /// First day after it.
    pub valid_to: NaiveDate,
    /// Always invented.
    pub origin: Origin,
}
