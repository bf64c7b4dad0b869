//! Papers of the books, in Indonesian, as PDF: receipt, member statement,
//! registers of members and of shareholders, trial balance, equity view.
//!
//! A paper says what its reader could read as JSON as well, and nothing more:
//! names of members, never a NIK or a phone, and an address only where its
//! reading was audited (R108). Amounts are written as in
//! R5, dates as in R8.

mod balances;
mod receipt;
mod register;
mod shareholders;
mod statement;

pub use balances::{EquityPaper, TrialPaper, equity, trial};
pub use receipt::{ReceiptFacts, receipt};
pub use register::{RegisterPaper, register};
pub use shareholders::{ShareholderPaper, shareholders};
pub use statement::{StatementPaper, statement};

use chrono::{DateTime, FixedOffset, Utc};

use super::entity::ledger_account::Line;
use super::entity::ledger_transaction::TransactionKind;
use crate::kernel::period::{local_date, long_date};
use crate::registry::entity::organization::{self, LegalForm};

/// Who issues a paper: name, form, address and numbers, for its head.
#[must_use]
pub fn letterhead(row: &organization::Model) -> Vec<String> {
    let mut lines = vec![row.name.clone()];
    let mut second = vec![form_label(row.legal_form).to_owned()];
    second.extend(row.legal_number.iter().map(|number| format!("Badan hukum {number}")));
    second.extend(row.nik_koperasi.iter().map(|number| format!("NIK Koperasi {number}")));
    second.extend(row.nib.iter().map(|number| format!("NIB {number}")));
    lines.push(second.join(" · "));
    let place = format!("Kode wilayah {}", row.region_code);
    let address = row.address.iter().map(|address| address.trim().to_owned());
    lines.push(address.chain([place]).collect::<Vec<_>>().join(" · "));
    lines
}

/// What stands at the foot of every page.
#[must_use]
pub fn footer(at: DateTime<Utc>, offset: FixedOffset) -> String {
    format!("Dicetak dari kibm pada {}", moment(at, offset))
}

/// A local day and time: `21 November 2026 pukul 10.00 WIB`.
fn moment(at: DateTime<Utc>, offset: FixedOffset) -> String {
    let zone = match offset.local_minus_utc() / 3600 {
        7 => "WIB",
        8 => "WITA",
        _ => "WIT",
    };
    let time = at.with_timezone(&offset).format("%H.%M");
    format!("{} pukul {time} {zone}", long_date(local_date(at, offset)))
}

fn form_label(form: LegalForm) -> &'static str {
    match form {
        LegalForm::BumDesa => "Badan Usaha Milik Desa",
        LegalForm::BumDesaBersama => "Badan Usaha Milik Desa Bersama",
        LegalForm::KoperasiPrimer => "Koperasi Primer",
        LegalForm::KoperasiSekunder => "Koperasi Sekunder",
        LegalForm::Perumda => "Perusahaan Umum Daerah",
        LegalForm::Perseroda => "Perusahaan Perseroan Daerah",
        LegalForm::Perseroan => "Perseroan Terbatas",
        LegalForm::KelompokUsaha => "Kelompok Usaha",
        _ => "Organisasi",
    }
}

/// What a transaction is called.
fn kind_label(kind: TransactionKind) -> &'static str {
    match kind {
        TransactionKind::Contribution => "Setoran",
        TransactionKind::Withdrawal => "Penarikan",
        TransactionKind::OpeningBalance => "Saldo awal",
        TransactionKind::Reversal => "Pembatalan",
        TransactionKind::SurplusBooking => "Pembukuan hasil usaha",
        TransactionKind::SurplusDistribution => "Pembagian hasil usaha",
        TransactionKind::SurplusPayout => "Pembayaran bagian hasil usaha",
        TransactionKind::LossCovering => "Penutupan rugi",
        TransactionKind::Transfer => "Pengalihan",
        TransactionKind::Redemption => "Pelunasan kembali",
        TransactionKind::Conversion => "Konversi",
        TransactionKind::SavingsInterest => "Jasa simpanan",
        TransactionKind::TaxRemittance => "Penyetoran pajak",
        TransactionKind::ExitSettlement => "Penyelesaian anggota keluar",
        TransactionKind::ExitPayment => "Pembayaran kepada anggota keluar",
    }
}

/// What a line of the ledger is called.
fn line_label(line: Line) -> String {
    line.as_str().replace('_', " ")
}
