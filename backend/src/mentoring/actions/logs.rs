//! Writes of logs by their authors.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::figures::{Counted, move_figures};
use super::follow_ups::{check_references, save_follow_ups};
use super::{Context, organization};
use crate::identity::problems as identity_problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::MentoringLogId;
use crate::kernel::period;
use crate::kernel::region_code::RegionLevel;
use crate::mentoring::drafts::{MentoringLogDraft, Sending};
use crate::mentoring::entity::mentoring_log::{self, LogStatus};
use crate::mentoring::entity::{follow_up, mentor, mentoring_log_revision};
use crate::mentoring::rules::{self, MapPoint, Neighbour, Visit};
use crate::mentoring::{problems, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};
use crate::registry::drafts::microdegrees;
use crate::registry::entity::{organization as organizations, person};

/// A log that was saved, with what should be looked at.
#[derive(Debug)]
pub struct SavedLog {
    /// The row.
    pub row: mentoring_log::Model,
    /// Its follow-ups.
    pub follow_ups: Vec<follow_up::Model>,
    /// Warnings.
    pub warnings: Vec<Fault>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records a log. With an id of the device's, an identical resend gives the
/// same row, whatever became of it since, and another content is refused (R95).
///
/// # Errors
/// 422 with every fault of the draft; 409 for an id that is another log's; 403
/// or 404 where the author may not write for that mentor.
pub async fn create_log(
    tx: &DatabaseTransaction,
    draft: MentoringLogDraft,
    context: &Context,
) -> ApiResult<SavedLog> {
    let draft = draft.normal();
    let id = draft.id.unwrap_or_else(fresh_id);
    let (mentor, assisted) = parties(tx, &draft, context).await?;
    if let Some(known) = store::find_log_unscoped(tx, id).await? {
        return resent(tx, known, &draft, context).await;
    }
    let region_code = assisted.region_code.clone();
    let blank = blank(id, &mentor, region_code, &draft, context)?;
    let (row, warnings) = checked(tx, blank, &mentor, &draft, context).await?;
    let inserted: mentoring_log::ActiveModel = row.clone().into();
    mentoring_log::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let follow_ups = save_follow_ups(tx, &row, &[], &draft, context).await?;
    move_figures(tx, None, Counted { log: &row, follow_ups: &follow_ups }).await?;
    record(tx, context, "create_mentoring_log", None, &row).await?;
    Ok(SavedLog { row, follow_ups, warnings, fresh: true })
}

/// The mentor, locked, and the organization of a draft, if the author may
/// write for them: mentors their own logs, registrars those of their reach.
async fn parties(
    tx: &DatabaseTransaction,
    draft: &MentoringLogDraft,
    context: &Context,
) -> ApiResult<(mentor::Model, organizations::Model)> {
    let assisted = organization(tx, draft.organization_id).await?;
    // The mentor is the root: two logs of one mentor wait for each other, so
    // that an overlap is seen (R98).
    let mentor = store::lock_mentor(tx, draft.mentor_id).await?;
    let own = mentor
        .as_ref()
        .is_some_and(|mentor| mentor.user_id.is_some() && mentor.user_id == context.author.user_id);
    let missing = |pointer: &str| ApiError::from(Fault::at(&codes::REFERENCE_UNKNOWN, pointer));
    let assisted = match assisted {
        Some(assisted) => assisted,
        None if own => return Err(missing("/organization_id")),
        None => return Err(ApiError::not_found()),
    };
    let region = stored_region(&assisted.region_code)?;
    if !own && !context.registrar.covers(&region, assisted.id) {
        let known = context.visible.covers(&region, assisted.id);
        let refused = ApiError::from(&identity_problems::NOT_PERMITTED);
        return Err(if known { refused } else { ApiError::not_found() });
    }
    let mentor = mentor.ok_or_else(|| missing("/mentor_id"))?;
    Ok((mentor, assisted))
}

/// An identical resend of one's own log gives the known row; anything else is
/// a conflict. A draft is no log that was sent.
async fn resent(
    tx: &DatabaseTransaction,
    known: mentoring_log::Model,
    draft: &MentoringLogDraft,
    context: &Context,
) -> ApiResult<SavedLog> {
    let hash = draft.hash().map_err(ApiError::internal)?;
    let point = draft.point.as_ref().map(microdegrees).transpose();
    let stored = known.latitude_microdegrees.zip(known.longitude_microdegrees);
    // A correction or the verification has changed the point on purpose.
    let same_point = known.version > 1 || point.is_ok_and(|point| point == stored);
    let unsent = known.status == LogStatus::Draft && draft.status == Sending::Submitted;
    let same = known.author_user_id == context.author.user_id && known.draft_hash == hash;
    if !same || !same_point || unsent {
        return Err((&codes::ID_TAKEN).into());
    }
    let follow_ups = store::follow_ups_of(tx, known.id).await?;
    let warnings = stored_warnings(&known, context)?;
    Ok(SavedLog { row: known, follow_ups, warnings, fresh: false })
}

/// The warnings that a stored log was accepted with.
///
/// # Errors
/// 409 where a legal parameter has no value.
pub fn stored_warnings(row: &mentoring_log::Model, context: &Context) -> ApiResult<Vec<Fault>> {
    let parameters = &context.parameters;
    let mut warnings = Vec::new();
    if row.on_time == Some(false) {
        let until = rules::sync_deadline(row.local_date, parameters)?;
        warnings.push(Fault::new(&problems::LOG_LATE).with("until", until));
    }
    if row.overlapping {
        warnings.push(Fault::at(&problems::LOG_OVERLAP, "/started_at"));
    }
    if row.distance_doubtful {
        let warning = Fault::at(&problems::LOG_DISTANCE, "/village_code")
            .with("km", parameters.decimal("log_distance_km", row.local_date)?)
            .with("minutes", parameters.integer("log_distance_minutes", row.local_date)?);
        warnings.push(warning);
    }
    if row.certificate_expired {
        warnings.push(Fault::at(&problems::CERTIFICATE_EXPIRED, "/mentor_id"));
    }
    Ok(warnings)
}

/// The row with what comes from the draft alone.
fn blank(
    id: MentoringLogId,
    mentor: &mentor::Model,
    region_code: String,
    draft: &MentoringLogDraft,
    context: &Context,
) -> ApiResult<mentoring_log::Model> {
    let offset = draft.village_code.utc_offset();
    let visit = Visit { started_at: draft.started_at, ended_at: draft.ended_at, offset };
    Ok(mentoring_log::Model {
        id,
        mentor_id: mentor.id,
        author_user_id: context.author.user_id,
        organization_id: draft.organization_id,
        stage_id: draft.stage_id,
        region_code,
        phase: draft.phase,
        started_at: draft.started_at,
        ended_at: draft.ended_at,
        local_date: visit.local_date(),
        minutes: visit.minutes(),
        village_code: draft.village_code.as_str().to_owned(),
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        accuracy_metres: None,
        form: draft.form,
        topic: draft.topic.clone(),
        competency_unit: draft.competency_unit.clone(),
        participants: draft.participants.total,
        women: draft.participants.women,
        youth: draft.participants.youth,
        with_disability: draft.participants.with_disability,
        problem: draft.problem.clone(),
        advice: draft.advice.clone(),
        obstacles: draft.obstacles.clone(),
        confirmation: draft.confirmation,
        attachments: serde_json::to_value(&draft.attachments).map_err(ApiError::internal)?,
        status: draft.status.status(),
        submitted_at: None,
        on_time: None,
        overlapping: false,
        distance_doubtful: false,
        certificate_expired: rules::is_certificate_expired(
            mentor.certificate_expires_on,
            visit.local_date(),
        ),
        reviewed_by: None,
        reviewed_at: None,
        comment: None,
        draft_hash: draft.hash().map_err(ApiError::internal)?,
        version: 1,
        created_at: context.now(),
        updated_at: context.now(),
    })
}

/// The row with every rule checked at once, and its warnings.
async fn checked(
    tx: &DatabaseTransaction,
    mut row: mentoring_log::Model,
    mentor: &mentor::Model,
    draft: &MentoringLogDraft,
    context: &Context,
) -> ApiResult<(mentoring_log::Model, Vec<Fault>)> {
    let parameters = &context.parameters;
    let day = row.local_date;
    let visit = Visit {
        started_at: draft.started_at,
        ended_at: draft.ended_at,
        offset: draft.village_code.utc_offset(),
    };
    let mut faults = rules::check_span(visit, parameters, context.now());
    faults.extend(rules::check_participants(draft.participants));
    faults.extend(rules::check_due(&draft.follow_ups, day));
    match draft.point.as_ref().map(microdegrees).transpose() {
        Ok(point) => {
            (row.latitude_microdegrees, row.longitude_microdegrees) = point.unzip();
            row.accuracy_metres = draft.accuracy_metres.filter(|_| point.is_some());
        }
        Err(fault) => faults.push(fault.below("/point")),
    }
    faults.extend(check_place(tx, draft, day).await?);
    faults.extend(check_duty(tx, mentor, draft, day).await?);
    faults.extend(check_references(tx, &row, &draft.follow_ups).await?);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    look_around(tx, &mut row, context).await?;
    if row.status == LogStatus::Submitted {
        // A resubmission keeps the day on which the log was first sent.
        let sent_at = *row.submitted_at.get_or_insert(context.now());
        let sent_on = period::local_date(sent_at, visit.offset);
        row.on_time = Some(sent_on <= rules::sync_deadline(day, parameters)?);
    }
    let warnings = stored_warnings(&row, context)?;
    Ok((row, warnings))
}

/// The place is a village that was there on the day.
async fn check_place(
    tx: &DatabaseTransaction,
    draft: &MentoringLogDraft,
    day: NaiveDate,
) -> ApiResult<Option<Fault>> {
    if draft.village_code.level() != RegionLevel::Village {
        return Ok(Some(Fault::at(&problems::PLACE_NOT_VILLAGE, "/village_code")));
    }
    let place =
        crate::region::store::require_region(tx, &draft.village_code, day, "/village_code").await?;
    Ok(place.err())
}

/// The mentor was at work and assigned, and the organization at that stage (R94, R98).
async fn check_duty(
    tx: &DatabaseTransaction,
    mentor: &mentor::Model,
    draft: &MentoringLogDraft,
    day: NaiveDate,
) -> ApiResult<Vec<Fault>> {
    let (organization, stage) = (draft.organization_id, draft.stage_id);
    let person = person::Entity::find_by_id(mentor.person_id).one(tx).await?;
    let deceased_on = person.and_then(|person| person.deceased_on);
    let working = store::working_days_at(tx, organization, stage).await?;
    let mut faults = Vec::new();
    if !working.iter().any(|days| days.contains(day)) {
        faults.push(Fault::at(&problems::STAGE_NOT_OF_ORGANIZATION, "/stage_id").with("day", day));
    }
    let assigned = store::assigned_days(tx, mentor.id, organization, stage).await?;
    let at_work =
        rules::check_mentor_at_work(mentor.ended_on, deceased_on, day, "/started_at").err();
    // After the end there is no assignment either; one reason is enough.
    match at_work {
        Some(fault) => faults.push(fault),
        None => faults.extend(rules::check_assigned(&assigned, day).err()),
    }
    Ok(faults)
}

/// Flags a visit that cannot be squared with the mentor's other ones (R98).
async fn look_around(
    tx: &DatabaseTransaction,
    row: &mut mentoring_log::Model,
    context: &Context,
) -> ApiResult<()> {
    let km = context.parameters.decimal("log_distance_km", row.local_date)?;
    let minutes = context.parameters.integer("log_distance_minutes", row.local_date)?;
    let span = (row.started_at, row.ended_at);
    let others = store::neighbours(tx, row.mentor_id, row.id, span, minutes).await?;
    let this = neighbour(row);
    row.overlapping = others.iter().any(|other| rules::overlaps(this, neighbour(other)));
    row.distance_doubtful =
        others.iter().any(|other| rules::is_too_far(this, neighbour(other), km, minutes));
    Ok(())
}

fn neighbour(row: &mentoring_log::Model) -> Neighbour {
    let point = row.latitude_microdegrees.zip(row.longitude_microdegrees);
    Neighbour {
        started_at: row.started_at,
        ended_at: row.ended_at,
        point: point.map(|(latitude, longitude)| MapPoint { latitude, longitude }),
    }
}

/// Replaces a log: a draft is finished, a sent one corrected in its window
/// (R97), a returned one sent again. What was sent before is kept.
///
/// # Errors
/// 409 for a verified log and after the window; else as [`create_log`].
pub async fn replace_log(
    tx: &DatabaseTransaction,
    before: mentoring_log::Model,
    draft: MentoringLogDraft,
    context: &Context,
) -> ApiResult<SavedLog> {
    let draft = draft.normal();
    let offset = stored_region(&before.village_code)?.utc_offset();
    let today = period::local_date(context.now(), offset);
    let (status, day) = (before.status, before.local_date);
    rules::check_replacement(status, draft.status, day, today, &context.parameters)?;
    rules::check_mentor_kept(before.mentor_id, draft.mentor_id)?;
    let (mentor, assisted) = parties(tx, &draft, context).await?;
    let moved = before.organization_id != assisted.id;
    // The figures of a log stay where they were counted.
    let region = if moved { assisted.region_code } else { before.region_code.clone() };
    let row = mentoring_log::Model {
        author_user_id: before.author_user_id,
        submitted_at: before.submitted_at,
        reviewed_by: before.reviewed_by,
        reviewed_at: before.reviewed_at,
        comment: before.comment.clone(),
        draft_hash: before.draft_hash.clone(),
        version: before.version + 1,
        created_at: before.created_at,
        ..blank(before.id, &mentor, region, &draft, context)?
    };
    let (row, warnings) = checked(tx, row, &mentor, &draft, context).await?;
    let known = store::follow_ups_of(tx, row.id).await?;
    if before.status != LogStatus::Draft {
        keep_revision(tx, &before, &known, context).await?;
    }
    let changed: mentoring_log::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    let follow_ups = save_follow_ups(tx, &row, &known, &draft, context).await?;
    let counted = Counted { log: &before, follow_ups: &known };
    move_figures(tx, Some(counted), Counted { log: &row, follow_ups: &follow_ups }).await?;
    record(tx, context, "replace_mentoring_log", Some(&before), &row).await?;
    Ok(SavedLog { row, follow_ups, warnings, fresh: true })
}

/// Keeps the text that is replaced, without the point (R97).
async fn keep_revision(
    tx: &DatabaseTransaction,
    row: &mentoring_log::Model,
    follow_ups: &[follow_up::Model],
    context: &Context,
) -> ApiResult<()> {
    let actions: Vec<Value> = follow_ups
        .iter()
        .map(|one| {
            json!({
                "id": one.id, "action": one.action, "owner_organization_id": one.owner_organization_id,
                "owner_role": one.owner_role, "due_on": one.due_on, "status": one.status,
            })
        })
        .collect();
    let content = json!({
        "mentor_id": row.mentor_id, "organization_id": row.organization_id,
        "stage_id": row.stage_id, "phase": row.phase, "started_at": row.started_at,
        "ended_at": row.ended_at, "village_code": row.village_code, "form": row.form,
        "topic": row.topic, "competency_unit": row.competency_unit,
        "participants": { "total": row.participants, "women": row.women, "youth": row.youth,
                          "with_disability": row.with_disability },
        "problem": row.problem, "advice": row.advice, "obstacles": row.obstacles,
        "confirmation": row.confirmation, "attachments": row.attachments,
        "follow_ups": actions, "comment": row.comment,
    });
    let revision = mentoring_log_revision::ActiveModel {
        id: Set(fresh_id()),
        log_id: Set(row.id),
        version: Set(row.version),
        status: Set(row.status),
        content: Set(content),
        recorded_by: Set(context.author.user_id),
        recorded_at: Set(context.now()),
    };
    mentoring_log_revision::Entity::insert(revision).exec_without_returning(tx).await?;
    Ok(())
}

/// One event on a log. Free texts stay out of the audit log, since they may
/// name persons; revisions keep them.
pub(super) async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&mentoring_log::Model>,
    after: &mentoring_log::Model,
) -> ApiResult<()> {
    let audited = |row: &mentoring_log::Model| {
        json!({
            "mentor_id": row.mentor_id, "organization_id": row.organization_id,
            "stage_id": row.stage_id, "phase": row.phase, "local_date": row.local_date,
            "minutes": row.minutes, "form": row.form, "village_code": row.village_code,
            "participants": row.participants, "women": row.women, "status": row.status,
            "on_time": row.on_time, "overlapping": row.overlapping,
            "distance_doubtful": row.distance_doubtful,
            "certificate_expired": row.certificate_expired, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "mentoring_log",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: after
            .comment
            .as_ref()
            .filter(|_| matches!(after.status, LogStatus::Verified | LogStatus::Returned))
            .map(|_| audit::told_in("mentoring_log.comment", after.version)),
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
