//! Closings of book years; a reopened one stays, with its figures.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{BookYearClosingId, OrganizationId, UserId};

/// One closing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "book_year_closing")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BookYearClosingId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Calendar year in which the book year begins.
    pub book_year: i64,
    /// First day of the year.
    pub first_on: Date,
    /// Last day of the year.
    pub last_on: Date,
    /// Through which day the books were closed before.
    pub closed_before: Option<Date>,
    /// Place of the last transaction when it was closed.
    pub head_sequence: i64,
    /// Hash of that transaction.
    pub head_hash: Vec<u8>,
    /// Why.
    pub reason: String,
    /// When.
    pub closed_at: DateTimeUtc,
    /// Who.
    pub closed_by: Option<UserId>,
    /// Why it was opened again.
    pub reopen_reason: Option<String>,
    /// When it was opened again.
    pub reopened_at: Option<DateTimeUtc>,
    /// Who opened it again.
    pub reopened_by: Option<UserId>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
