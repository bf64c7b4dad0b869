//! Who assists whom at which stage.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AssignmentId, GrantId, MentorId, OrganizationId, StageId};

/// A mentor's duty towards one organization at one stage.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    /// Who.
    pub mentor_id: MentorId,
    /// Whom.
    pub organization_id: OrganizationId,
    /// At which stage of a chain.
    pub stage_id: StageId,
    /// Region of the organization assisted.
    pub region_code: String,
    /// First day.
    pub valid_from: Date,
    /// Day after the last day; absent while it goes on.
    pub valid_to: Option<Date>,
    /// Why it ended before its time; may concern a person.
    pub end_reason: Option<String>,
    /// The grant by which the mentor's login reaches the organization.
    pub grant_id: Option<GrantId>,
    /// Version for `ETag`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
