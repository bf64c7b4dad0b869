//! What mentoring owes an organization follows its seat (ADR-0020).

use sea_orm::DatabaseTransaction;

use crate::kernel::ids::{FollowUpId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::store;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};

/// Moves what is still owed to an organization, which is locked, to the region
/// of its new seat: open follow-ups, assignments, and the mentors it sends.
/// Visits stay where they took place, and closed follow-ups with them.
///
/// # Errors
/// When the database fails.
pub async fn follow_seat(
    tx: &DatabaseTransaction,
    organization: OrganizationId,
    seat: &RegionCode,
) -> ApiResult<()> {
    let mut deltas = Vec::new();
    let mut moved = |from: &str, metric: &str, day| -> ApiResult<()> {
        deltas.push(Delta::on(&stored_region(from)?, metric, day, -1));
        deltas.push(Delta::on(seat, metric, day, 1));
        Ok(())
    };
    let open = store::lock_open_follow_ups(tx, organization).await?;
    for row in &open {
        moved(&row.region_code, "follow_ups/open", row.due_on)?;
    }
    let ids: Vec<FollowUpId> = open.iter().map(|row| row.id).collect();
    store::move_follow_ups(tx, &ids, seat).await?;
    store::move_duties(tx, organization, seat).await?;
    Ok(rollup::append(tx, &deltas).await?)
}
