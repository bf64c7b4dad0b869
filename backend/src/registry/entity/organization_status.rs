//! History of an organization's status.

use sea_orm::entity::prelude::*;

use super::organization::OrganizationStatus;
use crate::kernel::ids::{OrganizationId, OrganizationStatusId};

/// One change of status.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_status")]
pub struct Model {
    /// Identity, in order of recording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationStatusId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// Since when it counts.
    pub since: Date,
    /// When it was recorded.
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
