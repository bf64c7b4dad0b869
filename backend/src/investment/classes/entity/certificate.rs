//! Certificates of shares, append-only; that one has ended stands in
//! [`super::certificate_end`].

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::kernel::ids::{
    CertificateChangeId, InstrumentId, MemberId, OrganizationId, ShareCertificateId,
};

/// Why a certificate was issued, or cancelled.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CertificateCause {
    /// The shares were there before certificates were kept here.
    Opening,
    /// Shares were issued.
    Contribution,
    /// Shares passed to another holder.
    Transfer,
    /// The issuer paid shares back.
    Redemption,
    /// Shares became other capital, or other capital shares.
    Conversion,
    /// A transaction was taken back.
    Reversal,
    /// One certificate became several.
    Split,
    /// Several certificates became one.
    Consolidation,
}

impl CertificateCause {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }

    /// Why a transaction of this kind issues certificates. Any act that brings
    /// new shares is a contribution.
    #[must_use]
    pub fn of(kind: TransactionKind) -> Self {
        match kind {
            TransactionKind::OpeningBalance => Self::Opening,
            TransactionKind::Transfer => Self::Transfer,
            TransactionKind::Redemption => Self::Redemption,
            TransactionKind::Conversion => Self::Conversion,
            TransactionKind::Reversal => Self::Reversal,
            _ => Self::Contribution,
        }
    }

    /// Why a transaction of this kind cancels certificates. Any act that takes
    /// shares out of the world is a redemption.
    #[must_use]
    pub fn ending(kind: TransactionKind) -> Self {
        match Self::of(kind) {
            Self::Opening | Self::Contribution => Self::Redemption,
            other => other,
        }
    }
}

/// One certificate.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "share_certificate")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShareCertificateId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// The class of shares.
    pub instrument_id: InstrumentId,
    /// The holder.
    pub member_id: MemberId,
    /// Number among the issuer's certificates, from 1, without gaps.
    pub number: i64,
    /// Number of its first share within the class.
    pub first_share: i64,
    /// Number of its last share.
    pub last_share: i64,
    /// Why it was issued.
    pub cause: CertificateCause,
    /// The change by which it was: its transaction, or a split of its own.
    pub change_id: CertificateChangeId,
    /// Day from which on its holder has these shares.
    pub acquired_on: Date,
    /// Day from which on it proves that.
    pub issued_on: Date,
    /// The decision or request behind it.
    pub decision_number: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
    /// Place of the issuer's last transaction when it was, where no transaction
    /// issued it: so that a replay knows what it came after.
    pub recorded_after: Option<i64>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
