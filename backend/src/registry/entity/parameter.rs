//! Effective-dated legal parameters.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::ParameterId;

/// One value of one parameter over a span of days.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "parameter")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParameterId,
    /// Name under which rules ask.
    pub key: String,
    /// The value as text.
    pub value: String,
    /// What the number counts.
    pub unit: String,
    /// The law with its article, the publication, or "house rule".
    pub basis: String,
    /// First day on which it holds.
    pub valid_from: Date,
    /// First day on which it no longer holds.
    pub valid_to: Option<Date>,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
