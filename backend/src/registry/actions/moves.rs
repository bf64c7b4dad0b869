//! An organization's seat and legal form: the part of the registry in acts that
//! other slices have to follow (ADR-0020).

use sea_orm::DatabaseTransaction;

use super::judge::check_again;
use super::{Context, Saved, act, save};
use crate::kernel::region_code::RegionCode;
use crate::platform::audit::{self, Act};
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization::{self, LegalForm};

/// Seats an organization, which is locked, in another region; its own figure
/// moves, those of other slices do not.
///
/// # Errors
/// 422 for a region that does not fit or is closed; 409 where the village has
/// another active BUM Desa (R51).
pub async fn relocate(
    tx: &DatabaseTransaction,
    before: organization::Model,
    region: &RegionCode,
    reason: &str,
    context: &Context,
) -> ApiResult<Saved> {
    let after = organization::Model { region_code: region.to_string(), ..before.clone() };
    change(tx, before, after, ("relocate_organization", reason), context).await
}

/// Gives an organization, which is locked, another legal form with the number of
/// its new deed, if known; whether its books allow it is decided before.
///
/// # Errors
/// 422 for what does not fit the form; 409 where the village has another active
/// BUM Desa (R51).
pub async fn convert(
    tx: &DatabaseTransaction,
    before: organization::Model,
    (legal_form, legal_number): (LegalForm, Option<String>),
    reason: &str,
    context: &Context,
) -> ApiResult<Saved> {
    let after = organization::Model { legal_form, legal_number, ..before.clone() };
    change(tx, before, after, ("convert_organization", reason), context).await
}

async fn change(
    tx: &DatabaseTransaction,
    before: organization::Model,
    after: organization::Model,
    (action, reason): (&str, &str),
    context: &Context,
) -> ApiResult<Saved> {
    let row =
        organization::Model { version: before.version + 1, updated_at: context.author.at, ..after };
    let checked = check_again(tx, &before, &row, context).await?;
    let row = organization::Model {
        legal_number: checked.identifiers.legal_number,
        legal_number_legacy: checked.identifiers.legal_number_legacy,
        ..row
    };
    let warnings = checked.warnings;
    save(tx, &before, &row).await?;
    let act = Act { reason: Some(reason.to_owned()), ..act(action, Some(&before), &row) };
    audit::record(tx, &context.author, act).await?;
    Ok(Saved { row, warnings, fresh: true })
}
