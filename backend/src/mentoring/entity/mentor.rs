//! Mentors (pendamping).

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{GrantId, MentorId, OrganizationId, PersonId, UserId};

/// One mentor: a person at work for a mentor organization.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentor")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MentorId,
    /// Who.
    pub person_id: PersonId,
    /// Their login, if they have one.
    pub user_id: Option<UserId>,
    /// The grant by which that login reaches its own logs.
    pub grant_id: Option<GrantId>,
    /// The organization that sends them.
    pub organization_id: OrganizationId,
    /// Region of that organization.
    pub region_code: String,
    /// Number of the certificate of competence.
    pub certificate_number: Option<String>,
    /// Scheme of the certificate.
    pub certificate_scheme: Option<String>,
    /// Last day of the certificate.
    pub certificate_expires_on: Option<Date>,
    /// First day at work.
    pub started_on: Date,
    /// Last day at work.
    pub ended_on: Option<Date>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
