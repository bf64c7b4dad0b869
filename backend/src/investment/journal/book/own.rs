//! Small parts of the book: names of an issuer's own accounts, and what some
//! acts of a batch have moved.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::Book;

use crate::investment::entity::exit_settlement;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::member::MemberStatus;
use crate::investment::journal::intent::Holder;
use crate::kernel::ids::MemberId;
use crate::kernel::money::{AmountOverflow, Money};

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

    /// Whether two rows of a register are of one person.
    pub(in crate::investment::journal) fn is_same(&self, one: MemberId, other: MemberId) -> bool {
        self.others.of_batch.get(&one).is_some_and(|rows| rows.contains(&other))
    }
}

/// A settlement, and whether it is paid.
#[derive(Debug, Clone)]
pub(in crate::investment::journal) struct Settled {
    pub row: exit_settlement::Model,
    pub paid: bool,
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

/// The state of a holder's account for the audit log.
pub(super) fn audited(balance: Money, status: MemberStatus) -> Value {
    json!({ "balance": balance, "status": status })
}
