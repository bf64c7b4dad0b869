//! A member's statement (rekening koran anggota).

use std::collections::BTreeMap;

use chrono::FixedOffset;

use super::{kind_label, letterhead, moment};
use crate::investment::store::{Horizon, StatementRow};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{InstrumentId, LedgerAccountId};
use crate::kernel::money::Money;
use crate::kernel::period::long_date;
use crate::platform::ApiError;
use crate::platform::pdf::{Column, Paper};
use crate::platform::vault::hex;
use crate::registry::entity::organization;

/// What a statement says.
#[derive(Debug)]
pub struct StatementPaper {
    /// The issuer.
    pub issuer: organization::Model,
    /// Its local time.
    pub offset: FixedOffset,
    /// Register number and name of the holder.
    pub holder: (i64, String),
    /// How far it looks.
    pub horizon: Horizon,
    /// All lines, with the balance after each.
    pub lines: Vec<(StatementRow, Money)>,
    /// Names of the instruments.
    pub instruments: BTreeMap<InstrumentId, String>,
}

const COLUMNS: [Column; 7] = [
    Column::words("Tanggal", 17),
    Column::words("No. urut", 8),
    Column::words("Uraian", 22),
    Column::words("Simpanan/modal", 16),
    Column::amounts("Keluar", 17),
    Column::amounts("Masuk", 17),
    Column::amounts("Saldo", 17),
];

const TOTALS: [Column; 4] = [
    Column::words("Simpanan/modal", 40),
    Column::amounts("Keluar", 20),
    Column::amounts("Masuk", 20),
    Column::amounts("Saldo", 20),
];

/// Out, in, and balance of one account.
#[derive(Default)]
struct Sums {
    instrument: String,
    debit: Money,
    credit: Money,
    balance: Money,
}

/// Writes a statement.
///
/// # Errors
/// 422 where sums leave the range of amounts.
pub fn statement(facts: &StatementPaper) -> Result<Paper, ApiError> {
    let mut paper = Paper::new(&letterhead(&facts.issuer), "REKENING KORAN ANGGOTA");
    paper.fact("Nama", &facts.holder.1);
    paper.fact("Nomor buku anggota", &facts.holder.0.to_string());
    paper.fact("Per tanggal", &long_date(facts.horizon.as_of));
    if let Some(instant) = facts.horizon.known_at {
        paper.fact("Tercatat sampai", &moment(instant, facts.offset));
    }
    paper.gap();
    let name = |id: InstrumentId| facts.instruments.get(&id).cloned().unwrap_or_default();
    let mut sums: BTreeMap<LedgerAccountId, Sums> = BTreeMap::new();
    let mut rows = Vec::with_capacity(facts.lines.len());
    for (row, balance) in &facts.lines {
        let sum = sums.entry(row.account_id).or_default();
        sum.instrument = name(row.instrument_id);
        sum.debit = sum.debit.checked_add(row.debit_sen).map_err(Fault::from)?;
        sum.credit = sum.credit.checked_add(row.credit_sen).map_err(Fault::from)?;
        sum.balance = *balance;
        rows.push(line(row, *balance, &sum.instrument));
    }
    paper.table(&COLUMNS, &rows, 0);
    paper.gap();
    let total = Money::checked_sum(sums.values().map(|sum| sum.balance)).map_err(Fault::from)?;
    let debit = Money::checked_sum(sums.values().map(|sum| sum.debit)).map_err(Fault::from)?;
    let credit = Money::checked_sum(sums.values().map(|sum| sum.credit)).map_err(Fault::from)?;
    let mut rows: Vec<Vec<String>> = sums
        .into_values()
        .map(|sum| summed(sum.instrument, [sum.debit, sum.credit, sum.balance]))
        .collect();
    rows.push(summed("Jumlah".to_owned(), [debit, credit, total]));
    paper.table(&TOTALS, &rows, 1);
    paper.gap();
    paper.fact("Terbilang", &total.in_words());
    if let Some((last, _)) = facts.lines.iter().max_by_key(|(row, _)| row.sequence) {
        let (sequence, hash) = (last.sequence, hex(&last.hash));
        paper.note(&format!("Transaksi terakhir nomor urut {sequence}, hash SHA-256: {hash}"));
    }
    paper.signatures(&["Anggota", "Bendahara"]);
    Ok(paper)
}

fn line(row: &StatementRow, balance: Money, instrument: &str) -> Vec<String> {
    let amount =
        |amount: Money| if amount.is_zero() { String::new() } else { amount.display_rupiah() };
    let what = match &row.reason {
        Some(reason) => format!("{}: {reason}", kind_label(row.kind)),
        None => kind_label(row.kind).to_owned(),
    };
    vec![
        long_date(row.effective_on),
        row.sequence.to_string(),
        what,
        instrument.to_owned(),
        amount(row.debit_sen),
        amount(row.credit_sen),
        balance.display_rupiah(),
    ]
}

fn summed(name: String, amounts: [Money; 3]) -> Vec<String> {
    std::iter::once(name).chain(amounts.map(Money::display_rupiah)).collect()
}
