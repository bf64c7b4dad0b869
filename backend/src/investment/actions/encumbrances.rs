//! Writes of claims on what holders have.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Issuer;
use crate::identity::Scope;
use crate::investment::classes::actions::require_free;
use crate::investment::classes::problems::CLAIM_NOT_CERTIFICATE;
use crate::investment::classes::store::find_certificates;
use crate::investment::control::store::find_chain;
use crate::investment::drafts::{EncumbranceDraft, ReleaseDraft};
use crate::investment::entity::encumbrance;
use crate::investment::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};

/// Records a claim on what a holder has of an issuer, which is locked; true
/// where it is new.
///
/// # Errors
/// 422 for a holder or instrument of another issuer; 409 where less is free
/// than is claimed.
pub async fn create_encumbrance(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &EncumbranceDraft,
    author: &Author,
) -> ApiResult<(encumbrance::Model, bool)> {
    let claim = creation::claim(tx, "encumbrance", draft.id, &(issuer.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(encumbrance::Entity::find_by_id(id).one(tx).await?)? {
        return Ok((row, false));
    }
    let everything = Scope::everything();
    // Every posting locks its members: what is free stays so until we commit.
    let member = store::lock_member(tx, &everything, draft.member_id).await?;
    let member = member.filter(|row| row.organization_id == issuer.id);
    member.ok_or_else(|| Fault::at(&problems::HOLDER_UNKNOWN, "/member_id"))?;
    let instrument = store::find_instrument(tx, &everything, draft.instrument_id).await?;
    let instrument = instrument.filter(|row| row.organization_id == issuer.id);
    instrument.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/instrument_id"))?;
    let today = issuer.day(author);
    let encumbered_on = draft.encumbered_on.unwrap_or(today);
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(rules::check_day(encumbered_on, today, "/encumbered_on"));
    if !draft.amount.is_positive() {
        faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let (held, claimed) = store::held_and_claimed(tx, draft.member_id, draft.instrument_id).await?;
    rules::check_overdraw(held, draft.amount, today)?;
    rules::check_claims(held, claimed, draft.amount)?;
    require_certificate(tx, draft).await?;
    let row = encumbrance::Model {
        id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        member_id: draft.member_id,
        instrument_id: draft.instrument_id,
        amount_sen: draft.amount,
        certificate_id: draft.certificate_id,
        creditor: draft.creditor.trim().to_owned(),
        document_number: draft.document_number.trim().to_owned(),
        encumbered_on,
        released_on: None,
        release_document: None,
        created_at: author.at,
        recorded_after: find_chain(tx, issuer.id).await?.head.sequence,
        released_after: None,
    };
    let inserted: encumbrance::ActiveModel = row.clone().into();
    encumbrance::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    audit::record(tx, author, act("create_encumbrance", None, &row)).await?;
    Ok((row, true))
}

/// Refuses a claim on a certificate that is not in force or not this holder's,
/// that another claim is on, or of another value.
async fn require_certificate(tx: &DatabaseTransaction, draft: &EncumbranceDraft) -> ApiResult<()> {
    let Some(id) = draft.certificate_id else { return Ok(()) };
    // The lock of the issuer keeps postings and splits from cancelling it.
    let found = find_certificates(tx, &[id]).await?.pop();
    let of_holder = found
        .filter(|row| (row.member_id, row.instrument_id) == (draft.member_id, draft.instrument_id));
    let row = of_holder.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/certificate_id"))?;
    require_free(&row, "/certificate_id")?;
    let value = row.nominal_sen.checked_mul(row.last_share - row.first_share + 1);
    let value = value.map_err(Fault::from)?;
    if draft.amount != value {
        let fault = Fault::at(&CLAIM_NOT_CERTIFICATE, "/amount");
        return Err(fault.with("amount", value.display_rupiah()).into());
    }
    Ok(())
}

/// Ends a claim; its holder is locked here.
///
/// # Errors
/// 409 where it has ended before; 422 for a day in the future or before it
/// began.
pub async fn release_encumbrance(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    before: encumbrance::Model,
    draft: &ReleaseDraft,
    author: &Author,
) -> ApiResult<encumbrance::Model> {
    store::lock_member(tx, &Scope::everything(), before.member_id).await?;
    if let Some(day) = before.released_on {
        return Err(Fault::new(&problems::RELEASED_ALREADY).with("released_on", day).into());
    }
    if draft.released_on < before.encumbered_on {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/released_on");
        return Err(fault.with("earliest", before.encumbered_on).into());
    }
    if let Some(fault) = rules::check_day(draft.released_on, issuer.day(author), "/released_on") {
        return Err(fault.into());
    }
    let row = encumbrance::Model {
        released_on: Some(draft.released_on),
        release_document: Some(draft.release_document.trim().to_owned()),
        released_after: Some(find_chain(tx, issuer.id).await?.head.sequence),
        ..before.clone()
    };
    let changed: encumbrance::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    audit::record(tx, author, act("release_encumbrance", Some(&before), &row)).await?;
    Ok(row)
}

/// What the audit log keeps; a creditor may be a person.
fn audited(row: &encumbrance::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "member_id": row.member_id,
        "instrument_id": row.instrument_id, "amount": row.amount_sen,
        "certificate_id": row.certificate_id,
        "document_number": row.document_number, "encumbered_on": row.encumbered_on,
        "released_on": row.released_on, "release_document": row.release_document,
    })
}

fn act<'a>(
    action: &'a str,
    before: Option<&encumbrance::Model>,
    after: &encumbrance::Model,
) -> Act<'a> {
    let document = after.release_document.as_ref().unwrap_or(&after.document_number);
    Act {
        action,
        subject_kind: "encumbrance",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: Some(document.clone()),
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
