//! Which pairs were visited in which quarter: one row a pair and quarter, so
//! that a second verified log changes nothing (R101). A pair belongs to the
//! chain, so its coverage does too; mentoring claims it.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{MentoringLogId, OrganizationId, StageId};

/// A pair of organization and stage with a verified log in a quarter.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coverage")]
pub struct Model {
    /// Organization.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Stage.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stage_id: StageId,
    /// Quarter, by the local date of the visit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub quarter: String,
    /// Region that the pair is counted in.
    pub region_code: String,
    /// The first log that was verified.
    pub log_id: MentoringLogId,
    /// When.
    pub verified_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
