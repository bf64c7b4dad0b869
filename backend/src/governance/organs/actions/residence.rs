//! Where the members of a Merah Putih cooperative live; asked by the register.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::House;
use crate::governance::organs::{rules, store};
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;

/// Why a person who lives in `home` may not become a member of an organization
/// on a day; nothing where it is no Merah Putih cooperative (R48).
///
/// # Errors
/// When the database fails.
pub async fn check_residence(
    conn: &impl ConnectionTrait,
    organization: OrganizationId,
    home: &RegionCode,
    day: NaiveDate,
) -> ApiResult<Option<Fault>> {
    // The register has reached the organization.
    let everything = Scope::everything();
    let row = crate::registry::store::find_organization(conn, &everything, organization).await?;
    let Some(row) = row else { return Ok(None) };
    let house = House::of(&row)?;
    if !house.body.kopdes {
        return Ok(None);
    }
    let mut served = vec![house.region];
    for code in store::served_on(conn, house.id, day).await? {
        served.push(stored_region(&code)?);
    }
    Ok(rules::check_residence(home, &served))
}
