//! The end of a pledge before it was paid in full; append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{PledgeId, UserId};

/// One cancellation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pledge_cancellation")]
pub struct Model {
    /// The pledge, which is cancelled once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PledgeId,
    /// First day on which it no longer binds.
    pub cancelled_on: Date,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
