//! Who did what, when and why: append-only, guarded by triggers.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AuditEventId, UserId};

/// One act on one subject.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Identity, in order of time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEventId,
    /// When, UTC.
    pub recorded_at: DateTimeUtc,
    /// Who; absent for the system itself (command line, folder).
    pub user_id: Option<UserId>,
    /// The request that did it.
    pub request_id: String,
    /// Operation id, such as `create_organization`.
    pub action: String,
    /// Kind of thing acted on, such as `organization`.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Region of the subject, for scope; absent where it has none.
    pub region_code: Option<String>,
    /// Why, where a reason is asked for.
    pub reason: Option<String>,
    /// The state before, personal data masked.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub before: Option<Json>,
    /// The state after, personal data masked.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub after: Option<Json>,
}

/// No relations: the log outlives what it tells of.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
