//! Organizations in a cluster.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ClusterId, ClusterMemberId, OrganizationId};

/// One membership.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cluster_member")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClusterMemberId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Who.
    pub organization_id: OrganizationId,
    /// What it brings in or does there.
    pub contribution: Option<String>,
    /// First day.
    pub joined_on: Date,
    /// First day on which it is no longer a member; absent while it is one.
    pub left_on: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
