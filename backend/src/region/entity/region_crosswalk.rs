//! Codes of other systems and the Kemendagri codes they stand for.

use sea_orm::entity::prelude::*;

/// One pair of codes.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region_crosswalk")]
pub struct Model {
    /// The other system: `bps`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_system: String,
    /// Code in the other system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub foreign_code: String,
    /// Kemendagri code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
