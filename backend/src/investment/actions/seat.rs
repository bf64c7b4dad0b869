//! The books follow an organization's seat, and bind its legal form (ADR-0020).

use sea_orm::DatabaseTransaction;

use crate::investment::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};
use crate::registry::entity::organization::LegalForm;

/// Moves the members of an issuer, which is locked, to the region of its new
/// seat, and the figures of members and capital with them. Ledger rows are not
/// touched: they tell where the issuer was when they were recorded.
///
/// # Errors
/// When the database fails.
pub async fn follow_seat(
    tx: &DatabaseTransaction,
    issuer: OrganizationId,
    seat: &RegionCode,
) -> ApiResult<()> {
    store::lock_members(tx, issuer).await?;
    let mut deltas = Vec::new();
    for (from, metric, amount) in store::stocks(tx, issuer).await? {
        deltas.push(Delta::of(&stored_region(&from)?, metric.clone(), -amount));
        deltas.push(Delta::of(seat, metric, amount));
    }
    store::move_members(tx, issuer, seat).await?;
    Ok(rollup::append(tx, &deltas).await?)
}

/// Refuses a legal form that the books of an issuer, which is locked, do not fit.
///
/// # Errors
/// 409 that names the instruments and holders that stand in the way.
pub async fn require_fitting_form(
    tx: &DatabaseTransaction,
    issuer: OrganizationId,
    form: LegalForm,
) -> ApiResult<()> {
    let kinds = store::kinds_of(tx, issuer).await?;
    let capacities = store::capacities(tx, issuer).await?;
    let misfits = rules::misfits(form, &kinds, &capacities);
    if misfits.is_empty() {
        return Ok(());
    }
    let fault = Fault::at(&problems::BOOKS_BIND_FORM, "/legal_form");
    Err(fault.with("legal_form", form.as_str()).with("misfits", misfits.join(", ")).into())
}
