//! What clients give for the settlement with a member who leaves.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::member::ExitReason;
use crate::kernel::money::Money;

impl ExitSettlementDraft {
    /// Day on which the settlement counts.
    #[must_use]
    pub fn counted_on(&self) -> NaiveDate {
        self.effective_on.unwrap_or(self.left_on)
    }
}

/// One heir of a member who died.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeirDraft {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Relation to the member.
    #[schema(min_length = 1, max_length = 100)]
    pub relation: String,
    /// The certificate of inheritance.
    #[schema(min_length = 1, max_length = 100)]
    pub document_number: String,
}

/// The settlement with a member who leaves.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitSettlementDraft {
    /// First day no longer in force, not before the last posting; of who has
    /// left already, the day on which they did.
    pub left_on: NaiveDate,
    /// Day on which the settlement counts, of who has left already: not before
    /// the day of leaving nor the last posting; the day of leaving if left out,
    /// and always where the membership ends with the settlement. Give it where
    /// that day is in a closed book year, or savings were moved since.
    // Left out of what a resend is recognised by where it is not given, as it
    // was before there was such a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<NaiveDate>,
    /// Why.
    pub reason: ExitReason,
    /// Loans of the member that are set off; zero if there are none.
    pub loans: Money,
    /// Part of a loss that the member bears by decision; zero if none.
    pub borne_loss: Money,
    /// Loans of others for which the member still stands surety; zero if none.
    pub guaranteed_loans: Money,
    /// The heirs, for a member who died; otherwise none.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub heirs: Vec<HeirDraft>,
    /// The decision or the minutes.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
}

/// The payment of a refund.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitPaymentDraft {
    /// Day of the payment, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// The annual meeting (RAT) after the exit, where the by-laws wait for it.
    #[serde(default)]
    pub meeting: Option<MeetingDraft>,
    /// What the receipt says.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// An annual meeting of the members.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingDraft {
    /// Number of its minutes.
    #[schema(min_length = 1, max_length = 100)]
    pub number: String,
    /// Day on which it was held.
    pub held_on: NaiveDate,
}

/// When refunds may be paid, by the by-laws (ART).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExitRuleDraft {
    /// First day on which it holds: today or later, and after that of the latest rule.
    pub valid_from: NaiveDate,
    /// Days after leaving, or after the day on which one person alone recorded
    /// the exit later; after the next annual meeting if left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650)]
    pub after_days: Option<i64>,
    /// The decision behind it.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
}
