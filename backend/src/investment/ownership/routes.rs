//! HTTP of ownership.

use sea_orm::ConnectionTrait;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::facts::Facts;
use super::rules::{Assembly, assemble};
use super::store::{self, Roots};
use crate::identity::Access;
use crate::identity::entity::access_grant::Role;
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, AppState};
use crate::registry::entity::organization;

mod composition;
mod declared;
mod exports;
mod holders;
mod look_through;
mod simulations;
mod votes;

/// Who may see which person holds what of an issuer they reach: who keeps its
/// books, checks them, or coordinates; a regional office sees sums (R114).
const PERSON_READERS: &[Role] =
    &[Role::Administrator, Role::Coordinator, Role::EnterpriseOfficer, Role::Auditor];

/// The operations of ownership.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(declared::list_declared_holdings, declared::create_declared_holding))
        .routes(routes!(declared::find_declared_holding, declared::replace_declared_holding))
        .routes(routes!(declared::withdraw_declared_holding))
        .routes(routes!(declared::list_declared_revisions))
        .routes(routes!(look_through::find_look_through))
        .routes(routes!(composition::find_composition))
        .routes(routes!(composition::list_composition_series))
        .routes(routes!(simulations::simulate_ownership))
        .routes(routes!(exports::create_ownership_export))
}

/// The organization of a request: 404 where the caller may not know of it, 403
/// where they may not do this there.
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

/// The facts and their graph.
async fn read(
    conn: &impl ConnectionTrait,
    roots: &Roots,
    horizon: &Horizon,
    persons: bool,
) -> ApiResult<(Facts, Assembly)> {
    let facts = store::read_facts(conn, roots, horizon, persons).await?;
    let assembly = assemble(&facts).map_err(Fault::from)?;
    Ok((facts, assembly))
}

/// Whether the caller may see the persons behind an issuer, by its place in the
/// facts.
fn sees_persons(access: &Access, facts: &Facts, issuer: usize) -> bool {
    let row = &facts.organizations[issuer];
    let code = row.region_code.parse::<RegionCode>();
    code.is_ok_and(|code| access.reaches_as(PERSON_READERS, &code, row.id))
}
