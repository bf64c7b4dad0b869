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
use crate::platform::problem::ApiResult;
use crate::platform::{codes, rollup};
use crate::registry::actions::Context;
use crate::registry::problems::DATE_IN_FUTURE;

mod members;
mod orchestrators;
mod phases;

pub use members::{join_cluster, leave_cluster};
pub use orchestrators::appoint_orchestrator;
pub use phases::{change_phase, record_evidence};

/// A row that was saved, and whether it was made now or only resent.
#[derive(Debug)]
pub struct Saved<T> {
    /// The row.
    pub row: T,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

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
    let id = draft.id.unwrap_or_else(fresh_id);
    let known = cluster::Entity::find_by_id(id).one(tx).await?;
    let founded_on = draft.founded_on.unwrap_or(context.today);
    check(tx, &draft, founded_on, context).await?;
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
    if let Some(known) = known {
        return resent(tx, known, wanted, draft.founded_on.is_some()).await;
    }
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

/// An identical resend gives the known cluster; anything else is a conflict.
async fn resent(
    tx: &DatabaseTransaction,
    known: cluster::Model,
    wanted: Located,
    dated: bool,
) -> ApiResult<Saved<Located>> {
    let regions = store::regions_of(tx, &[known.id]).await?.remove(&known.id).unwrap_or_default();
    let same = cluster::Model {
        // The way through the phases is no part of the draft, and a day left
        // out is today's, which a late resend may not share.
        founded_on: if dated { wanted.row.founded_on } else { known.founded_on },
        phase: known.phase,
        phase_since: known.phase_since,
        version: known.version,
        created_at: known.created_at,
        updated_at: known.updated_at,
        ..wanted.row
    } == known;
    if same && regions == wanted.regions {
        Ok(Saved { row: Located { row: known, regions }, fresh: false })
    } else {
        Err((&codes::ID_TAKEN).into())
    }
}

/// Replaces what is recorded of a cluster, but for its founding and phase.
///
/// # Errors
/// 422 with every fault of the draft.
pub async fn replace_cluster(
    tx: &DatabaseTransaction,
    before: Located,
    draft: ClusterDraft,
    context: &Context,
) -> ApiResult<Located> {
    check(tx, &draft, before.row.founded_on, context).await?;
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

/// Every rule on a draft at once, so that the answer names every fault.
async fn check(
    conn: &impl ConnectionTrait,
    draft: &ClusterDraft,
    founded_on: NaiveDate,
    context: &Context,
) -> ApiResult<()> {
    let mut faults = rules::repeated_regions(&draft.region_codes);
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

async fn save(tx: &DatabaseTransaction, row: &cluster::Model) -> ApiResult<()> {
    let changed: cluster::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    Ok(())
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
