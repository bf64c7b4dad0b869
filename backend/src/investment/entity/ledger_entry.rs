//! Lines of transactions, append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{LedgerAccountId, LedgerEntryId, LedgerTransactionId, OrganizationId};
use crate::kernel::money::Money;

/// One line of one transaction.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerEntryId,
    /// The transaction.
    pub transaction_id: LedgerTransactionId,
    /// The account.
    pub account_id: LedgerAccountId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// Day on which it counts.
    pub effective_on: Date,
    /// When we learned of it.
    pub recorded_at: DateTimeUtc,
    /// Debit, or zero.
    pub debit_sen: Money,
    /// Credit, or zero.
    pub credit_sen: Money,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
