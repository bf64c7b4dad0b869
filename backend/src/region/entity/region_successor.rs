//! Codes that took the place of closed ones: several where a region was split.

use sea_orm::entity::prelude::*;

/// One successor of one code.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region_successor")]
pub struct Model {
    /// The closed code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// A code that took its place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub successor_code: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
