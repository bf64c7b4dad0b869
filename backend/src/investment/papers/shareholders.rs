//! The register of shareholders (daftar pemegang saham).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::letterhead;
use crate::investment::classes::store::ShareholderRow;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::kernel::period::long_date;
use crate::platform::ApiError;
use crate::platform::pdf::{Column, Paper};
use crate::registry::entity::organization;

/// What a register says.
#[derive(Debug)]
pub struct ShareholderPaper {
    /// The company.
    pub issuer: organization::Model,
    /// The day of printing.
    pub today: NaiveDate,
    /// Every certificate in force; addresses as they are to be shown.
    pub rows: Vec<ShareholderRow>,
}

const COLUMNS: [Column; 7] = [
    Column::words("No. surat", 9),
    Column::words("Nama dan alamat", 34),
    Column::words("Kelas dan nomor saham", 22),
    Column::amounts("Jumlah saham", 12),
    Column::amounts("Nilai nominal disetor", 21),
    Column::words("Tanggal perolehan", 17),
    Column::words("Gadai atau jaminan", 26),
];

/// Writes a register.
///
/// Source: UU 40/2007 Pasal 50(1): names and addresses, shares with number, day
/// and class, what was paid in, pledges with their holder and day.
///
/// # Errors
/// 422 where sums leave the range of amounts.
pub fn shareholders(facts: &ShareholderPaper) -> Result<Paper, ApiError> {
    let rows = &facts.rows;
    let holders: BTreeSet<i64> = rows.iter().map(|row| row.register_number).collect();
    let shares = rows.iter().map(count).sum::<i64>();
    let amounts = rows.iter().map(|row| row.nominal_sen.checked_mul(count(row)));
    let amounts: Vec<Money> = amounts.collect::<Result<_, _>>().map_err(Fault::from)?;
    let total = Money::checked_sum(amounts.iter().copied()).map_err(Fault::from)?;
    let mut paper = Paper::new(&letterhead(&facts.issuer), "DAFTAR PEMEGANG SAHAM");
    paper.fact("Per tanggal", &long_date(facts.today));
    paper.fact("Pemegang saham", &holders.len().to_string());
    paper.fact("Surat saham", &rows.len().to_string());
    paper.gap();
    let mut lines: Vec<Vec<String>> =
        rows.iter().zip(amounts).map(|(row, amount)| line(row, amount)).collect();
    let blank = String::new;
    lines.push(vec![
        blank(),
        "Jumlah".to_owned(),
        blank(),
        shares.to_string(),
        total.display_rupiah(),
        blank(),
        blank(),
    ]);
    paper.table(&COLUMNS, &lines, 1);
    paper.gap();
    paper.note("Daftar menurut UU 40/2007 Pasal 50 ayat (1). Alamat yang ditutup: ***");
    paper.signatures(&["Direksi"]);
    Ok(paper)
}

fn count(row: &ShareholderRow) -> i64 {
    row.last_share - row.first_share + 1
}

fn line(row: &ShareholderRow, amount: Money) -> Vec<String> {
    let place = row.home.as_ref().map(|code| format!("kode wilayah {code}"));
    let holder = [row.name.clone(), row.address.clone(), place].into_iter().flatten();
    let claim = row.creditor.as_ref().map(|creditor| {
        let document = row.pledge_document.clone();
        let day = row.pledged_on.map(long_date);
        [Some(creditor.clone()), document, day].into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    vec![
        row.number.to_string(),
        holder.collect::<Vec<_>>().join(", "),
        format!("{}, {} s.d. {}", row.class_name, row.first_share, row.last_share),
        count(row).to_string(),
        amount.display_rupiah(),
        long_date(row.acquired_on),
        claim.unwrap_or_default(),
    ]
}
