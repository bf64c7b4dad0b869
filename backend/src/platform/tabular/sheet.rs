//! Rows of a file that is a table, whether CSV or a workbook.
//!
//! A workbook says of a cell whether it is a text, a number or a day; CSV says
//! nothing, so that all is text. What that means is for the caller to decide.

use std::borrow::Cow;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;

use super::{Charset, Rows, Separator, TabularError, codes, survey, workbook};
use crate::kernel::fault::Fault;
use crate::platform::vault::hex;

/// Rows of a workbook that wait to be taken.
const WAITING: usize = 256;

/// What one cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A text, as it was written.
    Text(String),
    /// A number of a workbook, in plain decimal notation with a point.
    Number(String),
    /// A day of a workbook.
    Day(NaiveDate),
    /// A formula, whose result nobody can vouch for.
    Formula,
    /// An error of a workbook, such as `#N/A`.
    Broken(String),
    /// Part of a merged range, with its text where it is the first cell.
    Merged(String),
}

impl Cell {
    /// The cell as a report shows it.
    #[must_use]
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Blank | Self::Formula => Cow::Borrowed(""),
            Self::Text(text) | Self::Number(text) | Self::Broken(text) | Self::Merged(text) => {
                Cow::Borrowed(text)
            }
            Self::Day(day) => Cow::Owned(day.to_string()),
        }
    }

    /// Whether it holds nothing but blanks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number as a spreadsheet shows it, the first being 1.
    pub number: u64,
    /// Its cells; those behind the last one are blank.
    pub cells: Vec<Cell>,
}

/// How a file is to be opened.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Name of the sheet of a workbook; the only one with cells if left out.
    pub sheet: Option<String>,
    /// Encoding of a text file.
    pub encoding: Option<Charset>,
    /// What separates the cells of a text file.
    pub separator: Option<Separator>,
}

/// A file that is open as a table.
pub struct Sheet {
    source: Source,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The encoding that nothing in a text file proves.
    pub assumed: Option<&'static str>,
}

enum Source {
    Text(Box<Rows<File>>),
    /// Nothing stands for the end, so that a reader that broke off is not taken for one.
    Book(mpsc::Receiver<Result<Option<SheetRow>, TabularError>>),
    Ended,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Sheet").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Sheet {
    /// Opens a file, which stands at its beginning; what it is, its content tells.
    ///
    /// # Errors
    /// As [`survey`] for a text file, or that the file does not read. What is
    /// wrong with a workbook comes with the first row.
    pub async fn open(mut file: File, wanted: &Wanted) -> Result<Self, TabularError> {
        let mut magic = Vec::new();
        (&mut file).take(workbook::MAGIC.len() as u64).read_to_end(&mut magic).await?;
        file.rewind().await?;
        if magic != workbook::MAGIC {
            let survey = survey(&mut file, wanted.encoding).await?;
            let separator = wanted.separator.unwrap_or_else(|| Separator::sniff(&survey.head));
            let rows = Rows::new(file, &survey, separator);
            return Ok(Self {
                source: Source::Text(Box::new(rows)),
                assumed: survey.assumed.then(|| survey.encoding.name()),
                sha256: survey.sha256,
                bytes: survey.bytes,
            });
        }
        let (sha256, bytes) = digest(&mut file).await?;
        let (file, sheet) = (file.into_std().await, wanted.sheet.clone());
        let (sender, rows) = mpsc::channel(WAITING);
        tokio::task::spawn_blocking(move || {
            let give = |row| sender.blocking_send(Ok(Some(row))).is_ok();
            let ended = workbook::read_rows(file, sheet.as_deref(), give).map(|()| None);
            // Where whoever reads has gone there is nobody to tell.
            sender.blocking_send(ended).ok();
        });
        Ok(Self { source: Source::Book(rows), sha256, bytes, assumed: None })
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub async fn next(&mut self) -> Result<Option<SheetRow>, TabularError> {
        match &mut self.source {
            Source::Ended => Ok(None),
            Source::Book(rows) => {
                let broken = || Err(Fault::new(&codes::WORKBOOK_UNREADABLE).into());
                let row = rows.recv().await.unwrap_or_else(broken)?;
                if row.is_none() {
                    self.source = Source::Ended;
                }
                Ok(row)
            }
            Source::Text(rows) => {
                let row = rows.next().await?;
                Ok(row.map(|row| {
                    let cells = row.cells.into_iter().map(|text| match text.trim() {
                        "" => Cell::Blank,
                        _ => Cell::Text(text),
                    });
                    SheetRow { number: row.number, cells: cells.collect() }
                }))
            }
        }
    }
}

async fn digest(file: &mut File) -> Result<(String, u64), TabularError> {
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    let mut piece = vec![0_u8; 64 * 1024];
    loop {
        let length = file.read(&mut piece).await?;
        if length == 0 {
            break;
        }
        hash.update(&piece[..length]);
        bytes += length as u64;
    }
    file.rewind().await?;
    Ok((hex(&hash.finalize()), bytes))
}
