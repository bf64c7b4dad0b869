//! HTTP of meetings.

use sea_orm::DatabaseTransaction;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::identity::Access;
use crate::kernel::ids::OrganizationId;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};
use crate::registry::entity::organization;

mod due;
mod records;

/// The operations of meetings.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(records::list_annual_meetings, records::record_annual_meeting))
        .routes(routes!(records::find_annual_meeting))
        .routes(routes!(records::withdraw_annual_meeting))
        .routes(routes!(due::find_meetings_due))
        .routes(routes!(due::list_overdue_meetings))
}

/// The organization of a request, for reading: 404 where the caller may not know
/// of it, 403 where they may not do this there.
async fn subject(
    app: &AppState,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<organization::Model> {
    let row = crate::registry::store::find_organization(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    access.require(&stored_region(&row.region_code)?, row.id)?;
    Ok(row)
}

/// The same inside a transaction that will write, with the organization locked.
async fn lock(
    tx: &DatabaseTransaction,
    access: &Access,
    id: OrganizationId,
) -> ApiResult<organization::Model> {
    crate::registry::actions::reach_organization(tx, access, id).await
}
