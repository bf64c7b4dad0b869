//! What clients give for transfers, redemptions and conversions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{EncumbranceId, InstrumentId, MemberId, ShareCertificateId};
use crate::kernel::money::Money;

/// Capital that passes from one holder to another of the same issuer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferDraft {
    /// Instrument of this issuer: shares, `penyertaan` or `modal_penyertaan`.
    pub instrument_id: InstrumentId,
    /// Holder who gives.
    pub from_member_id: MemberId,
    /// Holder who gets; enter them in the register first.
    pub to_member_id: MemberId,
    /// Amount at nominal value, above zero; the price is between the two.
    pub amount: Money,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why: the deed of sale, grant or inheritance.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// Decision behind it; needed for village enterprises and regional capital.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
    /// Number of shares, for `saham`; worked out from the amount if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub share_count: Option<i64>,
}

/// Interest (jasa) that a member's voluntary savings earn; the tax on it is
/// withheld.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavingsInterestDraft {
    /// The voluntary savings (`simpanan_sukarela`) that earn it and take it.
    pub instrument_id: InstrumentId,
    /// The member.
    pub member_id: MemberId,
    /// Interest before tax, above zero. All interest of a member in one
    /// calendar month is taxed together.
    pub amount: Money,
    /// Day on which it counts, whose month it belongs to; not in the future;
    /// today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// What the statement says, such as `Jasa simpanan Maret 2026`.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// Capital that the issuer pays back by decision.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedemptionDraft {
    /// Instrument of this issuer: shares or `modal_penyertaan`.
    pub instrument_id: InstrumentId,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Amount at nominal value, above zero.
    pub amount: Money,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// The decision: of the shareholders' or members' meeting, or the agreement.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
    /// Number of shares, for `saham`; worked out from the amount if left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub share_count: Option<i64>,
}

/// Capital of one holder that passes from one instrument to another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CapitalConversionDraft {
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Instrument that is given up.
    pub from_instrument_id: InstrumentId,
    /// Instrument that is got.
    pub to_instrument_id: InstrumentId,
    /// Amount that is given up, above zero.
    pub amount: Money,
    /// So many units of the first give so many of the second; by value if left out.
    #[serde(default)]
    pub ratio: Option<RatioDraft>,
    /// Day on which it counts, not in the future; today if left out.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
    /// The decision behind it.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub decision_number: Option<String>,
}

/// Units given up for units got; a unit is a share, or a sen where there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatioDraft {
    /// Units given up.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub from: i64,
    /// Units got.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub to: i64,
}

/// A claim on what a holder has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EncumbranceDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<EncumbranceId>,
    /// Holder in this issuer's register.
    pub member_id: MemberId,
    /// Instrument of this issuer.
    pub instrument_id: InstrumentId,
    /// How much of it, above zero and at most what is free.
    pub amount: Money,
    /// The certificate of shares that is pledged, as a whole; then `amount` is
    /// its value, and no other certificate is bound by this claim.
    // Left out of what a resend is recognised by where it is not given, as it
    // was before there were certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<ShareCertificateId>,
    /// Whose claim it is: a bank, a court.
    #[schema(min_length = 1, max_length = 200)]
    pub creditor: String,
    /// The deed.
    #[schema(min_length = 1, max_length = 100)]
    pub document_number: String,
    /// First day; today if left out.
    #[serde(default)]
    pub encumbered_on: Option<NaiveDate>,
}

/// The end of a claim.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseDraft {
    /// First day on which the claim no longer holds.
    pub released_on: NaiveDate,
    /// The deed of the release.
    #[schema(min_length = 1, max_length = 100)]
    pub release_document: String,
}
