//! Small parts of the book: names of an issuer's own accounts, and what some
//! acts of a batch have moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{AccountState, Book, Leg, Original};
use crate::investment::drafts::MeetingDraft;
use crate::investment::entity::exit_settlement;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::entity::member::MemberStatus;
use crate::investment::journal::intent::{Holder, Needs};
use crate::investment::rules;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId};
use crate::kernel::money::{AmountOverflow, Money};
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::Delta;
use crate::registry::entity::organization::LegalForm;

/// Who has bought shares of one instrument outside of crowdfunding (R72).
#[derive(Debug, Clone)]
pub(in crate::investment::journal) struct Buyers {
    /// Those known, one more than the bound at most.
    pub known: BTreeSet<MemberId>,
    /// Holders of the batch whose purchase stands in a crowdfunding record.
    pub recorded: BTreeSet<MemberId>,
    /// How many there may be before it looks like an offer to the public.
    pub bound: i64,
}

/// Interest of one member in one month that was not taken back (R47).
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::investment::journal) struct Earned {
    /// Before tax.
    pub gross: Money,
    /// What was withheld of it.
    pub tax: Money,
}

/// What holders have promised and not brought in yet.
#[derive(Debug, Clone)]
pub struct Promised {
    /// The issuer.
    pub issuer: OrganizationId,
    /// Who promises now, and of what.
    pub holder: Holder,
    /// What they have promised before.
    pub held: Money,
    /// What all holders have promised.
    pub all: Money,
    /// What holders have promised of all shares of the issuer, and whether they
    /// are regions.
    pub shares: Vec<(MemberId, bool, Money)>,
}

impl Book {
    /// Looks at the books as if what is promised were paid in. Nothing may be
    /// posted from it.
    ///
    /// # Errors
    /// Amounts out of range.
    pub(in crate::investment::journal) fn suppose(&mut self, promised: &Promised) -> ApiResult<()> {
        let Promised { issuer, holder, held, all, .. } = *promised;
        let shares = self.issuers.get_mut(&issuer).and_then(|state| state.shares.as_mut());
        if let Some(shares) = shares {
            for (member, region, amount) in &promised.shares {
                let (_, held) = shares.entry(*member).or_insert((*region, Money::ZERO));
                *held = held.checked_add(*amount).map_err(Fault::from)?;
            }
        }
        if let Some(issued) = self.issued.get_mut(&holder.instrument) {
            *issued = issued.checked_add(all).map_err(Fault::from)?;
        }
        let Some(instrument) = self.instruments.get(&holder.instrument) else { return Ok(()) };
        if !self.by_holder.contains_key(&holder) {
            let line = rules::line_of(instrument.kind);
            self.keep_account(AccountState::fresh(issuer, (line, 0), Some(holder)));
        }
        let account = self.by_holder.get(&holder).and_then(|id| self.accounts.get_mut(id));
        if let Some(account) = account {
            account.balance = account.balance.checked_add(held).map_err(Fault::from)?;
        }
        Ok(())
    }
}

/// A settlement, the day on which it counts, and whether it is paid.
#[derive(Debug, Clone)]
pub(in crate::investment::journal) struct Settled {
    pub row: exit_settlement::Model,
    pub counted_on: NaiveDate,
    pub paid: bool,
}

impl Book {
    /// The issuer of an act: the one it names, or that of the transaction which
    /// it takes back.
    pub(in crate::investment::journal) fn issuer_of(
        &self,
        needs: &Needs,
    ) -> Option<OrganizationId> {
        let original = needs.original.and_then(|id| self.originals.get(&id));
        needs.issuer.or_else(|| original.map(|original| original.row.organization_id))
    }

    /// Whether a member's exit was settled; known of who leaves in the batch, of
    /// those to whom a reversal gives savings back, and of those who left and have
    /// died.
    pub(in crate::investment::journal) fn settled(&self, member: MemberId) -> bool {
        self.settlements.values().any(|known| known.row.member_id == member)
    }

    /// Whether an annual meeting that is named is recorded as it is named.
    pub(in crate::investment::journal) fn meets(
        &self,
        issuer: OrganizationId,
        named: &MeetingDraft,
    ) -> bool {
        self.meetings.contains(&(issuer, named.number.trim().to_owned(), named.held_on))
    }

    /// Whether a remittance with this evidence stands, of before or of the batch.
    pub(in crate::investment::journal) fn is_evidence_used(
        &self,
        issuer: OrganizationId,
        evidence: &str,
    ) -> bool {
        let before = self.evidence.get(&(issuer, evidence.to_owned()));
        let before = before.filter(|id| !self.reversed.contains(id)).is_some();
        let named = |details: &str| {
            let details: Option<Value> = serde_json::from_str(details).ok();
            details.is_some_and(|details| details["evidence_number"] == evidence)
        };
        let mut posted = self.decided.posted.iter().map(|(row, _)| row);
        before
            || posted.any(|row| {
                (row.organization_id, row.kind) == (issuer, TransactionKind::TaxRemittance)
                    && !self.reversed.contains(&row.id)
                    && row.details.as_deref().is_some_and(named)
            })
    }

    /// Whose principal or mandatory savings a reversal of this would give back.
    pub(in crate::investment::journal) fn given_back(
        &self,
        original: &Original,
    ) -> impl Iterator<Item = Holder> {
        let taken = original.entries.iter().filter(|entry| entry.debit_sen.is_positive());
        taken.filter_map(|entry| {
            let account = self.accounts.get(&entry.account_id)?;
            let kept = matches!(account.line, Line::SimpananPokok | Line::SimpananWajib);
            account.holder.filter(|_| kept)
        })
    }
}

/// Rows of the same person or organization in one register: who left and came
/// again has more than one.
#[derive(Debug, Clone, Default)]
pub(in crate::investment::journal) struct Others {
    /// Rows of the batch, by each other.
    pub of_batch: BTreeMap<MemberId, BTreeSet<MemberId>>,
    /// What rows beside the batch have.
    pub beside: HashMap<Holder, Money>,
}

impl Book {
    /// What the person of a row has of an instrument, by all rows.
    pub(in crate::investment::journal) fn held(
        &self,
        holder: Holder,
    ) -> Result<Money, AmountOverflow> {
        let beside = self.others.beside.get(&holder).copied().unwrap_or_default();
        let own = self.balance(holder).checked_add(beside)?;
        let rows = self.others.of_batch.get(&holder.member).into_iter().flatten();
        rows.map(|member| self.balance(Holder { member: *member, ..holder }))
            .try_fold(own, Money::checked_add)
    }

    /// The same once some lines are posted: what passes between two rows of one
    /// person leaves them as they were.
    pub(in crate::investment::journal) fn held_after(
        &self,
        holder: Holder,
        legs: &[Leg],
    ) -> Result<Money, AmountOverflow> {
        let rows = self.others.of_batch.get(&holder.member);
        let own = |leg: &&Leg| {
            self.holder_of(leg).filter(|of| of.instrument == holder.instrument).is_some_and(|of| {
                of.member == holder.member || rows.is_some_and(|rows| rows.contains(&of.member))
            })
        };
        legs.iter().filter(own).try_fold(self.held(holder)?, |sum, leg| {
            sum.checked_add(leg.credit)?.checked_sub(leg.debit)
        })
    }

    /// What would be issued of an instrument once some lines are posted, where
    /// it is counted and they issue any: what passes on issues nothing.
    pub(in crate::investment::journal) fn issued_after(
        &self,
        instrument: InstrumentId,
        legs: &[Leg],
    ) -> Result<Option<Money>, AmountOverflow> {
        let Some(issued) = self.issued.get(&instrument) else { return Ok(None) };
        let of = |leg: &&Leg| self.holder_of(leg).is_some_and(|it| it.instrument == instrument);
        let more = legs.iter().filter(of).try_fold(Money::ZERO, |sum, leg| {
            sum.checked_add(leg.credit)?.checked_sub(leg.debit)
        })?;
        more.is_positive().then(|| issued.checked_add(more)).transpose()
    }
}

/// What an account of the issuer's own is called.
pub(super) fn own_account_name(line: Line) -> String {
    match line {
        Line::Kas => "Kas dan bank".to_owned(),
        Line::AsetTetap => "Aset setoran barang".to_owned(),
        Line::Persediaan => "Persediaan setoran barang".to_owned(),
        Line::AsetAwal => "Aset awal".to_owned(),
        Line::AsetHasilUsaha => "Aset hasil usaha".to_owned(),
        Line::BagianShu => "Bagian hasil yang belum dibayar".to_owned(),
        Line::BagiHasilDesa => "Bagi Hasil Penyertaan Modal Desa".to_owned(),
        Line::PinjamanAnggota => "Pinjaman anggota".to_owned(),
        Line::PiutangAnggotaKeluar => "Piutang anggota keluar".to_owned(),
        Line::UtangAnggotaKeluar => "Utang kepada anggota keluar".to_owned(),
        Line::UtangPajak => "Utang PPh jasa simpanan".to_owned(),
        Line::BagiHasilMasyarakat => "Bagi Hasil Penyertaan Modal Masyarakat".to_owned(),
        Line::Cadangan => "Cadangan".to_owned(),
        Line::Hibah => "Hibah".to_owned(),
        Line::DanaShu => "Dana dari hasil usaha".to_owned(),
        Line::ShuBelumDibagi => "Hasil usaha belum dibagi".to_owned(),
        other => other.as_str(),
    }
}

/// Whether R51 looks at capital of this kind.
pub(in crate::investment::journal) fn is_village_capital(kind: InstrumentKind) -> bool {
    matches!(kind, InstrumentKind::PenyertaanModalDesa | InstrumentKind::PenyertaanModalMasyarakat)
}

/// Whether a holder is a region, whose part of a Perseroda R62 looks at; none
/// stands for a person.
pub fn is_region(holder: Option<LegalForm>) -> bool {
    holder == Some(LegalForm::PemerintahDaerah)
}

/// The state of a holder's account for the audit log.
pub(super) fn audited(balance: Money, status: MemberStatus) -> Value {
    json!({ "balance": balance, "status": status })
}

/// The change of the figure that counts a member in force.
pub(in crate::investment) fn member_delta(
    region: &str,
    sex: Option<Sex>,
    amount: i64,
) -> ApiResult<Delta> {
    let sex = match sex {
        Some(Sex::Female) => "female",
        Some(Sex::Male) => "male",
        None => "unknown",
    };
    Ok(Delta::of(&stored_region(region)?, format!("members/{sex}"), amount))
}
