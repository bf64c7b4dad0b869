//! Keys of money requests and the answers they were given.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::UserId;

/// One key of one user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Whose key: two users' keys never meet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Operation and path it was used for.
    pub operation: String,
    /// Digest of each field of the request by its pointer; no value in clear.
    #[sea_orm(column_type = "JsonBinary")]
    pub fields: Json,
    /// Status of the answer.
    pub status: i32,
    /// The answer.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub answer: Option<Json>,
    /// When it was claimed, UTC.
    pub created_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
