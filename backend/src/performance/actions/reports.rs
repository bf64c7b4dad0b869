//! Writes of periodic reports.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::Saved;
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::performance::drafts::PeriodicReportDraft;
use crate::performance::entity::periodic_report;
use crate::performance::periods::Span;
use crate::performance::{problems, rules, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{creation, etag};
use crate::registry::actions::Context;
use crate::registry::entity::organization;
use crate::registry::problems::NOT_CHANGED_HERE;
use crate::registry::store::{find_organization, parameters};

/// Records a report that an enterprise handed in; the caller has locked the
/// enterprise.
///
/// # Errors
/// 409 for another form, a second report on the period or an id of another;
/// 422 with every fault of the draft.
pub async fn create_report(
    tx: &DatabaseTransaction,
    enterprise: &organization::Model,
    draft: PeriodicReportDraft,
    context: &Context,
) -> ApiResult<Saved<periodic_report::Model>> {
    let claim = creation::claim(tx, "periodic_report", draft.id, &(enterprise.id, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(periodic_report::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    rules::check_form(enterprise.legal_form)?;
    let span = rules::check_report(&draft, context.today)?;
    rules::check_founded(span.ends_on(), enterprise.founded_on)?;
    if store::report_on(tx, enterprise.id, span).await?.is_some() {
        return Err(Fault::at(&problems::REPORT_KNOWN, "/year").into());
    }
    let seat = (enterprise.id, enterprise.region_code.clone());
    let recorded_late = recorded_late(tx, span, draft.submitted_on, context).await?;
    let row =
        periodic_report::Model { id, recorded_late, ..first_version(seat, span, draft, context) };
    let inserted: periodic_report::ActiveModel = row.clone().into();
    periodic_report::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "create_report", None, Some(&row)).await?;
    Ok(Saved { row, fresh: true })
}

/// Whether a report on a span is recorded late, as [`rules::is_recorded_late`] has
/// it; never where no setting says when it was due.
async fn recorded_late(
    tx: &DatabaseTransaction,
    span: Span,
    submitted_on: NaiveDate,
    context: &Context,
) -> ApiResult<bool> {
    let parameters = parameters(tx).await?;
    let due_on = span.ends_on().and_then(|day| rules::due_on(&parameters, span.kind(), day).ok());
    Ok(due_on.is_some_and(|day| rules::is_recorded_late(day, submitted_on, context.today)))
}

/// The row that a draft makes of a report of the enterprise with this seat.
fn first_version(
    (organization_id, region_code): (OrganizationId, String),
    span: Span,
    draft: PeriodicReportDraft,
    context: &Context,
) -> periodic_report::Model {
    periodic_report::Model {
        id: fresh_id(),
        organization_id,
        region_code,
        year: i64::from(span.year),
        part: i64::from(span.part),
        submitted_on: draft.submitted_on,
        recorded_late: false,
        document_sha256: draft.document_sha256,
        reference: draft.reference,
        supervisor_reviewed_on: draft.supervisor_reviewed_on,
        advisor_reviewed_on: draft.advisor_reviewed_on,
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
    }
}

/// Replaces what is recorded of a report, such as by the days of its reviews;
/// the row is locked.
///
/// # Errors
/// 409 where another report is on the period; 422 with every fault of the draft.
pub async fn replace_report(
    tx: &DatabaseTransaction,
    before: periodic_report::Model,
    draft: PeriodicReportDraft,
    context: &Context,
) -> ApiResult<periodic_report::Model> {
    let mut faults = Vec::new();
    if draft.id.is_some_and(|id| id != before.id) {
        faults.push(Fault::at(&NOT_CHANGED_HERE, "/id"));
    }
    let checked = rules::check_report(&draft, context.today);
    let span = match checked {
        Ok(span) if faults.is_empty() => span,
        checked => {
            faults.extend(checked.err().into_iter().flatten());
            return Err(faults.into());
        }
    };
    let everything = Scope::everything();
    let enterprise = find_organization(tx, &everything, before.organization_id).await?;
    let founded_on = enterprise.and_then(|enterprise| enterprise.founded_on);
    rules::check_founded(span.ends_on(), founded_on)?;
    let other = store::report_on(tx, before.organization_id, span).await?;
    if other.is_some_and(|other| other.id != before.id) {
        return Err(Fault::at(&problems::REPORT_KNOWN, "/year").into());
    }
    let seat = (before.organization_id, before.region_code.clone());
    // Days of reviews come later, and say nothing of when it was handed in.
    let kept = span == Span::of_stored(before.year, before.part).unwrap_or(span)
        && draft.submitted_on == before.submitted_on;
    let recorded_late = if kept {
        before.recorded_late
    } else {
        recorded_late(tx, span, draft.submitted_on, context).await?
    };
    let row = periodic_report::Model {
        id: before.id,
        recorded_late,
        version: before.version + 1,
        created_at: before.created_at,
        ..first_version(seat, span, draft, context)
    };
    let changed: periodic_report::ActiveModel = row.clone().into();
    let saved = periodic_report::Entity::update_many()
        .set(changed.reset_all())
        .filter(periodic_report::Column::Id.eq(row.id))
        .filter(periodic_report::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    record(tx, context, "replace_report", Some(&before), Some(&row)).await?;
    Ok(row)
}

/// Takes back the record of a report that was never handed in; the row is locked.
///
/// # Errors
/// When the database fails.
pub async fn delete_report(
    tx: &DatabaseTransaction,
    row: periodic_report::Model,
    context: &Context,
) -> ApiResult<()> {
    periodic_report::Entity::delete_by_id(row.id).exec(tx).await?;
    record(tx, context, "delete_report", Some(&row), None).await
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&periodic_report::Model>,
    after: Option<&periodic_report::Model>,
) -> ApiResult<()> {
    // The reference is free text and stays in its row (ADR-0016).
    let state = |row: &periodic_report::Model| {
        json!({
            "organization_id": row.organization_id, "year": row.year, "part": row.part,
            "submitted_on": row.submitted_on, "recorded_late": row.recorded_late,
            "document_sha256": row.document_sha256,
            "supervisor_reviewed_on": row.supervisor_reviewed_on,
            "advisor_reviewed_on": row.advisor_reviewed_on, "version": row.version,
        })
    };
    let Some(subject) = after.or(before) else { return Ok(()) };
    let act = Act {
        action,
        subject_kind: "periodic_report",
        subject_id: subject.id.to_string(),
        region_code: Some(subject.region_code.clone()),
        reason: None,
        before: before.map(state),
        after: after.map(state),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
