//! Carries a decision out in memory: all or nothing.

use super::{
    AccountState, Act, ApiError, ApiResult, Author, Book, DateTime, Delta, Fault, HashMap, Holder,
    Leg, MemberStatus, Money, OrganizationId, Place, Plan, Posted, Standing, audited, fresh_id,
    is_region, is_village_capital, json, ledger_account, ledger_entry, ledger_transaction,
    member_delta, own_account_name, rules,
};
use super::{DayChange, Leaving, Opening, Settled, Utc};
use crate::investment::entity::exit_settlement;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::in_kind::entity::valuation;
use crate::kernel::ids::LedgerAccountId;
use crate::kernel::period::Month;
use crate::platform::db::stored_region;

/// Net change of one holder's account by a plan.
struct Move {
    account: LedgerAccountId,
    holder: Holder,
    change: Money,
}

impl Book {
    /// Carries out a plan that was weighed, of an issuer whose chain is locked.
    ///
    /// # Errors
    /// Where something was not read: then the whole book is of no use.
    pub(in crate::investment::journal) fn apply(
        &mut self,
        plan: Plan,
        author: &Author,
    ) -> ApiResult<Posted> {
        let issuer = plan.row.organization_id;
        let mut row = plan.row;
        let accounts: Vec<LedgerAccountId> = plan
            .legs
            .iter()
            .map(|leg| self.open(issuer, leg.place, author))
            .collect::<ApiResult<_>>()?;
        let state = self.issuers.get_mut(&issuer);
        let state = state.ok_or_else(|| ApiError::internal("an issuer was not read"))?;
        // Under the lock of the chain, and never before the one before it: who
        // asks what was known at an instant gets the same answer ever after.
        let now = author.clock.now();
        row.recorded_at = state.recorded_at.map_or(now, |last| last.max(now));
        state.recorded_at = Some(row.recorded_at);
        let entries = lines(&row, &plan.legs, &accounts);
        state.head.seal(&mut row, &entries);
        state.moved = true;
        let main = row.member_id.zip(row.instrument_id);
        let main = main.map(|(member, instrument)| Holder { member, instrument });
        let before = main.map(|holder| self.audited(holder));
        // The membership ends first: its principal savings go with it, and do not
        // make an applicant of who leaves.
        let left = plan.leaves.is_some();
        if let Some(leaving) = plan.leaves {
            self.leave(leaving, row.recorded_at)?;
        }
        self.follow_settlement(&row, plan.settlement);
        self.follow_pledge(&row)?;
        let recorded_at = row.recorded_at;
        let valuation = plan.valuation.map(|it| valuation::Model { recorded_at, ..it });
        self.decided.valuations.extend(valuation);
        self.decided.papers.extend(plan.papers);
        let mut warnings = plan.warnings;
        let moves = self.moves(&plan.legs, &accounts)?;
        for moved in &moves {
            self.carry(&row, moved)?;
        }
        let moves: Vec<(Holder, Money)> = moves.iter().map(|it| (it.holder, it.change)).collect();
        self.follow_shares(&row, &moves)?;
        self.carry_own(&row, &plan.legs, &accounts)?;
        self.follow_interest(&row, &entries)?;
        if let Some(original) = row.reverses {
            self.reversed.insert(original);
        }
        let after = self.after(&row, main, plan.noted);
        self.decided.events.push((
            author.clone(),
            Act {
                action: plan.action,
                subject_kind: "ledger_transaction",
                subject_id: row.id.to_string(),
                region_code: Some(row.region_code.clone()),
                reason: row.reason.clone().or_else(|| Some(row.kind.as_str())),
                before,
                after: Some(after),
            },
        ));
        self.decided.posted.push((row.clone(), entries.clone()));
        let member = main.map(|holder| holder.member).or(row.member_id.filter(|_| left));
        let member = member.and_then(|id| self.members.get(&id));
        warnings.extend(self.warnings(issuer, &accounts, author)?);
        Ok(Posted {
            balance: main.map(|holder| self.balance(holder)),
            status: member.map(|member| member.status),
            warnings,
            row,
            entries,
        })
    }

    /// Ends a membership; one that ended before takes a death for its reason.
    fn leave(&mut self, leaving: Leaving, recorded_at: DateTime<Utc>) -> ApiResult<()> {
        let Some(member) = self.members.get_mut(&leaving.member) else {
            return Err(ApiError::internal("a member was not read"));
        };
        let left = member.status == MemberStatus::Former;
        if left && member.exit_reason == Some(leaving.reason) {
            return Ok(());
        }
        if member.status == MemberStatus::Active && member.standing == Standing::Member {
            self.decided.deltas.push(member_delta(&member.region_code, member.sex, -1)?);
        }
        if !left {
            member.status = MemberStatus::Former;
            member.left_on = Some(leaving.left_on);
            member.left_recorded_at = Some(recorded_at);
        }
        member.exit_reason = Some(leaving.reason);
        member.version += 1;
        self.decided.members.insert(member.id);
        Ok(())
    }

    /// Keeps what a member has earned in the month, for later acts of the batch;
    /// a reversal takes its original out again.
    fn follow_interest(
        &mut self,
        row: &ledger_transaction::Model,
        entries: &[ledger_entry::Model],
    ) -> ApiResult<()> {
        let original = row.reverses.and_then(|id| self.originals.get(&id));
        let of = original.map_or(row, |original| &original.row);
        let (TransactionKind::SavingsInterest, Some(member)) = (of.kind, of.member_id) else {
            return Ok(());
        };
        let tax_accounts: Vec<&ledger_entry::Model> = entries
            .iter()
            .filter(|entry| {
                let account = self.accounts.get(&entry.account_id);
                account.is_some_and(|account| account.line == Line::UtangPajak)
            })
            .collect();
        let credits = Money::checked_sum(tax_accounts.iter().map(|it| it.credit_sen));
        let debits = Money::checked_sum(tax_accounts.iter().map(|it| it.debit_sen));
        let tax = credits.and_then(|credits| credits.checked_sub(debits?)).map_err(Fault::from)?;
        let taken_back = row.reverses.is_some();
        let gross = if taken_back { row.amount_sen.checked_neg() } else { Ok(row.amount_sen) };
        let month = Month::of(of.effective_on);
        let earned = self.interest.entry((member, month)).or_default();
        earned.gross =
            gross.and_then(|gross| earned.gross.checked_add(gross)).map_err(Fault::from)?;
        earned.tax = earned.tax.checked_add(tax).map_err(Fault::from)?;
        Ok(())
    }

    /// Keeps a new settlement, and whether one is paid.
    fn follow_settlement(
        &mut self,
        row: &ledger_transaction::Model,
        made: Option<exit_settlement::Model>,
    ) {
        if let Some(made) = made {
            let counted_on = row.effective_on;
            let settled = Settled { row: made.clone(), counted_on, paid: false };
            self.settlements.insert(made.id, settled);
            self.decided.settlements.push(made);
        }
        let settled = row.settlement_id.and_then(|id| self.settlements.get_mut(&id));
        if let Some(settled) = settled {
            settled.paid = row.kind == TransactionKind::ExitPayment;
        }
    }

    /// Keeps what is paid on a pledge, or taken back, for the acts that follow.
    fn follow_pledge(&mut self, row: &ledger_transaction::Model) -> ApiResult<()> {
        let Some(id) = row.pledge_id else { return Ok(()) };
        let pledge = self.pledges.get_mut(&id);
        let pledge = pledge.ok_or_else(|| ApiError::internal("a pledge was not read"))?;
        let amount = row.amount_sen;
        let change = if row.reverses.is_some() { amount.checked_neg() } else { Ok(amount) };
        let taken = change.and_then(|change| pledge.take(row.effective_on, change));
        Ok(taken.map_err(Fault::from)?)
    }

    /// Refuses, before anything changes, what could not be carried out.
    ///
    /// # Errors
    /// 422 for a balance beyond what can be kept; 500 for a plan that does not
    /// balance or would overdraw, which the rules of the act let through.
    pub(in crate::investment::journal) fn weigh(&self, plan: &Plan) -> ApiResult<()> {
        let issuer = plan.row.organization_id;
        let debits = Money::checked_sum(plan.legs.iter().map(|leg| leg.debit));
        let credits = Money::checked_sum(plan.legs.iter().map(|leg| leg.credit));
        if debits.map_err(Fault::from)? != credits.map_err(Fault::from)? {
            return Err(ApiError::internal("a plan does not balance"));
        }
        let mut balances: HashMap<Place, Money> = HashMap::new();
        for leg in &plan.legs {
            let account = self.account(issuer, leg.place);
            let of_holder = match leg.place {
                Place::Holder(_) => true,
                Place::Issuer(_) | Place::Part(..) => false,
                Place::Account(_) => account.is_some_and(|account| account.holder.is_some()),
            };
            if !of_holder {
                continue;
            }
            let place = account.map_or(leg.place, |account| Place::Account(account.id));
            let balance = account.map_or(Money::ZERO, |account| account.balance);
            let sum = balances.entry(place).or_insert(balance);
            *sum = sum.checked_add(leg.credit).map_err(Fault::from)?;
            *sum = sum.checked_sub(leg.debit).map_err(Fault::from)?;
        }
        if balances.values().any(|balance| balance.sen() < 0) {
            // The rules ask before; this is the last defence (R29).
            return Err(ApiError::internal("a plan would take a balance below zero"));
        }
        Ok(())
    }

    /// The account of a place, opened if it is not there.
    fn open(
        &mut self,
        issuer: OrganizationId,
        place: Place,
        author: &Author,
    ) -> ApiResult<LedgerAccountId> {
        if let Some(account) = self.account(issuer, place) {
            return Ok(account.id);
        }
        let ((line, part), holder, code, name) = match place {
            Place::Account(_) => return Err(ApiError::internal("an account was not read")),
            Place::Issuer(line) => {
                ((line, 0), None, rules::chart(line).0.to_owned(), own_account_name(line))
            }
            Place::Part(line, part) => {
                let name = self.part_names.get(&(issuer, line, part)).cloned();
                let name = name.ok_or_else(|| ApiError::internal("a part has no name"))?;
                ((line, part), None, rules::part_code(line, part), name)
            }
            Place::Holder(holder) => {
                let instrument = self.instruments.get(&holder.instrument);
                let member = self.members.get(&holder.member);
                let (Some(instrument), Some(member)) = (instrument, member) else {
                    return Err(ApiError::internal("a holder was not read"));
                };
                let line = rules::line_of(instrument.kind);
                let (prefix, number) = (rules::chart(line).0, member.register_number);
                let code = format!("{prefix}.{:02}.{number:06}", instrument.number);
                ((line, 0), Some(holder), code, format!("{} {number:06}", instrument.name))
            }
        };
        let account = AccountState::fresh(issuer, (line, part), holder);
        let id = account.id;
        self.keep_account(account);
        self.decided.opened.push(ledger_account::Model {
            id,
            organization_id: issuer,
            code,
            name,
            class: rules::chart(line).1,
            line,
            instrument_id: holder.map(|holder| holder.instrument),
            member_id: holder.map(|holder| holder.member),
            created_at: author.at,
        });
        if holder.is_some() {
            self.decided.moved.insert(id);
        }
        Ok(id)
    }

    /// Net changes of the holders' accounts, in the order of the legs.
    fn moves(&self, legs: &[Leg], accounts: &[LedgerAccountId]) -> ApiResult<Vec<Move>> {
        let mut moves: Vec<Move> = Vec::new();
        for (leg, id) in legs.iter().zip(accounts) {
            let Some(holder) = self.accounts.get(id).and_then(|account| account.holder) else {
                continue;
            };
            let change = leg.credit.checked_sub(leg.debit).map_err(Fault::from)?;
            match moves.iter_mut().find(|moved| moved.account == *id) {
                Some(known) => {
                    known.change = known.change.checked_add(change).map_err(Fault::from)?;
                }
                None => moves.push(Move { account: *id, holder, change }),
            }
        }
        Ok(moves)
    }

    /// Moves the issuer's own lines whose days were read, so that a later act
    /// of the batch sees what is left.
    fn carry_own(
        &mut self,
        row: &ledger_transaction::Model,
        legs: &[Leg],
        accounts: &[LedgerAccountId],
    ) -> ApiResult<()> {
        for (leg, id) in legs.iter().zip(accounts) {
            let account = self.accounts.get_mut(id).filter(|it| it.holder.is_none());
            if let Some(account) = account.filter(|it| it.later.is_some()) {
                let change = leg.credit.checked_sub(leg.debit).map_err(Fault::from)?;
                account.post(change, row.effective_on).map_err(Fault::from)?;
            }
        }
        Ok(())
    }

    /// Moves one holder's account, the figures, and the membership with it.
    fn carry(&mut self, row: &ledger_transaction::Model, moved: &Move) -> ApiResult<()> {
        let original = row.reverses.and_then(|id| self.originals.get(&id));
        let reversed = original.map(|original| original.row.effective_on);
        let (Some(account), Some(member), Some(instrument)) = (
            self.accounts.get_mut(&moved.account),
            self.members.get(&moved.holder.member),
            self.instruments.get(&moved.holder.instrument),
        ) else {
            return Err(ApiError::internal("a holder was not read"));
        };
        account.post(moved.change, row.effective_on).map_err(Fault::from)?;
        if row.kind == TransactionKind::OpeningBalance {
            account.openings.push(Opening {
                transaction: row.id,
                day: row.effective_on,
                amount: moved.change,
                reversed: false,
            });
        }
        account.bring(moved.change, row.effective_on, reversed).map_err(Fault::from)?;
        if let Some(issued) = self.issued.get_mut(&instrument.id) {
            *issued = issued.checked_add(moved.change).map_err(Fault::from)?;
        }
        self.decided.moved.insert(moved.account);
        let (class, kind) = (member.holder_class, instrument.kind);
        let metric = format!("capital/{}/{}", class.as_str(), kind.as_str());
        // Where the member counts, not where the row stands: a stock follows the seat.
        let region = stored_region(&member.region_code)?;
        self.decided.deltas.push(Delta::of(&region, metric, moved.change.sen()));
        let village = self.issuers.get_mut(&row.organization_id).and_then(|it| it.village.as_mut());
        if let Some((desa, masyarakat)) = village {
            let part = match kind {
                InstrumentKind::PenyertaanModalDesa => Some(desa),
                InstrumentKind::PenyertaanModalMasyarakat => Some(masyarakat),
                _ => None,
            };
            if let Some(part) = part {
                *part = part.checked_add(moved.change).map_err(Fault::from)?;
            }
        }
        let shares = self.issuers.get_mut(&row.organization_id).and_then(|it| it.shares.as_mut());
        if let Some(shares) = shares.filter(|_| kind == InstrumentKind::Saham) {
            let region = is_region(member.holder_form);
            let (_, held) = shares.entry(member.id).or_insert((region, Money::ZERO));
            *held = held.checked_add(moved.change).map_err(Fault::from)?;
        }
        let buyers = self.buyers.get_mut(&moved.holder.instrument);
        if let Some(buyers) = buyers.filter(|it| !it.recorded.contains(&moved.holder.member))
            && moved.change.is_positive()
        {
            buyers.known.insert(moved.holder.member);
        }
        if kind == InstrumentKind::SimpananPokok {
            self.follow_principal(moved)?;
        }
        Ok(())
    }

    /// R26: full payment of principal savings makes the member, and a reversal
    /// of it makes an applicant again.
    fn follow_principal(&mut self, moved: &Move) -> ApiResult<()> {
        let Some(member) = self.members.get(&moved.holder.member) else { return Ok(()) };
        let due = self.amount_on(moved.holder.instrument, member.applied_on);
        let (Some(due), Standing::Member) = (due, member.standing) else { return Ok(()) };
        let Some(account) = self.accounts.get(&moved.account) else { return Ok(()) };
        if member.status == MemberStatus::Former {
            return Ok(());
        }
        let openings = account.openings.iter();
        let openings: Vec<DayChange> =
            openings.map(|it| DayChange { day: it.day, change: it.amount }).collect();
        let since = rules::member_since(&account.days()?, &openings, member.applied_on, due)
            .map_err(Fault::from)?;
        let status = if since.is_some() { MemberStatus::Active } else { MemberStatus::Applicant };
        if (status, since) == (member.status, member.joined_on) {
            return Ok(());
        }
        if status != member.status {
            let amount = if status == MemberStatus::Active { 1 } else { -1 };
            let delta = member_delta(&member.region_code, member.sex, amount)?;
            self.decided.deltas.push(delta);
        }
        if let Some(member) = self.members.get_mut(&moved.holder.member) {
            member.was_member = status == MemberStatus::Applicant;
            (member.status, member.joined_on) = (status, since);
            member.version += 1;
            self.decided.members.insert(member.id);
        }
        Ok(())
    }

    fn audited(&self, holder: Holder) -> serde_json::Value {
        let status = self.members.get(&holder.member).map(|member| member.status);
        audited(self.balance(holder), status.unwrap_or(MemberStatus::Former))
    }

    /// What the audit log keeps of the state after a posting.
    fn after(
        &self,
        row: &ledger_transaction::Model,
        main: Option<Holder>,
        noted: serde_json::Map<String, serde_json::Value>,
    ) -> serde_json::Value {
        let mut after = json!({
            "amount": row.amount_sen, "effective_on": row.effective_on, "sequence": row.sequence,
            "member_id": row.member_id, "instrument_id": row.instrument_id,
            "reverses": row.reverses,
        });
        if let Some(after) = after.as_object_mut() {
            if let Some(serde_json::Value::Object(state)) = main.map(|holder| self.audited(holder))
            {
                after.extend(state);
            }
            after.extend(noted);
        }
        after
    }

    /// R51, where capital of a village enterprise was moved; R72, where shares
    /// were that many have bought.
    fn warnings(
        &self,
        issuer: OrganizationId,
        accounts: &[LedgerAccountId],
        author: &Author,
    ) -> ApiResult<Vec<Fault>> {
        let instrument = |id: &LedgerAccountId| {
            let holder = self.accounts.get(id)?.holder?;
            self.instruments.get(&holder.instrument)
        };
        let touched: Vec<_> = accounts.iter().filter_map(instrument).collect();
        let buyers = touched.iter().find_map(|row| self.buyers.get(&row.id));
        let offer = buyers.and_then(|it| rules::check_private_offer(it.known.len(), it.bound));
        let touched = touched.iter().any(|row| is_village_capital(row.kind));
        let Some(state) = self.issuers.get(&issuer).filter(|_| touched) else {
            return Ok(offer.into_iter().collect());
        };
        let (Some((desa, masyarakat)), Some(parameters)) = (state.village, &self.parameters) else {
            return Err(ApiError::internal("the capital of a village enterprise was not read"));
        };
        let today = state.today(author.at);
        // It only warns, so that the bound has no value is a warning as well.
        let warning = rules::check_desa_share(desa, masyarakat, parameters, today);
        Ok(warning.unwrap_or_else(Some).into_iter().collect())
    }
}

/// The lines of a transaction.
fn lines(
    row: &ledger_transaction::Model,
    legs: &[Leg],
    accounts: &[LedgerAccountId],
) -> Vec<ledger_entry::Model> {
    let line = |(leg, account): (&Leg, &LedgerAccountId)| ledger_entry::Model {
        id: fresh_id(),
        transaction_id: row.id,
        account_id: *account,
        organization_id: row.organization_id,
        region_code: row.region_code.clone(),
        effective_on: row.effective_on,
        recorded_at: row.recorded_at,
        debit_sen: leg.debit,
        credit_sen: leg.credit,
    };
    legs.iter().zip(accounts).map(line).collect()
}

impl Leg {
    /// A debit.
    #[must_use]
    pub fn debit(place: Place, amount: Money) -> Self {
        Self { place, debit: amount, credit: Money::ZERO }
    }

    /// A credit.
    #[must_use]
    pub fn credit(place: Place, amount: Money) -> Self {
        Self { place, debit: Money::ZERO, credit: amount }
    }

    /// Debit of one line, credit of another.
    #[must_use]
    pub fn pair(debit: Place, credit: Place, amount: Money) -> Vec<Self> {
        vec![Self::debit(debit, amount), Self::credit(credit, amount)]
    }
}
