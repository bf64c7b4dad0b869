//! What a holder has promised to bring in; append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, PledgeId, UserId};
use crate::kernel::money::Money;

/// One pledge.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pledge")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PledgeId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// Who promises.
    pub member_id: MemberId,
    /// What is to be brought in.
    pub instrument_id: InstrumentId,
    /// How much of it.
    pub amount_sen: Money,
    /// Day of the promise.
    pub pledged_on: Date,
    /// Last day of payment.
    pub due_on: Date,
    /// The written promise.
    pub document_number: Option<String>,
    /// What for.
    pub reason: Option<String>,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
