//! Writes of mentors, and the grants of their logins.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::{Context, organization};
use crate::identity::Reach;
use crate::identity::actions::{NewGrant, create_grant, end_grant};
use crate::identity::entity::access_grant::{self, Role};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{GrantId, MentorId, UserId};
use crate::mentoring::drafts::MentorDraft;
use crate::mentoring::entity::{assignment, mentor};
use crate::mentoring::{problems, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};

/// Records a mentor; their login gets a grant for what is their own.
///
/// # Errors
/// 422 with every fault of the draft; 409 for a mentor recorded twice.
pub async fn create_mentor(
    tx: &DatabaseTransaction,
    draft: MentorDraft,
    context: &Context,
) -> ApiResult<Saved<mentor::Model>> {
    let claim = creation::claim(tx, "mentor", draft.id, &draft).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(store::lock_mentor(tx, id).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let mut row = checked(tx, id, &draft, context).await?;
    row.grant_id = own_grant(tx, &row, context).await?;
    let inserted: mentor::ActiveModel = row.clone().into();
    mentor::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "create_mentor", None, &row).await?;
    Ok(Saved { row, fresh: true })
}

/// The row with the fields of a draft.
fn filled(row: mentor::Model, draft: &MentorDraft) -> mentor::Model {
    let text = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    mentor::Model {
        person_id: draft.person_id,
        user_id: draft.user_id,
        organization_id: draft.organization_id,
        certificate_number: text(&draft.certificate_number),
        certificate_scheme: text(&draft.certificate_scheme),
        certificate_expires_on: draft.certificate_expires_on,
        started_on: draft.started_on,
        ended_on: draft.ended_on,
        ..row
    }
}

/// Every rule on a draft at once.
async fn checked(
    tx: &DatabaseTransaction,
    id: MentorId,
    draft: &MentorDraft,
    context: &Context,
) -> ApiResult<mentor::Model> {
    let mut faults = Vec::new();
    if draft.ended_on.is_some_and(|end| end < draft.started_on) {
        faults
            .push(Fault::at(&problems::DATES_REVERSED, "/ended_on").with("from", draft.started_on));
    }
    let person = crate::registry::store::find_person(tx, &context.visible, draft.person_id).await?;
    if person.is_none() {
        faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/person_id"));
    }
    if let Some(user) = draft.user_id
        && crate::identity::entity::app_user::Entity::find_by_id(user).one(tx).await?.is_none()
    {
        faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/user_id"));
    }
    let sender = organization(tx, draft.organization_id).await?;
    let Some(sender) = sender else {
        faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/organization_id"));
        return Err(faults.into());
    };
    let blank = mentor::Model {
        id,
        person_id: draft.person_id,
        user_id: None,
        grant_id: None,
        organization_id: sender.id,
        region_code: sender.region_code,
        certificate_number: None,
        certificate_scheme: None,
        certificate_expires_on: None,
        started_on: draft.started_on,
        ended_on: None,
        version: 1,
        created_at: context.now(),
        updated_at: context.now(),
    };
    let row = filled(blank, draft);
    if store::is_mentor_taken(tx, &row).await? {
        faults.push(Fault::new(&problems::MENTOR_TAKEN));
    }
    if faults.is_empty() { Ok(row) } else { Err(faults.into()) }
}

/// The grant by which a mentor's login reaches its own logs, until the day
/// after the last one at work.
async fn own_grant(
    tx: &DatabaseTransaction,
    row: &mentor::Model,
    context: &Context,
) -> ApiResult<Option<GrantId>> {
    let Some(user_id) = row.user_id else { return Ok(None) };
    let new = NewGrant {
        user_id,
        role: Role::Mentor,
        reach: Reach::Own,
        valid_from: row.started_on,
        valid_to: row.ended_on.and_then(|last| last.succ_opt()),
    };
    Ok(Some(create_grant(tx, new, &context.author).await?.id))
}

/// The grant by which a mentor's login reaches an organization that they are
/// assigned to.
pub(super) async fn assignment_grant(
    tx: &DatabaseTransaction,
    row: &assignment::Model,
    user: Option<UserId>,
    context: &Context,
) -> ApiResult<Option<GrantId>> {
    let Some(user_id) = user else { return Ok(None) };
    let new = NewGrant {
        user_id,
        role: Role::Mentor,
        reach: Reach::Organization(row.organization_id),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(Some(create_grant(tx, new, &context.author).await?.id))
}

/// Ends a grant on `day`, unless it ends by then already: an administrator
/// may have taken it away before.
pub(super) async fn shorten_grant(
    tx: &DatabaseTransaction,
    grant: Option<GrantId>,
    day: NaiveDate,
    context: &Context,
) -> ApiResult<()> {
    let Some(grant) = grant else { return Ok(()) };
    let row = access_grant::Entity::find_by_id(grant).one(tx).await?;
    match row.filter(|row| row.valid_to.is_none_or(|end| end > day)) {
        Some(row) => end_grant(tx, row.user_id, grant, day, &context.author).await,
        None => Ok(()),
    }
}

/// Replaces what is recorded of a mentor. Another login takes over the grants;
/// an end ends all assignments with it.
///
/// # Errors
/// 422 with every fault of the draft; 409 for a mentor recorded twice.
pub async fn replace_mentor(
    tx: &DatabaseTransaction,
    before: mentor::Model,
    draft: MentorDraft,
    context: &Context,
) -> ApiResult<Saved<mentor::Model>> {
    let checked = checked(tx, before.id, &draft, context).await?;
    let mut row = mentor::Model {
        grant_id: before.grant_id,
        version: before.version + 1,
        created_at: before.created_at,
        ..checked
    };
    let span = |row: &mentor::Model| (row.user_id, row.started_on, row.ended_on);
    if span(&before) != span(&row) {
        shorten_grant(tx, before.grant_id, context.today, context).await?;
        row.grant_id = own_grant(tx, &row, context).await?;
    }
    move_assignments(tx, &before, &row, context).await?;
    let changed: mentor::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    record(tx, context, "replace_mentor", Some(&before), &row).await?;
    Ok(Saved { row, fresh: true })
}

/// Brings the assignments that still run to the mentor's login and last day.
async fn move_assignments(
    tx: &DatabaseTransaction,
    before: &mentor::Model,
    row: &mentor::Model,
    context: &Context,
) -> ApiResult<()> {
    let end = row.ended_on.and_then(|last| last.succ_opt());
    for known in store::assignments_of(tx, row.id).await? {
        let running = known.valid_to.is_none_or(|to| to > context.today);
        let cut =
            end.filter(|end| *end > known.valid_from && known.valid_to.is_none_or(|to| to > *end));
        let moved = running && before.user_id != row.user_id;
        if cut.is_none() && !moved {
            continue;
        }
        let mut next = assignment::Model {
            valid_to: cut.or(known.valid_to),
            version: known.version + 1,
            ..known.clone()
        };
        if moved {
            shorten_grant(tx, known.grant_id, context.today, context).await?;
            next.grant_id = assignment_grant(tx, &next, row.user_id, context).await?;
        } else if let Some(end) = cut {
            shorten_grant(tx, known.grant_id, end, context).await?;
        }
        let changed: assignment::ActiveModel = next.clone().into();
        changed.reset_all().update(tx).await?;
        super::assignments::record(tx, context, "replace_mentor", Some(&known), &next, None)
            .await?;
    }
    Ok(())
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&mentor::Model>,
    after: &mentor::Model,
) -> ApiResult<()> {
    let audited = |row: &mentor::Model| {
        json!({
            "person_id": row.person_id, "user_id": row.user_id, "organization_id": row.organization_id,
            "certificate_expires_on": row.certificate_expires_on, "started_on": row.started_on,
            "ended_on": row.ended_on, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "mentor",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
