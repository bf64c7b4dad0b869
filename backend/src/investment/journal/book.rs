//! All that a batch looks at, in memory, and what it will write.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::canon::Head;
use super::intent::Holder;
use crate::investment::classes::rules::{ClassTerms, ShareBook};
use crate::investment::classes::store::Following;
use crate::investment::control::entity::posting_request;
use crate::investment::control::rules::Control;
use crate::investment::day_change::DayChange;
use crate::investment::entity::instrument;
use crate::investment::entity::ledger_account::{self, Line};
use crate::investment::entity::member::{ExitReason, HolderClass, MemberStatus, Standing};
use crate::investment::entity::{exit_settlement, ledger_entry, ledger_transaction};
use crate::investment::in_kind::entity::paper::Used;
use crate::investment::in_kind::entity::valuation;
use crate::investment::pledge::terms::Pledge;
use crate::investment::rules;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{
    ExitSettlementId, InstrumentId, LedgerAccountId, LedgerTransactionId, MemberId, OrganizationId,
    PledgeId,
};
use crate::kernel::money::{AmountOverflow, Money};
use crate::kernel::period::{Month, local_date};
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::audit::{Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::idempotency::{Kept, KeyOf};
use crate::platform::problem::ApiResult;
use crate::platform::rollup::Delta;
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};
use crate::registry::parameters::Parameters;

mod apply;
mod own;
mod plan;

pub use own::Promised;
pub use own::is_region;
pub(in crate::investment) use own::member_delta;
pub(super) use own::{Buyers, Earned, Others, Settled, is_village_capital};
use own::{audited, own_account_name};
pub use plan::{Leaving, Leg, Place, Plan, Posted};

/// An issuer with the end of its chain, locked.
#[derive(Debug, Clone)]
pub(super) struct IssuerState {
    pub legal_form: LegalForm,
    pub status: OrganizationStatus,
    pub region: RegionCode,
    pub head: Head,
    /// When its last transaction was recorded.
    pub recorded_at: Option<DateTime<Utc>>,
    /// What the issuer holds its postings to.
    pub control: Control,
    /// Whether the batch has moved the head.
    pub moved: bool,
    /// Capital of the village and of its community, where R51 is asked for.
    pub village: Option<(Money, Money)>,
    /// Shares of a Perseroda by holder, and whether that is a region, where R62
    /// is asked for.
    pub shares: Option<BTreeMap<MemberId, (bool, Money)>>,
}

impl IssuerState {
    /// The issuer's local day at an instant (R7).
    pub fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        local_date(at, self.region.utc_offset())
    }
}

/// A holder in a register, locked.
#[derive(Debug, Clone, sea_orm::FromQueryResult)]
pub(super) struct MemberState {
    pub id: MemberId,
    pub organization_id: OrganizationId,
    pub region_code: String,
    pub register_number: i64,
    pub holder_class: HolderClass,
    pub sex: Option<Sex>,
    pub standing: Standing,
    pub status: MemberStatus,
    pub applied_on: NaiveDate,
    pub joined_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    pub exit_reason: Option<ExitReason>,
    /// When the exit was recorded.
    pub left_recorded_at: Option<DateTime<Utc>>,
    pub version: i64,
    pub holder_form: Option<LegalForm>,
    /// Day of death of a person, by the registry.
    pub died_on: Option<NaiveDate>,
    /// Whether an applicant was a member before; read where something is taken out.
    #[sea_orm(skip)]
    pub was_member: bool,
}

/// An account; an issuer's own has a balance only where its days were read.
#[derive(Debug, Clone)]
pub(super) struct AccountState {
    pub id: LedgerAccountId,
    pub organization_id: OrganizationId,
    pub line: Line,
    pub holder: Option<Holder>,
    /// Which sub-account of the issuer's line it is; 0 for the line's own.
    pub part: u8,
    pub balance: Money,
    pub last_on: Option<NaiveDate>,
    /// Net changes by day, of the days after the first value; absent where the
    /// batch does not need them.
    pub later: Option<(NaiveDate, BTreeMap<NaiveDate, Money>)>,
    /// What was there before the ledger began; read where all days were.
    pub openings: Vec<Opening>,
    /// What came in by day, without what was taken back; absent where the batch
    /// takes nothing out or nothing is locked.
    pub brought: Option<BTreeMap<NaiveDate, Money>>,
}

/// What an account had before the ledger began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening {
    pub transaction: LedgerTransactionId,
    pub day: NaiveDate,
    pub amount: Money,
    /// Whether it was taken back before this batch.
    pub reversed: bool,
}

/// A transaction that is there, with its lines.
#[derive(Debug)]
pub(super) struct Original {
    pub row: ledger_transaction::Model,
    pub entries: Vec<ledger_entry::Model>,
}

/// What a batch has decided and not written yet.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub posted: Vec<(ledger_transaction::Model, Vec<ledger_entry::Model>)>,
    pub opened: Vec<ledger_account::Model>,
    pub moved: BTreeSet<LedgerAccountId>,
    pub members: BTreeSet<MemberId>,
    pub deltas: Vec<Delta>,
    pub events: Vec<(Author, Act<'static>)>,
    pub keys: Vec<KeyOf>,
    /// Postings that wait for a second person (R117).
    pub asked: Vec<posting_request::Model>,
    pub settlements: Vec<exit_settlement::Model>,
    /// Certificates; what is issued is taken from the book when it is written.
    pub following: Following,
    pub valuations: Vec<valuation::Model>,
    pub papers: Vec<Used>,
}

/// An issuer's own account: its line, and the number of a part or 0.
pub(super) type OwnAccount = (OrganizationId, Line, u8);

/// See the module.
#[derive(Debug, Default)]
pub struct Book {
    pub(super) issuers: HashMap<OrganizationId, IssuerState>,
    pub(super) instruments: HashMap<InstrumentId, instrument::Model>,
    /// Terms by first day, of instruments that have some.
    pub(super) terms: HashMap<InstrumentId, Vec<ClassTerms>>,
    /// What is issued, where terms set a total.
    pub(super) issued: HashMap<InstrumentId, Money>,
    /// Where members live, where terms ask for it.
    pub(super) homes: HashMap<MemberId, RegionCode>,
    /// What the same persons have by other rows of the register, where terms
    /// ask for it.
    pub(super) others: Others,
    /// Certificates, where shares may move.
    pub(super) shares: ShareBook,
    /// First day and amount, in order.
    pub(super) amounts: HashMap<InstrumentId, Vec<(NaiveDate, Money)>>,
    pub(super) members: HashMap<MemberId, MemberState>,
    pub(super) accounts: HashMap<LedgerAccountId, AccountState>,
    pub(super) by_holder: HashMap<Holder, LedgerAccountId>,
    /// The issuers' own accounts; the line's own one has the number 0.
    pub(super) by_line: BTreeMap<OwnAccount, LedgerAccountId>,
    /// What sub-accounts are called that acts of the batch may open.
    pub(super) part_names: HashMap<OwnAccount, String>,
    pub(super) originals: HashMap<LedgerTransactionId, Original>,
    pub(super) reversed: HashSet<LedgerTransactionId>,
    /// What others have a claim on.
    pub(super) claims: HashMap<Holder, Money>,
    /// Settlements with who left or leaves.
    pub(super) settlements: HashMap<ExitSettlementId, Settled>,
    /// Pledges that acts name, with what was paid on them.
    pub(super) pledges: HashMap<PledgeId, Pledge>,
    /// Who in a register has the name of a valuer of the batch.
    pub(super) namesakes: HashSet<(OrganizationId, MemberId, String)>,
    /// What stands on the papers behind contributions in kind of the batch.
    pub(super) papers: Vec<Used>,
    /// When refunds are payable: first day and days after leaving, in order.
    pub(super) exit_rules: HashMap<OrganizationId, Vec<(NaiveDate, Option<i64>)>>,
    /// Number and day of annual meetings that are recorded, of those that acts name.
    pub(super) meetings: HashSet<(OrganizationId, String, NaiveDate)>,
    pub(super) keys: HashMap<KeyOf, Kept>,
    pub(super) parameters: Option<Parameters>,
    /// Interest that members earned, by month.
    pub(super) interest: HashMap<(MemberId, Month), Earned>,
    /// Evidence of tax that was remitted, and by what.
    pub(super) evidence: HashMap<(OrganizationId, String), LedgerTransactionId>,
    /// Buyers of the shares that the batch moves.
    pub(super) buyers: HashMap<InstrumentId, Buyers>,
    pub(super) decided: Decided,
    /// Why this book is of no use any more: a plan could not be carried out to
    /// its end.
    pub(super) broken: Option<ApiError>,
}

impl Book {
    /// Takes up an account that was read or opened.
    pub(super) fn keep_account(&mut self, account: AccountState) {
        match account.holder {
            Some(holder) => {
                self.by_holder.insert(holder, account.id);
            }
            None => {
                let place = (account.organization_id, account.line, account.part);
                self.by_line.insert(place, account.id);
            }
        }
        self.accounts.insert(account.id, account);
    }

    /// The account of a place, if it was opened.
    pub(super) fn account(&self, issuer: OrganizationId, place: Place) -> Option<&AccountState> {
        let id = match place {
            Place::Account(id) => Some(id),
            Place::Holder(holder) => self.by_holder.get(&holder).copied(),
            Place::Issuer(line) => self.by_line.get(&(issuer, line, 0)).copied(),
            Place::Part(line, part) => self.by_line.get(&(issuer, line, part)).copied(),
        };
        id.and_then(|id| self.accounts.get(&id))
    }

    /// Numbers and accounts of an issuer's line: its own one, 0, and its parts.
    pub(super) fn of_line(
        &self,
        issuer: OrganizationId,
        line: Line,
    ) -> impl Iterator<Item = (u8, LedgerAccountId)> {
        let own = self.by_line.range((issuer, line, 0)..=(issuer, line, u8::MAX));
        own.map(|((_, _, part), id)| (*part, *id))
    }

    /// Balance of a holder's account; nothing where it was not opened.
    pub(super) fn balance(&self, holder: Holder) -> Money {
        let id = self.by_holder.get(&holder);
        id.and_then(|id| self.accounts.get(id)).map_or(Money::ZERO, |account| account.balance)
    }

    /// The amount of an instrument that holds on a day.
    pub(super) fn amount_on(&self, instrument: InstrumentId, day: NaiveDate) -> Option<Money> {
        let amounts = self.amounts.get(&instrument)?;
        amounts.iter().rev().find(|(from, _)| *from <= day).map(|(_, amount)| *amount)
    }

    /// Records the answer of a request, so that a later one with the same key,
    /// also of the same batch, gets it again.
    pub(super) fn keep_key(&mut self, kept: Kept) {
        self.decided.keys.push(kept.claim.of.clone());
        self.keys.insert(kept.claim.of.clone(), kept);
    }
}

/// A book as it stood, for acts that fail together.
pub(super) struct Mark {
    issuers: HashMap<OrganizationId, IssuerState>,
    members: HashMap<MemberId, MemberState>,
    accounts: HashMap<LedgerAccountId, AccountState>,
    by_holder: HashMap<Holder, LedgerAccountId>,
    by_line: BTreeMap<OwnAccount, LedgerAccountId>,
    reversed: HashSet<LedgerTransactionId>,
    settlements: HashMap<ExitSettlementId, Settled>,
    interest: HashMap<(MemberId, Month), Earned>,
    buyers: HashMap<InstrumentId, Buyers>,
    issued: HashMap<InstrumentId, Money>,
    shares: ShareBook,
    pledges: HashMap<PledgeId, Pledge>,
    moved: BTreeSet<LedgerAccountId>,
    changed: BTreeSet<MemberId>,
    lengths: [usize; 9],
}

impl Book {
    /// How the book stands; keys apart, since acts that fail together have none.
    pub(super) fn mark(&self) -> Mark {
        let decided = &self.decided;
        Mark {
            issuers: self.issuers.clone(),
            members: self.members.clone(),
            accounts: self.accounts.clone(),
            by_holder: self.by_holder.clone(),
            by_line: self.by_line.clone(),
            reversed: self.reversed.clone(),
            settlements: self.settlements.clone(),
            interest: self.interest.clone(),
            buyers: self.buyers.clone(),
            issued: self.issued.clone(),
            shares: self.shares.clone(),
            pledges: self.pledges.clone(),
            moved: decided.moved.clone(),
            changed: decided.members.clone(),
            lengths: [
                decided.posted.len(),
                decided.opened.len(),
                decided.deltas.len(),
                decided.events.len(),
                decided.settlements.len(),
                decided.following.certificates.len(),
                decided.following.ends.len(),
                decided.valuations.len(),
                decided.papers.len(),
            ],
        }
    }

    /// Takes back what was decided since.
    pub(super) fn return_to(&mut self, mark: Mark) {
        self.issuers = mark.issuers;
        self.members = mark.members;
        self.accounts = mark.accounts;
        self.by_holder = mark.by_holder;
        self.by_line = mark.by_line;
        self.reversed = mark.reversed;
        self.settlements = mark.settlements;
        self.interest = mark.interest;
        self.buyers = mark.buyers;
        self.issued = mark.issued;
        self.shares = mark.shares;
        self.pledges = mark.pledges;
        let [posted, opened, deltas, events, settlements, certificates, ends, valuations, papers] =
            mark.lengths;
        let decided = &mut self.decided;
        decided.moved = mark.moved;
        decided.members = mark.changed;
        decided.posted.truncate(posted);
        decided.opened.truncate(opened);
        decided.deltas.truncate(deltas);
        decided.events.truncate(events);
        decided.settlements.truncate(settlements);
        decided.following.certificates.truncate(certificates);
        decided.following.ends.truncate(ends);
        decided.valuations.truncate(valuations);
        decided.papers.truncate(papers);
    }
}

impl AccountState {
    /// An account without any entry.
    pub(super) fn fresh(
        issuer: OrganizationId,
        (line, part): (Line, u8),
        holder: Option<Holder>,
    ) -> AccountState {
        AccountState {
            id: fresh_id(),
            organization_id: issuer,
            line,
            holder,
            part,
            balance: Money::ZERO,
            last_on: None,
            later: Some((NaiveDate::MIN, BTreeMap::new())),
            openings: Vec::new(),
            brought: Some(BTreeMap::new()),
        }
    }

    /// Net changes by day in order, those before the known ones as one.
    pub(super) fn days(&self) -> ApiResult<Vec<DayChange>> {
        let Some((_, later)) = &self.later else {
            return Err(ApiError::internal("the days of an account were not read"));
        };
        let known = Money::checked_sum(later.values().copied()).map_err(Fault::from)?;
        let before = self.balance.checked_sub(known).map_err(Fault::from)?;
        let first = DayChange { day: NaiveDate::MIN, change: before };
        let rest = later.iter().map(|(day, change)| DayChange { day: *day, change: *change });
        Ok(std::iter::once(first).filter(|it| !it.change.is_zero()).chain(rest).collect())
    }

    /// The lowest balance on a day or later. Postings mostly come in order, and
    /// then the balance at hand is it.
    pub(super) fn lowest_from(&self, day: NaiveDate) -> ApiResult<Money> {
        if self.last_on.is_none_or(|last| last <= day) {
            return Ok(self.balance);
        }
        Ok(rules::lowest_balance(&self.days()?, day).map_err(Fault::from)?)
    }

    /// The change of one leg or of several.
    fn post(&mut self, change: Money, day: NaiveDate) -> Result<(), AmountOverflow> {
        self.balance = self.balance.checked_add(change)?;
        self.last_on = Some(self.last_on.map_or(day, |last| last.max(day)));
        if let Some((from, later)) = &mut self.later
            && day > *from
        {
            let known = later.entry(day).or_insert(Money::ZERO);
            *known = known.checked_add(change)?;
        }
        Ok(())
    }

    /// What came in; a reversal takes it back from the day on which it did.
    fn bring(
        &mut self,
        change: Money,
        day: NaiveDate,
        reversed: Option<NaiveDate>,
    ) -> Result<(), AmountOverflow> {
        let Some(brought) = &mut self.brought else { return Ok(()) };
        if change.is_positive() == reversed.is_none() {
            let known = brought.entry(reversed.unwrap_or(day)).or_insert(Money::ZERO);
            *known = known.checked_add(change)?;
        }
        Ok(())
    }
}
