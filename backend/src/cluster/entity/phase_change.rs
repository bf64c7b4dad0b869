//! Steps of a cluster between phases.

use sea_orm::entity::prelude::*;

use super::cluster::Phase;
use crate::kernel::ids::{ClusterId, PhaseChangeId};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "phase_change")]
pub struct Model {
    /// Identity, in order of recording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhaseChangeId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Phase before; absent at the founding.
    pub from_phase: Option<Phase>,
    /// Phase after.
    pub to_phase: Phase,
    /// First day in it.
    pub changed_on: Date,
    /// Why; always there for a step back.
    pub reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
