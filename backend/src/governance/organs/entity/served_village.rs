//! Villages that a cooperative serves beside that of its seat.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{OrganizationId, ServedVillageId};

/// One village over a span of days.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "served_village")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ServedVillageId,
    /// The cooperative.
    pub organization_id: OrganizationId,
    /// The village.
    pub region_code: String,
    /// First day.
    pub served_from: Date,
    /// First day on which it is no longer served.
    pub served_to: Option<Date>,
    /// Number of the decision by which the villages have one cooperative.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: Date,
    /// Counts its changes.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
