//! Writes of meetings: load, decide, save, audit.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::drafts::{AnnualMeetingDraft, DecisionDraft, MeetingWithdrawalDraft};
use super::entity::meeting;
use super::rules::{self, BookYear};
use super::{problems, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{AnnualMeetingId, OrganizationId, SurplusRunId};
use crate::kernel::period::local_date;
use crate::platform::audit::{self, Act, Author, told_in};
use crate::platform::clock::fresh_id;
use crate::platform::creation;
use crate::platform::creation::Saved;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization;

/// Records a yearly meeting of an organization, which the caller has locked.
///
/// # Errors
/// 422 with everything that cannot be (R35); 409 for a meeting that is recorded,
/// minutes of another year, or a taken id.
pub async fn record_meeting(
    tx: &DatabaseTransaction,
    of: &organization::Model,
    draft: &AnnualMeetingDraft,
    author: &Author,
) -> ApiResult<Saved<meeting::Model>> {
    let claim = creation::claim(tx, "annual_meeting", draft.id, &(of.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(meeting::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let today = local_date(author.at, stored_region(&of.region_code)?.utc_offset());
    let year = rules::check_book_year(draft.book_year, draft.book_year_end)?;
    rules::check_founded(year, of.founded_on)?;
    let faults = rules::check_meeting(of.legal_form, &draft.meeting, year.end, today);
    let faults: Vec<Fault> = faults.into_iter().map(|fault| fault.below("/meeting")).collect();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let number = draft.meeting.number.trim();
    if let Some(known) = standing(tx, of.id, year, number).await? {
        let fault = Fault::at(&problems::MEETING_RECORDED, "/meeting/number");
        return Err(fault.with("number", known.number).with("book_year", year.number).into());
    }
    let others = store::meetings_with_minutes(tx, of.id, &draft.meeting.minutes_sha256).await?;
    rules::check_minutes(year, &others).map_err(|fault| fault.below("/meeting"))?;
    let at = (of.id, of.region_code.as_str());
    let row = row_of(id, at, year, &draft.meeting, author);
    insert(tx, &row, author).await?;
    Ok(Saved { row, fresh: true })
}

/// The record in force of the meeting on a year with this number.
async fn standing(
    tx: &DatabaseTransaction,
    of: OrganizationId,
    year: BookYear,
    number: &str,
) -> ApiResult<Option<meeting::Model>> {
    let known = store::standing_meetings(tx, of, year.number).await?;
    Ok(known.into_iter().find(|row| rules::is_same_number(&row.number, number)))
}

/// Notes that a meeting approved the sharing of a surplus: the record of that
/// meeting must say the same, and is made where nobody has made it. The caller
/// has locked the organization and asked [`rules::check_meeting`].
///
/// # Errors
/// 422 where the decision says other than the record; 409 for the minutes of a
/// meeting on another year.
pub async fn note_approval(
    tx: &DatabaseTransaction,
    at: (OrganizationId, &str),
    year: BookYear,
    said: &DecisionDraft,
    run: SurplusRunId,
    author: &Author,
) -> ApiResult<()> {
    let Some(known) = standing(tx, at.0, year, &said.number).await? else {
        let others = store::meetings_with_minutes(tx, at.0, &said.minutes_sha256).await?;
        rules::check_minutes(year, &others)?;
        let row = meeting::Model {
            surplus_run_id: Some(run),
            ..row_of(fresh_id(), at, year, said, author)
        };
        return insert(tx, &row, author).await;
    };
    let faults = rules::differences(&known, year, said);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row =
        meeting::Model { surplus_run_id: Some(run), version: known.version + 1, ..known.clone() };
    save(tx, "note_meeting_approval", None, &known, &row, author).await
}

fn row_of(
    id: AnnualMeetingId,
    (organization_id, region_code): (OrganizationId, &str),
    year: BookYear,
    said: &DecisionDraft,
    author: &Author,
) -> meeting::Model {
    meeting::Model {
        id,
        organization_id,
        region_code: region_code.to_owned(),
        kind: said.kind,
        book_year: year.number,
        book_year_end: year.end,
        number: said.number.trim().to_owned(),
        held_on: said.held_on,
        present: said.present,
        entitled: said.entitled,
        minutes_sha256: said.minutes_sha256.clone(),
        surplus_run_id: None,
        withdrawn_at: None,
        withdraw_reason: None,
        version: 1,
        created_at: author.at,
    }
}

/// Withdraws the record of a meeting, which the caller has locked with its
/// organization.
///
/// # Errors
/// 409 where it was withdrawn before, or the meeting approved a surplus.
pub async fn withdraw_meeting(
    tx: &DatabaseTransaction,
    before: &meeting::Model,
    draft: &MeetingWithdrawalDraft,
    author: &Author,
) -> ApiResult<meeting::Model> {
    if before.withdrawn_at.is_some() {
        return Err((&problems::MEETING_WITHDRAWN).into());
    }
    if before.surplus_run_id.is_some() {
        return Err((&problems::MEETING_BINDS).into());
    }
    let row = meeting::Model {
        withdrawn_at: Some(author.at),
        withdraw_reason: Some(draft.reason.trim().to_owned()),
        version: before.version + 1,
        ..before.clone()
    };
    let told = told_in("annual_meeting.withdraw_reason", row.version);
    save(tx, "withdraw_annual_meeting", Some(told), before, &row, author).await?;
    Ok(row)
}

async fn insert(tx: &DatabaseTransaction, row: &meeting::Model, author: &Author) -> ApiResult<()> {
    let inserted: meeting::ActiveModel = row.clone().into();
    meeting::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    Ok(audit::record(tx, author, act("record_annual_meeting", None, None, row)).await?)
}

async fn save(
    tx: &DatabaseTransaction,
    action: &str,
    reason: Option<String>,
    before: &meeting::Model,
    row: &meeting::Model,
    author: &Author,
) -> ApiResult<()> {
    let changed: meeting::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    Ok(audit::record(tx, author, act(action, reason, Some(before), row)).await?)
}

/// What the audit log keeps; why a record was withdrawn may name persons, and
/// stays with the record (ADR-0016).
fn audited(row: &meeting::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "kind": row.kind, "book_year": row.book_year,
        "book_year_end": row.book_year_end, "number": row.number, "held_on": row.held_on,
        "present": row.present, "entitled": row.entitled,
        "minutes_sha256": row.minutes_sha256, "surplus_run_id": row.surplus_run_id,
        "withdrawn": row.withdrawn_at.is_some(), "version": row.version,
    })
}

fn act<'a>(
    action: &'a str,
    reason: Option<String>,
    before: Option<&meeting::Model>,
    after: &meeting::Model,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "annual_meeting",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
