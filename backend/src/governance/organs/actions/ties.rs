//! Family ties: declared and taken back.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::{House, body_of, sitting};
use crate::governance::organs::drafts::FamilyTieDraft;
use crate::governance::organs::entity::{family_tie, position};
use crate::governance::organs::{problems, rules, store};
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::PersonId;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};
use crate::registry::problems::DATE_IN_FUTURE;

/// Declares a tie between two persons for an organization, which the caller has
/// locked. Refused while both sit among board and supervisors of one Merah Putih
/// cooperative (R48): one of them steps down first.
///
/// `visible`: where the caller may see persons.
///
/// # Errors
/// 422 for unknown persons, one and the same, or two who sit together; 409 for a
/// tie that is declared, or a taken id.
pub async fn declare_family_tie(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &FamilyTieDraft,
    visible: &Scope,
    author: &Author,
) -> ApiResult<Saved<family_tie::Model>> {
    let claim = creation::claim(tx, "family_tie", draft.id, &(house.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(family_tie::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let today = house.today(author);
    let declared_on = draft.declared_on.unwrap_or(today);
    let mut pair = [draft.person_id, draft.other_person_id];
    pair.sort_unstable();
    let mut faults = Vec::new();
    if pair[0] == pair[1] {
        faults.push(Fault::at(&problems::TIE_WITH_SELF, "/other_person_id"));
    }
    if declared_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/declared_on").with("today", today));
    }
    // In the order of their ids, as whoever seats them locks them.
    for person in pair {
        let pointer = if person == draft.person_id { "/person_id" } else { "/other_person_id" };
        if crate::registry::store::lock_person(tx, visible, person).await?.is_none() {
            faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, pointer));
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    if store::tie_of(tx, house.id, pair).await?.is_some() {
        return Err(Fault::at(&problems::TIE_RECORDED, "/other_person_id").into());
    }
    if let Some(fault) = sitting_together(tx, pair, today).await? {
        return Err(fault.into());
    }
    let row = family_tie::Model {
        id,
        organization_id: house.id,
        region_code: house.region.to_string(),
        person_id: pair[0],
        other_person_id: pair[1],
        relation: draft.relation,
        declared_on,
        withdrawn_at: None,
        version: 1,
        created_at: author.at,
    };
    let inserted: family_tie::ActiveModel = row.clone().into();
    family_tie::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    audit::record(tx, author, act("declare_family_tie", None, &row)).await?;
    Ok(Saved { row, fresh: true })
}

/// Why two relatives may not both stay where they sit from a day on, if so.
async fn sitting_together(
    tx: &DatabaseTransaction,
    pair: [PersonId; 2],
    today: chrono::NaiveDate,
) -> ApiResult<Option<Fault>> {
    let seats = store::seats_of_both(tx, pair, today).await?;
    let houses = seats.iter().map(|row| row.organization_id).collect();
    for house in store::organizations(tx, houses).await? {
        let here: Vec<&position::Model> =
            seats.iter().filter(|row| row.organization_id == house.id).collect();
        let others: Vec<_> = here.iter().map(|row| sitting(row)).collect();
        let clash = others.iter().find_map(|seat| {
            rules::check_ties(body_of(&house), seat, &others, &[(pair[0], pair[1])])
        });
        if clash.is_some() {
            return Ok(clash);
        }
    }
    Ok(None)
}

/// Takes a tie back, which the caller has locked with its organization.
///
/// # Errors
/// 409 where it was taken back before.
pub async fn withdraw_family_tie(
    tx: &DatabaseTransaction,
    before: &family_tie::Model,
    author: &Author,
) -> ApiResult<family_tie::Model> {
    if before.withdrawn_at.is_some() {
        return Err((&problems::TIE_WITHDRAWN).into());
    }
    let row = family_tie::Model {
        withdrawn_at: Some(author.at),
        version: before.version + 1,
        ..before.clone()
    };
    let changed: family_tie::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    audit::record(tx, author, act("withdraw_family_tie", Some(before), &row)).await?;
    Ok(row)
}

/// What the audit log keeps: who and when, not how they are related, since
/// nothing is ever taken out of it.
fn audited(row: &family_tie::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "person_id": row.person_id,
        "other_person_id": row.other_person_id, "declared_on": row.declared_on,
        "withdrawn": row.withdrawn_at.is_some(), "version": row.version,
    })
}

fn act<'a>(
    action: &'a str,
    before: Option<&family_tie::Model>,
    after: &family_tie::Model,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "family_tie",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
