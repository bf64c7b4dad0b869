//! What clients and importers give for instruments, members and postings.

mod acts;
mod exits;
mod tax;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use acts::{
    CapitalConversionDraft, EncumbranceDraft, RatioDraft, RedemptionDraft, ReleaseDraft,
    SavingsInterestDraft, TransferDraft,
};

pub use exits::{ExitPaymentDraft, ExitRuleDraft, ExitSettlementDraft, HeirDraft, MeetingDraft};
pub use tax::{TaxKind, TaxRemittanceDraft};

use super::entity::instrument::InstrumentKind;
use super::entity::ledger_account::Line;
use super::entity::ledger_transaction::SourceClass;
use super::entity::member::{ExitReason, Standing};
use super::in_kind::drafts::InKindContributionDraft;
use crate::kernel::ids::{
    InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PersonId, PledgeId,
};
use crate::kernel::money::Money;

/// An instrument as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<InstrumentId>,
    /// Kind.
    pub kind: InstrumentKind,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The amount that is the same for all; needed for `simpanan_pokok`,
    /// possible for `simpanan_wajib`.
    #[serde(default)]
    pub fixed_amount: Option<Money>,
    /// First day of that amount; today if left out.
    #[serde(default)]
    pub fixed_amount_from: Option<NaiveDate>,
    /// Nominal of one share; needed for `saham` alone.
    #[serde(default)]
    pub nominal: Option<Money>,
    /// The written agreement; needed for `modal_penyertaan` alone.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub agreement_number: Option<String>,
    /// Whether `simpanan_pokok` may be paid in parts, as the by-laws (ART) say.
    #[serde(default)]
    pub instalments: bool,
}

/// A new fixed amount from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountDraft {
    /// The amount.
    pub amount: Money,
    /// First day; after that of the latest amount.
    pub valid_from: NaiveDate,
    /// The decision behind it.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A member or other holder as a client gives it: a person or an organization.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<MemberId>,
    /// The person; or else `organization_id`.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// The organization; or else `person_id`.
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    /// `member` of a cooperative, or `holder` of capital without membership.
    pub standing: Standing,
    /// Day of application; today if left out.
    #[serde(default)]
    pub applied_on: Option<NaiveDate>,
}

/// The end of a membership.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitDraft {
    /// First day no longer in force.
    pub left_on: NaiveDate,
    /// Why.
    pub reason: ExitReason,
}

/// In what form a contribution is offered. What is not cash goes by
/// `in-kind-contributions`, with its valuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferedForm {
    /// Cash or bank.
    #[default]
    Cash,
    /// Goods other than land and buildings.
    Goods,
    /// Land or a building.
    LandOrBuilding,
}

/// A contribution as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContributionDraft {
    /// Instrument of this issuer.
    pub instrument_id: InstrumentId,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Amount, above zero.
    pub amount: Money,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why, or what the receipt says.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// In what form it comes.
    #[serde(default)]
    pub form: OfferedForm,
    /// Decision behind it; needed for village enterprises and regional capital.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
    /// Source of a village enterprise's capital.
    #[serde(default)]
    pub source_class: Option<SourceClass>,
    /// Number of shares, for `saham`; worked out from the amount if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub share_count: Option<i64>,
    /// The pledge that it pays, of the same holder and instrument.
    #[serde(default)]
    pub pledge_id: Option<PledgeId>,
}

/// A withdrawal as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalDraft {
    /// Instrument of this issuer.
    pub instrument_id: InstrumentId,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Amount, above zero.
    pub amount: Money,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Decision behind it; needed for village enterprises.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
}

/// Lines that belong to nobody in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CollectiveLine {
    /// Reserve (equity).
    Cadangan,
    /// Grants (equity).
    Hibah,
    /// Surplus not yet distributed (equity).
    ShuBelumDibagi,
    /// Funds set aside from the surplus (liability).
    DanaShu,
}

impl CollectiveLine {
    /// The line of the capital statement.
    #[must_use]
    pub fn line(self) -> Line {
        match self {
            Self::Cadangan => Line::Cadangan,
            Self::Hibah => Line::Hibah,
            Self::ShuBelumDibagi => Line::ShuBelumDibagi,
            Self::DanaShu => Line::DanaShu,
        }
    }
}

/// What was there before the ledger began: of a collective line, or of one holder.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningBalanceDraft {
    /// The collective line; or else `member_id` with `instrument_id`.
    #[serde(default)]
    pub line: Option<CollectiveLine>,
    /// Holder in this issuer's register.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// Instrument of this issuer.
    #[serde(default)]
    pub instrument_id: Option<InstrumentId>,
    /// Amount, above zero.
    pub amount: Money,
    /// Day of the balance sheet that shows it.
    pub effective_on: NaiveDate,
    /// The document that shows it.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Decision behind a holder's capital; needed for village enterprises and
    /// regional capital.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
    /// Source of a holder's capital in a village enterprise.
    #[serde(default)]
    pub source_class: Option<SourceClass>,
    /// Number of shares of a holder, for `saham`; worked out from the amount if
    /// left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub share_count: Option<i64>,
}

/// The reversal of a transaction.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReversalDraft {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Day on which it counts, from the transaction's own day to today; the
    /// transaction's day if left out, as if it had never been.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}

/// The reversal of a transaction as an item of a bulk.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkReversalDraft {
    /// The transaction, of this issuer.
    pub transaction_id: LedgerTransactionId,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Day on which it counts, from the transaction's own day to today; the
    /// transaction's day if left out, as if it had never been.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}

/// One act of a bulk: exactly one of the acts is given.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkItemDraft {
    /// Items with the same link are posted together or not at all.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub link: Option<String>,
    /// A holder brings capital in.
    #[serde(default)]
    pub contribution: Option<ContributionDraft>,
    /// A holder brings capital in as goods.
    #[serde(default)]
    pub in_kind_contribution: Option<InKindContributionDraft>,
    /// A holder takes capital out.
    #[serde(default)]
    pub withdrawal: Option<WithdrawalDraft>,
    /// What was there before the ledger began.
    #[serde(default)]
    pub opening_balance: Option<OpeningBalanceDraft>,
    /// Capital passes to another holder.
    #[serde(default)]
    pub transfer: Option<TransferDraft>,
    /// The issuer pays capital back.
    #[serde(default)]
    pub redemption: Option<RedemptionDraft>,
    /// Capital passes to another instrument.
    #[serde(default)]
    pub conversion: Option<CapitalConversionDraft>,
    /// A member's savings earn interest.
    #[serde(default)]
    pub savings_interest: Option<SavingsInterestDraft>,
    /// Tax that was withheld is paid to the state.
    // Left out of what a resend is recognised by where it is not given, as it
    // was before there was this act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_remittance: Option<TaxRemittanceDraft>,
    /// Takes a transaction back.
    #[serde(default)]
    pub reversal: Option<BulkReversalDraft>,
}

/// Many acts at once, in this order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkDraft {
    /// The acts.
    #[schema(min_items = 1, max_items = 1000)]
    pub items: Vec<BulkItemDraft>,
}
