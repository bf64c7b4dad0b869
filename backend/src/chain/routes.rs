//! HTTP of chains.

use sea_orm::DatabaseTransaction;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::entity::{chain, stage};
use super::store;
use crate::cluster::{Located, reach};
use crate::identity::Access;
use crate::kernel::ids::{ChainId, StageId};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};

mod chains;
mod gaps;
mod links;
mod participations;
mod stages;

pub use chains::ChainView;
pub use gaps::{ChainGapsView, GapView};
pub use links::StageLinkView;
pub use participations::ParticipationView;
pub use stages::StageView;

/// The operations of chains.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(chains::list_chains, chains::create_chain))
        .routes(routes!(chains::find_chain, chains::replace_chain))
        .routes(routes!(gaps::list_chain_gaps))
        .routes(routes!(stages::list_stages, stages::create_stage))
        .routes(routes!(stages::find_stage, stages::replace_stage, stages::delete_stage))
        .routes(routes!(links::list_stage_links, links::link_stages))
        .routes(routes!(links::unlink_stages))
        .routes(routes!(participations::list_participations))
        .routes(routes!(participations::record_participation))
        .routes(routes!(participations::find_participation))
        .routes(routes!(participations::end_participation))
}

/// A chain that the caller may change, with its cluster locked: 404 where they
/// may not know of it, 403 where they may not change it.
async fn reach_chain(
    tx: &DatabaseTransaction,
    access: &Access,
    id: ChainId,
) -> ApiResult<(Located, chain::Model)> {
    let found = store::find_chain(tx, &access.visible, id).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    let cluster = reach(tx, access, found.cluster_id).await?;
    // Read again under the lock: it may have changed while we waited.
    let row = store::find_chain(tx, &access.visible, id).await?;
    Ok((cluster, row.ok_or_else(ApiError::not_found)?))
}

/// The same for a stage.
async fn reach_stage(
    tx: &DatabaseTransaction,
    access: &Access,
    id: StageId,
) -> ApiResult<(Located, stage::Model)> {
    let found = store::find_stage(tx, &access.visible, id).await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    let (cluster, _) = reach_chain(tx, access, found.chain_id).await?;
    let row = store::find_stage(tx, &access.visible, id).await?;
    Ok((cluster, row.ok_or_else(ApiError::not_found)?))
}
