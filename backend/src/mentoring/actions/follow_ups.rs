//! Writes of follow-ups: those of a log, and their closing.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::Context;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{FollowUpId, OrganizationId};
use crate::kernel::period;
use crate::mentoring::drafts::{FollowUpDraft, MentoringLogDraft};
use crate::mentoring::entity::follow_up::{self, FollowUpStatus};
use crate::mentoring::entity::mentoring_log;
use crate::mentoring::rules::{self, Step};
use crate::mentoring::store;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};
use crate::platform::{ApiError, codes};

/// The faults of agreed actions that only the database knows: owners that are
/// not recorded, ids of other logs.
pub(super) async fn check_references(
    tx: &DatabaseTransaction,
    log: &mentoring_log::Model,
    wanted: &[FollowUpDraft],
) -> ApiResult<Vec<Fault>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let owners: Vec<OrganizationId> = wanted.iter().map(|one| one.owner_organization_id).collect();
    let known = store::known_organizations(tx, owners).await?;
    let ids: Vec<FollowUpId> = wanted.iter().filter_map(|one| one.id).collect();
    let taken = store::taken_follow_ups(tx, ids.clone(), log.id).await?;
    let mut faults = Vec::new();
    for (index, one) in wanted.iter().enumerate() {
        if !known.contains(&one.owner_organization_id) {
            let pointer = format!("/follow_ups/{index}/owner_organization_id");
            faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, pointer));
        }
        let twice = one.id.is_some_and(|id| ids.iter().filter(|other| **other == id).count() > 1);
        if twice || one.id.is_some_and(|id| taken.contains(&id)) {
            faults.push(Fault::at(&codes::ID_TAKEN, format!("/follow_ups/{index}/id")));
        }
    }
    Ok(faults)
}

/// Brings the stored follow-ups of a log to its new text; gives them as they
/// stand then.
pub(super) async fn save_follow_ups(
    tx: &DatabaseTransaction,
    log: &mentoring_log::Model,
    known: &[follow_up::Model],
    draft: &MentoringLogDraft,
    context: &Context,
) -> ApiResult<Vec<follow_up::Model>> {
    let steps = rules::plan_follow_ups(known, &draft.follow_ups)?;
    let mut rows = Vec::with_capacity(draft.follow_ups.len());
    let mut added: Vec<follow_up::ActiveModel> = Vec::new();
    for (position, (step, one)) in (0_i32..).zip(steps.iter().zip(&draft.follow_ups)) {
        let stored = match step {
            Step::Keep(id) | Step::Change(id) => known.iter().find(|row| row.id == *id),
            Step::Add | Step::Remove(_) => None,
        };
        let mut row = filled(stored, log, position, one, draft, context);
        if stored.is_some_and(|stored| *stored != row) {
            row.version += 1;
        }
        let model: follow_up::ActiveModel = row.clone().into();
        match stored {
            Some(stored) if *stored == row => {}
            Some(_) => drop(model.reset_all().update(tx).await?),
            None => added.push(model.reset_all()),
        }
        rows.push(row);
    }
    if !added.is_empty() {
        follow_up::Entity::insert_many(added).exec_without_returning(tx).await?;
    }
    let removed: Vec<FollowUpId> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Remove(id) => Some(*id),
            _ => None,
        })
        .collect();
    if !removed.is_empty() {
        let gone = follow_up::Entity::delete_many();
        gone.filter(follow_up::Column::Id.is_in(removed.iter().copied())).exec(tx).await?;
    }
    let kept = known
        .iter()
        .filter(|row| !removed.contains(&row.id) && !rows.iter().any(|other| other.id == row.id));
    let kept: Vec<follow_up::Model> = kept.cloned().collect();
    rows.extend(kept);
    Ok(rows)
}

/// The row of an agreed action in a log.
fn filled(
    stored: Option<&follow_up::Model>,
    log: &mentoring_log::Model,
    position: i32,
    one: &FollowUpDraft,
    draft: &MentoringLogDraft,
    context: &Context,
) -> follow_up::Model {
    let closed = stored.filter(|row| row.closed_on.is_some());
    follow_up::Model {
        id: stored.map(|row| row.id).or(one.id).unwrap_or_else(fresh_id),
        log_id: log.id,
        position,
        organization_id: log.organization_id,
        stage_id: log.stage_id,
        region_code: log.region_code.clone(),
        action: one.action.trim().to_owned(),
        owner_organization_id: one.owner_organization_id,
        owner_role: one.owner_role.clone(),
        due_on: one.due_on,
        status: closed.map_or(draft.status.follow_up(), |row| row.status),
        closed_on: closed.and_then(|row| row.closed_on),
        closed_by: closed.and_then(|row| row.closed_by),
        note: closed.and_then(|row| row.note.clone()),
        version: stored.map_or(1, |row| row.version),
        created_at: stored.map_or(context.now(), |row| row.created_at),
    }
}

/// How a follow-up is closed.
#[derive(Debug, Clone)]
pub struct Closing {
    /// [`FollowUpStatus::Done`] or [`FollowUpStatus::Cancelled`].
    pub status: FollowUpStatus,
    /// On which local day; today if absent.
    pub closed_on: Option<NaiveDate>,
    /// What is said; needed to give it up.
    pub note: Option<String>,
}

/// Closes a follow-up.
///
/// # Errors
/// 409 where it is closed; 422 for a day before the visit or in the future,
/// and for giving it up without a note.
pub async fn close_follow_up(
    tx: &DatabaseTransaction,
    before: follow_up::Model,
    closing: Closing,
    context: &Context,
) -> ApiResult<follow_up::Model> {
    let log = store::find_log_unscoped(tx, before.log_id).await?.ok_or_else(ApiError::not_found)?;
    let today = period::local_date(context.now(), stored_region(&log.village_code)?.utc_offset());
    let day = closing.closed_on.unwrap_or(today);
    let note = closing.note.as_deref().map(str::trim).filter(|text| !text.is_empty());
    rules::check_close(&before, closing.status, note, log.local_date, day, today)?;
    let row = follow_up::Model {
        status: closing.status,
        closed_on: Some(day),
        closed_by: context.author.user_id,
        note: note.map(str::to_owned),
        version: before.version + 1,
        ..before.clone()
    };
    let changed: follow_up::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    let region = stored_region(&row.region_code)?;
    rollup::append(tx, &[Delta::on(&region, "follow_ups/open", row.due_on, -1)]).await?;
    let audited = |row: &follow_up::Model| {
        json!({
            "log_id": row.log_id, "status": row.status, "due_on": row.due_on,
            "closed_on": row.closed_on, "version": row.version,
        })
    };
    let act = Act {
        action: "close_follow_up",
        subject_kind: "follow_up",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: row.note.as_ref().map(|_| audit::told_in("follow_up.note", row.version)),
        before: Some(audited(&before)),
        after: Some(audited(&row)),
    };
    audit::record(tx, &context.author, act).await?;
    Ok(row)
}
