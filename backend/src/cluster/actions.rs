//! Writes of clusters: load, decide, save, audit.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use serde_json::json;

use super::Located;
use super::drafts::ClusterDraft;
use super::entity::cluster::{self, Phase};
use super::entity::{cluster_region, phase_change};
use super::{rules, store};
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::region_code::RegionCode;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation, etag, rollup};
use crate::registry::actions::Context;
use crate::registry::problems::{DATE_IN_FUTURE, NOT_CHANGED_HERE};

mod figures;
mod members;
mod orchestrators;
mod phases;

pub use figures::{Published, record_published_figures};
pub use members::{join_cluster, leave_cluster};
pub use orchestrators::appoint_orchestrator;
pub use phases::{change_phase, record_evidence};

/// Records a cluster in its first phase. With an id of the client's, an
/// identical resend gives the same cluster.
///
/// # Errors
/// 422 with every fault of the draft; 409 for an id that names another cluster.
pub async fn create_cluster(
    tx: &DatabaseTransaction,
    draft: ClusterDraft,
    context: &Context,
) -> ApiResult<Saved<Located>> {
    let claim = creation::claim(tx, "cluster", draft.id, &draft).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    // Before any rule: what was accepted once stays accepted.
    if let Some(row) = claim.known(cluster::Entity::find_by_id(id).one(tx).await?)? {
        let regions = store::regions_of(tx, &[id]).await?.remove(&id).unwrap_or_default();
        return Ok(Saved { row: Located { row, regions }, fresh: false });
    }
    let founded_on = draft.founded_on.unwrap_or(context.today);
    let mut regions = draft.region_codes.clone();
    regions.sort();
    let row = cluster::Model {
        id,
        founded_on,
        phase: Phase::Perencanaan,
        phase_since: founded_on,
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
        ..fields(&draft, id)
    };
    let wanted = Located { row, regions };
    check(tx, &draft, founded_on, Vec::new(), context).await?;
    let inserted: cluster::ActiveModel = wanted.row.clone().into();
    cluster::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    add_regions(tx, &wanted).await?;
    let founding = phase_change::Model {
        id: fresh_id(),
        cluster_id: id,
        from_phase: None,
        to_phase: Phase::Perencanaan,
        changed_on: founded_on,
        reason: None,
        created_at: context.author.at,
    };
    let founding: phase_change::ActiveModel = founding.into();
    phase_change::Entity::insert(founding.reset_all()).exec_without_returning(tx).await?;
    rollup::append(tx, &rules::cluster_deltas(&wanted.regions, Phase::Perencanaan, 1)).await?;
    record(tx, context, "create_cluster", None, &wanted).await?;
    Ok(Saved { row: wanted, fresh: true })
}

/// Replaces what is recorded of a cluster, but for its founding and phase.
///
/// # Errors
/// 422 with every fault of the draft, also a founding that differs.
pub async fn replace_cluster(
    tx: &DatabaseTransaction,
    before: Located,
    draft: ClusterDraft,
    context: &Context,
) -> ApiResult<Located> {
    let fixed = [
        ("/id", draft.id.is_some_and(|id| id != before.row.id)),
        ("/founded_on", draft.founded_on.is_some_and(|day| day != before.row.founded_on)),
    ];
    let changed = fixed.iter().filter(|(_, changed)| *changed);
    let faults = changed.map(|(pointer, _)| Fault::at(&NOT_CHANGED_HERE, *pointer)).collect();
    check(tx, &draft, before.row.founded_on, faults, context).await?;
    let mut regions = draft.region_codes.clone();
    regions.sort();
    let row = cluster::Model {
        founded_on: before.row.founded_on,
        phase: before.row.phase,
        phase_since: before.row.phase_since,
        version: before.row.version + 1,
        created_at: before.row.created_at,
        updated_at: context.author.at,
        ..fields(&draft, before.row.id)
    };
    let after = Located { row, regions };
    save(tx, &after.row).await?;
    if after.regions != before.regions {
        cluster_region::Entity::delete_many()
            .filter(cluster_region::Column::ClusterId.eq(before.row.id))
            .exec(tx)
            .await?;
        add_regions(tx, &after).await?;
        let mut deltas = rules::cluster_deltas(&before.regions, before.row.phase, -1);
        deltas.extend(rules::cluster_deltas(&after.regions, after.row.phase, 1));
        rollup::append(tx, &deltas).await?;
    }
    record(tx, context, "replace_cluster", Some(&before), &after).await?;
    Ok(after)
}

/// Every rule on a draft at once, so that the answer names every fault besides
/// those found already.
async fn check(
    conn: &impl ConnectionTrait,
    draft: &ClusterDraft,
    founded_on: NaiveDate,
    mut faults: Vec<Fault>,
    context: &Context,
) -> ApiResult<()> {
    faults.extend(rules::repeated_regions(&draft.region_codes));
    for (index, code) in draft.region_codes.iter().enumerate() {
        let pointer = format!("/region_codes/{index}");
        let region = crate::region::store::require_region(conn, code, context.today, &pointer);
        faults.extend(region.await?.err());
    }
    if store::find_partner(conn, draft.lead_organization_id).await?.is_none() {
        faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/lead_organization_id"));
    }
    if founded_on > context.today {
        let fault = Fault::at(&DATE_IN_FUTURE, "/founded_on");
        faults.push(fault.with("today", context.today));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// The fields that come from the draft alone.
fn fields(draft: &ClusterDraft, id: crate::kernel::ids::ClusterId) -> cluster::Model {
    cluster::Model {
        id,
        name: draft.name.trim().to_owned(),
        name_key: name_key(&draft.name),
        commodity: draft.commodity.trim().to_owned(),
        lead_organization_id: draft.lead_organization_id,
        goal: draft.goal.trim().to_owned(),
        founded_on: NaiveDate::default(),
        phase: Phase::Perencanaan,
        phase_since: NaiveDate::default(),
        version: 0,
        created_at: chrono::DateTime::default(),
        updated_at: chrono::DateTime::default(),
    }
}

async fn add_regions(tx: &DatabaseTransaction, cluster: &Located) -> ApiResult<()> {
    let row = |code: &RegionCode| {
        let row = cluster_region::Model {
            cluster_id: cluster.row.id,
            region_code: code.as_str().to_owned(),
        };
        cluster_region::ActiveModel::from(row).reset_all()
    };
    let rows: Vec<_> = cluster.regions.iter().map(row).collect();
    cluster_region::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes the row over the version before its own.
async fn save(tx: &DatabaseTransaction, row: &cluster::Model) -> ApiResult<()> {
    let changed: cluster::ActiveModel = row.clone().into();
    // The version once more, so that a forgotten lock could not lose a change.
    let saved = cluster::Entity::update_many()
        .set(changed.reset_all())
        .filter(cluster::Column::Id.eq(row.id))
        .filter(cluster::Column::Version.eq(row.version - 1))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)
}

/// What the audit log keeps of a cluster.
fn audited(cluster: &Located) -> serde_json::Value {
    let row = &cluster.row;
    json!({
        "name": row.name, "commodity": row.commodity, "goal": row.goal,
        "lead_organization_id": row.lead_organization_id, "founded_on": row.founded_on,
        "phase": row.phase, "phase_since": row.phase_since, "region_codes": cluster.regions,
        "version": row.version,
    })
}

async fn record(
    tx: &DatabaseTransaction,
    context: &Context,
    action: &str,
    before: Option<&Located>,
    after: &Located,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "cluster",
        subject_id: after.row.id.to_string(),
        region_code: after.audit_region(),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
