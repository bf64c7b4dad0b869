//! Claims of others on what a holder has: a pledge (gadai), a security, a seizure.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{
    EncumbranceId, InstrumentId, MemberId, OrganizationId, ShareCertificateId,
};
use crate::kernel::money::Money;

/// One claim; while it is in force its amount does not leave the holder.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "encumbrance")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EncumbranceId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// The holder.
    pub member_id: MemberId,
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// How much of it.
    pub amount_sen: Money,
    /// The certificate that it is on, if on one.
    pub certificate_id: Option<ShareCertificateId>,
    /// Whose claim it is: a bank, a court.
    pub creditor: String,
    /// The deed.
    pub document_number: String,
    /// First day.
    pub encumbered_on: Date,
    /// First day no longer.
    pub released_on: Option<Date>,
    /// The deed of the release.
    pub release_document: Option<String>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// Place of the issuer's last transaction when it was.
    pub recorded_after: i64,
    /// Place of the issuer's last transaction when its end was recorded.
    pub released_after: Option<i64>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
