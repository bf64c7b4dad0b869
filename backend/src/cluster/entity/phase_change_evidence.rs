//! Evidence that opened a gate.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{EvidenceId, PhaseChangeId};

/// One piece of evidence at one step.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "phase_change_evidence")]
pub struct Model {
    /// The step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub phase_change_id: PhaseChangeId,
    /// The evidence.
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: EvidenceId,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
