//! Results of the demonstration's book years and how they are shared.

use kibm_seed::demo::{Kind, Meeting, Sharing};
use sea_orm::DatabaseTransaction;

use super::{Loader, amount, demo_id, wire};
use crate::cli::{Failure, told};
use crate::governance::meetings::drafts::DecisionDraft;
use crate::investment::actions::Issuer;
use crate::investment::surplus::actions::{
    approve_run, compute, create_run, create_scheme, pay_run, save_patronage, simulate_run,
    submit_run, terms_of_run,
};
use crate::investment::surplus::drafts::{
    PatronageItem, RunDraft, SchemeDraft, SurplusPaymentDraft,
};
use crate::investment::surplus::entity::run::{self, PaidTo};
use crate::investment::surplus::scheme::PatronageKind;
use crate::investment::surplus::starters::starters;
use crate::investment::surplus::store::Bought;

/// Takes one sharing through its steps, each on its own day.
pub(super) async fn share(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    issuer: &Issuer,
    sharing: &Sharing,
) -> Result<(), Failure> {
    let row = draft(tx, loader, issuer, sharing).await?;
    let Some(meeting) = &sharing.meeting else { return Ok(()) };
    let author = loader.author_on(meeting.held_on);
    let row = submit_run(tx, issuer, row, &author).await.map_err(told)?.row;
    let row = approve_run(tx, issuer, row, decision(meeting)?, &author).await.map_err(told)?.row;
    let Some(paid_on) = sharing.paid_on else { return Ok(()) };
    let payment = SurplusPaymentDraft {
        to: PaidTo::Payable,
        instrument_id: None,
        effective_on: Some(paid_on),
        surplus_in_books: false,
    };
    let author = loader.author_on(paid_on);
    pay_run(tx, issuer, row, &payment, None, &author).await.map_err(told)?;
    Ok(())
}

/// The scheme, the members' business and the draft, worked out.
async fn draft(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    issuer: &Issuer,
    sharing: &Sharing,
) -> Result<run::Model, Failure> {
    let starter = starters().into_iter().find(|it| it.legal_form == issuer.legal_form);
    let starter = starter.ok_or("there is no scheme to start from for this legal form")?;
    let scheme = SchemeDraft {
        id: None,
        valid_from: sharing.scheme_valid_from,
        decision_number: sharing.scheme_decision.clone(),
        decided_on: sharing.scheme_valid_from,
        basis: Some(starter.basis.to_owned()),
        terms: starter.terms,
    };
    let began = loader.author_on(sharing.scheme_valid_from);
    create_scheme(tx, issuer, scheme, &began).await.map_err(told)?;
    let author = loader.author_on(sharing.drafted_on);
    if let Some(kind) = &sharing.patronage_kind {
        let kind: PatronageKind = wire(kind)?;
        let which = Bought { issuer: issuer.id, book_year: sharing.book_year, kind: kind.as_str() };
        let item = |of: &kibm_seed::demo::Patronage| {
            Ok(PatronageItem {
                member_id: Some(demo_id(Kind::Membership, &of.membership)),
                register_number: None,
                amount: amount(&of.amount)?,
            })
        };
        let items = sharing.patronage.iter().map(item).collect::<Result<Vec<_>, Failure>>()?;
        save_patronage(tx, issuer, &which, &items, &author).await.map_err(told)?;
    }
    let draft = RunDraft {
        id: None,
        book_year: sharing.book_year,
        period_start: None,
        period_end: None,
        member_surplus: amount(&sharing.member_surplus)?,
        non_member_surplus: amount(&sharing.other_surplus)?,
        retained_before: amount("0.00")?,
    };
    let row = create_run(tx, issuer, &draft, &author).await.map_err(told)?.row;
    let terms = terms_of_run(tx, &row).await.map_err(told)?;
    let parameters = crate::registry::store::parameters(tx).await?;
    let computed = compute(tx, issuer, &row, &terms, &parameters).await.map_err(told)?;
    let version = row.version;
    Ok(simulate_run(tx, row, version, computed, &author).await.map_err(told)?.row)
}

fn decision(meeting: &Meeting) -> Result<DecisionDraft, Failure> {
    Ok(DecisionDraft {
        kind: wire(&meeting.kind)?,
        number: meeting.number.clone(),
        held_on: meeting.held_on,
        present: meeting.present,
        entitled: meeting.entitled,
        minutes_sha256: meeting.minutes_sha256.clone(),
    })
}
