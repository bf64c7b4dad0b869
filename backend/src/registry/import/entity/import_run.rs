//! The record of each run of an import, dry runs and refused ones included.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{ImportId, UserId};

/// How a run ended.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A dry run: nothing was written.
    Checked,
    /// The rows without faults were written.
    Applied,
    /// There were faults and nothing was written.
    Refused,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_run")]
pub struct Model {
    /// Identity, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ImportId,
    /// Who; absent for the command line.
    pub user_id: Option<UserId>,
    /// How it ended.
    pub outcome: ImportOutcome,
    /// Where the data comes from.
    pub source: Option<String>,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: i64,
    /// Rows read, without the heading.
    pub rows_read: i64,
    /// Rows that make a new organization.
    pub rows_created: i64,
    /// Rows that change one.
    pub rows_updated: i64,
    /// Rows that say what is known.
    pub rows_unchanged: i64,
    /// Rows with a fault.
    pub rows_refused: i64,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
