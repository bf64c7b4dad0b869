//! What clients give for pledges.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::drafts::{ContributionDraft, OfferedForm};
use crate::investment::entity::ledger_transaction::SourceClass;
use crate::kernel::ids::{InstrumentId, MemberId, PledgeId};
use crate::kernel::money::Money;

/// A pledge as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgeDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<PledgeId>,
    /// Instrument of this issuer.
    pub instrument_id: InstrumentId,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Amount, above zero; of shares that of whole ones.
    pub amount: Money,
    /// Day of the promise, not in the future; today if left out.
    #[serde(default)]
    pub pledged_on: Option<NaiveDate>,
    /// Last day of payment, by the issuer's local date.
    pub due_on: NaiveDate,
    /// The written promise.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub document_number: Option<String>,
    /// What for.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A payment on a pledge: holder and instrument are the pledge's.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgePaymentDraft {
    /// Amount, above zero, at most what is open.
    pub amount: Money,
    /// Day on which it counts, from the pledge's first day to its last one, not
    /// in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why, or what the receipt says.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
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
}

impl PledgePaymentDraft {
    /// The contribution of cash that it is; of a promise that is only weighed it
    /// names none.
    #[must_use]
    pub fn contribution(
        self,
        pledge_id: Option<PledgeId>,
        (member_id, instrument_id): (MemberId, InstrumentId),
    ) -> ContributionDraft {
        ContributionDraft {
            instrument_id,
            member_id,
            amount: self.amount,
            effective_on: self.effective_on,
            reason: self.reason,
            form: OfferedForm::Cash,
            decision_number: self.decision_number,
            source_class: self.source_class,
            share_count: self.share_count,
            pledge_id,
        }
    }
}

/// The end of a pledge that is not paid in full.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgeCancellationDraft {
    /// First day on which it no longer binds, not before its last payment and
    /// not in the future; today if left out.
    #[serde(default)]
    pub cancelled_on: Option<NaiveDate>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
