//! When the by-laws (ART) let a refund be paid to a member who left.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::OrganizationId;

/// The rule from a day on.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exit_rule")]
pub struct Model {
    /// The issuer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// First day on which it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// Days after leaving; none: after the next annual meeting.
    pub after_days: Option<i64>,
    /// The decision behind it.
    pub decision_number: String,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
