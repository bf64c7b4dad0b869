//! People who sign in.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{PersonId, UserId};

/// Whether a user may sign in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// May sign in.
    Active,
    /// May not; the history stays.
    Disabled,
}

/// One user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "app_user")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// Name to sign in with, lower case.
    pub username: String,
    /// Name to show.
    pub full_name: String,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Wrong passwords since the last right one.
    pub failed_logins: i32,
    /// No login before this instant.
    pub locked_until: Option<DateTimeUtc>,
    /// Set by somebody else, the password holds for one login before this
    /// instant; absent where it is the user's own.
    pub one_time_until: Option<DateTimeUtc>,
    /// Version for `If-Match`.
    pub version: i64,
    /// The person of the registry that this user is; one user a person.
    pub person_id: Option<PersonId>,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
