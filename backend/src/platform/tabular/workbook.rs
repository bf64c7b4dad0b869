//! Rows of a sheet of an Office Open XML workbook (`.xlsx`), in bounded memory.
//!
//! A workbook is a ZIP archive of XML. Before anything of it is kept, every
//! entry is inflated once into nothing and counted, since what the directory
//! says of sizes may be a lie; so is the number of shared strings, for which
//! the reader makes room in advance. Then the cells come one after the other.
//!
//! Source: ISO/IEC 29500-1 (Office Open XML), ECMA-376 part 2 for the package.

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::NaiveDate;

use super::sheet::{Cell, SheetRow};
use super::{CELL_BYTES_MAX, COLUMNS_MAX, ROWS_MAX, TabularError, cell, codes};
use crate::kernel::fault::Fault;

/// What every ZIP archive with an entry begins with.
pub(super) const MAGIC: &[u8] = b"PK\x03\x04";
/// Bytes that all entries may inflate to: some 300,000 rows of ten cells.
const INFLATED_MAX: u64 = 192 * 1024 * 1024;
/// Entries of the archive.
const ENTRIES_MAX: usize = 2_000;
/// Distinct texts of a workbook.
const STRINGS_MAX: u64 = 2_000_000;
/// Merged ranges of a sheet.
const MERGED_MAX: usize = 2_000;
/// Sheets of a workbook that are looked at.
const SHEETS_MAX: usize = 100;
/// The attribute that says how many texts follow.
const STRING_COUNT: &[u8] = b"uniqueCount";

fn unreadable(_: impl std::fmt::Debug) -> TabularError {
    // What the library says quotes cells, which may be personal.
    Fault::new(&codes::WORKBOOK_UNREADABLE).into()
}

fn too_large() -> TabularError {
    Fault::new(&codes::WORKBOOK_TOO_LARGE).with("maximum", INFLATED_MAX / 1024 / 1024).into()
}

/// Gives the rows of the sheet of this name, or of the only one with cells, in
/// their order; stops where `give` returns false.
///
/// # Errors
/// [`codes::WORKBOOK_UNREADABLE`], [`codes::WORKBOOK_TOO_LARGE`],
/// [`codes::SHEET_UNCLEAR`], [`codes::SHEET_NOT_FOUND`],
/// [`codes::TOO_MANY_COLUMNS`], [`codes::TOO_MANY_ROWS`], [`codes::CELL_TOO_LARGE`].
pub(super) fn read_rows(
    mut file: File,
    sheet: Option<&str>,
    give: impl FnMut(SheetRow) -> bool,
) -> Result<(), TabularError> {
    weigh(&mut file)?;
    file.rewind()?;
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(unreadable)?;
    let name = choose(&mut book, sheet)?;
    let mut merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?;
    if merged.len() > MERGED_MAX {
        return Err(Fault::new(&codes::TOO_MANY_MERGED).with("maximum", MERGED_MAX).into());
    }
    merged.sort_unstable_by_key(|range| range.start);
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut gathered = Gathered { row: None, merged, give };
    while let Some(found) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let cell = match found.formula {
            Some(_) => Cell::Formula,
            None => read(found.value)?,
        };
        if !gathered.add(found.pos, cell)? {
            return Ok(());
        }
    }
    gathered.end();
    Ok(())
}

/// Inflates every entry once, keeping nothing, and refuses a bomb.
fn weigh(file: &mut File) -> Result<(), TabularError> {
    file.rewind()?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(unreadable)?;
    if archive.len() > ENTRIES_MAX {
        return Err(too_large());
    }
    let mut left = INFLATED_MAX;
    let mut piece = vec![0_u8; 64 * 1024];
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(unreadable)?;
        let mut counts = Counts::default();
        loop {
            let length = entry.read(&mut piece).map_err(unreadable)?;
            if length == 0 {
                break;
            }
            left = left.checked_sub(length as u64).ok_or_else(too_large)?;
            counts.look(&piece[..length])?;
        }
    }
    Ok(())
}

/// Looks for numbers of texts for which the reader would make room: an
/// attribute of a few bytes could ask for all memory there is.
#[derive(Default)]
struct Counts {
    matched: usize,
    number: Option<u64>,
}

impl Counts {
    fn look(&mut self, piece: &[u8]) -> Result<(), TabularError> {
        // Without zeros, so that UTF-16 looks like UTF-8.
        for byte in piece.iter().filter(|byte| **byte != 0) {
            match (self.number, byte) {
                (Some(number), b'0'..=b'9') => {
                    let number = number.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                    if number > STRINGS_MAX {
                        return Err(too_large());
                    }
                    self.number = Some(number);
                }
                (Some(_), b' ' | b'\t' | b'\r' | b'\n' | b'=' | b'"' | b'\'' | b'+') => {}
                _ => {
                    self.number = None;
                    self.matched = if *byte == STRING_COUNT[self.matched] {
                        self.matched + 1
                    } else {
                        usize::from(*byte == STRING_COUNT[0])
                    };
                    if self.matched == STRING_COUNT.len() {
                        (self.matched, self.number) = (0, Some(0));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The sheet that is named, else the only visible one with cells.
fn choose<R: Read + Seek>(
    book: &mut Xlsx<R>,
    wanted: Option<&str>,
) -> Result<String, TabularError> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<(String, bool)> = sheets
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .take(SHEETS_MAX)
        .collect();
    let listed = |names: &[String]| {
        names.iter().map(|name| cell::shown(name)).collect::<Vec<_>>().join(", ")
    };
    if let Some(wanted) = wanted {
        let all: Vec<String> = names.into_iter().map(|(name, _)| name).collect();
        let known = all.iter().find(|name| name.trim().eq_ignore_ascii_case(wanted.trim()));
        return known.cloned().ok_or_else(|| {
            Fault::new(&codes::SHEET_NOT_FOUND).with("sheets", listed(&all)).into()
        });
    }
    let mut filled = Vec::new();
    for (name, _) in names.into_iter().filter(|(_, visible)| *visible) {
        if has_cells(book, &name).map_err(unreadable)? {
            filled.push(name);
        }
    }
    match filled.as_slice() {
        [] => Err(Fault::new(&codes::FILE_EMPTY).into()),
        [only] => Ok(only.clone()),
        several => Err(Fault::new(&codes::SHEET_UNCLEAR).with("sheets", listed(several)).into()),
    }
}

fn has_cells<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<bool, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(found) = cells.next_cell_with_formula_metadata()? {
        if found.formula.is_some() || found.value != DataRef::Empty {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read(value: DataRef<'_>) -> Result<Cell, TabularError> {
    let text = |text: &str| match text.trim() {
        "" => Cell::Blank,
        _ => Cell::Text(text.to_owned()),
    };
    Ok(match value {
        DataRef::Empty => Cell::Blank,
        DataRef::String(value) | DataRef::DurationIso(value) => text(&value),
        DataRef::SharedString(value) => text(value),
        // The shortest digits that stand for the number, never with an exponent.
        DataRef::Float(value) => Cell::Number(value.to_string()),
        DataRef::Int(value) => Cell::Number(value.to_string()),
        DataRef::Bool(value) => Cell::Text(value.to_string()),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
        DataRef::DateTimeIso(value) => day_of_iso(&value),
        DataRef::DateTime(value) => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
            let day = day.filter(|_| value.is_datetime());
            day.map_or_else(|| Cell::Number(value.to_string()), Cell::Day)
        }
    })
}

fn day_of_iso(text: &str) -> Cell {
    let day = text.split('T').next().and_then(|day| day.parse::<NaiveDate>().ok());
    day.map_or_else(|| Cell::Text(text.to_owned()), Cell::Day)
}

/// Makes rows of cells.
struct Gathered<F> {
    row: Option<(u32, Vec<Cell>)>,
    /// Merged ranges that are not past, by their first cell.
    merged: Vec<Dimensions>,
    give: F,
}

impl<F: FnMut(SheetRow) -> bool> Gathered<F> {
    /// Takes one cell; false where no more are wanted.
    fn add(&mut self, (row, column): (u32, u32), cell: Cell) -> Result<bool, TabularError> {
        let refuse = |code, maximum: usize| {
            let fault = Fault::new(code).with("row", u64::from(row) + 1);
            TabularError::from(fault.with("maximum", maximum))
        };
        let mut wanted = true;
        match &self.row {
            Some((known, _)) if *known > row => return Err(unreadable("rows out of order")),
            Some((known, _)) if *known < row => {
                wanted = self.end();
                self.row = Some((row, Vec::new()));
            }
            Some(_) => {}
            None => self.row = Some((row, Vec::new())),
        }
        if u64::from(row) > ROWS_MAX {
            return Err(Fault::new(&codes::TOO_MANY_ROWS).with("maximum", ROWS_MAX).into());
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if cell == Cell::Blank {
            return Ok(wanted);
        }
        if column >= COLUMNS_MAX {
            return Err(refuse(&codes::TOO_MANY_COLUMNS, COLUMNS_MAX));
        }
        if matches!(&cell, Cell::Text(text) if text.len() > CELL_BYTES_MAX) {
            return Err(refuse(&codes::CELL_TOO_LARGE, CELL_BYTES_MAX));
        }
        if let Some((_, cells)) = &mut self.row {
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Blank);
            }
            cells[column] = cell;
        }
        Ok(wanted)
    }

    /// Gives the row that is gathered.
    fn end(&mut self) -> bool {
        let Some((row, mut cells)) = self.row.take() else { return true };
        self.merged.retain(|range| range.end.0 >= row);
        let here = self.merged.iter().take_while(|range| range.start.0 <= row);
        for range in here {
            // What is merged with the row above or with its neighbour says
            // nothing of its own, and what it says may be meant for both.
            for column in range.start.1..=range.end.1 {
                let place = usize::try_from(column).unwrap_or(COLUMNS_MAX);
                if place >= COLUMNS_MAX {
                    break;
                }
                if cells.len() <= place {
                    cells.resize(place + 1, Cell::Blank);
                }
                let text = cells[place].shown().into_owned();
                cells[place] = Cell::Merged(text);
            }
        }
        (self.give)(SheetRow { number: u64::from(row) + 1, cells })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_texts_beyond_all_reason_is_found_wherever_the_pieces_are_cut() {
        let bomb = b"<?xml?><!-- x --><sst uniqueCountuniqueCount = \"99999999999\">";
        for cut in 1..bomb.len() {
            let mut counts = Counts::default();

            let found = counts.look(&bomb[..cut]).and_then(|()| counts.look(&bomb[cut..]));

            assert!(found.is_err(), "cut at {cut}");
        }
        let wide: Vec<u8> = bomb.iter().flat_map(|byte| [*byte, 0]).collect();
        assert!(Counts::default().look(&wide).is_err(), "UTF-16");
    }

    #[test]
    fn an_honest_number_of_texts_passes() {
        let sheet = b"<sst count=\"99999999999\" uniqueCount=\"12000\"><si><t>99999999999</t></si>";

        assert!(Counts::default().look(sheet).is_ok());
    }
}
