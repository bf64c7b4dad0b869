//! What each member did with the issuer in a book year.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;

/// One member's business of one kind in one book year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "surplus_patronage")]
pub struct Model {
    /// The issuer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    /// Book year.
    #[sea_orm(primary_key, auto_increment = false)]
    pub book_year: i64,
    /// Kind, as [`crate::investment::surplus::scheme::PatronageKind`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: MemberId,
    /// How much.
    pub amount_sen: Money,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
