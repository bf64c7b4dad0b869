//! Coverage of pairs, which mentoring claims when it verifies a log.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::DatabaseTransaction;

use super::participations::part;
use super::seat::hold_seat;
use crate::chain::entity::coverage;
use crate::chain::rules::{self, Part};
use crate::chain::store;
use crate::kernel::ids::{MentoringLogId, OrganizationId, StageId};
use crate::kernel::period::Quarter;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup;

/// A verified visit to a pair.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// To whom.
    pub organization: OrganizationId,
    /// At which stage.
    pub stage: StageId,
    /// Local day.
    pub day: NaiveDate,
    /// The log that tells of it.
    pub log: MentoringLogId,
    /// When it was verified, UTC.
    pub verified_at: DateTime<Utc>,
}

/// Counts the pair of a verified visit as covered in its quarter (R101): once,
/// the key of the table decides who was first; and only while its
/// participations make it active in that quarter, for they may have been ended
/// for days before the visit meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn cover(tx: &DatabaseTransaction, visit: Visit) -> ApiResult<()> {
    // A relocation, which carries the pair elsewhere, waits.
    hold_seat(tx, visit.organization).await?;
    let rows = store::lock_pair(tx, visit.organization, visit.stage).await?;
    let Some(first) = rows.first() else { return Ok(()) };
    let quarter = Quarter::of(visit.day);
    let claim = coverage::Model {
        organization_id: visit.organization,
        stage_id: visit.stage,
        quarter: quarter.to_string(),
        region_code: first.region_code.clone(),
        log_id: visit.log,
        verified_at: visit.verified_at,
    };
    if store::claim_coverage(tx, claim).await? {
        let parts: Vec<Part> = rows.iter().map(part).collect();
        let region = stored_region(&first.region_code)?;
        let deltas = rules::covered_deltas(&region, &[quarter], &[], &parts);
        rollup::append(tx, &deltas).await?;
    }
    Ok(())
}
