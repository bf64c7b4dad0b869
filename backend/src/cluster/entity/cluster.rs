//! KIBM clusters.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{ClusterId, OrganizationId};

/// Phase of the programme, in its order.
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
pub enum Phase {
    /// Planning the programme (perencanaan program).
    Perencanaan,
    /// Preparing the community (persiapan masyarakat).
    PersiapanMasyarakat,
    /// Building the industry (pembangunan industri).
    PembangunanIndustri,
    /// Entering the market (penetrasi pasar).
    PenetrasiPasar,
    /// Standing alone; the programme hands over (pemandirian).
    Pemandirian,
}

impl Phase {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One cluster.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cluster")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClusterId,
    /// Name.
    pub name: String,
    /// Name for search: folded.
    pub name_key: String,
    /// What it makes, as the field says it.
    pub commodity: String,
    /// Organization in front; it joins as a member like any other.
    pub lead_organization_id: OrganizationId,
    /// Goal that all members share.
    pub goal: String,
    /// Day of founding.
    pub founded_on: Date,
    /// Phase it is in.
    pub phase: Phase,
    /// Since when.
    pub phase_since: Date,
    /// Version for `If-Match`; raised with its fields, regions and phase, not with its parts.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
