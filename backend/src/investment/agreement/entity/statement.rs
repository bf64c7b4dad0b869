//! Reckonings under agreements, append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{
    AgreementId, AgreementStatementId, MemberId, OrganizationId, PartnershipId,
};

/// One reckoning.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_statement")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementStatementId,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// The organization that keeps it.
    pub organization_id: OrganizationId,
    /// Region of that organization when recorded.
    pub region_code: String,
    /// The plasma member, for inti-plasma.
    pub member_id: Option<MemberId>,
    /// The partnership contract behind it, for inti-plasma.
    pub partnership_id: Option<PartnershipId>,
    /// First day.
    pub period_start: Date,
    /// Last day.
    pub period_end: Date,
    /// What was given.
    #[sea_orm(column_type = "JsonBinary")]
    pub inputs: Json,
    /// What came out.
    #[sea_orm(column_type = "JsonBinary")]
    pub result: Json,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
