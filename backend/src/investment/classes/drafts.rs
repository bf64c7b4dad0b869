//! What clients give for terms and certificates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::terms::HolderSort;
use crate::kernel::ids::{InstrumentTermsId, ShareCertificateId};
use crate::kernel::money::Money;
use crate::kernel::region_code::RegionCode;

/// The terms of an instrument from a day on; what is left out has no bound.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<InstrumentTermsId>,
    /// First day; after that of the latest terms, and of a change not in the past.
    pub valid_from: NaiveDate,
    /// The least that a holder has, who has any.
    #[serde(default)]
    pub minimum: Option<Money>,
    /// The most that a holder has.
    #[serde(default)]
    pub maximum: Option<Money>,
    /// The least number of shares, for `saham`, instead of `minimum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub minimum_shares: Option<i64>,
    /// The most shares, for `saham`, instead of `maximum`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub maximum_shares: Option<i64>,
    /// Who may hold it.
    #[serde(default)]
    pub holders: HolderSort,
    /// Whether only members in force may.
    #[serde(default)]
    pub members_only: bool,
    /// Codes of the regions, such as villages, whose residents may; all if empty.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub regions: Vec<RegionCode>,
    /// The most that is issued in all, at nominal value; never below what is issued.
    #[serde(default)]
    pub issuable_total: Option<Money>,
    /// Months for which what comes in is locked; or else `lock_in_days`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub lock_in_months: Option<u32>,
    /// Days for which what comes in is locked; or else `lock_in_months`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 18_300)]
    pub lock_in_days: Option<u32>,
    /// Votes of one share, for `saham`; one if left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000)]
    pub votes_per_share: Option<i64>,
    /// The decision behind them: by-laws, deed, meeting.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
}

/// The cancellation of terms that were set by mistake.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsCancellationDraft {
    /// Why, with the decision behind it.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// How a certificate is split.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitDraft {
    /// Shares of each part, in the order of their numbers; the whole in sum.
    #[schema(min_items = 2, max_items = 1000)]
    pub parts: Vec<i64>,
    /// The holder's request or the decision behind it.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
}

/// Which certificates become one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsolidationDraft {
    /// Certificates of one holder and one class, whose share numbers follow each
    /// other.
    #[schema(min_items = 2, max_items = 1000)]
    pub certificates: Vec<ShareCertificateId>,
    /// The holder's request or the decision behind it.
    #[schema(min_length = 1, max_length = 100)]
    pub decision_number: String,
}
