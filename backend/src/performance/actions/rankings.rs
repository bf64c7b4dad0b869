//! Writes of rankings.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;

use super::Saved;
use crate::kernel::fault::Fault;
use crate::kernel::ids::UserId;
use crate::performance::drafts::{RankingDraft, RankingVerification};
use crate::performance::entity::ranking::{self, Aspect, RankingState};
use crate::performance::periods::Span;
use crate::performance::rules::{self, Formula};
use crate::performance::{problems, store};
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, creation, etag};
use crate::registry::actions::Context;
use crate::registry::entity::organization;
use crate::registry::problems::NOT_CHANGED_HERE;
use crate::registry::store::parameters;

/// Hands in an enterprise's own scores for the year that is open; the caller
/// has locked the enterprise.
///
/// # Errors
/// 409 for another form, a year that is not open, a second ranking of the year,
/// or an id of another; 422 with every fault of the scores, or for a year before
/// the founding.
pub async fn create_ranking(
    tx: &DatabaseTransaction,
    enterprise: &organization::Model,
    draft: RankingDraft,
    context: &Context,
) -> ApiResult<Saved<ranking::Model>> {
    let claim = creation::claim(tx, "ranking", draft.id, &(enterprise.id, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    // Before any rule: what was accepted once stays accepted.
    if let Some(row) = claim.known(ranking::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    rules::check_form(enterprise.legal_form)?;
    let known = store::ranking_of(tx, enterprise.id, i64::from(draft.year)).await?;
    if known.is_some() {
        let fault = Fault::at(&problems::RANKING_KNOWN, "/year").with("year", draft.year);
        return Err(fault.into());
    }
    let own = own_part(tx, &draft, context).await?;
    let ranked = Span { year: draft.year, part: 0 };
    rules::check_founded(ranked.ends_on(), enterprise.founded_on)?;
    let row = ranking::Model {
        id,
        organization_id: enterprise.id,
        region_code: enterprise.region_code.clone(),
        year: i64::from(draft.year),
        state: RankingState::Diajukan,
        formula: own.formula,
        own_scores: own.scores,
        own_score_hundredths: own.outcome.hundredths,
        own_class: own.outcome.class,
        own_note: draft.note,
        submitted_on: context.today,
        written_by: json!(context.author.user_id.iter().collect::<Vec<_>>()),
        scores: None,
        score_hundredths: None,
        class: None,
        note: None,
        verified_on: None,
        verified_by: None,
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
    };
    let inserted: ranking::ActiveModel = row.clone().into();
    ranking::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, context, "create_ranking", None, &row).await?;
    Ok(Saved { row, fresh: true })
}

/// What the enterprise's own scores come to.
struct OwnPart {
    formula: serde_json::Value,
    scores: serde_json::Value,
    outcome: rules::Outcome,
}

async fn own_part(
    tx: &DatabaseTransaction,
    draft: &RankingDraft,
    context: &Context,
) -> ApiResult<OwnPart> {
    let parameters = parameters(tx).await?;
    let mut faults = Vec::new();
    let opened = rules::opening_day(&parameters, draft.year, context.today)
        .map_err(|fault| faults.push(fault));
    let scores = rules::scored(&draft.scores, "/scores").map_err(|more| faults.extend(more));
    let (Ok(opened), Ok(scores)) = (opened, scores) else { return Err(faults.into()) };
    let formula = rules::formula(&parameters, opened)?;
    let outcome = rules::work_out(&formula, &scores)?;
    Ok(OwnPart { formula: stored(&formula)?, scores: stored(&scores)?, outcome })
}

fn stored(value: &impl serde::Serialize) -> ApiResult<serde_json::Value> {
    serde_json::to_value(value).map_err(ApiError::internal)
}

/// Replaces the enterprise's own scores while they wait for their verification;
/// the row is locked.
///
/// # Errors
/// 409 where it is verified or its year is no longer open; 422 with every fault
/// of the scores, or for another year.
pub async fn replace_ranking(
    tx: &DatabaseTransaction,
    before: ranking::Model,
    draft: RankingDraft,
    context: &Context,
) -> ApiResult<ranking::Model> {
    require_open(&before)?;
    let mut faults = Vec::new();
    if draft.id.is_some_and(|id| id != before.id) {
        faults.push(Fault::at(&NOT_CHANGED_HERE, "/id"));
    }
    if i64::from(draft.year) != before.year {
        faults.push(Fault::at(&NOT_CHANGED_HERE, "/year"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let own = own_part(tx, &draft, context).await?;
    let mut writers = writers(&before)?;
    writers.extend(context.author.user_id.filter(|user| !writers.contains(user)));
    let row = ranking::Model {
        formula: own.formula,
        own_scores: own.scores,
        own_score_hundredths: own.outcome.hundredths,
        own_class: own.outcome.class,
        own_note: draft.note,
        submitted_on: context.today,
        written_by: json!(writers),
        version: before.version + 1,
        updated_at: context.author.at,
        ..before.clone()
    };
    save(tx, &row).await?;
    record(tx, context, "replace_ranking", Some(&before), &row).await?;
    Ok(row)
}

/// Verifies a ranking, which gives the class and is never changed again; the
/// row is locked. The formula is that of the day on which the year's ranking
/// opened, as it was kept when the scores were handed in.
///
/// # Errors
/// 403 for who wrote any of it (R117); 409 where it is verified; 422 with every
/// fault of the scores, and for changed scores without a note.
pub async fn verify_ranking(
    tx: &DatabaseTransaction,
    before: ranking::Model,
    draft: RankingVerification,
    context: &Context,
) -> ApiResult<ranking::Model> {
    require_open(&before)?;
    rules::check_verifier(context.author.user_id, &writers(&before)?)?;
    let own: BTreeMap<Aspect, Decimal> =
        serde_json::from_value(before.own_scores.clone()).map_err(ApiError::internal)?;
    let scores = match &draft.scores {
        Some(given) => rules::scored(given, "/scores")?,
        None => own.clone(),
    };
    let changed = rules::changed_aspects(&own, &scores);
    if !changed.is_empty() && draft.note.is_none() {
        let fault = Fault::at(&problems::RANKING_NOTE_MISSING, "/note");
        return Err(fault.with("aspects", changed.join(", ")).into());
    }
    let formula: Formula =
        serde_json::from_value(before.formula.clone()).map_err(ApiError::internal)?;
    let outcome = rules::work_out(&formula, &scores)?;
    let row = ranking::Model {
        state: RankingState::Terverifikasi,
        scores: Some(stored(&scores)?),
        score_hundredths: Some(outcome.hundredths),
        class: Some(outcome.class),
        note: draft.note,
        verified_on: Some(context.today),
        verified_by: context.author.user_id,
        version: before.version + 1,
        updated_at: context.author.at,
        ..before.clone()
    };
    save(tx, &row).await?;
    record(tx, context, "verify_ranking", Some(&before), &row).await?;
    Ok(row)
}

fn require_open(row: &ranking::Model) -> ApiResult<()> {
    let Some(day) = row.verified_on else { return Ok(()) };
    let fault = Fault::new(&problems::RANKING_VERIFIED).with("year", row.year);
    Err(fault.with("day", day).into())
}

fn writers(row: &ranking::Model) -> ApiResult<Vec<UserId>> {
    serde_json::from_value(row.written_by.clone()).map_err(ApiError::internal)
}

/// Writes the row over the version before its own.
async fn save(tx: &DatabaseTransaction, row: &ranking::Model) -> ApiResult<()> {
    let changed: ranking::ActiveModel = row.clone().into();
    let saved = ranking::Entity::update_many()
        .set(changed.reset_all())
        .filter(ranking::Column::Id.eq(row.id))
        .filter(ranking::Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&ranking::Model>,
    after: &ranking::Model,
) -> ApiResult<()> {
    // The notes may name persons: the event says where they stand (ADR-0016).
    let place = if after.verified_on.is_some() { "ranking.note" } else { "ranking.own_note" };
    let noted = if after.verified_on.is_some() { &after.note } else { &after.own_note };
    let state = |row: &ranking::Model| {
        json!({
            "organization_id": row.organization_id, "year": row.year, "state": row.state,
            "formula": row.formula, "own_scores": row.own_scores,
            "own_score_hundredths": row.own_score_hundredths, "own_class": row.own_class,
            "scores": row.scores, "score_hundredths": row.score_hundredths,
            "class": row.class, "version": row.version,
        })
    };
    let act = Act {
        action,
        subject_kind: "ranking",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: noted.as_ref().map(|_| audit::told_in(place, after.version)),
        before: before.map(state),
        after: Some(state(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
