//! The receipt of one transaction (bukti transaksi).

use chrono::FixedOffset;

use super::{kind_label, letterhead, moment};
use crate::investment::entity::ledger_transaction::{self, PaymentForm};
use crate::investment::in_kind::drafts::Valued;
use crate::kernel::money::Money;
use crate::kernel::period::long_date;
use crate::platform::pdf::{Column, Paper};
use crate::platform::vault::hex;
use crate::registry::entity::organization;

/// What a receipt says.
#[derive(Debug)]
pub struct ReceiptFacts {
    /// The issuer.
    pub issuer: organization::Model,
    /// Its local time.
    pub offset: FixedOffset,
    /// The transaction.
    pub row: ledger_transaction::Model,
    /// Register number and name of the holder, where it concerns one.
    pub holder: Option<(i64, String)>,
    /// Name of the instrument.
    pub instrument: Option<String>,
    /// Number in the chain of the transaction that it takes back.
    pub reverses: Option<i64>,
    /// What was brought in as goods, and its value.
    pub valued: Option<Valued>,
    /// Code, name, debit and credit of each line.
    pub lines: Vec<(String, String, Money, Money)>,
}

const COLUMNS: [Column; 4] = [
    Column::words("Kode akun", 24),
    Column::words("Nama akun", 40),
    Column::amounts("Debit", 22),
    Column::amounts("Kredit", 22),
];

/// Writes a receipt.
#[must_use]
pub fn receipt(facts: &ReceiptFacts) -> Paper {
    let row = &facts.row;
    let mut paper = Paper::new(&letterhead(&facts.issuer), "BUKTI TRANSAKSI");
    paper.fact("Nomor urut", &row.sequence.to_string());
    paper.fact("Jenis", kind_label(row.kind));
    if let Some((number, name)) = &facts.holder {
        paper.fact("Nama", name);
        paper.fact("Nomor buku anggota", &number.to_string());
    }
    if let Some(instrument) = &facts.instrument {
        paper.fact("Untuk", instrument);
    }
    paper.fact("Jumlah", &row.amount_sen.display_rupiah());
    paper.fact("Terbilang", &row.amount_sen.in_words());
    paper.fact("Berlaku tanggal", &long_date(row.effective_on));
    paper.fact("Dicatat", &moment(row.recorded_at, facts.offset));
    if let Some(form) = row.payment_form {
        let form = match form {
            PaymentForm::Cash => "Uang",
            PaymentForm::Goods => "Barang",
        };
        paper.fact("Bentuk", form);
    }
    if let Some(valued) = &facts.valued {
        let (asset, valuation) = (&valued.asset, &valued.valuation);
        paper.fact("Barang", &asset.description);
        paper.fact("Nilai menurut penilaian", &valuation.amount.display_rupiah());
        let institution = valuation.valuer.institution.as_ref();
        let institution = institution.map(|name| format!(", {name}")).unwrap_or_default();
        paper.fact("Penilai", &format!("{}{institution}", valuation.valuer.name));
        let valued_on = long_date(valuation.valued_on);
        paper.fact("Laporan penilaian", &format!("{}, {valued_on}", valuation.document_number));
    }
    if let Some(count) = row.share_count {
        paper.fact("Jumlah saham", &count.to_string());
    }
    if let Some(sequence) = facts.reverses {
        paper.fact("Membatalkan", &format!("transaksi nomor urut {sequence}"));
    }
    for (label, text) in [("Keputusan", &row.decision_number), ("Keterangan", &row.reason)] {
        if let Some(text) = text {
            paper.fact(label, text);
        }
    }
    paper.gap();
    paper.table(&COLUMNS, &rows(&facts.lines), 1);
    paper.gap();
    paper.note(&format!("Hash transaksi (SHA-256): {}", hex(&row.hash)));
    paper.note(&format!("Hash transaksi sebelumnya: {}", hex(&row.previous_hash)));
    paper.signatures(&["Penyetor/penerima", "Petugas"]);
    paper
}

fn rows(lines: &[(String, String, Money, Money)]) -> Vec<Vec<String>> {
    let amount =
        |amount: Money| if amount.is_zero() { String::new() } else { amount.display_rupiah() };
    let mut rows: Vec<Vec<String>> = lines
        .iter()
        .map(|(code, name, debit, credit)| {
            vec![code.clone(), name.clone(), amount(*debit), amount(*credit)]
        })
        .collect();
    // A posted transaction balances and its sums fit, so this is the same on both sides.
    let sum = |pick: fn(&(String, String, Money, Money)) -> Money| {
        Money::checked_sum(lines.iter().map(pick)).unwrap_or_default().display_rupiah()
    };
    rows.push(vec![String::new(), "Jumlah".to_owned(), sum(|line| line.2), sum(|line| line.3)]);
    rows
}
