//! Balances of holders' accounts; an issuer's own accounts have none, so that a
//! posting writes no row for them: they are summed where they are read.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::LedgerAccountId;
use crate::kernel::money::Money;

/// Balance of one holder's account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_balance")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: LedgerAccountId,
    /// Credits less debits, never negative.
    pub balance_sen: Money,
    /// Latest day on which an entry counts.
    pub last_effective_on: Option<Date>,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
