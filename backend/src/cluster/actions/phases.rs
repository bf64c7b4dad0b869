//! Evidence, and steps between the programme's phases.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Saved;
use crate::cluster::Located;
use crate::cluster::drafts::{EvidenceDraft, PhaseChangeDraft};
use crate::cluster::entity::cluster;
use crate::cluster::entity::{evidence, phase_change, phase_change_evidence};
use crate::cluster::rules::{self, OnFile, PhaseStep};
use crate::cluster::{problems, store};
use crate::kernel::fault::Fault;
use crate::kernel::ids::EvidenceId;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{creation, rollup};
use crate::registry::actions::Context;
use crate::registry::problems::DATE_IN_FUTURE;

/// Records evidence of a cluster, which must be locked. Evidence is never
/// changed: what is wrong is recorded anew.
///
/// # Errors
/// 422 for a date in the future or a document that cannot be found; 409 for an
/// id that names other evidence.
pub async fn record_evidence(
    tx: &DatabaseTransaction,
    cluster: &Located,
    draft: EvidenceDraft,
    context: &Context,
) -> ApiResult<Saved<evidence::Model>> {
    let (place, given) = (cluster.row.id, draft.id);
    let claim = creation::claim(tx, "evidence", given, &(place, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(evidence::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = evidence::Model {
        id,
        cluster_id: cluster.row.id,
        kind: draft.kind,
        title: draft.title.trim().to_owned(),
        reference: draft.reference.filter(|text| !text.trim().is_empty()),
        sha256: draft.sha256,
        dated_on: draft.dated_on,
        created_at: context.author.at,
    };
    let mut faults = Vec::new();
    if row.dated_on > context.today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/dated_on").with("today", context.today));
    }
    if row.reference.is_none() && row.sha256.is_none() {
        faults.push(Fault::at(&problems::EVIDENCE_WITHOUT_SOURCE, "/reference"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let inserted: evidence::ActiveModel = row.clone().into();
    evidence::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let act = Act {
        action: "record_evidence",
        subject_kind: "evidence",
        subject_id: id.to_string(),
        region_code: cluster.audit_region(),
        reason: None,
        before: None,
        after: Some(json!({
            "cluster_id": row.cluster_id, "kind": row.kind, "title": row.title,
            "reference": row.reference, "sha256": row.sha256, "dated_on": row.dated_on,
        })),
    };
    audit::record(tx, &context.author, act).await?;
    Ok(Saved { row, fresh: true })
}

/// Moves a cluster, which must be locked, to another phase (R93).
///
/// # Errors
/// 409 where a phase is skipped, evidence or an orchestrator is missing, or
/// the id names another step; 422 for a step back without a reason.
pub async fn change_phase(
    tx: &DatabaseTransaction,
    cluster: &Located,
    draft: PhaseChangeDraft,
    context: &Context,
) -> ApiResult<(Saved<phase_change::Model>, Vec<EvidenceId>)> {
    let (place, given) = (cluster.row.id, draft.id);
    let claim = creation::claim(tx, "phase_change", given, &(place, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(phase_change::Entity::find_by_id(id).one(tx).await?)? {
        let shown = store::evidence_of_steps(tx, vec![id]).await?.remove(&id).unwrap_or_default();
        return Ok((Saved { row, fresh: false }, shown));
    }
    let reason = draft.reason.filter(|text| !text.trim().is_empty());
    let row = phase_change::Model {
        id,
        cluster_id: cluster.row.id,
        from_phase: Some(cluster.row.phase),
        to_phase: draft.to,
        changed_on: draft.changed_on.unwrap_or(context.today),
        reason,
        created_at: context.author.at,
    };
    let opened = decide(tx, cluster, &row, context).await?;
    let inserted: phase_change::ActiveModel = row.clone().into();
    phase_change::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    add_evidence(tx, &row, &opened).await?;
    let after = cluster::Model {
        phase: row.to_phase,
        phase_since: row.changed_on,
        version: cluster.row.version + 1,
        updated_at: context.author.at,
        ..cluster.row.clone()
    };
    super::save(tx, &after).await?;
    let mut deltas = rules::cluster_deltas(&cluster.regions, cluster.row.phase, -1);
    deltas.extend(rules::cluster_deltas(&cluster.regions, after.phase, 1));
    rollup::append(tx, &deltas).await?;
    let act = Act {
        action: "change_phase",
        subject_kind: "cluster",
        subject_id: after.id.to_string(),
        region_code: cluster.audit_region(),
        reason: row.reason.clone(),
        before: Some(json!({ "phase": cluster.row.phase, "since": cluster.row.phase_since })),
        after: Some(
            json!({ "phase": after.phase, "since": after.phase_since, "evidence": opened }),
        ),
    };
    audit::record(tx, &context.author, act).await?;
    Ok((Saved { row, fresh: true }, opened))
}

async fn decide(
    tx: &DatabaseTransaction,
    cluster: &Located,
    row: &phase_change::Model,
    context: &Context,
) -> ApiResult<Vec<EvidenceId>> {
    let id = cluster.row.id;
    let on_file: Vec<OnFile> = store::evidence_on_file(tx, id)
        .await?
        .into_iter()
        .map(|item| OnFile { id: item.id, kind: item.kind, dated_on: item.dated_on })
        .collect();
    let history: Vec<_> = store::list_phase_history(tx, id)
        .await?
        .into_iter()
        .map(|step| (step.from_phase, step.to_phase, step.changed_on))
        .collect();
    let step = PhaseStep {
        from: cluster.row.phase,
        since: cluster.row.phase_since,
        to: row.to_phase,
        changed_on: row.changed_on,
        reason: row.reason.as_deref(),
        evidence: &on_file,
        fell_back_on: rules::fell_back_on(&history, row.to_phase),
        has_orchestrator: store::orchestrator_on(tx, id, row.changed_on).await?.is_some(),
    };
    Ok(rules::check_phase_step(&step, context.today)?)
}

async fn add_evidence(
    tx: &DatabaseTransaction,
    step: &phase_change::Model,
    opened: &[EvidenceId],
) -> ApiResult<()> {
    if opened.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = opened
        .iter()
        .map(|id| {
            let row = phase_change_evidence::Model { phase_change_id: step.id, evidence_id: *id };
            phase_change_evidence::ActiveModel::from(row).reset_all()
        })
        .collect();
    phase_change_evidence::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
