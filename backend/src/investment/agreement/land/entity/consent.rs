//! Consents to the use of land.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{LandConsentId, OrganizationId, PersonId};

/// By what the right holder has the land.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LandBasis {
    /// Customary right (ulayat, petuanan).
    Adat,
    /// Certificate of ownership (sertifikat hak milik).
    Shm,
    /// Permit of an authority.
    Izin,
}

/// What the enterprise may do with the land.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum GrantedRight {
    /// Use it (hak pakai).
    Use,
    /// Rent it (sewa).
    Lease,
    /// Work it for the right holder and share the result (pengelolaan).
    Management,
}

/// One consent.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "land_consent")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LandConsentId,
    /// The organization that may use the land.
    pub organization_id: OrganizationId,
    /// Region of that organization when recorded.
    pub region_code: String,
    /// Village in which the land lies.
    pub land_region_code: String,
    /// Reference of the parcel as given.
    pub parcel_reference: String,
    /// The same folded, by which one parcel is known again in its village.
    pub parcel_key: String,
    /// Area in square metres.
    pub area_square_metres: i64,
    /// Latitude in millionths of a degree.
    pub latitude_microdegrees: Option<i64>,
    /// Longitude in millionths of a degree.
    pub longitude_microdegrees: Option<i64>,
    /// The right holder: a person,
    pub holder_person_id: Option<PersonId>,
    /// an organization,
    pub holder_organization_id: Option<OrganizationId>,
    /// or a customary community by its name.
    pub holder_community: Option<String>,
    /// By what they have it.
    pub basis: LandBasis,
    /// Number of certificate or permit.
    pub basis_number: Option<String>,
    /// What is granted.
    pub granted: GrantedRight,
    /// Where the document of consent is kept.
    pub document_reference: String,
    /// SHA-256 of it, hexadecimal.
    pub document_sha256: String,
    /// Day of the consent.
    pub consented_on: Date,
    /// First day of the term.
    pub valid_from: Date,
    /// First day after the term.
    pub valid_to: Date,
    /// First day on which it no longer binds, if it ended before its term.
    pub ended_on: Option<Date>,
    /// Why it ended then.
    pub end_reason: Option<String>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
