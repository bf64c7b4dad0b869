//! Which clusters a caller may change.

use sea_orm::DatabaseTransaction;

use super::entity::cluster;
use super::{rules, store};
use crate::identity::{Access, problems};
use crate::kernel::ids::ClusterId;
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;

/// A cluster, locked, with its regions.
#[derive(Debug, Clone)]
pub struct Located {
    /// The row.
    pub row: cluster::Model,
    /// Codes of its regions, in order of code.
    pub regions: Vec<RegionCode>,
}

impl Located {
    /// Where its audit events are filed: the region that holds all of it.
    #[must_use]
    pub fn audit_region(&self) -> Option<String> {
        rules::common_region(&self.regions).map(|code| code.to_string())
    }
}

/// Locks a cluster that the caller may change, as the root of all its parts:
/// 404 where they may not know of it, 403 where their reach for this operation
/// does not cover all its regions.
///
/// # Errors
/// 403 or 404.
pub async fn reach(tx: &DatabaseTransaction, access: &Access, id: ClusterId) -> ApiResult<Located> {
    let row = store::lock_cluster(tx, &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let regions = store::regions_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
    require_regions(access, &regions)?;
    Ok(Located { row, regions })
}

/// Refuses regions that the caller's reach does not cover all of.
///
/// # Errors
/// 403.
pub fn require_regions(access: &Access, regions: &[RegionCode]) -> ApiResult<()> {
    let covers = |code: &RegionCode| access.scope.covers_region(code);
    // Without any region only a national reach would do.
    let reached =
        if regions.is_empty() { access.scope.national } else { regions.iter().all(covers) };
    if reached { Ok(()) } else { Err((&problems::NOT_PERMITTED).into()) }
}
