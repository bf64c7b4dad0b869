//! Writes of pledges: load, decide, save, audit.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::drafts::{PledgeCancellationDraft, PledgeDraft, PledgePaymentDraft};
use super::entity::{cancellation, promise};
use super::{rules, store};
use crate::identity::Access;
use crate::investment::actions::Issuer;
use crate::investment::journal::{self, Act, Holder, Intent, Promised, Reach, is_region};
use crate::investment::problems::{DECISION_MISSING, SOURCE_CLASS};
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::PledgeId;
use crate::platform::ApiError;
use crate::platform::audit::{self, Act as Event, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation;
use crate::platform::problem::ApiResult;
use crate::registry::problems::DATE_TOO_EARLY;

/// Records a pledge to an issuer, which the caller has locked; true where it is
/// new.
///
/// A promise that could not be kept is not taken: it is put before the journal
/// as the contribution that would pay it in full on the day of the promise,
/// with all that is promised of the instrument, and of shares of any class (R62),
/// paid in before, and refused for the same reasons.
///
/// # Errors
/// Those of that contribution, but for decision and source of the capital,
/// which are named when it is paid; 422 for a last day before the first.
pub async fn create_pledge(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &PledgeDraft,
    access: &Access,
) -> ApiResult<(promise::Model, bool)> {
    let author = access.author();
    let claim = creation::claim(tx, "pledge", draft.id, &(issuer.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(promise::Entity::find_by_id(id).one(tx).await?)? {
        return Ok((row, false));
    }
    let pledged_on = draft.pledged_on.unwrap_or_else(|| issuer.today(author.at));
    let mut faults = faults_of_payment(tx, issuer, draft, access).await?;
    if draft.due_on < pledged_on {
        faults.push(Fault::at(&DATE_TOO_EARLY, "/due_on").with("earliest", pledged_on));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = promise::Model {
        id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        member_id: draft.member_id,
        instrument_id: draft.instrument_id,
        amount_sen: draft.amount,
        pledged_on,
        due_on: draft.due_on,
        document_number: draft.document_number.clone(),
        reason: draft.reason.clone(),
        user_id: author.user_id,
        // Under the lock of the issuer, so that what was known at an instant stays so.
        created_at: author.clock.now(),
    };
    let inserted: promise::ActiveModel = row.clone().into();
    promise::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let event = event("create_pledge", &row, row.reason.clone(), None, Some(audited(&row)));
    audit::record(tx, &author, event).await?;
    Ok((row, true))
}

/// Why the journal would refuse the payment in full on the day of the promise.
async fn faults_of_payment(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &PledgeDraft,
    access: &Access,
) -> ApiResult<Vec<Fault>> {
    let payment = PledgePaymentDraft {
        amount: draft.amount,
        effective_on: draft.pledged_on,
        reason: None,
        decision_number: None,
        source_class: None,
        share_count: None,
    };
    let holder = (draft.member_id, draft.instrument_id);
    let act = Act::Contribution(issuer.id, payment.contribution(None, holder));
    let intent =
        Intent { reach: Reach::of(access), ..Intent::of_system(act, access.author(), None) };
    let horizon = Horizon { as_of: issuer.today(access.author().at), known_at: None };
    let (held, all) = store::open_of_instrument(tx, issuer.id, holder, &horizon).await?;
    let (member, instrument) = holder;
    let holder = Holder { member, instrument };
    let shares = store::open_shares(tx, issuer.id, &horizon).await?;
    let shares = shares.into_iter().map(|(member, form, amount)| (member, is_region(form), amount));
    let promised = Promised { issuer: issuer.id, holder, held, all, shares: shares.collect() };
    let Err(error) = journal::consider(tx, &intent, &promised).await? else {
        return Ok(Vec::new());
    };
    if !matches!(error.status(), 409 | 422) {
        return Err(error);
    }
    let named_later = [DECISION_MISSING.name, SOURCE_CLASS.name];
    let faults = error.faults().iter().filter(|fault| !named_later.contains(&fault.code.name));
    let at_its_day = |fault: &Fault| match fault.pointer.as_str() {
        "/effective_on" => Fault { pointer: "/pledged_on".to_owned(), ..fault.clone() },
        _ => fault.clone(),
    };
    Ok(faults.map(at_its_day).collect())
}

/// Cancels a pledge of an issuer, which the caller has locked: postings wait.
///
/// # Errors
/// 409 where it has ended; 422 for a day in the future or before its last
/// payment.
pub async fn cancel_pledge(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: &promise::Model,
    draft: &PledgeCancellationDraft,
    author: &Author,
) -> ApiResult<()> {
    let known = store::pledges(tx, &[row.id.uuid()]).await?.remove(&row.id);
    let known = known.ok_or_else(|| ApiError::internal("a pledge is gone"))?;
    let today = issuer.today(author.at);
    let day = draft.cancelled_on.unwrap_or(today);
    let paid = known.days();
    let faults = rules::check_cancellation(&known.terms, &paid, day, today);
    let faults = faults.map_err(Fault::from)?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let cancelled = cancellation::Model {
        id: row.id,
        cancelled_on: day,
        reason: draft.reason.clone(),
        user_id: author.user_id,
        recorded_at: author.clock.now(),
    };
    let inserted: cancellation::ActiveModel = cancelled.into();
    cancellation::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let mut after = audited(row);
    after["cancelled_on"] = json!(day);
    let reason = Some(draft.reason.clone());
    let event = event("cancel_pledge", row, reason, Some(audited(row)), Some(after));
    Ok(audit::record(tx, author, event).await?)
}

fn audited(row: &promise::Model) -> Value {
    json!({
        "organization_id": row.organization_id, "member_id": row.member_id,
        "instrument_id": row.instrument_id, "amount": row.amount_sen,
        "pledged_on": row.pledged_on, "due_on": row.due_on,
        "document_number": row.document_number,
    })
}

fn event<'a>(
    action: &'a str,
    row: &promise::Model,
    reason: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
) -> Event<'a> {
    let subject: PledgeId = row.id;
    Event {
        action,
        subject_kind: "pledge",
        subject_id: subject.to_string(),
        region_code: Some(row.region_code.clone()),
        reason,
        before,
        after,
    }
}
