//! One region of any level.

use sea_orm::entity::prelude::*;

use crate::kernel::region_code::RegionLevel;

/// One region; the code is the key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    /// Kemendagri code, dotted.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Code of the region above; absent for a province.
    pub parent_code: Option<String>,
    /// Level.
    pub level: RegionLevel,
    /// Official name.
    pub name: String,
    /// Name for search: folded.
    pub name_key: String,
    /// Postal code, of a village.
    pub postal_code: Option<String>,
    /// Edition of the list.
    pub edition: String,
    /// First day of the code.
    pub valid_from: Date,
    /// Day after the last day of the code.
    pub valid_to: Option<Date>,
    /// The code that took its place.
    pub successor_code: Option<String>,
}

/// No relations: the tree is walked by code.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
