//! Payment of an approved run: the journal posts a thousand holders at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sea_orm::{DatabaseTransaction, EntityTrait};

use super::compute::verify_digest;
use super::runs::{SavedRun, lines_of, scheme_of, step};
use super::terms_of;
use crate::investment::actions::{Issuer, post_in};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::journal::{Act, Holder, Intent, Leg, Place, SurplusMove};
use crate::investment::store::{Horizon, capital_lines};
use crate::investment::surplus::drafts::{DecisionDraft, SurplusPaymentDraft};
use crate::investment::surplus::entity::run::{self, PaidTo, RunStatus};
use crate::investment::surplus::outcome::{PartOutcome, RunOutcome};
use crate::investment::surplus::problems;
use crate::investment::surplus::rules::{self, Step};
use crate::investment::surplus::scheme::Destination;
use crate::investment::surplus::store::{self, Owed};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, MemberId};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization::LegalForm;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// Holders of one posting.
const HOLDERS_PER_POSTING: usize = 1_000;
/// Pieces that are read together.
const PIECES: u64 = 32;

/// What one holder gets, by the account it is taken from.
struct Portion {
    member: MemberId,
    takes: BTreeMap<Line, Money>,
}

impl Portion {
    fn total(&self) -> Result<Money, Fault> {
        Money::checked_sum(self.takes.values()).map_err(Fault::from)
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
    let terms = terms_of(&scheme_of(tx, &row).await?)?;
    verify_digest(tx, issuer, &row, &terms).await?;
    let outcome: RunOutcome = row
        .result
        .clone()
        .and_then(|value| serde_json::from_value(value).ok())
        .ok_or_else(|| ApiError::from(&problems::RUN_NOT_COMPUTED))?;
    let payment = Payment {
        tx,
        issuer,
        author,
        book_year: row.book_year,
        effective_on,
        decision_number: decision.number,
        request_key,
    };
    let surplus = row.member_surplus_sen.checked_add(row.non_member_surplus_sen);
    let surplus = surplus.map_err(Fault::from)?;
    payment.book(surplus, draft.surplus_in_books).await?;
    payment.parts(&outcome.parts).await?;
    let portions = portions(tx, issuer.legal_form, &row, &outcome).await?;
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

fn decision_of(row: &run::Model) -> ApiResult<DecisionDraft> {
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

/// What each holder gets, by register number, from the stored lines.
async fn portions(
    tx: &DatabaseTransaction,
    form: LegalForm,
    row: &run::Model,
    outcome: &RunOutcome,
) -> ApiResult<BTreeMap<i64, Portion>> {
    let mut portions: BTreeMap<i64, Portion> = BTreeMap::new();
    let mut after = 0;
    loop {
        let pieces = store::pieces_after(tx, row.id, after, PIECES).await?;
        let Some(last) = pieces.last() else { return Ok(portions) };
        after = last.last_line;
        for piece in &pieces {
            let part = usize::try_from(piece.part).ok().and_then(|at| outcome.parts.get(at));
            let part = part.ok_or_else(|| ApiError::internal("a line without its part"))?;
            let from = rules::pay_from(form, part.destination).line;
            for line in lines_of(piece).into_iter().filter(|line| line.amount.is_positive()) {
                let portion = portions
                    .entry(line.register_number)
                    .or_insert_with(|| Portion { member: line.member, takes: BTreeMap::new() });
                let sum = portion.takes.entry(from).or_default();
                *sum = sum.checked_add(line.amount).map_err(Fault::from)?;
            }
        }
    }
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
        for part in parts.iter().filter(|part| part.lines == 0 && part.amount.is_positive()) {
            let to = match part.destination {
                Destination::Reserve => Line::Cadangan,
                Destination::Funds | Destination::Staff | Destination::Government => Line::DanaShu,
                // It stays where it is.
                Destination::Unallocated => continue,
                Destination::MemberCapital | Destination::MemberPatronage => {
                    return Err(ApiError::internal("a holders' part without lines"));
                }
            };
            let from = rules::pay_from(self.issuer.legal_form, part.destination).line;
            for (sums, line) in [(&mut debits, from), (&mut credits, to)] {
                let sum: &mut Money = sums.entry(line).or_default();
                *sum = sum.checked_add(part.amount).map_err(Fault::from)?;
            }
        }
        let debits = debits.into_iter().map(|(line, sum)| Leg::debit(Place::Issuer(line), sum));
        let credits = credits.into_iter().map(|(line, sum)| Leg::credit(Place::Issuer(line), sum));
        let legs: Vec<Leg> = debits.chain(credits).collect();
        if legs.is_empty() {
            return Ok(());
        }
        self.post(TransactionKind::SurplusDistribution, legs).await
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
                for (line, amount) in &portion.takes {
                    let sum: &mut Money = debits.entry(*line).or_default();
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
            let mut legs: Vec<Leg> = debits
                .into_iter()
                .map(|(line, sum)| Leg::debit(Place::Issuer(line), sum))
                .collect();
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
            action: "pay_surplus_run",
        };
        let act = Act::Surplus(self.issuer.id, Box::new(moved));
        let intent = Intent::of_system(act, self.author.clone(), self.request_key.clone());
        post_in(self.tx, intent).await.map(drop)
    }
}
