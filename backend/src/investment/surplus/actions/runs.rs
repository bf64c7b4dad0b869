//! Writes of runs up to their approval.

use chrono::Datelike;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::compute::{Computed, compute, verify_digest};
use super::terms_of;
use crate::governance::meetings::actions as meetings;
use crate::governance::meetings::drafts::DecisionDraft;
use crate::governance::meetings::rules::{BookYear, check_meeting};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::surplus::drafts::RunDraft;
use crate::investment::surplus::entity::piece;
use crate::investment::surplus::entity::run::{self, RunStatus};
use crate::investment::surplus::holding::Period;
use crate::investment::surplus::rules::{self, Step, Surplus};
use crate::investment::surplus::scheme::SchemeTerms;
use crate::investment::surplus::{problems, store};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};

/// A run that was saved.
#[derive(Debug)]
pub struct SavedRun {
    /// The row.
    pub row: run::Model,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Makes a draft of the sharing of one book year, by the scheme that holds at
/// the end of its period; the issuer is locked.
///
/// # Errors
/// 422 for a loss (R45) or a period that is no ended book year; 409 without a
/// scheme, or for an id of another.
pub async fn create_run(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &RunDraft,
    author: &Author,
) -> ApiResult<SavedRun> {
    let id = draft.id.unwrap_or_else(fresh_id);
    let row = drafted(tx, issuer, draft, author, id).await?;
    if let Some(known) = run::Entity::find_by_id(id).one(tx).await? {
        let same = known.status == RunStatus::Draft && inputs(&known) == inputs(&row);
        return if same {
            Ok(SavedRun { row: known, fresh: false })
        } else {
            Err((&codes::ID_TAKEN).into())
        };
    }
    let inserted: run::ActiveModel = row.clone().into();
    run::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    leave_trace(tx, "create_surplus_run", &row, None, None, author).await?;
    Ok(SavedRun { row, fresh: true })
}

/// What a client gave for a run, for comparison and the audit.
fn inputs(row: &run::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "scheme_id": row.scheme_id,
        "book_year": row.book_year, "period_start": row.period_start,
        "period_end": row.period_end, "member_surplus": row.member_surplus_sen,
        "non_member_surplus": row.non_member_surplus_sen,
        "retained_before": row.retained_before_sen,
    })
}

/// The row that a draft makes.
async fn drafted(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &RunDraft,
    author: &Author,
    id: crate::kernel::ids::SurplusRunId,
) -> ApiResult<run::Model> {
    let whole = rules::calendar_year(draft.book_year)?;
    let period = Period {
        start: draft.period_start.unwrap_or(whole.start),
        end: draft.period_end.unwrap_or(whole.end),
    };
    let surplus = Surplus { members: draft.member_surplus, others: draft.non_member_surplus };
    let mut faults = rules::check_surplus(&surplus);
    faults.extend(rules::check_period(&period, draft.book_year, issuer.today(author.at)));
    for (amount, pointer) in [
        (draft.member_surplus, "/member_surplus"),
        (draft.non_member_surplus, "/non_member_surplus"),
        (draft.retained_before, "/retained_before"),
    ] {
        let fault = crate::investment::rules::check_size(amount);
        faults.extend(fault.map(|fault| Fault { pointer: pointer.to_owned(), ..fault }));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let scheme = store::latest_scheme(tx, issuer.id, Some(period.end)).await?;
    let missing = || Fault::new(&problems::SCHEME_MISSING).with("day", period.end);
    let scheme = scheme.ok_or_else(missing)?;
    Ok(run::Model {
        id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        scheme_id: scheme.id,
        book_year: i64::from(period.end.year()),
        period_start: period.start,
        period_end: period.end,
        member_surplus_sen: draft.member_surplus,
        non_member_surplus_sen: draft.non_member_surplus,
        retained_before_sen: draft.retained_before,
        status: RunStatus::Draft,
        result: None,
        digest: None,
        computed_at: None,
        decision: None,
        paid_on: None,
        paid_to: None,
        version: 1,
        created_at: author.at,
    })
}

/// Changes a draft, which the caller has locked; what was worked out is gone.
///
/// # Errors
/// 409 once it was submitted (R36); else as [`create_run`].
pub async fn replace_run(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    before: run::Model,
    draft: &RunDraft,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(before.status, Step::Edit)?;
    let after = run::Model {
        version: before.version + 1,
        created_at: before.created_at,
        ..drafted(tx, issuer, draft, author, before.id).await?
    };
    store::replace_pieces(tx, after.id, Vec::new()).await?;
    save(tx, &after).await?;
    leave_trace(tx, "replace_surplus_run", &after, Some(inputs(&before)), None, author).await?;
    Ok(SavedRun { row: after, fresh: false })
}

/// Deletes a draft, which the caller has locked.
///
/// # Errors
/// 409 once it was submitted (R36).
pub async fn delete_run(
    tx: &DatabaseTransaction,
    row: run::Model,
    author: &Author,
) -> ApiResult<()> {
    rules::check_step(row.status, Step::Edit)?;
    store::replace_pieces(tx, row.id, Vec::new()).await?;
    run::Entity::delete_many().filter(run::Column::Id.eq(row.id)).exec(tx).await?;
    leave_trace(tx, "delete_surplus_run", &row, Some(inputs(&row)), None, author).await
}

/// Keeps what was worked out for a draft, which the caller has locked.
///
/// # Errors
/// 409 once it was submitted, or where it was changed since `computed` was read.
pub async fn simulate_run(
    tx: &DatabaseTransaction,
    mut row: run::Model,
    seen_version: i64,
    computed: Computed,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(row.status, Step::Edit)?;
    if row.version != seen_version {
        return Err((&codes::CONFLICT).into());
    }
    store::replace_pieces(tx, row.id, computed.pieces).await?;
    row.result = Some(serde_json::to_value(&computed.outcome).map_err(ApiError::internal)?);
    row.digest = Some(computed.digest);
    row.computed_at = Some(author.at);
    row.version += 1;
    save(tx, &row).await?;
    leave_trace(tx, "simulate_surplus_run", &row, None, None, author).await?;
    Ok(SavedRun { row, fresh: false })
}

/// Submits a draft, which the caller has locked: nothing of it
/// changes any more.
///
/// # Errors
/// 409 where it is no draft, was never worked out, its year is shared already,
/// or balances and business have changed since it was worked out.
pub async fn submit_run(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    mut row: run::Model,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(row.status, Step::Submit)?;
    if row.digest.is_none() {
        return Err((&problems::RUN_NOT_COMPUTED).into());
    }
    if store::is_year_shared(tx, issuer.id, row.book_year, Some(row.id)).await? {
        return Err(Fault::new(&problems::RUN_EXISTS).with("year", row.book_year).into());
    }
    let terms = terms_of_run(tx, &row).await?;
    let parameters = crate::registry::store::parameters(tx).await?;
    let now = compute(tx, issuer, &row, &terms, &parameters).await?;
    if Some(now.digest) != row.digest {
        return Err((&problems::RUN_CHANGED_UNDERNEATH).into());
    }
    step(tx, &mut row, RunStatus::Diajukan, "submit_surplus_run", None, author).await
}

/// Gives a submitted run back for changes.
///
/// # Errors
/// 409 where it is not `diajukan`.
pub async fn return_run(
    tx: &DatabaseTransaction,
    mut row: run::Model,
    reason: String,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(row.status, Step::Return)?;
    step(tx, &mut row, RunStatus::Draft, "return_surplus_run", Some(reason), author).await
}

/// Records the meeting's decision that approves a submitted run.
///
/// # Errors
/// 409 where it is not `diajukan`, or its lines were tampered with; 422 for a
/// decision that is not that of the right meeting after the year, or says
/// other than the record of that meeting (R35).
pub async fn approve_run(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    mut row: run::Model,
    draft: DecisionDraft,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(row.status, Step::Approve)?;
    let today = issuer.today(author.at);
    let faults = check_meeting(issuer.legal_form, &draft, row.period_end, today);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let terms = terms_of_run(tx, &row).await?;
    verify_digest(tx, issuer, &row, &terms, |_, _| Ok(())).await?;
    let reason = format!("{} {}", draft.kind.as_str(), draft.number);
    let year = BookYear { number: row.book_year, end: row.period_end };
    let at = (issuer.id, row.region_code.as_str());
    meetings::note_approval(tx, at, year, &draft, row.id, author).await?;
    row.decision = Some(serde_json::to_value(&draft).map_err(ApiError::internal)?);
    step(tx, &mut row, RunStatus::Disahkan, "approve_surplus_run", Some(reason), author).await
}

/// The terms that a run is shared by.
///
/// # Errors
/// 500 where its scheme is not there or does not read.
pub async fn terms_of_run(conn: &impl ConnectionTrait, row: &run::Model) -> ApiResult<SchemeTerms> {
    let scheme = store::find_scheme(conn, &Scope::everything(), row.scheme_id).await?;
    terms_of(&scheme.ok_or_else(|| ApiError::internal("a run without its scheme"))?)
}

/// Moves a run to its next status.
pub(super) async fn step(
    tx: &DatabaseTransaction,
    row: &mut run::Model,
    to: RunStatus,
    action: &str,
    reason: Option<String>,
    author: &Author,
) -> ApiResult<SavedRun> {
    let before = json!({ "status": row.status, "digest": row.digest });
    row.status = to;
    row.version += 1;
    save(tx, row).await?;
    leave_trace(tx, action, row, Some(before), reason, author).await?;
    Ok(SavedRun { row: row.clone(), fresh: false })
}

async fn save(tx: &DatabaseTransaction, row: &run::Model) -> ApiResult<()> {
    let changed: run::ActiveModel = row.clone().into();
    run::Entity::update(changed.reset_all()).exec(tx).await?;
    Ok(())
}

async fn leave_trace(
    tx: &DatabaseTransaction,
    action: &str,
    row: &run::Model,
    before: Option<serde_json::Value>,
    reason: Option<String>,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "surplus_run",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason,
        before,
        after: Some(json!({
            "inputs": inputs(row), "status": row.status, "digest": row.digest,
            "decision": row.decision, "paid_on": row.paid_on, "paid_to": row.paid_to,
        })),
    };
    Ok(audit::record(tx, author, act).await?)
}

/// Lines of one piece, as they were written.
#[must_use]
pub fn lines_of(piece: &piece::Model) -> Vec<rules::Line> {
    piece.lines.lines().filter_map(rules::read_line).collect()
}
