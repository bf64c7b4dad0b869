//! What clients and the demonstration give.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::ranking::Aspect;
use super::entity::village_index::{Dimension, IndexSystem, VillageStatus};
use super::periods::ReportKind;
use crate::kernel::ids::{PeriodicReportId, RankingId, VillageIndexId};

/// The score of one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AspectScore {
    /// The aspect.
    pub aspect: Aspect,
    /// Points, 0 to 100 with at most two decimals, as text.
    #[schema(value_type = String, pattern = r"^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$")]
    pub score: Decimal,
}

/// A village enterprise's own scores for a year.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RankingDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<RankingId>,
    /// The calendar year that is ranked: the one before, from February on.
    #[schema(minimum = 1900, maximum = 9999)]
    pub year: i32,
    /// Scores of all seven aspects, each once.
    #[schema(max_items = 7)]
    pub scores: Vec<AspectScore>,
    /// What the enterprise says to it.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<String>,
}

/// The verification of a ranking.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RankingVerification {
    /// The version that was read; one changed since is refused with 412.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Scores of all seven aspects as verified; the enterprise's own where left out.
    #[serde(default)]
    #[schema(max_items = 7)]
    pub scores: Option<Vec<AspectScore>>,
    /// What the verifier says to it; needed where a score differs from the
    /// enterprise's own.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<String>,
}

/// A periodic report as it was handed in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodicReportDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<PeriodicReportId>,
    /// Kind.
    pub kind: ReportKind,
    /// The calendar year reported on.
    #[schema(minimum = 1900, maximum = 9999)]
    pub year: i32,
    /// The half of the year: for reports on half a year, and for those alone.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 2)]
    pub semester: Option<u8>,
    /// Day on which it was handed in; not in the future, not before the period's end.
    pub submitted_on: NaiveDate,
    /// SHA-256 of its file, 64 hexadecimal digits in lower case.
    #[schema(pattern = r"^[0-9a-f]{64}$", max_length = 64)]
    pub document_sha256: String,
    /// Its number or where it is kept.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub reference: Option<String>,
    /// When the supervisors (pengawas) reviewed it.
    #[serde(default)]
    pub supervisor_reviewed_on: Option<NaiveDate>,
    /// When the advisor (penasihat) reviewed it.
    #[serde(default)]
    pub advisor_reviewed_on: Option<NaiveDate>,
}

/// The score of one dimension of the Indeks Desa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DimensionScore {
    /// The dimension.
    pub dimension: Dimension,
    /// Points, 0 to 100 with at most four decimals, as text.
    #[schema(value_type = String, pattern = r"^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$")]
    pub score: Decimal,
}

/// The status of a village in a year as it was published.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VillageIndexDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<VillageIndexId>,
    /// By which index: `idm` for years before 2025, `indeks_desa` from then on.
    pub system: IndexSystem,
    /// The year.
    #[schema(minimum = 1900, maximum = 9999)]
    pub year: i32,
    /// Value of the index as text: of the IDM 0 to 1 and needed; of the Indeks
    /// Desa 0 to 100; at most four decimals.
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = r"^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$")]
    pub value: Option<Decimal>,
    /// Scores of all six dimensions, each once: for the Indeks Desa alone.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub dimensions: Option<Vec<DimensionScore>>,
    /// Status: needed for the Indeks Desa; follows from the value of an IDM.
    #[serde(default)]
    pub status: Option<VillageStatus>,
    /// The publication or decree that it is taken from.
    #[schema(min_length = 3, max_length = 500)]
    pub source: String,
}
