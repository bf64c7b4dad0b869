//! Named mappings of columns to fields.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ImportProfileId, UserId};

/// One named mapping.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_profile")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportProfileId,
    /// Name under which imports ask for it.
    pub name: String,
    /// The mapping, as [`crate::registry::import::mapping::Mapping`].
    #[sea_orm(column_type = "JsonBinary")]
    pub mapping: Json,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
