//! Tables in files: CSV in whatever encoding and with whatever separator
//! people's programs write it, and workbooks (XLSX), read row by row in bounded
//! memory. [`Sheet`] opens either.
//!
//! A file is read twice: [`survey`] finds out how it is written and hashes it,
//! [`Rows`] gives its rows. What is found in cells goes into a [`Report`],
//! which keeps the first findings of each kind and counts the rest. This
//! module knows no domain; what a column means is for its caller to say.
//!
//! Source: RFC 4180 for CSV, which files follow loosely; the encodings are
//! those of the WHATWG Encoding Standard by `encoding_rs`.

pub mod cell;
pub mod codes;
mod encoding;
mod report;
mod rows;
mod separator;
mod sheet;
mod spool;
mod workbook;

pub use encoding::{Charset, Survey, survey};
pub use report::{Remark, Report, Severity, Tally};
pub use rows::{Row, Rows};
pub use separator::Separator;
pub use sheet::{Cell, Sheet, SheetRow, Wanted};
pub use spool::spool;

use crate::kernel::fault::Fault;
use crate::platform::ApiError;

/// Most columns of a row.
pub const COLUMNS_MAX: usize = 512;
/// Most rows of a file.
pub const ROWS_MAX: u64 = 500_000;
/// Longest cell, in bytes: a spreadsheet's own bound.
pub const CELL_BYTES_MAX: usize = 32_767;
/// Longest row, in bytes.
pub const ROW_BYTES_MAX: usize = 1024 * 1024;
/// How much of a file is looked at to tell its separator, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// Why a file cannot be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum TabularError {
    /// The file itself is at fault.
    #[error("{}", .0.code.name)]
    Refused(Fault),
    /// The file could not be read at all.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<Fault> for TabularError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}

impl From<TabularError> for ApiError {
    fn from(error: TabularError) -> Self {
        match error {
            TabularError::Refused(fault) => fault.into(),
            TabularError::Io(error) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests;
