//! Evidence for the gates between phases.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{ClusterId, EvidenceId};

/// Kind of evidence shown at the gate between phases.
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
pub enum EvidenceKind {
    /// Plan of the cluster (rencana program klaster).
    ClusterPlan,
    /// Baseline of the groups taking part (data dasar).
    BaselineData,
    /// Deed of a community enterprise (akta badan hukum).
    LegalEntityDeed,
    /// Decision to put in capital, such as a village regulation (perdes penyertaan modal).
    CapitalDecision,
    /// Consent to the use of the site (persetujuan pemakaian lahan).
    SiteConsent,
    /// Report of the trial production (berita acara uji produksi).
    CommissioningReport,
    /// Permit or certificate of the product (izin edar, sertifikat mutu).
    ProductCertificate,
    /// Contract with a buyer (kontrak penjualan).
    SalesContract,
    /// Financial report of a year (laporan keuangan).
    FinancialReport,
    /// Plan to hand over assets and tasks (rencana serah terima).
    HandoverPlan,
    /// Minutes of a community meeting (berita acara musyawarah).
    MeetingMinutes,
    /// Anything else; asked for by no gate.
    Other,
}

impl EvidenceKind {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Kind.
    pub kind: EvidenceKind,
    /// Title.
    pub title: String,
    /// Number or address of the document.
    pub reference: Option<String>,
    /// SHA-256 of the document, hexadecimal.
    pub sha256: Option<String>,
    /// Date of the document.
    pub dated_on: Date,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
