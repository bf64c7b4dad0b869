//! Enterprises and their partners.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::OrganizationId;

/// Legal form of an organization.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LegalForm {
    /// Village enterprise (PP 11/2021).
    BumDesa,
    /// Enterprise of several villages (PP 11/2021).
    BumDesaBersama,
    /// Primary cooperative (UU 25/1992).
    KoperasiPrimer,
    /// Secondary cooperative, of cooperatives (UU 25/1992).
    KoperasiSekunder,
    /// Regional enterprise whose capital is not divided into shares (PP 54/2017).
    Perumda,
    /// Regional enterprise as a company with shares (PP 54/2017).
    Perseroda,
    /// People's business group, usually no legal person.
    KelompokUsaha,
    /// Limited company (UU 40/2007).
    Perseroan,
    /// Village government.
    PemerintahDesa,
    /// Government of a province, regency or city.
    PemerintahDaerah,
    /// Central government.
    PemerintahPusat,
    /// Institution that sends mentors.
    LembagaPendamping,
    /// Non-governmental organization.
    Lsm,
    /// Community without legal form.
    Komunitas,
    /// University or college.
    PerguruanTinggi,
    /// Bank or other financial institution.
    LembagaKeuangan,
    /// International institution.
    LembagaInternasional,
}

/// Where an organization stands; an approved name expires by itself (R23), which
/// the service stores each day.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrganizationStatus {
    /// Being prepared.
    Planned,
    /// Its name is approved, its registration is open.
    NameApproved,
    /// The approval of its name has run out (kedaluwarsa).
    NameExpired,
    /// At work.
    Active,
    /// At rest.
    Inactive,
    /// Ended.
    Dissolved,
}

impl LegalForm {
    /// Whether organizations of this form do business of their own, and are counted
    /// as enterprises. The others are their partners: governments, institutions
    /// that mentor, teach or lend, and communities.
    #[must_use]
    pub const fn is_enterprise(self) -> bool {
        match self {
            Self::BumDesa
            | Self::BumDesaBersama
            | Self::KoperasiPrimer
            | Self::KoperasiSekunder
            | Self::Perumda
            | Self::Perseroda
            | Self::KelompokUsaha
            | Self::Perseroan => true,
            Self::PemerintahDesa
            | Self::PemerintahDaerah
            | Self::PemerintahPusat
            | Self::LembagaPendamping
            | Self::Lsm
            | Self::Komunitas
            | Self::PerguruanTinggi
            | Self::LembagaKeuangan
            | Self::LembagaInternasional => false,
        }
    }

    /// The form as it stands on the wire and in metrics.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

impl OrganizationStatus {
    /// The status as it stands on the wire and in metrics.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationId,
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name.
    pub name: String,
    /// Name for search: folded.
    pub name_key: String,
    /// Where it stands.
    pub status: OrganizationStatus,
    /// Since when, local date.
    pub status_since: Date,
    /// When its name was approved.
    pub name_approved_on: Option<Date>,
    /// Region of its seat.
    pub region_code: String,
    /// Street address.
    pub address: Option<String>,
    /// Latitude in millionths of a degree.
    pub latitude_microdegrees: Option<i64>,
    /// Longitude in millionths of a degree.
    pub longitude_microdegrees: Option<i64>,
    /// Day of founding.
    pub founded_on: Option<Date>,
    /// Founders: persons, or cooperatives of a secondary cooperative.
    pub founder_count: Option<i32>,
    /// Tax number, digits only.
    pub npwp: Option<String>,
    /// Business number.
    pub nib: Option<String>,
    /// Cooperative's registration number; not a person's NIK.
    pub nik_koperasi: Option<String>,
    /// Number of the deed of legal personality.
    pub legal_number: Option<String>,
    /// Whether that number is of an older, free form.
    pub legal_number_legacy: bool,
    /// Business classification, five digits.
    pub kbli_code: Option<String>,
    /// Edition of the classification: 2020 or 2025.
    pub kbli_edition: Option<String>,
    /// Phone of the office, E.164.
    pub phone: Option<String>,
    /// Where the record comes from, if imported.
    pub source: Option<String>,
    /// Keyed hash of the draft that made it, by which a resend is recognised.
    pub creation_hash: Vec<u8>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
