//! Regions of a cluster.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::ClusterId;

/// One region of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cluster_region")]
pub struct Model {
    /// The cluster.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cluster_id: ClusterId,
    /// Kemendagri code of a region.
    #[sea_orm(primary_key, auto_increment = false)]
    pub region_code: String,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
