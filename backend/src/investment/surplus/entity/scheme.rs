//! Versions of issuers' rules for sharing their surplus, append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{OrganizationId, SurplusSchemeId};

/// One version, in force until the next one of its issuer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "surplus_scheme")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SurplusSchemeId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// First day on which it holds.
    pub valid_from: Date,
    /// The decision that set it: AD/ART, meeting, number.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: Date,
    /// The law or by-law that it rests on.
    pub basis: Option<String>,
    /// Its terms, as [`crate::investment::surplus::scheme::SchemeTerms`].
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
