//! The lines of a run, a thousand of one part together, as canonical text.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::SurplusRunId;

/// Some lines of one part of one run.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "surplus_piece")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run_id: SurplusRunId,
    /// Number of its first line among the run's lines, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub first_line: i64,
    /// Number of its last line.
    pub last_line: i64,
    /// Position of the part in the scheme, from 0.
    pub part: i64,
    /// Lowest register number in it.
    pub first_register: i64,
    /// Highest register number in it.
    pub last_register: i64,
    /// The lines, as `rules::canonical` says.
    pub lines: String,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
