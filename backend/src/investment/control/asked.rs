//! What is answered when a posting waits for a second person.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::PostingRequestId;

/// Nothing was posted: a second person has to approve.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AskedView {
    /// The request that waits.
    pub approval_id: PostingRequestId,
    /// Where it stands, for its maker and its checkers.
    pub href: String,
    /// Whether the amount is above the issuer's limit (R117).
    pub above_limit: bool,
    /// Whether the day is further back than the issuer lets everybody post.
    pub back_dated: bool,
    /// When it lapses if nobody decides.
    pub expires_at: DateTime<Utc>,
}
