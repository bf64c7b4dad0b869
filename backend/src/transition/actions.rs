//! Writes of transitions: decide, let every slice follow, keep the history.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::entity::organization_transition::{self, TransitionKind};
use super::rules::{self, Change};
use super::store;
use crate::kernel::fault::Fault;
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::registry::actions::Context;
use crate::registry::entity::organization::{self, LegalForm};
use crate::{chain, investment, mentoring, registry};

/// Why and from when.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Why: the decision behind it.
    pub reason: String,
    /// Local day from which it counts; today if absent.
    pub effective_on: Option<NaiveDate>,
}

/// A change that was recorded.
#[derive(Debug)]
pub struct Recorded {
    /// The row.
    pub row: organization_transition::Model,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}

/// Moves the seat of an organization, which is locked, and all that stands in
/// the figures of its region with it: members, capital, pairs, open follow-ups.
///
/// # Errors
/// 409 where nothing changes or the village has another active BUM Desa (R51);
/// 422 for a region that does not fit or is closed, or a day out of order.
pub async fn relocate(
    tx: &DatabaseTransaction,
    before: organization::Model,
    seat: &RegionCode,
    cause: Cause,
    context: &Context,
) -> ApiResult<Recorded> {
    let change = (TransitionKind::Relocation, before.region_code.clone(), seat.to_string());
    let row = decide(tx, &before, change, "/region_code", cause, context).await?;
    let saved = registry::actions::relocate(tx, before, seat, &row.reason, context).await?;
    let id = saved.row.id;
    chain::actions::follow_seat(tx, id, seat).await?;
    mentoring::actions::follow_seat(tx, id, seat).await?;
    investment::actions::follow_seat(tx, id, seat).await?;
    keep(tx, row, saved.warnings).await
}

/// Gives an organization, which is locked, another legal form, with the number
/// of its new deed.
///
/// # Errors
/// 409 where nothing changes or its books do not fit the form; 422 for what the
/// form does not allow, or a day out of order.
pub async fn convert(
    tx: &DatabaseTransaction,
    before: organization::Model,
    deed: (LegalForm, Option<String>),
    cause: Cause,
    context: &Context,
) -> ApiResult<Recorded> {
    let (form, _) = deed;
    let change = (TransitionKind::LegalForm, before.legal_form.as_str(), form.as_str());
    let row = decide(tx, &before, change, "/legal_form", cause, context).await?;
    investment::actions::require_fitting_form(tx, before.id, form).await?;
    let saved = registry::actions::convert(tx, before, deed, &row.reason, context).await?;
    keep(tx, row, saved.warnings).await
}

/// The row of a change that may be made.
async fn decide(
    tx: &DatabaseTransaction,
    before: &organization::Model,
    (kind, previous, present): (TransitionKind, String, String),
    pointer: &str,
    cause: Cause,
    context: &Context,
) -> ApiResult<organization_transition::Model> {
    let seat: RegionCode = before.region_code.parse().map_err(ApiError::internal)?;
    let today = local_date(context.author.at, seat.utc_offset());
    let effective_on = cause.effective_on.unwrap_or(today);
    let latest = store::latest_day(tx, before.id, kind).await?;
    let change = Change { previous: &previous, present: &present, effective_on };
    rules::check_change(change, pointer, latest.or(before.founded_on), today)?;
    Ok(organization_transition::Model {
        id: fresh_id(),
        organization_id: before.id,
        kind,
        previous,
        present,
        effective_on,
        reason: cause.reason,
        recorded_at: context.author.at,
    })
}

async fn keep(
    tx: &DatabaseTransaction,
    row: organization_transition::Model,
    warnings: Vec<Fault>,
) -> ApiResult<Recorded> {
    let inserted: organization_transition::ActiveModel = row.clone().into();
    let inserted = organization_transition::Entity::insert(inserted.reset_all());
    inserted.exec_without_returning(tx).await?;
    Ok(Recorded { row, warnings })
}
