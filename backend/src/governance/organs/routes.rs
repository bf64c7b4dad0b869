//! HTTP of positions, boards, ties and served villages.

use sea_orm::DatabaseTransaction;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::House;
use crate::identity::Access;
use crate::kernel::ids::OrganizationId;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};
use crate::registry::actions::reach_organization;

mod boards;
mod positions;
mod ties;
mod villages;

/// The operations of positions in organs.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(positions::list_organ_positions, positions::record_organ_position))
        .routes(routes!(positions::find_organ_position))
        .routes(routes!(positions::end_organ_position))
        .routes(routes!(boards::record_board))
        .routes(routes!(boards::check_governance))
        .routes(routes!(ties::list_family_ties, ties::declare_family_tie))
        .routes(routes!(ties::withdraw_family_tie))
        .routes(routes!(villages::list_served_villages, villages::record_served_village))
        .routes(routes!(villages::end_served_village))
}

/// The organization of a request, for reading: 404 where the caller may not know
/// of it, 403 where they may not do this there.
async fn house(app: &AppState, access: &Access, id: OrganizationId) -> ApiResult<House> {
    let row = crate::registry::store::find_organization(app.db.read(), &access.visible, id).await?;
    let house = House::of(&row.ok_or_else(ApiError::not_found)?)?;
    access.require(&house.region, house.id)?;
    Ok(house)
}

/// The same inside a transaction that will write, with the organization locked.
async fn lock(tx: &DatabaseTransaction, access: &Access, id: OrganizationId) -> ApiResult<House> {
    House::of(&reach_organization(tx, access, id).await?)
}
