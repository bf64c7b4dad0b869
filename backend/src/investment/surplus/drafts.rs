//! What clients give for schemes, business of members, and runs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::run::PaidTo;
use super::scheme::{PatronageKind, SchemeTerms};
use crate::governance::meetings::drafts::DecisionDraft;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, SurplusRunId, SurplusSchemeId};
use crate::kernel::money::Money;

/// A scheme as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SchemeDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<SurplusSchemeId>,
    /// First day on which it holds; after that of the issuer's latest scheme.
    pub valid_from: NaiveDate,
    /// The decision that sets it: AD/ART, meeting, number.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: NaiveDate,
    /// The law or by-law that it rests on.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub basis: Option<String>,
    /// Its terms.
    pub terms: SchemeTerms,
}

/// One member's business.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatronageItem {
    /// The member; or else `register_number`.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// Number in the register; or else `member_id`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub register_number: Option<i64>,
    /// Business of the whole year, zero or more.
    pub amount: Money,
}

/// Business of many members of one kind in one book year. A member's earlier
/// amount of that kind and year is replaced.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatronageDraft {
    /// Book year.
    #[schema(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// Kind.
    pub kind: PatronageKind,
    /// Members, each once.
    #[schema(min_items = 1, max_items = 5000)]
    pub items: Vec<PatronageItem>,
}

/// A run as a client gives it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<SurplusRunId>,
    /// Book year, in which the period ends.
    #[schema(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// First day of the period; 1 January of the book year if left out.
    #[serde(default)]
    pub period_start: Option<NaiveDate>,
    /// Last day of the period; 31 December of the book year if left out.
    #[serde(default)]
    pub period_end: Option<NaiveDate>,
    /// Surplus from business with members, after tax; all of it where there are none.
    pub member_surplus: Money,
    /// Surplus from business with others, after tax (R44).
    #[serde(default)]
    pub non_member_surplus: Money,
    /// Retained earnings before the year, negative for losses carried on; for
    /// companies, whose dividend needs positive retained earnings (R65).
    #[serde(default)]
    pub retained_before: Money,
}

/// A run that goes back for changes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RunReturnDraft {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// The payment of an approved run.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurplusPaymentDraft {
    /// Whereto the holders' shares go; those of former members are owed in any case.
    pub to: PaidTo,
    /// The voluntary savings (`simpanan_sukarela`) that take them; for `savings` alone.
    #[serde(default)]
    pub instrument_id: Option<InstrumentId>,
    /// Day on which it counts, from the meeting to today; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Whether the surplus stands in the books already (account 3.4.01), where
    /// it must suffice; otherwise the payment books it first.
    pub surplus_in_books: bool,
}

/// Shares that were owed and are paid out in cash or by bank.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SurplusPayoutDraft {
    /// Whose, each once; all of them or none are paid.
    #[schema(min_items = 1, max_items = 1000)]
    pub member_ids: Vec<MemberId>,
    /// Day on which it counts, from the day of the sharing to today; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}

/// A payment out of a part that no holder shares: to the village, to the staff,
/// or for what a fund is meant for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartPayoutDraft {
    /// Key of the part in the run's scheme.
    #[schema(min_length = 1, max_length = 40)]
    pub part: String,
    /// How much; at most what stands on the part's account.
    pub amount: Money,
    /// The government that gets it, for a part that goes to governments.
    #[serde(default)]
    pub recipient_organization_id: Option<OrganizationId>,
    /// What the payment is for.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Day on which it counts, from the day of the sharing to today; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}

/// A loss that the reserve covers by decision of the meeting (R45).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LossCoveringDraft {
    /// Book year of the loss.
    #[schema(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// The loss, as a positive amount.
    pub amount: Money,
    /// The meeting's decision.
    pub decision: DecisionDraft,
    /// Whether the loss stands in the books already (a debit of account 3.4.01);
    /// otherwise this books it first.
    pub loss_in_books: bool,
    /// Day on which it counts, from the meeting to today; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
}
