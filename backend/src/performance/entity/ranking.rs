//! Rankings of village enterprises.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{OrganizationId, RankingId, UserId};

/// Class of a village enterprise (R58).
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
pub enum RankingClass {
    /// Just begun.
    Perintis,
    /// A beginner.
    Pemula,
    /// Developing.
    Berkembang,
    /// Advanced.
    Maju,
}

/// Where a ranking stands.
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
pub enum RankingState {
    /// Handed in by the enterprise; may still be replaced.
    Diajukan,
    /// Verified by another person; never changed again.
    Terverifikasi,
}

/// One of the seven aspects that are scored (R58).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Kelembagaan.
    Institution,
    /// Manajemen.
    Management,
    /// Usaha dan/atau unit usaha.
    Business,
    /// Kerja sama/kemitraan.
    Partnership,
    /// Aset dan permodalan.
    Capital,
    /// Administrasi, pelaporan dan akuntabilitas.
    Accountability,
    /// Keuntungan dan manfaat bagi desa dan masyarakat.
    Benefit,
}

impl Aspect {
    /// All seven, in the order of the decree.
    pub const ALL: [Self; 7] = [
        Self::Institution,
        Self::Management,
        Self::Business,
        Self::Partnership,
        Self::Capital,
        Self::Accountability,
        Self::Benefit,
    ];

    /// The aspect as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::Management => "management",
            Self::Business => "business",
            Self::Partnership => "partnership",
            Self::Capital => "capital",
            Self::Accountability => "accountability",
            Self::Benefit => "benefit",
        }
    }
}

impl RankingClass {
    /// All four, lowest first.
    pub const ALL: [Self; 4] = [Self::Perintis, Self::Pemula, Self::Berkembang, Self::Maju];
}

/// One ranking: a village enterprise in a calendar year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ranking")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RankingId,
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Region of its seat when it was handed in.
    pub region_code: String,
    /// The calendar year that is ranked.
    pub year: i64,
    /// Where it stands.
    pub state: RankingState,
    /// The formula, as [`crate::performance::rules::Formula`].
    #[sea_orm(column_type = "JsonBinary")]
    pub formula: Json,
    /// The enterprise's own scores, aspect by aspect.
    #[sea_orm(column_type = "JsonBinary")]
    pub own_scores: Json,
    /// What they come to, in hundredths of a point.
    pub own_score_hundredths: i64,
    /// The class that they would give.
    pub own_class: RankingClass,
    /// What the enterprise says to it.
    pub own_note: Option<String>,
    /// Local day on which it was handed in, the last time.
    pub submitted_on: Date,
    /// Users who wrote any version of it.
    #[sea_orm(column_type = "JsonBinary")]
    pub written_by: Json,
    /// The verified scores, aspect by aspect.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub scores: Option<Json>,
    /// What they come to, in hundredths of a point.
    pub score_hundredths: Option<i64>,
    /// The class.
    pub class: Option<RankingClass>,
    /// What the verifier says to it.
    pub note: Option<String>,
    /// Local day of the verification.
    pub verified_on: Option<Date>,
    /// Who verified.
    pub verified_by: Option<UserId>,
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
