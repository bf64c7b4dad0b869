//! What clients give for loans of village cooperatives.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::loan::RepaymentMethod;
use crate::investment::agreement::drafts::DocumentDraft;
use crate::kernel::ids::KopdesLoanId;
use crate::kernel::money::Money;
use crate::kernel::percent::Percent;

/// The approval of the head of the village after the village's deliberation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VillageApprovalDraft {
    /// Day of the deliberation (musyawarah desa or kelurahan).
    pub deliberated_on: NaiveDate,
    /// The letter of approval with its minutes.
    pub document: DocumentDraft,
}

/// A loan as a client gives it. What the law asks for and the registry knows
/// (legal personality, NIK koperasi, NPWP, NIB) is taken from there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KopdesLoanDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<KopdesLoanId>,
    /// The bank.
    #[schema(min_length = 2, max_length = 120)]
    pub lender: String,
    /// Number of the contract; needed but for a dry run.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub contract_number: Option<String>,
    /// When it was signed, not in the future; needed but for a dry run, which
    /// goes by the law of today.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// When it is drawn: payments are due each month after, on that day of the
    /// month or its last one.
    pub drawn_on: NaiveDate,
    /// Principal, in whole rupiah.
    pub principal: Money,
    /// What of it is for operating costs; the rest is for investment.
    #[serde(default)]
    pub operating_part: Money,
    /// Per cent a year; that of the law if left out, and no other.
    #[serde(default)]
    pub rate_percent: Option<Percent>,
    /// Months from the drawing to the last payment, grace included.
    #[schema(minimum = 1, maximum = 600)]
    pub tenor_months: i64,
    /// Months in which interest alone is paid.
    #[schema(minimum = 0, maximum = 600)]
    pub grace_months: i64,
    /// How it is paid back after them; `annuity` if left out.
    #[serde(default)]
    pub method: RepaymentMethod,
    /// The cooperative's account at the bank.
    #[serde(default)]
    #[schema(min_length = 5, max_length = 60)]
    pub account: Option<String>,
    /// The business proposal.
    #[serde(default)]
    pub proposal: Option<DocumentDraft>,
    /// The approval of the village.
    #[serde(default)]
    pub village_approval: Option<VillageApprovalDraft>,
}
