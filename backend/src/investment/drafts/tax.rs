//! What clients give for tax that is paid to the state.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::money::Money;

/// Which tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxKind {
    /// Final income tax on savings interest of a cooperative's members, PPh
    /// Pasal 4(2); KAP-KJS 411128-417 (to be checked).
    PphBungaSimpanan,
}

/// Tax that was withheld and is paid to the state.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxRemittanceDraft {
    /// Which tax.
    pub tax_kind: TaxKind,
    /// Amount, above zero and at most what is owed on the day and ever after.
    pub amount: Money,
    /// Day of the payment, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Evidence of the state's receipt, such as the NTPN; each counts once.
    #[schema(min_length = 1, max_length = 64)]
    pub evidence_number: String,
    /// Line or number of the payment in the bank's statement.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub bank_reference: Option<String>,
    /// What it is for, such as `PPh jasa simpanan masa Maret 2026`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
