//! Earlier texts of corrected logs: append-only (R97).

use sea_orm::entity::prelude::*;

use super::mentoring_log::LogStatus;
use crate::kernel::ids::{LogRevisionId, MentoringLogId, UserId};

/// A log as it stood before it was corrected, without its point.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentoring_log_revision")]
pub struct Model {
    /// Identity, in order of recording.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LogRevisionId,
    /// Which log.
    pub log_id: MentoringLogId,
    /// The version that was replaced.
    pub version: i64,
    /// The status that it had.
    pub status: LogStatus,
    /// The text that was replaced.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Who replaced it.
    pub recorded_by: Option<UserId>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
