//! What was brought in as goods, and how its value was found; append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{LedgerTransactionId, OrganizationId};

/// One valuation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "in_kind_valuation")]
pub struct Model {
    /// The transaction that brought it in.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerTransactionId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// The valuation as canonical text: what the hash in the transaction's
    /// details is taken of.
    pub content: String,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
