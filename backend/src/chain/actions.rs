//! Writes of chains: load, decide, save, audit. The cluster must be locked: its
//! row is the lock for all its chains.

use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::drafts::ChainDraft;
use super::entity::chain;
use super::problems;
use crate::cluster::Located;
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{creation, etag};
use crate::registry::actions::Context;

mod coverage;
mod participations;
mod seat;
mod stages;

pub use coverage::{Visit, cover};
pub use participations::{end_participation, record_participation};
pub use seat::follow_seat;
pub use stages::{
    SavedStage, create_stage, delete_stage, link_stages, replace_stage, unlink_stages,
};

/// Records a chain of a cluster. With an id of the client's, an identical
/// resend gives the same chain.
///
/// # Errors
/// 409 for an id that names another chain.
pub async fn create_chain(
    tx: &DatabaseTransaction,
    cluster: &Located,
    draft: ChainDraft,
    context: &Context,
) -> ApiResult<Saved<chain::Model>> {
    let claim = creation::claim(tx, "chain", draft.id, &draft).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(chain::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = chain::Model {
        id,
        cluster_id: cluster.row.id,
        kind: draft.kind,
        name: draft.name.trim().to_owned(),
        version: 1,
        created_at: context.author.at,
        updated_at: context.author.at,
    };
    let inserted: chain::ActiveModel = row.clone().into();
    chain::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let act =
        Event { action: "create_chain", subject_kind: "chain", subject_id: row.id.to_string() };
    act.record(tx, cluster.audit_region(), None, Some(audited(&row)), None, context).await?;
    Ok(Saved { row, fresh: true })
}

/// Replaces name and kind of a chain.
///
/// # Errors
/// 422 where the draft names another cluster.
pub async fn replace_chain(
    tx: &DatabaseTransaction,
    cluster: &Located,
    before: chain::Model,
    draft: ChainDraft,
    context: &Context,
) -> ApiResult<chain::Model> {
    if draft.cluster_id != before.cluster_id {
        return Err(Fault::at(&problems::CHAIN_STAYS, "/cluster_id").into());
    }
    let row = chain::Model {
        kind: draft.kind,
        name: draft.name.trim().to_owned(),
        version: before.version + 1,
        updated_at: context.author.at,
        ..before.clone()
    };
    let changed: chain::ActiveModel = row.clone().into();
    // The version once more, so that a forgotten lock could not lose a change.
    let saved = chain::Entity::update_many()
        .set(changed.reset_all())
        .filter(chain::Column::Id.eq(row.id))
        .filter(chain::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    let act =
        Event { action: "replace_chain", subject_kind: "chain", subject_id: row.id.to_string() };
    let (before, after) = (Some(audited(&before)), Some(audited(&row)));
    act.record(tx, cluster.audit_region(), before, after, None, context).await?;
    Ok(row)
}

fn audited(row: &chain::Model) -> Value {
    json!({ "cluster_id": row.cluster_id, "kind": row.kind, "name": row.name, "version": row.version })
}

/// What happened to which part of a chain.
struct Event<'a> {
    action: &'a str,
    subject_kind: &'a str,
    subject_id: String,
}

impl Event<'_> {
    async fn record(
        self,
        tx: &DatabaseTransaction,
        region_code: Option<String>,
        before: Option<Value>,
        after: Option<Value>,
        reason: Option<String>,
        context: &Context,
    ) -> ApiResult<()> {
        let act = Act {
            action: self.action,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            region_code,
            reason,
            before,
            after,
        };
        Ok(audit::record(tx, &context.author, act).await?)
    }
}
