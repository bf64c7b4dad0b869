//! Writes of stages and the links between them.

use std::collections::BTreeMap;

use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Event, Saved};
use crate::chain::drafts::{StageDraft, StageLinkDraft};
use crate::chain::entity::stage_support::SupportFunction;
use crate::chain::entity::{chain, stage, stage_link, stage_support};
use crate::chain::{problems, rules, store};
use crate::cluster::Located;
use crate::kernel::fault::Fault;
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation, etag};
use crate::registry::actions::Context;

/// A stage that was saved, with the support that it needs.
#[derive(Debug)]
pub struct SavedStage {
    /// The row.
    pub row: stage::Model,
    /// What support it needs.
    pub needed_support: Vec<SupportFunction>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records a stage of a chain.
///
/// # Errors
/// 409 for an id that names another stage, or a chain at its bound.
pub async fn create_stage(
    tx: &DatabaseTransaction,
    cluster: &Located,
    chain: &chain::Model,
    draft: StageDraft,
    context: &Context,
) -> ApiResult<SavedStage> {
    let given = draft.id;
    let claim = creation::claim(tx, "stage", given, &(chain.id, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(stage::Entity::find_by_id(id).one(tx).await?)? {
        let needed_support = support_of(tx, &row).await?;
        return Ok(SavedStage { row, needed_support, fresh: false });
    }
    let needed = rules::needed_support(draft.kind, draft.needed_support.as_deref());
    let row = stage::Model {
        id,
        chain_id: chain.id,
        name: draft.name.trim().to_owned(),
        kind: draft.kind,
        position: draft.position,
        version: 1,
        created_at: context.author.at,
    };
    if store::all_stages(tx, chain.id).await?.len() >= rules::STAGES_MAX {
        return Err(Fault::new(&problems::CHAIN_FULL).with("maximum", rules::STAGES_MAX).into());
    }
    let inserted: stage::ActiveModel = row.clone().into();
    stage::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    add_support(tx, &row, &needed).await?;
    let event = event("create_stage", &row);
    let after = Some(audited(&row, &needed));
    event.record(tx, cluster.audit_region(), None, after, None, context).await?;
    Ok(SavedStage { row, needed_support: needed, fresh: true })
}

/// Replaces what is recorded of a stage.
///
/// # Errors
/// When the database fails.
pub async fn replace_stage(
    tx: &DatabaseTransaction,
    cluster: &Located,
    before: stage::Model,
    draft: StageDraft,
    context: &Context,
) -> ApiResult<SavedStage> {
    let held = support_of(tx, &before).await?;
    let needed = rules::needed_support(draft.kind, draft.needed_support.as_deref());
    let row = stage::Model {
        name: draft.name.trim().to_owned(),
        kind: draft.kind,
        position: draft.position,
        version: before.version + 1,
        ..before.clone()
    };
    let changed: stage::ActiveModel = row.clone().into();
    let saved = stage::Entity::update_many()
        .set(changed.reset_all())
        .filter(stage::Column::Id.eq(row.id))
        .filter(stage::Column::Version.eq(before.version))
        .exec(tx)
        .await?;
    etag::require_saved(saved.rows_affected)?;
    if held != needed {
        remove_support(tx, &row).await?;
        add_support(tx, &row, &needed).await?;
    }
    let event = event("replace_stage", &row);
    let (before, after) = (Some(audited(&before, &held)), Some(audited(&row, &needed)));
    event.record(tx, cluster.audit_region(), before, after, None, context).await?;
    Ok(SavedStage { row, needed_support: needed, fresh: true })
}

/// Deletes a stage that nobody ever took part in, with its links.
///
/// # Errors
/// 409 where organizations took part: their history stays.
pub async fn delete_stage(
    tx: &DatabaseTransaction,
    cluster: &Located,
    row: stage::Model,
    context: &Context,
) -> ApiResult<()> {
    if store::has_participations(tx, row.id).await? {
        return Err((&problems::STAGE_IN_USE).into());
    }
    let held = support_of(tx, &row).await?;
    let touches =
        stage_link::Column::FromStageId.eq(row.id).or(stage_link::Column::ToStageId.eq(row.id));
    let links = stage_link::Entity::find().filter(touches.clone()).all(tx).await?;
    stage_link::Entity::delete_many().filter(touches).exec(tx).await?;
    remove_support(tx, &row).await?;
    stage::Entity::delete_by_id(row.id).exec(tx).await?;
    let mut before = audited(&row, &held);
    before["links"] = links.iter().map(audited_link).collect();
    let event = event("delete_stage", &row);
    event.record(tx, cluster.audit_region(), Some(before), None, None, context).await
}

/// Links two stages of a chain.
///
/// # Errors
/// 422 for a stage of another chain; 409 where the stages are linked already,
/// the link would close a circle (R79), or the id names another link.
pub async fn link_stages(
    tx: &DatabaseTransaction,
    cluster: &Located,
    chain: &chain::Model,
    draft: StageLinkDraft,
    context: &Context,
) -> ApiResult<Saved<stage_link::Model>> {
    let row = stage_link::Model {
        id: draft.id.unwrap_or_else(fresh_id),
        chain_id: chain.id,
        from_stage_id: draft.from_stage_id,
        to_stage_id: draft.to_stage_id,
        created_at: context.author.at,
    };
    if let Some(known) = stage_link::Entity::find_by_id(row.id).one(tx).await? {
        let same = stage_link::Model { created_at: known.created_at, ..row } == known;
        return if same {
            Ok(Saved { row: known, fresh: false })
        } else {
            Err((&codes::ID_TAKEN).into())
        };
    }
    let stages: BTreeMap<_, _> = store::all_stages(tx, chain.id)
        .await?
        .into_iter()
        .map(|stage| (stage.id, stage.name))
        .collect();
    let links: Vec<_> = store::all_links(tx, chain.id)
        .await?
        .iter()
        .map(|link| (link.from_stage_id, link.to_stage_id))
        .collect();
    rules::check_link(&stages, &links, row.from_stage_id, row.to_stage_id)?;
    let inserted: stage_link::ActiveModel = row.clone().into();
    stage_link::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let event = link_event("link_stages", &row);
    event.record(tx, cluster.audit_region(), None, Some(audited_link(&row)), None, context).await?;
    Ok(Saved { row, fresh: true })
}

/// Takes a link away.
///
/// # Errors
/// When the database fails.
pub async fn unlink_stages(
    tx: &DatabaseTransaction,
    cluster: &Located,
    row: stage_link::Model,
    context: &Context,
) -> ApiResult<()> {
    stage_link::Entity::delete_by_id(row.id).exec(tx).await?;
    let event = link_event("unlink_stages", &row);
    event.record(tx, cluster.audit_region(), Some(audited_link(&row)), None, None, context).await
}

async fn support_of(
    tx: &DatabaseTransaction,
    row: &stage::Model,
) -> ApiResult<Vec<SupportFunction>> {
    Ok(store::support_of(tx, vec![row.id]).await?.remove(&row.id).unwrap_or_default())
}

async fn add_support(
    tx: &DatabaseTransaction,
    row: &stage::Model,
    needed: &[SupportFunction],
) -> ApiResult<()> {
    if needed.is_empty() {
        return Ok(());
    }
    let need = |function: &SupportFunction| {
        let need = stage_support::Model { stage_id: row.id, support_function: *function };
        stage_support::ActiveModel::from(need).reset_all()
    };
    let rows: Vec<_> = needed.iter().map(need).collect();
    stage_support::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

async fn remove_support(tx: &DatabaseTransaction, row: &stage::Model) -> ApiResult<()> {
    stage_support::Entity::delete_many()
        .filter(stage_support::Column::StageId.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

fn event<'a>(action: &'a str, row: &stage::Model) -> Event<'a> {
    Event { action, subject_kind: "stage", subject_id: row.id.to_string() }
}

fn link_event<'a>(action: &'a str, row: &stage_link::Model) -> Event<'a> {
    Event { action, subject_kind: "stage_link", subject_id: row.id.to_string() }
}

fn audited(row: &stage::Model, needed: &[SupportFunction]) -> Value {
    json!({
        "chain_id": row.chain_id, "name": row.name, "kind": row.kind, "position": row.position,
        "needed_support": needed, "version": row.version,
    })
}

fn audited_link(row: &stage_link::Model) -> Value {
    json!({
        "chain_id": row.chain_id, "from_stage_id": row.from_stage_id, "to_stage_id": row.to_stage_id,
    })
}
