//! Terms of instruments: versions by their first day.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::investment::actions::Issuer;
use crate::investment::classes::drafts::{TermsCancellationDraft, TermsDraft};
use crate::investment::classes::entity::{terms, terms_cancellation};
use crate::investment::classes::rules::{self, TermsRequest};
use crate::investment::classes::store::Following;
use crate::investment::classes::{problems, store};
use crate::investment::entity::instrument;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, creation};

/// Sets the terms of an instrument from a day on; its issuer is locked. True
/// where they are new.
///
/// # Errors
/// 422 with every fault of the terms; 409 where they do not begin after the
/// latest ones, or the total is below what is issued.
pub async fn create_terms(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    instrument: &instrument::Model,
    draft: &TermsDraft,
    author: &Author,
) -> ApiResult<(terms::Model, bool)> {
    let sent = &(instrument.id, draft);
    let claim = creation::claim(tx, "instrument_terms", draft.id, sent).await?;
    let draft = &in_rupiah(instrument, draft)?;
    let version = store::count_versions(tx, instrument.id).await? + 1;
    let row = row_of(instrument, version, draft, author)?;
    if let Some(row) = claim.known(terms::Entity::find_by_id(row.id).one(tx).await?)? {
        return Ok((row, false));
    }
    if draft.lock_in_months.is_some() && draft.lock_in_days.is_some() {
        return Err(Fault::at(&problems::LOCK_IN_UNCLEAR, "/lock_in_days").into());
    }
    // The lock of the issuer keeps postings away: what is issued stays so until
    // we commit.
    let issued = match draft.issuable_total {
        Some(_) => store::issued(tx, issuer.id, instrument.id).await?,
        None => Money::ZERO,
    };
    let last_inflow = match draft.lock_in_months.or(draft.lock_in_days) {
        Some(_) => store::last_inflow(tx, issuer.id, instrument.id).await?,
        None => None,
    };
    let mut versions = store::terms_of(tx, &[instrument.id]).await?;
    let versions = versions.remove(&instrument.id).unwrap_or_default();
    let wanted = store::terms_of_row(&row)?;
    let mut faults = rules::check_terms(&TermsRequest {
        kind: instrument.kind,
        nominal: instrument.nominal_sen,
        latest: versions.last().map(|it| it.valid_from),
        issued,
        last_inflow,
        today: issuer.today(author.at),
        terms: &wanted,
    });
    for (place, code) in draft.regions.iter().enumerate() {
        let pointer = format!("/regions/{place}");
        let day = draft.valid_from;
        let found = crate::region::store::require_region(tx, code, day, &pointer).await?;
        faults.extend(found.err());
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let inserted: terms::ActiveModel = row.clone().into();
    terms::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    if draft.issuable_total.is_some() {
        // Counted from now on by the journal, which looks for this row.
        let issued = vec![(instrument.id, issued)];
        store::write(tx, &Following { issued, ..Following::default() }).await?;
    }
    audit::record(tx, author, act(issuer, &row, versions.len())).await?;
    Ok((row, true))
}

/// A draft whose bounds by number of shares are those amounts.
fn in_rupiah(instrument: &instrument::Model, draft: &TermsDraft) -> ApiResult<TermsDraft> {
    let nominal = instrument.nominal_sen;
    let bound = |amount, shares, pointer| rules::bound(nominal, amount, shares, pointer);
    let minimum = bound(draft.minimum, draft.minimum_shares, "/minimum_shares");
    let maximum = bound(draft.maximum, draft.maximum_shares, "/maximum_shares");
    match (minimum, maximum) {
        (Ok(minimum), Ok(maximum)) => Ok(TermsDraft { minimum, maximum, ..draft.clone() }),
        (minimum, maximum) => {
            Err([minimum.err(), maximum.err()].into_iter().flatten().collect::<Vec<_>>().into())
        }
    }
}

fn row_of(
    instrument: &instrument::Model,
    version: i64,
    draft: &TermsDraft,
    author: &Author,
) -> ApiResult<terms::Model> {
    Ok(terms::Model {
        id: draft.id.unwrap_or_else(fresh_id),
        instrument_id: instrument.id,
        version,
        valid_from: draft.valid_from,
        minimum_sen: draft.minimum,
        maximum_sen: draft.maximum,
        holder_sort: draft.holders,
        members_only: draft.members_only,
        regions: serde_json::to_value(&draft.regions).map_err(ApiError::internal)?,
        issuable_sen: draft.issuable_total,
        lock_in_months: draft.lock_in_months.map(i64::from),
        lock_in_days: draft.lock_in_days.map(i64::from),
        votes_per_share: draft.votes_per_share,
        decision_number: draft.decision_number.trim().to_owned(),
        recorded_at: author.at,
        recorded_by: author.user_id,
    })
}

fn act<'a>(issuer: &Issuer, row: &terms::Model, before: usize) -> Act<'a> {
    Act {
        action: "create_instrument_terms",
        subject_kind: "instrument",
        subject_id: row.instrument_id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(row.decision_number.clone()),
        before: Some(json!({ "versions": before })),
        after: Some(json!({
            "valid_from": row.valid_from, "minimum": row.minimum_sen, "maximum": row.maximum_sen,
            "holders": row.holder_sort, "members_only": row.members_only, "regions": row.regions,
            "issuable_total": row.issuable_sen, "lock_in_months": row.lock_in_months,
            "lock_in_days": row.lock_in_days, "votes_per_share": row.votes_per_share,
        })),
    }
}

/// Cancels terms that were set by mistake: those before them hold again, as if
/// these had never been set, while both stay on record. Their issuer is locked.
///
/// # Errors
/// 403 for who set them; 409 where they are cancelled already, or where what
/// came in meanwhile does not go with the terms before.
pub async fn cancel_terms(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: &terms::Model,
    draft: &TermsCancellationDraft,
    author: &Author,
) -> ApiResult<terms_cancellation::Model> {
    if let Some(known) = store::cancellations(tx, [row.id]).await?.remove(&row.id) {
        let fault = Fault::new(&problems::TERMS_CANCELLED);
        return Err(fault.with("cancelled_at", known.recorded_at.to_rfc3339()).into());
    }
    if row.recorded_by.is_some() && row.recorded_by == author.user_id {
        return Err((&problems::TERMS_OWN).into());
    }
    let cancelled = store::terms_of_row(row)?;
    let mut rest = store::terms_of(tx, &[row.instrument_id]).await?;
    let mut rest = rest.remove(&row.instrument_id).unwrap_or_default();
    // Of those in force no two begin on one day.
    rest.retain(|it| it.valid_from != cancelled.valid_from);
    let issued = store::issued(tx, issuer.id, row.instrument_id).await?;
    let last = store::last_inflow(tx, issuer.id, row.instrument_id).await?;
    let today = issuer.today(author.at);
    let faults = rules::check_cancellation(&cancelled, &rest, issued, last, today);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let cancellation = terms_cancellation::Model {
        id: row.id,
        reason: draft.reason.trim().to_owned(),
        user_id: author.user_id,
        recorded_at: author.at,
    };
    let inserted: terms_cancellation::ActiveModel = cancellation.clone().into();
    terms_cancellation::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let told = Act {
        action: "cancel_instrument_terms",
        subject_kind: "instrument",
        subject_id: row.instrument_id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(cancellation.reason.clone()),
        before: Some(json!({ "terms_id": row.id, "valid_from": row.valid_from })),
        after: Some(json!({ "versions": rest.len() })),
    };
    audit::record(tx, author, told).await?;
    Ok(cancellation)
}
