//! The demonstration's instruments, registers and postings.

use std::collections::BTreeMap;

use kibm_seed::demo::{self, HolderKind, InvestmentData, Kind};
use sea_orm::DatabaseTransaction;

use super::{Loader, amount, demo_id, surplus, wire};
use crate::cli::{Failure, told};
use crate::identity::Scope;
use crate::investment::actions::{Issuer, create_instrument, create_member, lock_issuer, post_in};
use crate::investment::drafts::{
    ContributionDraft, InstrumentDraft, MemberDraft, OfferedForm, ReversalDraft, WithdrawalDraft,
};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction;
use crate::investment::entity::member::Standing;
use crate::investment::journal::{Act, Holder, Intent};
use crate::platform::audit::Author;

/// What the parts of the demonstration refer to by key.
struct Book<'a> {
    issuers: BTreeMap<&'a str, Issuer>,
    /// Key of the issuer by that of the instrument.
    issuer_of: BTreeMap<&'a str, &'a str>,
    posted: BTreeMap<&'a str, ledger_transaction::Model>,
}

impl Book<'_> {
    fn issuer(&self, key: &str) -> Result<&Issuer, Failure> {
        Ok(self.issuers.get(key).ok_or("an issuer has no instrument")?)
    }
}

/// Loads instruments, registers and postings, each recorded on its own day.
pub(super) async fn load(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    data: &InvestmentData,
) -> Result<(), Failure> {
    let mut book =
        Book { issuers: BTreeMap::new(), issuer_of: BTreeMap::new(), posted: BTreeMap::new() };
    for instrument in &data.instruments {
        let key = instrument.issuer.as_str();
        if !book.issuers.contains_key(key) {
            let id = demo_id(Kind::Organization, key);
            let issuer = lock_issuer(tx, &Scope::everything(), id).await.map_err(told)?;
            book.issuers.insert(key, issuer);
        }
        book.issuer_of.insert(&instrument.key, key);
        let first = data.postings.iter().filter(|posting| posting.instrument == instrument.key);
        let day = first.map(|posting| posting.effective_on).min();
        let author = day.map_or_else(|| loader.author(), |day| loader.author_on(day));
        offer(tx, book.issuer(key)?, instrument, &author).await?;
    }
    for membership in &data.memberships {
        let author = loader.author_on(membership.joined_on);
        enter(tx, book.issuer(&membership.issuer)?, membership, &author).await?;
    }
    let mut sharings = data.sharings.iter().peekable();
    for posting in &data.postings {
        // Each in its turn, so that the chain is in the order of days.
        while let Some(sharing) =
            sharings.next_if(|sharing| sharing.last_step_on() < posting.effective_on)
        {
            surplus::share(tx, loader, book.issuer(&sharing.issuer)?, sharing).await?;
        }
        let row = post(tx, loader, &book, posting).await?;
        book.posted.insert(&posting.key, row);
    }
    for sharing in sharings {
        surplus::share(tx, loader, book.issuer(&sharing.issuer)?, sharing).await?;
    }
    Ok(())
}

/// The kind in the terms of the law.
fn kind_of(text: &str) -> Result<InstrumentKind, Failure> {
    Ok(match text {
        "principal_savings" => InstrumentKind::SimpananPokok,
        "mandatory_savings" => InstrumentKind::SimpananWajib,
        "voluntary_savings" => InstrumentKind::SimpananSukarela,
        "participating_capital" => InstrumentKind::ModalPenyertaan,
        "village_equity" => InstrumentKind::PenyertaanModalDesa,
        "community_equity" => InstrumentKind::PenyertaanModalMasyarakat,
        "shares" => InstrumentKind::Saham,
        other => return Err(format!("{other} is no kind of instrument").into()),
    })
}

async fn offer(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    instrument: &demo::Instrument,
    author: &Author,
) -> Result<(), Failure> {
    let draft = InstrumentDraft {
        id: Some(demo_id(Kind::Instrument, &instrument.key)),
        kind: kind_of(&instrument.kind)?,
        name: instrument.name.clone(),
        fixed_amount: instrument.amount.as_deref().map(amount).transpose()?,
        fixed_amount_from: instrument.amount_from,
        nominal: instrument.nominal.as_deref().map(amount).transpose()?,
        agreement_number: instrument.agreement_number.clone(),
        instalments: false,
    };
    create_instrument(tx, issuer, draft, author).await.map_err(told)?;
    Ok(())
}

async fn enter(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    membership: &demo::Membership,
    author: &Author,
) -> Result<(), Failure> {
    let holder = &membership.holder;
    let is_person = holder.kind == HolderKind::Person;
    let draft = MemberDraft {
        id: Some(demo_id(Kind::Membership, &membership.key)),
        person_id: is_person.then(|| demo_id(Kind::Person, &holder.key)),
        organization_id: (!is_person).then(|| demo_id(Kind::Organization, &holder.key)),
        standing: if membership.is_member { Standing::Member } else { Standing::Holder },
        applied_on: Some(membership.joined_on),
    };
    let saved = create_member(tx, &Scope::everything(), issuer, &draft, author).await;
    let row = saved.map_err(told)?.row;
    if row.register_number != i64::from(membership.number) {
        return Err(format!("{} has another number in the register", membership.key).into());
    }
    Ok(())
}

async fn post(
    tx: &DatabaseTransaction,
    loader: &Loader<'_>,
    book: &Book<'_>,
    posting: &demo::Posting,
) -> Result<ledger_transaction::Model, Failure> {
    let author = loader.author_on(posting.effective_on);
    let issuer = book.issuer_of.get(posting.instrument.as_str());
    let issuer = book.issuer(issuer.ok_or("a posting names no instrument")?)?;
    let key = Holder {
        instrument: demo_id(Kind::Instrument, &posting.instrument),
        member: demo_id(Kind::Membership, &posting.membership),
    };
    let act = match posting.kind.as_str() {
        "contribution" => Act::Contribution(issuer.id, contribution(posting, key)?),
        "withdrawal" => Act::Withdrawal(issuer.id, withdrawal(posting, key)?),
        "reversal" => {
            let original = posting.reverses.as_deref().and_then(|key| book.posted.get(key));
            let original = original.ok_or("a reversal names no earlier posting")?;
            let draft = ReversalDraft {
                reason: posting.reason.clone().ok_or("a reversal has no reason")?,
                effective_on: Some(posting.effective_on),
            };
            Act::Reversal(original.id, draft)
        }
        other => return Err(format!("{other} is no kind of posting").into()),
    };
    let intent = Intent::of_system(act, author, Some(posting.key.clone()));
    Ok(post_in(tx, intent).await.map_err(told)?.row)
}

fn contribution(posting: &demo::Posting, key: Holder) -> Result<ContributionDraft, Failure> {
    Ok(ContributionDraft {
        instrument_id: key.instrument,
        member_id: key.member,
        amount: amount(&posting.amount)?,
        effective_on: Some(posting.effective_on),
        reason: posting.reason.clone(),
        form: OfferedForm::Cash,
        decision_number: posting.decision.clone(),
        source_class: posting.source_class.as_deref().map(wire).transpose()?,
        share_count: posting.shares.map(i64::from),
        pledge_id: None,
    })
}

fn withdrawal(posting: &demo::Posting, key: Holder) -> Result<WithdrawalDraft, Failure> {
    Ok(WithdrawalDraft {
        instrument_id: key.instrument,
        member_id: key.member,
        amount: amount(&posting.amount)?,
        effective_on: Some(posting.effective_on),
        reason: posting.reason.clone().ok_or("a withdrawal has no reason")?,
        decision_number: posting.decision.clone(),
    })
}
