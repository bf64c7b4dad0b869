//! Payment of shares that were owed, and covering of losses.

use sea_orm::DatabaseTransaction;

use super::payment::check_day;
use crate::investment::actions::{Issuer, post_in};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::{self, Act, Intent, Leg, Outcome, Place, Posted, SurplusMove};
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::investment::surplus::drafts::{DecisionDraft, LossCoveringDraft, SurplusPayoutDraft};
use crate::investment::surplus::entity::run::{self, RunStatus};
use crate::investment::surplus::holding::Period;
use crate::investment::surplus::rules::{self, Decided};
use crate::investment::surplus::{problems, store};
use crate::kernel::fault::Fault;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::problem::ApiResult;

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
    let Some(paid_on) = row.paid_on.filter(|_| row.status == RunStatus::Dibagikan) else {
        let fault = Fault::new(&problems::RUN_STATUS).with("status", row.status.as_str());
        return Err(fault.with("needed", RunStatus::Dibagikan.as_str()).into());
    };
    let effective_on = draft.effective_on.unwrap_or_else(|| issuer.today(author.at));
    check_day(effective_on, paid_on, issuer.today(author.at))?;
    let decision: Option<DecisionDraft> =
        row.decision.clone().and_then(|value| serde_json::from_value(value).ok());
    let decision_number = decision.map(|decision| decision.number).unwrap_or_default();
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
            action: "pay_out_surplus",
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
    let year = i32::try_from(draft.book_year).unwrap_or(i32::MAX);
    let day = |month, day| {
        let unfit = || Fault::at(&problems::PERIOD_UNFIT, "/book_year").with("year", year);
        chrono::NaiveDate::from_ymd_opt(year, month, day).ok_or_else(unfit)
    };
    let period = Period { start: day(1, 1)?, end: day(12, 31)? };
    let decided = Decided {
        kind: draft.decision.kind,
        held_on: draft.decision.held_on,
        present: draft.decision.present,
        entitled: draft.decision.entitled,
    };
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
        action: "cover_loss",
    };
    let act = Act::Surplus(issuer.id, Box::new(moved));
    post_in(tx, Intent::of_system(act, author.clone(), request_key)).await
}
