//! Writes of memberships.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Saved;
use crate::cluster::Located;
use crate::cluster::drafts::{ClusterMemberDraft, LeavingDraft};
use crate::cluster::entity::cluster_member;
use crate::cluster::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};
use crate::registry::actions::Context;

/// Records that an organization joins a cluster, which must be locked.
///
/// # Errors
/// 422 for an unknown organization or a day in the future; 409 where it is a
/// member already, or the id names another membership.
pub async fn join_cluster(
    tx: &DatabaseTransaction,
    cluster: &Located,
    draft: ClusterMemberDraft,
    context: &Context,
) -> ApiResult<Saved<cluster_member::Model>> {
    let (place, given) = (cluster.row.id, draft.id);
    let claim = creation::claim(tx, "cluster_member", given, &(place, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(store::find_member(tx, id).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = cluster_member::Model {
        id,
        cluster_id: cluster.row.id,
        organization_id: draft.organization_id,
        contribution: draft.contribution.filter(|text| !text.trim().is_empty()),
        joined_on: draft.joined_on.unwrap_or(context.today),
        left_on: None,
        created_at: context.author.at,
    };
    if store::find_partner(tx, row.organization_id).await?.is_none() {
        return Err(Fault::at(&codes::REFERENCE_UNKNOWN, "/organization_id").into());
    }
    let known = store::memberships(tx, cluster.row.id, row.organization_id).await?;
    let spans: Vec<_> = known.iter().map(|known| (known.joined_on, known.left_on)).collect();
    rules::check_joining(&spans, row.joined_on, context.today)?;
    let inserted: cluster_member::ActiveModel = row.clone().into();
    cluster_member::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, cluster, "join_cluster", None, &row, None, context).await?;
    Ok(Saved { row, fresh: true })
}

/// Ends a membership of a cluster, which must be locked. The same end again
/// changes nothing.
///
/// # Errors
/// 422 for a wrong day; 409 where it has ended on another day, or the
/// organization is the cluster's lead.
pub async fn leave_cluster(
    tx: &DatabaseTransaction,
    cluster: &Located,
    before: cluster_member::Model,
    draft: LeavingDraft,
    context: &Context,
) -> ApiResult<cluster_member::Model> {
    let left_on = draft.left_on.unwrap_or(context.today);
    if let Some(ended) = before.left_on {
        return if ended == left_on {
            Ok(before)
        } else {
            Err(Fault::at(&problems::MEMBERSHIP_ENDED, "/left_on").with("left_on", ended).into())
        };
    }
    let is_lead = before.organization_id == cluster.row.lead_organization_id;
    rules::check_leaving(before.joined_on, left_on, is_lead, context.today)?;
    let row = cluster_member::Model { left_on: Some(left_on), ..before.clone() };
    let changed: cluster_member::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    record(tx, cluster, "leave_cluster", Some(&before), &row, Some(draft.reason), context).await?;
    Ok(row)
}

fn audited(row: &cluster_member::Model) -> serde_json::Value {
    json!({
        "cluster_id": row.cluster_id, "organization_id": row.organization_id,
        "contribution": row.contribution, "joined_on": row.joined_on, "left_on": row.left_on,
    })
}

async fn record(
    tx: &DatabaseTransaction,
    cluster: &Located,
    action: &str,
    before: Option<&cluster_member::Model>,
    after: &cluster_member::Model,
    reason: Option<String>,
    context: &Context,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "cluster_member",
        subject_id: after.id.to_string(),
        region_code: cluster.audit_region(),
        reason,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, &context.author, act).await?)
}
