//! Appointment of orchestrators.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Saved;
use crate::cluster::Located;
use crate::cluster::drafts::OrchestratorDraft;
use crate::cluster::entity::orchestrator;
use crate::cluster::rules::{self, Succession, Term};
use crate::cluster::store;
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};
use crate::registry::actions::Context;

/// Appoints an orchestrator and a deputy of a cluster, which must be locked;
/// a term that still runs ends on the first day of the new one.
///
/// `visible`: where the caller may see persons.
///
/// # Errors
/// 422 for unknown persons, one person in both offices, a reversed term; 409
/// for overlapping terms, days without an orchestrator, or a taken id (R124).
pub async fn appoint_orchestrator(
    tx: &DatabaseTransaction,
    cluster: &Located,
    draft: OrchestratorDraft,
    visible: &Scope,
    context: &Context,
) -> ApiResult<Saved<orchestrator::Model>> {
    let (place, given) = (cluster.row.id, draft.id);
    let claim = creation::claim(tx, "orchestrator", given, &(place, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(orchestrator::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = orchestrator::Model {
        id,
        cluster_id: cluster.row.id,
        person_id: draft.person_id,
        deputy_person_id: draft.deputy_person_id,
        term_from: draft.term_from,
        term_to: draft.term_to,
        created_at: context.author.at,
    };
    let mut faults = Vec::new();
    for (person, pointer) in
        [(row.person_id, "/person_id"), (row.deputy_person_id, "/deputy_person_id")]
    {
        if crate::registry::store::find_person(tx, visible, person).await?.is_none() {
            faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, pointer));
        }
    }
    let terms = store::list_terms(tx, cluster.row.id).await?;
    let spans: Vec<Term> = terms
        .iter()
        .map(|term| Term { id: term.id, from: term.term_from, to: term.term_to })
        .collect();
    let offices = (row.person_id, row.deputy_person_id);
    let decided = rules::check_appointment(&spans, offices, row.term_from, row.term_to);
    let succession = match decided {
        Ok(succession) if faults.is_empty() => succession,
        Ok(_) => return Err(faults.into()),
        Err(found) => {
            faults.extend(found);
            return Err(faults.into());
        }
    };
    if let Succession::Shortens(latest) = succession {
        for term in terms.into_iter().filter(|term| term.id == latest) {
            let ended = orchestrator::Model { term_to: row.term_from, ..term.clone() };
            let changed: orchestrator::ActiveModel = ended.clone().into();
            changed.reset_all().update(tx).await?;
            record(tx, cluster, "end_orchestrator", Some(&term), &ended, context).await?;
        }
    }
    let inserted: orchestrator::ActiveModel = row.clone().into();
    orchestrator::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, cluster, "appoint_orchestrator", None, &row, context).await?;
    Ok(Saved { row, fresh: true })
}

/// What the audit log keeps of a term: ids, never names.
fn audited(row: &orchestrator::Model) -> serde_json::Value {
    json!({
        "cluster_id": row.cluster_id, "person_id": row.person_id,
        "deputy_person_id": row.deputy_person_id, "term_from": row.term_from,
        "term_to": row.term_to,
    })
}

async fn record(
    tx: &DatabaseTransaction,
    cluster: &Located,
    action: &str,
    before: Option<&orchestrator::Model>,
    after: &orchestrator::Model,
    context: &Context,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "orchestrator",
        subject_id: after.id.to_string(),
        region_code: cluster.audit_region(),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
