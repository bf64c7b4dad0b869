//! The numbers by which other systems know an organization.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::OrganizationId;

/// One organization's number in one other system.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_identifier")]
pub struct Model {
    /// The other system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    /// The number there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: String,
    /// Whose.
    pub organization_id: OrganizationId,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
