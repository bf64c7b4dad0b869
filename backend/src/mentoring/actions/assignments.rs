//! Writes of assignments.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::mentors::{assignment_grant, shorten_grant};
use super::{Context, organization};
use crate::kernel::fault::Fault;
use crate::mentoring::days::Days;
use crate::mentoring::drafts::AssignmentDraft;
use crate::mentoring::entity::{assignment, mentor};
use crate::mentoring::{problems, rules, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes, creation};

/// Assigns a mentor to an organization at a stage; their login reaches the
/// organization for as long.
///
/// # Errors
/// 422 with every fault of the draft; 409 for the same duty twice on one day.
pub async fn create_assignment(
    tx: &DatabaseTransaction,
    draft: AssignmentDraft,
    context: &Context,
) -> ApiResult<Saved<assignment::Model>> {
    let given = draft.id;
    let claim = creation::claim(tx, "assignment", given, &draft).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    // The mentor is the root: two assignments of one mentor wait for each other.
    let mentor = store::lock_mentor(tx, draft.mentor_id).await?;
    if let Some(row) = claim.known(assignment::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let visible = store::find_mentor(tx, &context.visible, draft.mentor_id).await?.is_some();
    let mentor = mentor
        .filter(|_| visible)
        .ok_or_else(|| ApiError::from(Fault::at(&codes::REFERENCE_UNKNOWN, "/mentor_id")))?;
    let assisted =
        organization(tx, draft.organization_id).await?.ok_or_else(ApiError::not_found)?;
    check(tx, &draft, &mentor).await?;
    let mut row = assignment::Model {
        id,
        mentor_id: draft.mentor_id,
        organization_id: draft.organization_id,
        stage_id: draft.stage_id,
        region_code: assisted.region_code,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        end_reason: None,
        grant_id: None,
        version: 1,
        created_at: context.now(),
    };
    row.grant_id = assignment_grant(tx, &row, mentor.user_id, context).await?;
    let inserted: assignment::ActiveModel = row.clone().into();
    assignment::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "create_assignment", None, &row, None).await?;
    Ok(Saved { row, fresh: true })
}

/// Every rule on a draft at once.
async fn check(
    tx: &DatabaseTransaction,
    draft: &AssignmentDraft,
    mentor: &mentor::Model,
) -> ApiResult<()> {
    let mut faults = Vec::new();
    let span = Days { from: draft.valid_from, to: draft.valid_to };
    if draft.valid_to.is_some_and(|end| end <= draft.valid_from) {
        faults
            .push(Fault::at(&problems::DATES_REVERSED, "/valid_to").with("from", draft.valid_from));
    }
    if draft.valid_from < mentor.started_on {
        faults.push(
            Fault::at(&problems::MENTOR_NOT_STARTED, "/valid_from")
                .with("started_on", mentor.started_on),
        );
    }
    let person = crate::registry::entity::person::Entity::find_by_id(mentor.person_id).one(tx);
    let deceased_on = person.await?.and_then(|person| person.deceased_on);
    let at_work =
        rules::check_mentor_at_work(mentor.ended_on, deceased_on, draft.valid_from, "/valid_from");
    faults.extend(at_work.err());
    let working = store::working_days_at(tx, draft.organization_id, draft.stage_id).await?;
    if !working.iter().any(|days| days.meets(span)) {
        faults.push(
            Fault::at(&problems::STAGE_NOT_OF_ORGANIZATION, "/stage_id")
                .with("day", draft.valid_from),
        );
    }
    let held =
        store::assigned_days(tx, draft.mentor_id, draft.organization_id, draft.stage_id).await?;
    if let Some(other) = held.iter().find(|days| days.meets(span)) {
        faults
            .push(Fault::at(&problems::ASSIGNMENT_OVERLAP, "/valid_from").with("from", other.from));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// Ends an assignment before `valid_to`, and the access that came with it.
///
/// # Errors
/// 409 where it ends by then already; 422 for an end before its beginning.
pub async fn end_assignment(
    tx: &DatabaseTransaction,
    before: assignment::Model,
    valid_to: NaiveDate,
    reason: String,
    context: &Context,
) -> ApiResult<assignment::Model> {
    if let Some(end) = before.valid_to.filter(|end| *end <= valid_to) {
        return Err(Fault::new(&problems::ASSIGNMENT_ENDED).with("valid_to", end).into());
    }
    if valid_to <= before.valid_from {
        let fault = Fault::at(&problems::DATES_REVERSED, "/valid_to");
        return Err(fault.with("from", before.valid_from).into());
    }
    let row = assignment::Model {
        valid_to: Some(valid_to),
        end_reason: Some(reason),
        version: before.version + 1,
        ..before.clone()
    };
    shorten_grant(tx, row.grant_id, valid_to, context).await?;
    let changed: assignment::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    let told = audit::told_in("assignment.end_reason", row.version);
    record(tx, context, "end_assignment", Some(&before), &row, Some(told)).await?;
    Ok(row)
}

pub(super) async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&assignment::Model>,
    after: &assignment::Model,
    reason: Option<String>,
) -> ApiResult<()> {
    let audited = |row: &assignment::Model| {
        json!({
            "mentor_id": row.mentor_id, "organization_id": row.organization_id,
            "stage_id": row.stage_id, "valid_from": row.valid_from, "valid_to": row.valid_to,
            "grant_id": row.grant_id, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "assignment",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
