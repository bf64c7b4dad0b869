//! A posting that waits for a second person: what is answered to who asks, and
//! what is kept for who signs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::control::entity::posting_request::{self, place_of_act};
use crate::investment::entity::ledger_account::Line;
use crate::investment::journal::Act;
use crate::kernel::ids::{InstrumentId, MemberId, PostingRequestId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;

/// Nothing was posted: a second person has to approve.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AskedView {
    /// The request that waits.
    pub approval_id: PostingRequestId,
    /// Where it stands, for its maker and its checkers.
    pub href: String,
    /// Whether the amount is above the issuer's limit (R117).
    pub above_limit: bool,
    /// Whether the day is further back than the issuer lets everybody post.
    pub back_dated: bool,
    /// Whether it passes by the terms of an instrument or what protects members:
    /// dated before the terms that hold today, a correction of what is locked or
    /// of principal or mandatory savings of a closed year, or an exit by death
    /// that pays what is locked.
    pub beside_terms: bool,
    /// When it lapses if nobody decides.
    pub expires_at: DateTime<Utc>,
}

/// One line that would be posted: an account, and what it gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedLine {
    /// Line of the account.
    pub line: Line,
    /// Number of the sub-account of a part of a surplus; 0 for the line's own.
    pub part: u8,
    /// Holder; absent for the issuer's own account.
    pub member_id: Option<MemberId>,
    /// Instrument; absent for the issuer's own account.
    pub instrument_id: Option<InstrumentId>,
    /// Debit, or zero.
    pub debit: Money,
    /// Credit, or zero.
    pub credit: Money,
}

/// From when on what is owed to who leaves may be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedRefund {
    /// Day from which the days of the by-laws count, or after which the annual
    /// meeting is; absent in what was recorded before there was such a day.
    pub counted_from: Option<NaiveDate>,
    /// First day on which it may be paid; absent: after the next annual meeting.
    pub payable_on: Option<NaiveDate>,
}

/// What a second person signs: the act as it was asked for, and the lines that
/// it came to then.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The act, with its day.
    pub act: Act,
    /// Its lines.
    pub lines: Vec<AskedLine>,
    /// When a refund is paid, of an exit.
    #[serde(default)]
    pub refund: Option<AskedRefund>,
}

impl Asked {
    /// Opens what a request keeps; nothing once it is decided.
    ///
    /// # Errors
    /// 500 where it was changed, or sealed for another request.
    pub fn open(vault: &Vault, row: &posting_request::Model) -> ApiResult<Option<Self>> {
        let Some(sealed) = row.act.as_deref() else { return Ok(None) };
        let kept = vault.open(&place_of_act(row.id), sealed).map_err(ApiError::internal)?;
        serde_json::from_str(&kept).map_err(ApiError::internal)
    }
}
