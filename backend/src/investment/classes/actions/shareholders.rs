//! The register of shareholders with addresses of persons: whoever reads it
//! leaves a trace (R108).

use sea_orm::DatabaseTransaction;

use crate::investment::actions::Issuer;
use crate::platform::audit::{self, Act, Author};
use crate::platform::problem::ApiResult;

/// Leaves the trace that the addresses in a register are read, and what for.
///
/// # Errors
/// When the database fails.
pub async fn record_revealed_register(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    purpose: String,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action: "reveal_shareholder_register",
        subject_kind: "organization",
        subject_id: issuer.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(purpose),
        before: None,
        after: None,
    };
    Ok(audit::record(tx, author, act).await?)
}
