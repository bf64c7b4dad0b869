//! Payment of shares that were owed, and covering of losses.

use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::compute::outcome_of;
use super::payment::{charted_accounts, check_day, decision_of, needs_of, part_place};
use super::runs::decided;
use crate::identity::Scope;
use crate::investment::actions::{Issuer, post_in};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::{
    self, Act, Intent, Leg, Outcome, Place, Posted, Reach, SurplusMove,
};
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::investment::surplus::drafts::{LossCoveringDraft, PartPayoutDraft, SurplusPayoutDraft};
use crate::investment::surplus::entity::run::{self, RunStatus};
use crate::investment::surplus::rules;
use crate::investment::surplus::scheme::Destination;
use crate::investment::surplus::{problems, store};
use crate::kernel::fault::Fault;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;
use crate::registry::entity::organization::LegalForm;
use crate::registry::store::find_organization;

/// Pays shares of a run that are owed, all or none; the caller has locked the
/// run with the chain of its issuer.
///
/// # Errors
/// 409 for a run that is not `dibagikan`; 422 for each who is owed nothing any
/// more.
pub async fn pay_out(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: &run::Model,
    draft: &SurplusPayoutDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Vec<Posted>> {
    let effective_on = day_of_payout(issuer, row, draft.effective_on, author)?;
    let decision_number = decision_of(row)?.number;
    let mut owed = store::unpaid_of(tx, row.id, &draft.member_ids).await?;
    let (mut faults, mut intents) = (Vec::new(), Vec::new());
    for (place, member) in draft.member_ids.iter().enumerate() {
        // Taken out, so that a member who is named twice is paid once.
        let Some(amount) = owed.remove(member) else {
            faults.push(Fault::at(&problems::SHARE_NOT_OWED, format!("/member_ids/{place}")));
            continue;
        };
        let moved = SurplusMove {
            kind: TransactionKind::SurplusPayout,
            effective_on,
            reason: format!("Pembayaran bagian hasil tahun buku {}", row.book_year),
            decision_number: decision_number.clone(),
            member: Some(*member),
            legs: Leg::pair(Place::Issuer(Line::BagianShu), Place::Issuer(Line::Kas), amount),
            parts: Vec::new(),
            details: None,
        };
        let act = Act::Surplus(issuer.id, Box::new(moved));
        intents.push(Intent::of_system(act, author.clone(), request_key.clone()));
    }
    if !faults.is_empty() {
        faults.truncate(100);
        return Err(faults.into());
    }
    let mut all = Vec::with_capacity(intents.len());
    for outcome in journal::post_batch(tx, &intents).await? {
        match outcome? {
            Outcome::Posted(posted, _) => all.push(*posted),
            Outcome::Asked(_) | Outcome::Replayed(_) => {
                return Err(ApiError::internal("a payout has no key"));
            }
        }
    }
    let rows = all.iter().filter_map(|posted| Some((posted.row.id, posted.row.member_id?)));
    store::insert_payouts(tx, row.id, &rows.collect::<Vec<_>>()).await?;
    Ok(all)
}

/// The day of a payout: from the day of the sharing to today.
fn day_of_payout(
    issuer: &Issuer,
    row: &run::Model,
    wanted: Option<NaiveDate>,
    author: &Author,
) -> ApiResult<NaiveDate> {
    let Some(paid_on) = row.paid_on.filter(|_| row.status == RunStatus::Dibagikan) else {
        let fault = Fault::new(&problems::RUN_STATUS).with("status", row.status.as_str());
        return Err(fault.with("needed", RunStatus::Dibagikan.as_str()).into());
    };
    let today = issuer.today(author.at);
    let day = wanted.unwrap_or(today);
    check_day(day, paid_on, today)?;
    Ok(day)
}

/// Pays out of a part that no holder shares: to the village government, the
/// staff, or for what a fund is meant for. What is left of earlier years on the
/// part's account counts as well. The meeting decided the part, not to whom, when
/// and how much of it is paid: above the issuer's limit it waits for a second
/// person (R117). The caller has locked the run with the chain of its issuer,
/// and keeps the answer under the key.
///
/// # Errors
/// 409 for a run that is not `dibagikan`; 422 for a part that is not paid so, a
/// recipient who is no government, or more than is there.
pub async fn pay_out_part(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: &run::Model,
    draft: &PartPayoutDraft,
    asker: Asker,
) -> ApiResult<Outcome> {
    let effective_on = day_of_payout(issuer, row, draft.effective_on, &asker.author)?;
    let outcome = outcome_of(row)?;
    let charted = charted_accounts(tx, issuer).await?;
    let needs = needs_of(&outcome);
    let (accounts, _) = rules::part_accounts(issuer.legal_form, &needs, &charted)?;
    let found = outcome.parts.iter().zip(&accounts).find(|(part, _)| part.key == draft.part);
    let payable = found.and_then(|(part, of)| Some((part, of.to?)));
    let payable = payable.filter(|(_, (line, _))| *line == Line::DanaShu);
    let Some((part, account)) = payable else {
        return Err(Fault::at(&problems::PART_NOT_PAID_OUT, "/part").into());
    };
    if let Some(recipient) = draft.recipient_organization_id {
        let known = find_organization(tx, &Scope::everything(), recipient).await?;
        let government = known.is_some_and(|row| {
            matches!(row.legal_form, LegalForm::PemerintahDesa | LegalForm::PemerintahDaerah)
        });
        if !government || part.destination != Destination::Government {
            let pointer = "/recipient_organization_id";
            return Err(Fault::at(&problems::PART_RECIPIENT_UNFIT, pointer).into());
        }
    }
    if !draft.amount.is_positive() {
        return Err(Fault::at(&AMOUNT_NOT_POSITIVE, "/amount").into());
    }
    // Whether so much is there, the journal decides.
    let details = json!({ "part": part.key, "recipient": draft.recipient_organization_id });
    let moved = SurplusMove {
        kind: TransactionKind::SurplusPayout,
        effective_on,
        reason: draft.reason.clone(),
        decision_number: decision_of(row)?.number,
        member: None,
        legs: Leg::pair(part_place(account), Place::Issuer(Line::Kas), draft.amount),
        parts: vec![(account.0, account.1, part.name.clone())],
        details: Some(details.to_string()),
    };
    let act = Act::Surplus(issuer.id, Box::new(moved));
    let outcome = journal::post_batch(tx, &[asker.intent(act)]).await?.pop();
    outcome.ok_or_else(|| ApiError::internal("an intent has no outcome"))?
}

/// Who asks for a payout that may wait for a second person.
#[derive(Debug)]
pub struct Asker {
    /// Who.
    pub author: Author,
    /// What they reach.
    pub reach: Reach,
    /// Key of the request.
    pub key: String,
    /// Seals the act if it has to wait.
    pub vault: Arc<Vault>,
}

impl Asker {
    fn intent(self, act: Act) -> Intent {
        Intent {
            act,
            author: self.author,
            reach: self.reach,
            id: None,
            request_key: Some(self.key),
            receipt: None,
            approval: None,
            may_wait: true,
            vault: Some(self.vault),
        }
    }
}

/// Covers a loss from the reserve; the caller has locked the issuer's chain.
///
/// # Errors
/// 422 for a loss above the reserve, a decision of another meeting or before
/// the year's end.
pub async fn cover_loss(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &LossCoveringDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Posted> {
    let today = issuer.today(author.at);
    let effective_on = draft.effective_on.unwrap_or(today);
    let period = rules::calendar_year(draft.book_year)?;
    let decided = decided(&draft.decision);
    let mut faults: Vec<Fault> = rules::check_decision(issuer.legal_form, &decided, &period, today)
        .into_iter()
        .map(|fault| fault.below("/decision"))
        .collect();
    if !draft.amount.is_positive() {
        faults.push(Fault::at(&AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(crate::investment::rules::check_size(draft.amount));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    check_day(effective_on, draft.decision.held_on, today)?;
    // Whether the reserve suffices and the loss is there, the journal decides.
    let undistributed = Place::Issuer(Line::ShuBelumDibagi);
    let mut legs = Vec::new();
    if !draft.loss_in_books {
        let assets = Place::Issuer(Line::AsetHasilUsaha);
        legs.extend(Leg::pair(undistributed, assets, draft.amount));
    }
    legs.extend(Leg::pair(Place::Issuer(Line::Cadangan), undistributed, draft.amount));
    let moved = SurplusMove {
        kind: TransactionKind::LossCovering,
        effective_on,
        reason: format!("Penutupan rugi tahun buku {} dari cadangan", draft.book_year),
        decision_number: draft.decision.number.clone(),
        member: None,
        legs,
        parts: Vec::new(),
        details: None,
    };
    let act = Act::Surplus(issuer.id, Box::new(moved));
    post_in(tx, Intent::of_system(act, author.clone(), request_key)).await
}
