//! History of an organization's status.

use sea_orm::entity::prelude::*;

use super::organization::OrganizationStatus;
use crate::kernel::ids::OrganizationId;

/// One change of status.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_status")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Since when it counts.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: Date,
    /// When it was recorded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recorded_at: DateTimeUtc,
    /// The status.
    pub status: OrganizationStatus,
    /// Why.
    pub reason: Option<String>,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
