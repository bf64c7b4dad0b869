//! Writes of partnership contracts: load, decide, save, audit.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::drafts::{PartnershipActivationDraft, PartnershipDraft};
use super::entity::partnership::{self, Holding, LargerParty, Model};
use super::problems;
use super::rules::{self, Larger};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::agreement::drafts::AgreementEndDraft;
use crate::investment::ownership::store::{Roots, read_facts};
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{OrganizationId, PartnershipId};
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};

/// Drafts a contract of an organization, which the caller has locked.
///
/// # Errors
/// 422 with every fault of the draft; 409 for an id of another.
pub async fn create_partnership(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    draft: &PartnershipDraft,
    author: &Author,
) -> ApiResult<Saved<Model>> {
    let claim = creation::claim(tx, "partnership", draft.id, &(keeper.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(partnership::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = drafted(tx, keeper, draft, id, author).await?;
    let inserted: partnership::ActiveModel = row.clone().into();
    partnership::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, "create_partnership", (None, Some(&row)), None, author).await?;
    Ok(Saved { row, fresh: true })
}

/// Replaces a draft, whose keeper the caller has locked.
///
/// # Errors
/// 422 with every fault of the draft; 409 where it is signed.
pub async fn replace_partnership(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    before: &Model,
    draft: &PartnershipDraft,
    author: &Author,
) -> ApiResult<Model> {
    require_draft(before)?;
    let row = Model {
        version: before.version + 1,
        created_at: before.created_at,
        ..drafted(tx, keeper, draft, before.id, author).await?
    };
    update(tx, "replace_partnership", before, &row, None, author).await?;
    Ok(row)
}

/// Deletes a draft, whose keeper the caller has locked.
///
/// # Errors
/// 409 where it is signed.
pub async fn delete_partnership(
    tx: &DatabaseTransaction,
    before: &Model,
    author: &Author,
) -> ApiResult<()> {
    require_draft(before)?;
    partnership::Entity::delete_by_id(before.id).exec(tx).await?;
    record(tx, "delete_partnership", (Some(before), None), None, author).await
}

/// Makes a draft binding by its signature, and looks anew at who holds whom.
///
/// # Errors
/// 422 with every gap (R76); 409 where it is signed already.
pub async fn activate_partnership(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    before: &Model,
    draft: &PartnershipActivationDraft,
    author: &Author,
) -> ApiResult<Model> {
    require_draft(before)?;
    let today = keeper.today(author.at);
    let mut faults = rules::gaps(before);
    faults.extend(rules::check_signature(before, draft.signed_on, today));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = Model {
        signed_on: Some(draft.signed_on),
        larger_holding: look(tx, before, today).await?,
        larger_holding_on: today,
        version: before.version + 1,
        ..before.clone()
    };
    update(tx, "activate_partnership", before, &row, None, author).await?;
    Ok(row)
}

/// Ends a signed contract before its term.
///
/// # Errors
/// 409 where it is not in force; 422 for a day in the future or before its signature.
pub async fn end_partnership(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    before: &Model,
    draft: &AgreementEndDraft,
    author: &Author,
) -> ApiResult<Model> {
    rules::check_end(before, draft.ended_on, keeper.today(author.at))?;
    let row = Model {
        ended_on: Some(draft.ended_on),
        end_reason: Some(draft.reason.trim().to_owned()),
        version: before.version + 1,
        ..before.clone()
    };
    // Why partners part may concern persons: the log tells where it stands.
    let told = audit::told_in("partnership.end_reason", row.version);
    update(tx, "end_partnership", before, &row, Some(told), author).await?;
    Ok(row)
}

fn require_draft(row: &Model) -> ApiResult<()> {
    match row.signed_on {
        None => Ok(()),
        Some(day) => Err(Fault::new(&problems::CONTRACT_SIGNED).with("signed_on", day).into()),
    }
}

/// The row of a draft, if it is in order by itself.
async fn drafted(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    draft: &PartnershipDraft,
    id: PartnershipId,
    author: &Author,
) -> ApiResult<Model> {
    let mut faults = rules::check_draft(draft, keeper.id);
    if let Some(partner) = draft.partner_organization_id {
        // With whom one works is public among organizations, wherever they are.
        let everything = Scope::everything();
        let found = crate::registry::store::find_organization(tx, &everything, partner).await?;
        if found.is_none() {
            faults.push(Fault::at(&codes::REFERENCE_UNKNOWN, "/partner_organization_id"));
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    let today = keeper.today(author.at);
    let document = draft.indonesian_text.as_ref();
    let row = Model {
        id,
        organization_id: keeper.id,
        region_code: keeper.region.to_string(),
        number: draft.number.trim().to_owned(),
        pattern: draft.pattern,
        partner_organization_id: draft.partner_organization_id,
        partner_name: trimmed(&draft.partner_name),
        larger_party: draft.larger_party,
        larger_has_director: draft.larger_has_director,
        larger_holding: Holding::None,
        larger_holding_on: today,
        activity: trimmed(&draft.activity),
        keeper_duties: trimmed(&draft.keeper_duties),
        partner_duties: trimmed(&draft.partner_duties),
        development: trimmed(&draft.development),
        dispute_clause: trimmed(&draft.dispute_clause),
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        document_reference: document.map(|it| it.reference.trim().to_owned()),
        document_sha256: document.map(|it| it.sha256.clone()),
        signed_on: None,
        ended_on: None,
        end_reason: None,
        version: 1,
        created_at: author.at,
    };
    Ok(Model { larger_holding: look(tx, &row, today).await?, ..row })
}

/// How the larger party holds the smaller one on a day, by ledger and
/// declarations; of a smaller party outside the registry nothing is known.
async fn look(conn: &impl ConnectionTrait, row: &Model, day: NaiveDate) -> ApiResult<Holding> {
    let partner = row.partner_organization_id;
    let (smaller, larger) = match row.larger_party {
        LargerParty::Neither => return Ok(Holding::None),
        LargerParty::Keeper => (partner, Some(Larger::Registered(row.organization_id))),
        LargerParty::Partner => {
            let named = row.partner_name.as_deref().map(Larger::Named);
            (Some(row.organization_id), partner.map(Larger::Registered).or(named))
        }
    };
    let (Some(smaller), Some(larger)) = (smaller, larger) else { return Ok(Holding::None) };
    let horizon = Horizon { as_of: day, known_at: None };
    let roots = Roots::Organization(smaller);
    let facts = read_facts(conn, &roots, &horizon, false).await?;
    Ok(rules::holding(&facts, smaller, larger))
}

async fn update(
    tx: &DatabaseTransaction,
    action: &str,
    before: &Model,
    row: &Model,
    reason: Option<String>,
    author: &Author,
) -> ApiResult<()> {
    let changed: partnership::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    record(tx, action, (Some(before), Some(row)), reason, author).await
}

async fn record(
    tx: &DatabaseTransaction,
    action: &str,
    (before, after): (Option<&Model>, Option<&Model>),
    reason: Option<String>,
    author: &Author,
) -> ApiResult<()> {
    let Some(subject) = after.or(before) else { return Ok(()) };
    let act = Act {
        action,
        subject_kind: "partnership",
        subject_id: subject.id.to_string(),
        region_code: Some(subject.region_code.clone()),
        reason,
        before: before.map(audited),
        after: after.map(audited),
    };
    Ok(audit::record(tx, author, act).await?)
}

/// What the audit log keeps: of the clauses, which may name persons, whether
/// they are there; what they say stands in the contract, known by its hash.
fn audited(row: &Model) -> Value {
    json!({
        "organization_id": row.organization_id, "number": row.number, "pattern": row.pattern,
        "partner_organization_id": row.partner_organization_id,
        "partner_name": row.partner_name, "larger_party": row.larger_party,
        "larger_has_director": row.larger_has_director, "larger_holding": row.larger_holding,
        "has_activity": row.activity.is_some(), "has_keeper_duties": row.keeper_duties.is_some(),
        "has_partner_duties": row.partner_duties.is_some(),
        "has_development": row.development.is_some(),
        "has_dispute_clause": row.dispute_clause.is_some(),
        "document_sha256": row.document_sha256, "valid_from": row.valid_from,
        "valid_to": row.valid_to, "signed_on": row.signed_on, "ended_on": row.ended_on,
        "version": row.version,
    })
}

/// Refuses a contract that a plasma reckoning of these days may not refer to.
///
/// # Errors
/// 422 for one of another organization or pattern, 409 for one not in force.
pub async fn require_reference(
    conn: &impl ConnectionTrait,
    keeper: OrganizationId,
    id: PartnershipId,
    (from, to): (NaiveDate, NaiveDate),
) -> ApiResult<()> {
    let row = partnership::Entity::find_by_id(id).one(conn).await?;
    let row = row.filter(|row| row.organization_id == keeper);
    let row = row.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/partnership_id"))?;
    Ok(rules::check_reference(&row, from, to)?)
}
