//! The status of villages by index.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{UserId, VillageIndexId};

/// By which index a village is judged (R60).
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
pub enum IndexSystem {
    /// Indeks Desa Membangun, until 2024.
    Idm,
    /// Indeks Desa, from 2025.
    IndeksDesa,
}

/// Status of a village.
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
pub enum VillageStatus {
    /// Far behind.
    SangatTertinggal,
    /// Behind.
    Tertinggal,
    /// Developing.
    Berkembang,
    /// Advanced.
    Maju,
    /// Independent.
    Mandiri,
}

/// One of the six dimensions of the Indeks Desa (Permendesa 9/2024).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Layanan dasar.
    BasicServices,
    /// Sosial.
    Social,
    /// Ekonomi.
    Economic,
    /// Lingkungan.
    Environment,
    /// Aksesibilitas.
    Accessibility,
    /// Tata kelola pemerintahan desa.
    Governance,
}

impl Dimension {
    /// All six, in the order of the decree.
    pub const ALL: [Self; 6] = [
        Self::BasicServices,
        Self::Social,
        Self::Economic,
        Self::Environment,
        Self::Accessibility,
        Self::Governance,
    ];

    /// The dimension as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BasicServices => "basic_services",
            Self::Social => "social",
            Self::Economic => "economic",
            Self::Environment => "environment",
            Self::Accessibility => "accessibility",
            Self::Governance => "governance",
        }
    }
}

impl VillageStatus {
    /// The status as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// The status of one village in one year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "village_index")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VillageIndexId,
    /// The village.
    pub region_code: String,
    /// The year.
    pub year: i64,
    /// By which index.
    pub system: IndexSystem,
    /// Value of the index in ten-thousandths.
    pub value_ten_thousandths: Option<i64>,
    /// Status.
    pub status: VillageStatus,
    /// Scores of the dimensions of the Indeks Desa.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub dimensions: Option<Json>,
    /// The publication or decree it is taken from.
    pub source: String,
    /// Version for `If-Match`.
    pub version: i64,
    /// Who recorded it last.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
