//! Papers by which an asset and its valuation are known again; append-only.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

use crate::kernel::ids::{InKindPaperId, LedgerTransactionId, OrganizationId};
use crate::kernel::money::Money;

/// One paper of one contribution in kind.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "in_kind_paper")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InKindPaperId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The contribution.
    pub transaction_id: LedgerTransactionId,
    /// The paper, as [`kibm_migrations::in_kind_paper`] makes it.
    pub paper: String,
    /// The value that was found then.
    pub value_sen: Money,
}

/// What became capital on a paper.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Used {
    /// The paper, and its value.
    #[sea_orm(nested)]
    pub paper: Model,
    /// How much of that became capital.
    pub amount_sen: Money,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
