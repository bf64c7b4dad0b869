//! What became of organizations, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{OrganizationId, OrganizationTransitionId};

/// What changed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// The region of the seat.
    Relocation,
    /// The legal form.
    LegalForm,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organization_transition")]
pub struct Model {
    /// Identity, in order of recording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganizationTransitionId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// What changed.
    pub kind: TransitionKind,
    /// Region code or legal form before.
    pub previous: String,
    /// Region code or legal form since.
    pub present: String,
    /// Local day from which it counts.
    pub effective_on: Date,
    /// Why.
    pub reason: String,
    /// When we learned of it.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
