//! Accounts of the ledger.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{InstrumentId, LedgerAccountId, MemberId, OrganizationId};

/// Side of the balance sheet.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AccountClass {
    /// What the issuer has.
    Asset,
    /// What it owes.
    Liability,
    /// What belongs to its owners.
    Equity,
}

impl AccountClass {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Line of the capital statement that an account counts in; for a member's account the kind of its instrument.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Cash and bank.
    Kas,
    /// Goods brought in as capital, other than stock.
    AsetTetap,
    /// Assets behind opening balances.
    AsetAwal,
    /// Assets behind the results of years.
    AsetHasilUsaha,
    /// Principal savings.
    SimpananPokok,
    /// Mandatory savings.
    SimpananWajib,
    /// Voluntary savings.
    SimpananSukarela,
    /// Village government's stake.
    PenyertaanModalDesa,
    /// Community's stake.
    PenyertaanModalMasyarakat,
    /// Share capital.
    Saham,
    /// Participating capital.
    ModalPenyertaan,
    /// Reserve.
    Cadangan,
    /// Grants.
    Hibah,
    /// Surplus not yet distributed.
    ShuBelumDibagi,
    /// Funds set aside from the surplus, owed.
    DanaShu,
    /// Holders' shares of a surplus that are not paid yet, owed.
    BagianShu,
    /// A village's part of a village enterprise's result, taken out of equity.
    BagiHasilDesa,
    /// The community's part of a village enterprise's result, taken out of equity.
    BagiHasilMasyarakat,
    /// Loans of members, which are kept elsewhere; what exits set off.
    PinjamanAnggota,
    /// What members who left still owe.
    PiutangAnggotaKeluar,
    /// Refunds to members who left that are not paid yet.
    UtangAnggotaKeluar,
    /// Stock that was brought in as capital: goods for sale or use.
    Persediaan,
    /// Tax withheld from savings interest, owed to the state.
    UtangPajak,
}

impl Line {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One account of one issuer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_account")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerAccountId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Code in the issuer's chart of accounts.
    pub code: String,
    /// Name; never that of a person.
    pub name: String,
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// Line of the capital statement.
    pub line: Line,
    /// Instrument of a member's account.
    pub instrument_id: Option<InstrumentId>,
    /// Member of a member's account.
    pub member_id: Option<MemberId>,
    /// When it was opened.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
