//! Writes of participations, with the figures of active and covered pairs.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::seat::hold_seat;
use super::{Event, Saved};
use crate::chain::drafts::{ParticipationDraft, ParticipationEndDraft};
use crate::chain::entity::{participation, stage};
use crate::chain::rules::{self, Part};
use crate::chain::{problems, store};
use crate::cluster::Located;
use crate::kernel::fault::Fault;
use crate::platform::clock::fresh_id;
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes, creation, rollup};
use crate::registry::actions::Context;

/// Records that an organization takes part in a stage.
///
/// # Errors
/// 422 with every fault of the draft; 409 where the organization is no member
/// of the cluster on the first day, has the role there already, or the id
/// names another participation.
pub async fn record_participation(
    tx: &DatabaseTransaction,
    cluster: &Located,
    stage: &stage::Model,
    draft: ParticipationDraft,
    context: &Context,
) -> ApiResult<Saved<participation::Model>> {
    let (place, given) = (stage.id, draft.id);
    let claim = creation::claim(tx, "participation", given, &(place, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(participation::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let organization = crate::cluster::store::find_partner(tx, draft.organization_id)
        .await?
        .ok_or_else(|| ApiError::from(Fault::at(&codes::REFERENCE_UNKNOWN, "/organization_id")))?;
    let seat = hold_seat(tx, organization.id).await?.unwrap_or(organization.region_code);
    let valid_from = draft.valid_from.unwrap_or(context.today);
    let pair = store::lock_pair(tx, organization.id, stage.id).await?;
    let row = participation::Model {
        id,
        chain_id: stage.chain_id,
        stage_id: stage.id,
        organization_id: organization.id,
        region_code: seat,
        role: draft.role,
        support_function: draft.support_function,
        valid_from,
        valid_to: draft.valid_to,
        created_at: context.author.at,
    };
    let known: Vec<Part> = pair.iter().map(part).collect();
    let mut faults = rules::check_participation(&known, &part(&row)).err().unwrap_or_default();
    let members =
        crate::cluster::store::members_on(tx, cluster.row.id, vec![organization.id], valid_from);
    if members.await?.is_empty() {
        let fault = Fault::at(&problems::NOT_A_CLUSTER_MEMBER, "/organization_id");
        faults.push(fault.with("day", valid_from).with("cluster", cluster.row.id));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let inserted: participation::ActiveModel = row.clone().into();
    participation::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let mut after = known.clone();
    after.push(part(&row));
    count(tx, &row, &known, &after).await?;
    let event = event("record_participation", &row);
    let region = Some(row.region_code.clone());
    event.record(tx, region, None, Some(audited(&row)), None, context).await?;
    Ok(Saved { row, fresh: true })
}

/// Ends a participation. The same end again changes nothing.
///
/// # Errors
/// 422 for an end that is not after the beginning; 409 where it has another
/// end already.
pub async fn end_participation(
    tx: &DatabaseTransaction,
    before: participation::Model,
    draft: ParticipationEndDraft,
    context: &Context,
) -> ApiResult<participation::Model> {
    let valid_to = draft.valid_to.unwrap_or(context.today);
    if let Some(ended) = before.valid_to {
        return if ended == valid_to {
            Ok(before)
        } else {
            let fault = Fault::at(&problems::PARTICIPATION_ENDED, "/valid_to");
            Err(fault.with("valid_to", ended).into())
        };
    }
    rules::check_end(before.valid_from, Some(valid_to))?;
    let seat = hold_seat(tx, before.organization_id).await?;
    let pair = store::lock_pair(tx, before.organization_id, before.stage_id).await?;
    let region_code = seat.unwrap_or_else(|| before.region_code.clone());
    let row = participation::Model { valid_to: Some(valid_to), region_code, ..before.clone() };
    let changed: participation::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    let known: Vec<Part> = pair.iter().map(part).collect();
    let after: Vec<Part> =
        pair.iter().map(|other| part(if other.id == row.id { &row } else { other })).collect();
    count(tx, &row, &known, &after).await?;
    let event = event("end_participation", &row);
    let (region, states) = (Some(row.region_code.clone()), (audited(&before), audited(&row)));
    event.record(tx, region, Some(states.0), Some(states.1), draft.reason, context).await?;
    Ok(row)
}

pub(super) fn part(row: &participation::Model) -> Part {
    Part {
        role: row.role,
        support_function: row.support_function,
        span: (row.valid_from, row.valid_to),
    }
}

/// Moves the figures of active and of covered pairs.
async fn count(
    tx: &DatabaseTransaction,
    row: &participation::Model,
    before: &[Part],
    after: &[Part],
) -> ApiResult<()> {
    let region = stored_region(&row.region_code)?;
    let visited = store::visited_quarters(tx, row.organization_id, Some(row.stage_id)).await?;
    let visited = visited.get(&row.stage_id).map(Vec::as_slice).unwrap_or_default();
    let mut deltas = rules::pair_deltas(&region, before, after);
    deltas.extend(rules::covered_deltas(&region, visited, before, after));
    rollup::append(tx, &deltas).await?;
    Ok(())
}

fn event<'a>(action: &'a str, row: &participation::Model) -> Event<'a> {
    Event { action, subject_kind: "participation", subject_id: row.id.to_string() }
}

fn audited(row: &participation::Model) -> Value {
    json!({
        "chain_id": row.chain_id, "stage_id": row.stage_id, "organization_id": row.organization_id,
        "role": row.role, "support_function": row.support_function,
        "valid_from": row.valid_from, "valid_to": row.valid_to,
    })
}
