//! The pairs of an organization follow its seat (ADR-0020).

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, DbErr};

use super::participations::part;
use crate::chain::rules::{self, Part};
use crate::chain::store;
use crate::kernel::ids::{OrganizationId, StageId};
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::platform::rollup;

/// Moves all participations of an organization, which is locked, to the region
/// of its new seat, and the figures of active and covered pairs with them, past
/// days too: a pair is counted where its organization is.
///
/// # Errors
/// When the database fails.
pub async fn follow_seat(
    tx: &DatabaseTransaction,
    organization: OrganizationId,
    seat: &RegionCode,
) -> ApiResult<()> {
    let rows = store::participations_of(tx, organization).await?;
    let mut pairs: BTreeMap<(StageId, String), Vec<Part>> = BTreeMap::new();
    for row in &rows {
        pairs.entry((row.stage_id, row.region_code.clone())).or_default().push(part(row));
    }
    let visited = store::visited_quarters(tx, organization, None).await?;
    let mut deltas = Vec::new();
    for ((stage, region), parts) in &pairs {
        let region = region.parse().map_err(ApiError::internal)?;
        let visited = visited.get(stage).map(Vec::as_slice).unwrap_or_default();
        deltas.extend(rules::pair_deltas(&region, parts, &[]));
        deltas.extend(rules::pair_deltas(seat, &[], parts));
        deltas.extend(rules::covered_deltas(&region, visited, parts, &[]));
        deltas.extend(rules::covered_deltas(seat, visited, &[], parts));
    }
    store::move_coverage(tx, organization, seat).await?;
    store::move_participations(tx, organization, seat).await?;
    Ok(rollup::append(tx, &deltas).await?)
}

/// Holds an organization's seat while one of its pairs changes, so that a
/// relocation at the same time waits; gives its region.
///
/// # Errors
/// When the database fails.
pub(super) async fn hold_seat(
    tx: &DatabaseTransaction,
    organization: OrganizationId,
) -> Result<Option<String>, DbErr> {
    crate::registry::store::hold_seat(tx, organization).await
}
