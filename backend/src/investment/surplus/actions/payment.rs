//! Payment of an approved run: the journal posts a thousand holders at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{DatabaseTransaction, EntityTrait};

use super::compute::{outcome_of, verify_digest};
use super::runs::{SavedRun, lines_of, step, terms_of_run};
use crate::governance::meetings::drafts::DecisionDraft;
use crate::investment::actions::{Issuer, post_in};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::{Act, Holder, Intent, Leg, Place, SurplusMove};
use crate::investment::rules::{part_code, part_of};
use crate::investment::store::{Horizon, capital_lines};
use crate::investment::surplus::drafts::SurplusPaymentDraft;
use crate::investment::surplus::entity::piece;
use crate::investment::surplus::entity::run::{self, PaidTo, RunStatus};
use crate::investment::surplus::outcome::{PartOutcome, RunOutcome};
use crate::investment::surplus::problems;
use crate::investment::surplus::rules::{
    self, ChartedAccount, OwnAccount, PartAccounts, PartNeed, Step,
};
use crate::investment::surplus::scheme::Destination;
use crate::investment::surplus::store::{self, Owed};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::problem::ApiResult;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// Holders of one posting.
const HOLDERS_PER_POSTING: usize = 1_000;

/// What one holder gets, by the position of the part it comes from.
struct Portion {
    member: MemberId,
    takes: Vec<(usize, Money)>,
}

impl Portion {
    fn total(&self) -> Result<Money, Fault> {
        Money::checked_sum(self.takes.iter().map(|(_, amount)| *amount)).map_err(Fault::from)
    }
}

/// One payment with what all its postings share.
struct Payment<'a> {
    tx: &'a DatabaseTransaction,
    issuer: &'a Issuer,
    author: &'a Author,
    book_year: i64,
    effective_on: NaiveDate,
    decision_number: String,
    request_key: Option<String>,
    /// The accounts of the parts, in their order.
    accounts: Vec<PartAccounts>,
    /// What those of them are called that may have to be opened.
    names: Vec<(Line, u8, String)>,
}

/// Pays an approved run, which the caller has locked with the chain of its issuer: parts to
/// their accounts, holders' shares to savings or as debts.
///
/// # Errors
/// 409 where it is not `disahkan` (R36), its lines were tampered with, or the
/// surplus is not in the books; 422 for a day or savings that do not fit.
pub async fn pay_run(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    mut row: run::Model,
    draft: &SurplusPaymentDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<SavedRun> {
    rules::check_step(row.status, Step::Pay)?;
    let decision = decision_of(&row)?;
    let today = issuer.today(author.at);
    let effective_on = draft.effective_on.unwrap_or(today);
    check_day(effective_on, decision.held_on, today)?;
    let savings = savings_of(tx, issuer, draft).await?;
    let terms = terms_of_run(tx, &row).await?;
    let outcome = outcome_of(&row)?;
    // The lines are read once: what they give holds if the digest does.
    let mut portions: BTreeMap<i64, Portion> = BTreeMap::new();
    verify_digest(tx, issuer, &row, &terms, |position, piece| {
        add_portions(&mut portions, position, piece);
        Ok(())
    })
    .await?;
    let charted = charted_accounts(tx, issuer).await?;
    let (accounts, opened) =
        rules::part_accounts(issuer.legal_form, &needs_of(&outcome), &charted)?;
    let payment = Payment {
        tx,
        issuer,
        author,
        book_year: row.book_year,
        effective_on,
        decision_number: decision.number,
        request_key,
        accounts,
        names: names_of(opened),
    };
    let surplus = row.member_surplus_sen.checked_add(row.non_member_surplus_sen);
    let surplus = surplus.map_err(Fault::from)?;
    payment.book(surplus, draft.surplus_in_books).await?;
    payment.parts(&outcome.parts).await?;
    payment.keep_destinations(&outcome.parts).await?;
    let savers = match savings {
        Some(_) => store::numbers_in_force(tx, issuer.id).await?,
        None => BTreeSet::new(),
    };
    payment.holders(&row, &portions, savings, &savers).await?;
    row.paid_on = Some(effective_on);
    row.paid_to = Some(draft.to);
    let reason = Some(payment.decision_number.clone());
    step(tx, &mut row, RunStatus::Dibagikan, "pay_surplus_run", reason, author).await
}

/// The meeting's decision behind an approved run.
pub(super) fn decision_of(row: &run::Model) -> ApiResult<DecisionDraft> {
    let decision = row.decision.clone().and_then(|value| serde_json::from_value(value).ok());
    decision.ok_or_else(|| ApiError::internal("an approved run without its decision"))
}

pub(super) fn check_day(day: NaiveDate, earliest: NaiveDate, today: NaiveDate) -> ApiResult<()> {
    if day > today {
        return Err(Fault::at(&DATE_IN_FUTURE, "/effective_on").with("today", today).into());
    }
    if day < earliest {
        let fault = Fault::at(&DATE_TOO_EARLY, "/effective_on").with("earliest", earliest);
        return Err(fault.into());
    }
    Ok(())
}

/// The savings that take the shares; none where they are owed.
async fn savings_of(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &SurplusPaymentDraft,
) -> ApiResult<Option<InstrumentId>> {
    let unfit = || Fault::at(&problems::SAVINGS_UNFIT, "/instrument_id");
    match (draft.to, draft.instrument_id) {
        (PaidTo::Payable, None) => Ok(None),
        (PaidTo::Savings, Some(id)) => {
            let row = instrument::Entity::find_by_id(id).one(tx).await?;
            let fits = row.is_some_and(|row| {
                row.organization_id == issuer.id && row.kind == InstrumentKind::SimpananSukarela
            });
            if fits { Ok(Some(id)) } else { Err(unfit().into()) }
        }
        _ => Err(unfit().into()),
    }
}

/// Adds what a piece of stored lines gives each holder, by register number.
fn add_portions(portions: &mut BTreeMap<i64, Portion>, position: usize, piece: &piece::Model) {
    for line in lines_of(piece).into_iter().filter(|line| line.amount.is_positive()) {
        let portion = portions
            .entry(line.register_number)
            .or_insert_with(|| Portion { member: line.member, takes: Vec::new() });
        portion.takes.push((position, line.amount));
    }
}

/// The issuer's own accounts as they stand in its chart; the chain is locked.
pub(super) async fn charted_accounts(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
) -> ApiResult<Vec<ChartedAccount>> {
    let rows = store::own_accounts(tx, issuer.id).await?;
    let charted = rows.into_iter().map(|row| {
        let destination = row.destination.map(|text| serde_json::from_value(text.into()));
        Ok(ChartedAccount {
            account: (row.line, part_of(row.line, &row.code).unwrap_or(0)),
            name: row.name,
            destination: destination.transpose().map_err(ApiError::internal)?,
        })
    });
    charted.collect()
}

/// What is looked at of each part of a run to find its accounts.
pub(super) fn needs_of(outcome: &RunOutcome) -> Vec<PartNeed<'_>> {
    let parts = outcome.parts.iter().map(|part| PartNeed {
        name: &part.name,
        destination: part.destination,
        account: &part.account,
        by_holder: part.lines > 0,
    });
    parts.collect()
}

/// What accounts are called that may have to be opened.
pub(super) fn names_of(opened: Vec<ChartedAccount>) -> Vec<(Line, u8, String)> {
    opened.into_iter().map(|it| (it.account.0, it.account.1, it.name)).collect()
}

/// An account of the issuer's own as a leg names it.
pub(super) fn part_place((line, part): OwnAccount) -> Place {
    if part == 0 { Place::Issuer(line) } else { Place::Part(line, part) }
}

/// Legs of the sums of some accounts.
fn legs_of(sums: BTreeMap<OwnAccount, Money>, leg: fn(Place, Money) -> Leg) -> Vec<Leg> {
    sums.into_iter().map(|(account, sum)| leg(part_place(account), sum)).collect()
}

impl Payment<'_> {
    /// The surplus comes into the books, or stands there already.
    async fn book(&self, surplus: Money, in_books: bool) -> ApiResult<()> {
        if !in_books {
            let legs = Leg::pair(
                Place::Issuer(Line::AsetHasilUsaha),
                Place::Issuer(Line::ShuBelumDibagi),
                surplus,
            );
            return self.post(TransactionKind::SurplusBooking, legs).await;
        }
        let horizon = Horizon { as_of: self.effective_on, known_at: None };
        let sums = capital_lines(self.tx, self.issuer.id, &horizon).await?;
        let line = sums.iter().find(|(line, _)| *line == Line::ShuBelumDibagi);
        let held = line.map_or(Money::ZERO, |(_, amount)| *amount);
        if held >= surplus {
            return Ok(());
        }
        let fault = Fault::at(&problems::SURPLUS_NOT_IN_BOOKS, "/surplus_in_books");
        Err(fault
            .with("held", held.display_rupiah())
            .with("needed", surplus.display_rupiah())
            .into())
    }

    /// The parts that no holder shares go to their accounts.
    async fn parts(&self, parts: &[PartOutcome]) -> ApiResult<()> {
        let (mut debits, mut credits) = (BTreeMap::new(), BTreeMap::new());
        for (part, accounts) in parts.iter().zip(&self.accounts) {
            if part.lines > 0 || !part.amount.is_positive() {
                continue;
            }
            let to = match (accounts.to, part.destination) {
                (Some(to), _) => to,
                // It stays where it is.
                (None, Destination::Unallocated) => continue,
                (None, _) => return Err(ApiError::internal("a holders' part without lines")),
            };
            for (sums, account) in [(&mut debits, accounts.from), (&mut credits, to)] {
                let sum: &mut Money = sums.entry(account).or_default();
                *sum = sum.checked_add(part.amount).map_err(Fault::from)?;
            }
        }
        let mut legs = legs_of(debits, Leg::debit);
        legs.extend(legs_of(credits, Leg::credit));
        if legs.is_empty() {
            return Ok(());
        }
        self.post(TransactionKind::SurplusDistribution, legs).await
    }

    /// What stands on the account of a part is kept for what the meeting gave it to.
    async fn keep_destinations(&self, parts: &[PartOutcome]) -> ApiResult<()> {
        for (part, accounts) in parts.iter().zip(&self.accounts) {
            let to = accounts.to.filter(|(line, _)| *line == Line::DanaShu);
            if let Some((line, number)) = to.filter(|_| part.amount.is_positive()) {
                let code = part_code(line, number);
                let issuer = self.issuer.id;
                store::keep_destination(self.tx, issuer, &code, part.destination).await?;
            }
        }
        Ok(())
    }

    /// The holders' shares, to savings of those in force, else as debts.
    async fn holders(
        &self,
        row: &run::Model,
        portions: &BTreeMap<i64, Portion>,
        savings: Option<InstrumentId>,
        savers: &BTreeSet<i64>,
    ) -> ApiResult<()> {
        let all: Vec<(&i64, &Portion)> = portions.iter().collect();
        for some in all.chunks(HOLDERS_PER_POSTING) {
            let (mut debits, mut credits) = (BTreeMap::new(), Vec::with_capacity(some.len()));
            let (mut owed, mut debt) = (Vec::new(), Money::ZERO);
            for (number, portion) in some {
                for (position, amount) in &portion.takes {
                    let accounts = self.accounts.get(*position);
                    let accounts =
                        accounts.ok_or_else(|| ApiError::internal("a line without its part"))?;
                    let sum: &mut Money = debits.entry(accounts.from).or_default();
                    *sum = sum.checked_add(*amount).map_err(Fault::from)?;
                }
                let total = portion.total()?;
                match savings.filter(|_| savers.contains(number)) {
                    Some(instrument) => {
                        let place = Place::Holder(Holder { member: portion.member, instrument });
                        credits.push(Leg::credit(place, total));
                    }
                    None => {
                        debt = debt.checked_add(total).map_err(Fault::from)?;
                        owed.push(Owed {
                            register_number: **number,
                            member: portion.member,
                            amount: total,
                        });
                    }
                }
            }
            let mut legs = legs_of(debits, Leg::debit);
            legs.append(&mut credits);
            if debt.is_positive() {
                legs.push(Leg::credit(Place::Issuer(Line::BagianShu), debt));
            }
            self.post(TransactionKind::SurplusDistribution, legs).await?;
            store::insert_owed(self.tx, row.id, &owed).await?;
        }
        Ok(())
    }

    async fn post(&self, kind: TransactionKind, legs: Vec<Leg>) -> ApiResult<()> {
        let moved = SurplusMove {
            kind,
            effective_on: self.effective_on,
            reason: format!("Pembagian hasil tahun buku {}", self.book_year),
            decision_number: self.decision_number.clone(),
            member: None,
            legs,
            parts: self.names.clone(),
            details: None,
        };
        let act = Act::Surplus(self.issuer.id, Box::new(moved));
        let intent = Intent::of_system(act, self.author.clone(), self.request_key.clone());
        post_in(self.tx, intent).await.map(drop)
    }
}
