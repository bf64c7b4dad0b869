//! Writes of consents to the use of land: load, decide, save, audit.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::drafts::LandConsentDraft;
use super::entity::consent::{self, Model};
use super::{problems, rules, store};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::investment::agreement::drafts::AgreementEndDraft;
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes, creation};
use crate::registry::drafts::microdegrees;

/// What who records a consent reaches.
#[derive(Debug, Clone, Copy)]
pub struct Recorder<'a> {
    /// What they see, so that nobody names a person they may not know of.
    pub visible: &'a Scope,
    /// Where they may record.
    pub scope: &'a Scope,
}

/// Records a consent for an organization, which the caller has locked. Two at
/// once on one parcel wait for each other at the village's row.
///
/// # Errors
/// 422 with every fault of the draft; 403 for land of another regency; 409 where
/// the parcel is bound on some of the days (R78).
pub async fn create_land_consent(
    tx: &DatabaseTransaction,
    recorder: Recorder<'_>,
    keeper: &Issuer,
    draft: &LandConsentDraft,
    author: &Author,
) -> ApiResult<Saved<Model>> {
    let claim = creation::claim(tx, "land_consent", draft.id, &(keeper.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(consent::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let row = Model { id, ..checked(tx, recorder, keeper, draft, author).await? };
    if let Some(other) = store::overlapping(tx, &row).await? {
        let fault = Fault::at(&problems::LAND_OVERLAP, "/parcel_reference");
        let to = other.ended_on.unwrap_or(other.valid_to);
        return Err(fault.with("from", other.valid_from).with("to", to).into());
    }
    let inserted: consent::ActiveModel = row.clone().into();
    consent::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    record(tx, "create_land_consent", (None, &row), None, author).await?;
    Ok(Saved { row, fresh: true })
}

/// The row of a draft, if it is in order by itself; its village is locked.
async fn checked(
    tx: &DatabaseTransaction,
    recorder: Recorder<'_>,
    keeper: &Issuer,
    draft: &LandConsentDraft,
    author: &Author,
) -> ApiResult<Model> {
    let today = keeper.today(author.at);
    let village = &draft.land_region_code;
    let reach = recorder.scope.covers_region(village);
    if let Some(fault) = rules::check_place(village, &keeper.region, reach) {
        return Err(fault.into());
    }
    let parameters = crate::registry::store::parameters(tx).await?;
    let mut faults = rules::check_draft(draft, keeper.id, &parameters, today)?;
    crate::region::store::lock_region(tx, village, false).await?;
    let at = "/land_region_code";
    faults.extend(crate::region::store::require_region(tx, village, today, at).await?.err());
    faults.extend(unknown_holder(tx, recorder.visible, draft).await?);
    let point = draft.point.as_ref().map(microdegrees).transpose();
    let point = point.unwrap_or_else(|fault| {
        faults.push(fault.below("/point"));
        None
    });
    let granted = draft.right.granted();
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let granted = granted.ok_or_else(|| ApiError::internal("a title that was let through"))?;
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    Ok(Model {
        id: fresh_id(),
        organization_id: keeper.id,
        region_code: keeper.region.to_string(),
        land_region_code: village.to_string(),
        parcel_reference: draft.parcel_reference.trim().to_owned(),
        parcel_key: rules::parcel_key(&draft.parcel_reference),
        area_square_metres: draft.area_square_metres,
        latitude_microdegrees: point.map(|(latitude, _)| latitude),
        longitude_microdegrees: point.map(|(_, longitude)| longitude),
        holder_person_id: draft.holder_person_id,
        holder_organization_id: draft.holder_organization_id,
        holder_community: trimmed(&draft.holder_community),
        basis: draft.basis,
        basis_number: trimmed(&draft.basis_number),
        granted,
        document_reference: draft.document.reference.trim().to_owned(),
        document_sha256: draft.document.sha256.clone(),
        consented_on: draft.consented_on,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        ended_on: None,
        end_reason: None,
        version: 1,
        created_at: author.at,
    })
}

/// A right holder whom the registry, or the caller, does not know.
async fn unknown_holder(
    tx: &DatabaseTransaction,
    visible: &Scope,
    draft: &LandConsentDraft,
) -> ApiResult<Option<Fault>> {
    if let Some(id) = draft.holder_person_id {
        let found = crate::registry::store::find_person(tx, visible, id).await?;
        let unknown = || Fault::at(&codes::REFERENCE_UNKNOWN, "/holder_person_id");
        return Ok(found.is_none().then(unknown));
    }
    let Some(id) = draft.holder_organization_id else { return Ok(None) };
    // A village or a body that has land need not be in its user's reach.
    let everything = Scope::everything();
    let found = crate::registry::store::find_organization(tx, &everything, id).await?;
    let unknown = || Fault::at(&codes::REFERENCE_UNKNOWN, "/holder_organization_id");
    Ok(found.is_none().then(unknown))
}

/// Ends a consent before its term: for the organization that uses the land, or
/// for who keeps the registry where it lies. The caller has locked the organization.
///
/// # Errors
/// 409 where it was ended before; 422 for a day outside its term.
pub async fn end_land_consent(
    tx: &DatabaseTransaction,
    before: &Model,
    draft: &AgreementEndDraft,
    author: &Author,
) -> ApiResult<Model> {
    rules::check_end(before, draft.ended_on)?;
    let row = Model {
        ended_on: Some(draft.ended_on),
        end_reason: Some(draft.reason.trim().to_owned()),
        version: before.version + 1,
        ..before.clone()
    };
    let changed: consent::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    // Why a right holder wants the land back may concern persons.
    let told = audit::told_in("land_consent.end_reason", row.version);
    record(tx, "end_land_consent", (Some(before), &row), Some(told), author).await?;
    Ok(row)
}

async fn record(
    tx: &DatabaseTransaction,
    action: &str,
    (before, after): (Option<&Model>, &Model),
    reason: Option<String>,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind: "land_consent",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason,
        before: before.map(audited),
        after: Some(audited(after)),
    };
    Ok(audit::record(tx, author, act).await?)
}

/// What the audit log keeps: a person by id, and where the document is not said.
fn audited(row: &Model) -> Value {
    json!({
        "organization_id": row.organization_id, "land_region_code": row.land_region_code,
        "parcel_key": row.parcel_key, "area_square_metres": row.area_square_metres,
        "holder_person_id": row.holder_person_id,
        "holder_organization_id": row.holder_organization_id,
        "holder_community": row.holder_community, "basis": row.basis, "granted": row.granted,
        "document_sha256": row.document_sha256, "consented_on": row.consented_on,
        "valid_from": row.valid_from, "valid_to": row.valid_to, "ended_on": row.ended_on,
        "version": row.version,
    })
}
