//! Holdings of companies whose books are not kept here, as declared; append-only.

use sea_orm::entity::prelude::*;

use crate::investment::ownership::facts::OwnerClass;
use crate::kernel::ids::{DeclaredHoldingId, DeclaredRevisionId, OrganizationId, UserId};

/// One statement about one holding; a later one about the same supersedes it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "declared_holding")]
pub struct Model {
    /// Identity of this statement.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeclaredRevisionId,
    /// The holding that it is about.
    pub holding_id: DeclaredHoldingId,
    /// Number among the statements about it, from 1.
    pub version: i64,
    /// The organization that is held.
    pub issuer_id: OrganizationId,
    /// Region of its seat when recorded.
    pub region_code: String,
    /// The organization that holds.
    pub holder_organization_id: Option<OrganizationId>,
    /// Or the outside party that holds: a name that is no natural person's.
    pub outside_name: Option<String>,
    /// Class of that party.
    pub outside_class: Option<OwnerClass>,
    /// The share: this many of
    pub numerator: i64,
    /// so many.
    pub denominator: i64,
    /// First day.
    pub valid_from: Date,
    /// First day after it.
    pub valid_to: Option<Date>,
    /// Where it stands: deed, register, annual report.
    pub source: String,
    /// Whether this statement takes the holding back.
    pub withdrawn: bool,
    /// Why it replaces the one before.
    pub reason: Option<String>,
    /// When we learned of it.
    pub recorded_at: DateTimeUtc,
    /// Who recorded it.
    pub user_id: Option<UserId>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
