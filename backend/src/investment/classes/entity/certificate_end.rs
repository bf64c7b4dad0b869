//! Ends of certificates, append-only.

use sea_orm::entity::prelude::*;

use super::certificate::CertificateCause;
use crate::kernel::ids::{CertificateChangeId, OrganizationId, ShareCertificateId};

/// That a certificate was cancelled.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "share_certificate_end")]
pub struct Model {
    /// The certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ShareCertificateId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Why.
    pub cause: CertificateCause,
    /// The change by which it was; those that take its place have the same.
    pub change_id: CertificateChangeId,
    /// First day on which it proves nothing any more.
    pub ended_on: Date,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
