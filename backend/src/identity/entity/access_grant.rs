//! What a user may do (role) and where (reach).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{GrantId, OrganizationId, UserId};

/// What a user may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps users, grants and legal parameters (pengelola).
    Administrator,
    /// Runs the programme: clusters, chains, imports (koordinator program).
    Coordinator,
    /// Watches the enterprises of a region (petugas dinas daerah).
    RegionalOfficer,
    /// Assists enterprises and logs it (pendamping).
    Mentor,
    /// Keeps the members and books of one enterprise (pengurus koperasi, BUM Desa or BUMD).
    EnterpriseOfficer,
    /// Reads everything in reach, changes nothing (pengawas, auditor).
    Auditor,
}

/// Kind of reach.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ReachKind {
    /// The whole nation.
    National,
    /// One region and all below it.
    Region,
    /// One organization.
    Organization,
    /// What is the user's own.
    Own,
}

/// One grant; it is ended by a date, never deleted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_grant")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GrantId,
    /// Whose.
    pub user_id: UserId,
    /// What.
    pub role: Role,
    /// Where, kind.
    pub reach: ReachKind,
    /// Where, for a region.
    pub region_code: Option<String>,
    /// Where, for an organization.
    pub organization_id: Option<OrganizationId>,
    /// First day.
    pub valid_from: Date,
    /// Day after the last day; absent while it is open.
    pub valid_to: Option<Date>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
