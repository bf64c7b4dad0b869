//! Flows between stages.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ChainId, StageId, StageLinkId};

/// One flow.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stage_link")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StageLinkId,
    /// The chain of both stages.
    pub chain_id: ChainId,
    /// The stage that gives.
    pub from_stage_id: StageId,
    /// The stage that takes.
    pub to_stage_id: StageId,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
