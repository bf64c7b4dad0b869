//! Balanced transactions of the ledger, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{
    ExitSettlementId, InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId, UserId,
};
use crate::kernel::money::Money;

/// What a transaction is.
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
pub enum TransactionKind {
    /// A holder brings capital in.
    Contribution,
    /// A holder takes capital out.
    Withdrawal,
    /// What was there before the ledger began.
    OpeningBalance,
    /// Takes another transaction back.
    Reversal,
    /// A year's surplus comes into the books.
    SurplusBooking,
    /// A surplus is shared by decision of the meeting.
    SurplusDistribution,
    /// A holder's share of a surplus is paid out.
    SurplusPayout,
    /// The reserve covers a loss by decision of the meeting.
    LossCovering,
    /// Capital passes from one holder of an issuer to another.
    Transfer,
    /// The issuer pays capital back by decision.
    Redemption,
    /// A holder's capital passes from one instrument to another.
    Conversion,
    /// What a member who leaves has, less what is owed.
    ExitSettlement,
    /// The refund of a settlement is paid out.
    ExitPayment,
    /// A member's savings earn interest, less the tax that is withheld (R47).
    SavingsInterest,
    /// Tax that was withheld is paid to the state (R47).
    TaxRemittance,
}

impl TransactionKind {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// In what form capital comes in.
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
pub enum PaymentForm {
    /// Cash or bank.
    Cash,
    /// Goods other than land and buildings.
    Goods,
}

impl PaymentForm {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Where the capital of a village enterprise comes from (R50).
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
pub enum SourceClass {
    /// The village's budget.
    Desa,
    /// The community.
    Masyarakat,
    /// Result kept as capital.
    LabaDitahan,
}

impl SourceClass {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_transaction")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerTransactionId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// What it is.
    pub kind: TransactionKind,
    /// Instrument.
    pub instrument_id: Option<InstrumentId>,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Amount, always positive.
    pub amount_sen: Money,
    /// Day on which it counts.
    pub effective_on: Date,
    /// When we learned of it.
    pub recorded_at: DateTimeUtc,
    /// Why.
    pub reason: Option<String>,
    /// The transaction taken back.
    pub reverses: Option<LedgerTransactionId>,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// Key of the request.
    pub idempotency_key: Option<String>,
    /// In what form.
    pub payment_form: Option<PaymentForm>,
    /// Decision behind it: village or regional regulation, minutes, contract.
    pub decision_number: Option<String>,
    /// Source of a village enterprise's capital.
    pub source_class: Option<SourceClass>,
    /// Number of shares.
    pub share_count: Option<i64>,
    /// The second person who approved it, where its issuer asks for one (R117).
    pub approved_by: Option<UserId>,
    /// The holder to whom capital passes.
    pub counter_member_id: Option<MemberId>,
    /// The instrument to which capital passes.
    pub counter_instrument_id: Option<InstrumentId>,
    /// The pledge that it pays.
    pub pledge_id: Option<PledgeId>,
    /// The settlement that it is, or pays.
    pub settlement_id: Option<ExitSettlementId>,
    /// What else is known of it: a JSON object with sorted keys, no personal data.
    pub details: Option<String>,
    /// Place in the issuer's chain, from 1, without gaps.
    pub sequence: i64,
    /// Hash of the transaction before it; zeros for the first.
    pub previous_hash: Vec<u8>,
    /// SHA-256 of its canonical form (ADR-0015).
    pub hash: Vec<u8>,
}

impl Model {
    /// A transaction with what every one has, and nothing besides; not sealed.
    #[must_use]
    pub fn bare(
        id: LedgerTransactionId,
        (organization_id, region_code): (OrganizationId, String),
        kind: TransactionKind,
        (amount_sen, effective_on): (Money, Date),
        recorded_at: DateTimeUtc,
    ) -> Self {
        Self {
            id,
            organization_id,
            region_code,
            kind,
            instrument_id: None,
            member_id: None,
            amount_sen,
            effective_on,
            recorded_at,
            reason: None,
            reverses: None,
            user_id: None,
            idempotency_key: None,
            payment_form: None,
            decision_number: None,
            source_class: None,
            share_count: None,
            approved_by: None,
            counter_member_id: None,
            counter_instrument_id: None,
            pledge_id: None,
            settlement_id: None,
            details: None,
            sequence: 0,
            previous_hash: Vec::new(),
            hash: Vec::new(),
        }
    }
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
