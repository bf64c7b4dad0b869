//! Terms of a cluster's orchestrator.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ClusterId, OrchestratorId, PersonId};

/// One term.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orchestrator")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrchestratorId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// The orchestrator.
    pub person_id: PersonId,
    /// The deputy, another person.
    pub deputy_person_id: PersonId,
    /// First day.
    pub term_from: Date,
    /// First day on which the term no longer runs.
    pub term_to: Date,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
