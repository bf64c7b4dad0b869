//! What was agreed at a visit.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{FollowUpId, MentoringLogId, OrganizationId, StageId, UserId};

/// Where an agreed action stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FollowUpStatus {
    /// In a draft log; it does not count yet.
    Planned,
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Given up, with a note that says why.
    Cancelled,
}

/// One agreed action.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FollowUpId,
    /// The log that it comes from.
    pub log_id: MentoringLogId,
    /// Place in the log, from 0.
    pub position: i32,
    /// The organization assisted.
    pub organization_id: OrganizationId,
    /// The stage.
    pub stage_id: StageId,
    /// Region of the organization assisted.
    pub region_code: String,
    /// What is to be done.
    pub action: String,
    /// The organization that does it.
    pub owner_organization_id: OrganizationId,
    /// Who there, by function.
    pub owner_role: Option<String>,
    /// Last day for it.
    pub due_on: Date,
    /// Where it stands.
    pub status: FollowUpStatus,
    /// Day it was done or given up.
    pub closed_on: Option<Date>,
    /// Who closed it.
    pub closed_by: Option<UserId>,
    /// What was said at the close.
    pub note: Option<String>,
    /// Version for `ETag`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
