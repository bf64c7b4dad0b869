//! Browser sessions.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{SessionId, UserId};

/// One row; the secret itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,

    /// SHA-256 of the secret.
    pub token_hash: Vec<u8>,

    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Not valid from this instant on.
    pub expires_at: DateTimeUtc,
    /// When it was ended early.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
