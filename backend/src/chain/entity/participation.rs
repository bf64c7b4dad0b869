//! Who takes part in a stage.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stage_support::SupportFunction;
use crate::kernel::ids::{ChainId, OrganizationId, ParticipationId, StageId};

/// What an organization does in a stage.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ParticipationRole {
    /// Runs the stage: owns the product there (pelaku utama).
    Operator,
    /// Serves the operators for pay, such as a carrier (penyedia jasa).
    ServiceProvider,
    /// Supports all who work there (lembaga pendukung).
    SupportInstitution,
}

impl ParticipationRole {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One organization's part in one stage.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParticipationId,
    /// The chain of the stage.
    pub chain_id: ChainId,
    /// Where.
    pub stage_id: StageId,
    /// Who.
    pub organization_id: OrganizationId,
    /// Region that the pair of organization and stage is counted in: that of the organization when the pair was first recorded.
    pub region_code: String,
    /// What it does there.
    pub role: ParticipationRole,
    /// Of a support institution: which support.
    pub support_function: Option<SupportFunction>,
    /// First day.
    pub valid_from: Date,
    /// First day on which it no longer takes part; absent while it does.
    pub valid_to: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
