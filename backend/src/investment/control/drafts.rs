//! What clients give for the controls of a ledger.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::money::Money;

/// What an issuer holds its postings to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerSettingsDraft {
    /// Month in which the book year begins; a book year bears the number of the
    /// calendar year in which it begins.
    #[schema(minimum = 1, maximum = 12)]
    pub year_begins: i64,
    /// How many days back whoever keeps the books may post without a second person.
    #[schema(minimum = 0, maximum = 36600)]
    pub back_dating_days: i64,
    /// Above this amount a second person approves; absent for no limit.
    #[serde(default)]
    pub approval_limit: Option<Money>,
    /// Days after which a request lapses that nobody decided.
    #[schema(minimum = 1, maximum = 366)]
    pub approval_days: i64,
    /// The decision behind it.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// The closing or reopening of a book year.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookYearDraft {
    /// Why, or the decision behind it.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// The approval of a posting.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalDraft {
    /// What the checker has seen, such as the number of a document.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// The refusal or withdrawal of a posting.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RejectionDraft {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
