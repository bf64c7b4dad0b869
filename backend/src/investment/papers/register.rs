//! The register of members (buku daftar anggota).

use chrono::NaiveDate;

use super::letterhead;
use crate::investment::entity::member::{ExitReason, Standing};
use crate::investment::store::RegisterRow;
use crate::kernel::identifiers::Sex;
use crate::kernel::period::long_date;
use crate::platform::pdf::{Column, Paper};
use crate::registry::entity::organization;

/// What a register says.
#[derive(Debug)]
pub struct RegisterPaper {
    /// The issuer.
    pub issuer: organization::Model,
    /// The day of printing.
    pub today: NaiveDate,
    /// All its lines.
    pub rows: Vec<RegisterRow>,
}

const COLUMNS: [Column; 8] = [
    Column::words("No.", 7),
    Column::words("Nama", 26),
    Column::words("L/P", 5),
    Column::words("Tanggal masuk", 16),
    Column::words("Tanda tangan anggota", 15),
    Column::words("Tanggal berhenti", 16),
    Column::words("Sebab berhenti", 14),
    Column::words("Tanda tangan pengurus", 15),
];

/// Writes a register: nobody's line is left out, also of those who left.
///
/// Source: UU 25/1992 Pasal 20 and the members' book that its by-laws ask for.
#[must_use]
pub fn register(facts: &RegisterPaper) -> Paper {
    let mut paper = Paper::new(&letterhead(&facts.issuer), "BUKU DAFTAR ANGGOTA");
    paper.fact("Per tanggal", &long_date(facts.today));
    let members = facts.rows.iter().filter(|row| row.standing == Standing::Member).count();
    paper.fact("Jumlah baris", &facts.rows.len().to_string());
    paper.fact("Di antaranya anggota", &members.to_string());
    paper.gap();
    let rows: Vec<Vec<String>> = facts.rows.iter().map(line).collect();
    paper.table(&COLUMNS, &rows, 0);
    paper.signatures(&["Ketua", "Sekretaris"]);
    paper
}

fn line(row: &RegisterRow) -> Vec<String> {
    let day = |day: Option<NaiveDate>| day.map(long_date).unwrap_or_default();
    let sex = match row.sex {
        Some(Sex::Female) => "P",
        Some(Sex::Male) => "L",
        None => "",
    };
    let reason = match row.exit_reason {
        Some(ExitReason::Sukarela) => "Permintaan sendiri",
        Some(ExitReason::Meninggal) => "Meninggal dunia",
        Some(ExitReason::Diberhentikan) => "Diberhentikan",
        None => "",
    };
    let name = row.name.clone().unwrap_or_default();
    vec![
        row.register_number.to_string(),
        if row.standing == Standing::Holder { format!("{name} (pemodal)") } else { name },
        sex.to_owned(),
        day(row.joined_on),
        String::new(),
        day(row.left_on),
        reason.to_owned(),
        String::new(),
    ]
}
