//! Trial balance (neraca saldo) and equity view.

use chrono::FixedOffset;

use super::{letterhead, line_label, moment};
use crate::investment::rules::{EquityLine, TrialLine};
use crate::investment::store::Horizon;
use crate::kernel::fault::Language;
use crate::kernel::money::Money;
use crate::kernel::period::long_date;
use crate::kernel::ratio::display_percent;
use crate::platform::pdf::{Column, Paper};
use crate::registry::entity::organization;

/// What a trial balance says.
#[derive(Debug)]
pub struct TrialPaper {
    /// The issuer.
    pub issuer: organization::Model,
    /// Its local time.
    pub offset: FixedOffset,
    /// How far it looks.
    pub horizon: Horizon,
    /// Its accounts.
    pub lines: Vec<TrialLine>,
    /// Totals of both sides.
    pub totals: [Money; 2],
}

/// What an equity view says.
#[derive(Debug)]
pub struct EquityPaper {
    /// The issuer.
    pub issuer: organization::Model,
    /// Its local time.
    pub offset: FixedOffset,
    /// How far it looks.
    pub horizon: Horizon,
    /// Its accounts.
    pub lines: Vec<EquityLine>,
    /// Credits less debits.
    pub total: Money,
}

const TRIAL: [Column; 5] = [
    Column::words("Kode akun", 18),
    Column::words("Nama akun", 36),
    Column::words("Pos", 26),
    Column::amounts("Debit", 24),
    Column::amounts("Kredit", 24),
];

const EQUITY: [Column; 4] = [
    Column::words("Kode akun", 16),
    Column::words("Nama akun", 56),
    Column::words("Saldo normal", 12),
    Column::amounts("Jumlah", 24),
];

/// Writes a trial balance.
#[must_use]
pub fn trial(facts: &TrialPaper) -> Paper {
    let mut paper = headed(&facts.issuer, "NERACA SALDO", &facts.horizon, facts.offset);
    let amount =
        |amount: Money| if amount.is_zero() { String::new() } else { amount.display_rupiah() };
    let mut rows: Vec<Vec<String>> = facts
        .lines
        .iter()
        .map(|line| {
            let label = line_label(line.line);
            vec![
                line.code.clone(),
                line.name.clone(),
                label,
                amount(line.debit),
                amount(line.credit),
            ]
        })
        .collect();
    let [debit, credit] = facts.totals.map(Money::display_rupiah);
    rows.push(vec![String::new(), "Jumlah".to_owned(), String::new(), debit, credit]);
    paper.table(&TRIAL, &rows, 1);
    paper.signatures(&["Ketua", "Bendahara"]);
    paper
}

/// Writes an equity view.
#[must_use]
pub fn equity(facts: &EquityPaper) -> Paper {
    let mut paper = headed(&facts.issuer, "EKUITAS", &facts.horizon, facts.offset);
    let mut rows: Vec<Vec<String>> = facts
        .lines
        .iter()
        .map(|line| {
            let share =
                line.share_percent.map(|share| display_percent(share, Language::Indonesian));
            let name = match share {
                Some(share) => format!("{} ({share} %)", line.name),
                None => line.name.clone(),
            };
            let side = if line.debit { "Debit" } else { "Kredit" };
            vec![line.code.clone(), name, side.to_owned(), line.amount.display_rupiah()]
        })
        .collect();
    let total = facts.total.display_rupiah();
    rows.push(vec![String::new(), "Jumlah ekuitas".to_owned(), String::new(), total]);
    paper.table(&EQUITY, &rows, 1);
    let mut bases: Vec<&str> = facts.lines.iter().map(|line| line.basis).collect();
    bases.retain(|basis| !basis.is_empty());
    bases.dedup();
    if !bases.is_empty() {
        paper.note(&format!("Dasar kode akun: {}", bases.join("; ")));
    }
    paper.signatures(&["Ketua", "Bendahara"]);
    paper
}

fn headed(
    issuer: &organization::Model,
    title: &str,
    horizon: &Horizon,
    offset: FixedOffset,
) -> Paper {
    let mut paper = Paper::new(&letterhead(issuer), title);
    paper.fact("Per tanggal", &long_date(horizon.as_of));
    if let Some(instant) = horizon.known_at {
        paper.fact("Tercatat sampai", &moment(instant, offset));
    }
    paper.gap();
    paper
}
