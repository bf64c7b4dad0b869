//! Family ties between persons, as an organization declared them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{FamilyTieId, OrganizationId, PersonId};

/// How two persons are related.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum TieRelation {
    /// Husband and wife (suami istri).
    Spouse,
    /// Parent and child (orang tua dan anak).
    ParentChild,
    /// Brothers and sisters (saudara kandung).
    Sibling,
    /// By marriage (semenda).
    InLaw,
    /// Another relative whom the rule means.
    OtherRelative,
}

/// One tie; the person with the lower id stands first.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "family_tie")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FamilyTieId,
    /// The organization that declared it.
    pub organization_id: OrganizationId,
    /// Region of its seat when recorded.
    pub region_code: String,
    /// One of them.
    pub person_id: PersonId,
    /// The other.
    pub other_person_id: PersonId,
    /// How they are related.
    pub relation: TieRelation,
    /// When it was declared.
    pub declared_on: Date,
    /// When it was taken back, as declared in error or ended.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Counts its changes.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
