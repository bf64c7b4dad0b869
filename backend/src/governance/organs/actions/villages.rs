//! Villages that a cooperative serves together with that of its seat.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::House;
use crate::governance::organs::drafts::{ServedVillageDraft, ServedVillageEndDraft};
use crate::governance::organs::entity::served_village;
use crate::governance::organs::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// Records that a Merah Putih cooperative, which the caller has locked, serves
/// another village together with its own.
///
/// # Errors
/// 422 for what is no such cooperative, no other village of its regency, a day in
/// the future or before the founding; 409 for a taken id.
pub async fn record_served_village(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &ServedVillageDraft,
    author: &Author,
) -> ApiResult<Saved<served_village::Model>> {
    let claim = creation::claim(tx, "served_village", draft.id, &(house.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(served_village::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let today = house.today(author);
    let mut faults = Vec::new();
    for (day, pointer) in [(draft.served_from, "/served_from"), (draft.decided_on, "/decided_on")] {
        if day > today {
            faults.push(Fault::at(&DATE_IN_FUTURE, pointer).with("today", today));
        }
    }
    // It serves nobody before it was founded; where that is not known, only what
    // cannot be is refused.
    let earliest = house.founded_on.unwrap_or(rules::EARLIEST);
    for (day, earliest, pointer) in [
        (draft.served_from, earliest, "/served_from"),
        (draft.decided_on, rules::EARLIEST, "/decided_on"),
    ] {
        if day < earliest {
            faults.push(Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", earliest));
        }
    }
    let code = &draft.region_code;
    let regency = |code: &RegionCode| code.at(RegionLevel::Regency);
    let fits = house.body.kopdes
        && regency(code) == regency(&house.region)
        && code.level() == RegionLevel::Village
        && house.region.level() == RegionLevel::Village
        && *code != house.region
        && !store::serves_from(tx, house.id, code.as_str(), draft.served_from).await?;
    if !fits {
        faults.push(Fault::at(&problems::VILLAGE_NOT_SERVED, "/region_code"));
    }
    let region = crate::region::store::require_region(tx, code, today, "/region_code").await?;
    faults.extend(region.err());
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = served_village::Model {
        id,
        organization_id: house.id,
        region_code: code.to_string(),
        served_from: draft.served_from,
        served_to: None,
        decision_number: draft.decision_number.trim().to_owned(),
        decided_on: draft.decided_on,
        version: 1,
        created_at: author.at,
    };
    let inserted: served_village::ActiveModel = row.clone().into();
    served_village::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    audit::record(tx, author, act("record_served_village", None, &row)).await?;
    Ok(Saved { row, fresh: true })
}

/// Ends the serving of a village, which the caller has locked with its
/// cooperative; its members stay members.
///
/// # Errors
/// 409 where it has ended; 422 for a day in the future or before it began.
pub async fn end_served_village(
    tx: &DatabaseTransaction,
    house: &House,
    before: &served_village::Model,
    draft: &ServedVillageEndDraft,
    author: &Author,
) -> ApiResult<served_village::Model> {
    if let Some(day) = before.served_to {
        return Err(Fault::new(&problems::SERVING_ENDED).with("ended_on", day).into());
    }
    let today = house.today(author);
    if draft.ended_on > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "/ended_on").with("today", today).into());
    }
    if draft.ended_on < before.served_from {
        let fault = Fault::at(&DATE_TOO_EARLY, "/ended_on");
        return Err(fault.with("earliest", before.served_from).into());
    }
    let row = served_village::Model {
        served_to: Some(draft.ended_on),
        version: before.version + 1,
        ..before.clone()
    };
    let changed: served_village::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    audit::record(tx, author, act("end_served_village", Some(before), &row)).await?;
    Ok(row)
}

fn audited(row: &served_village::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "region_code": row.region_code,
        "served_from": row.served_from, "served_to": row.served_to,
        "decision_number": row.decision_number, "decided_on": row.decided_on,
        "version": row.version,
    })
}

fn act<'a>(
    action: &'a str,
    before: Option<&served_village::Model>,
    after: &served_village::Model,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "served_village",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
