//! Papers: A4 documents of facts, paragraphs and tables, as PDF.
//!
//! A [`Paper`] is laid out in whole tenths of a point, without floats; only
//! `canvas` turns them into the coordinates of the PDF library. The fonts are
//! Noto Sans, embedded in part, so that a paper looks the same everywhere and
//! its text can be searched and copied. Every text says what it is
//! (`structure`), so that a screen reader reads a paper as it is meant.
//!
//! Source: ISO 216 (A4); ADR-0024 for the library.

mod canvas;
mod paper;
mod ruler;
mod structure;
mod wanted;

use structure::Part;

pub use canvas::PdfError;
pub use paper::{Column, Paper};
pub use wanted::{Wanted, answer};

#[cfg(test)]
mod tests;

/// Size of a letter, in tenths of a point.
const TEXT_SIZE: i32 = 90;
/// Size of small print.
const SMALL_SIZE: i32 = 75;
/// Size of a title.
const TITLE_SIZE: i32 = 130;

/// A4 in tenths of a point: 210 mm × 297 mm.
const PAGE_WIDTH: i32 = 5_953;
const PAGE_HEIGHT: i32 = 8_419;
/// Margin on all sides.
const MARGIN: i32 = 480;
/// Where the text of a page ends; the footer stands below.
const BOTTOM: i32 = PAGE_HEIGHT - MARGIN - 250;

/// What stands on a page.
#[derive(Debug, Clone)]
enum Mark {
    /// A text.
    Text(Text),
    /// A thin line from left to right.
    Rule { x: i32, y: i32, length: i32 },
}

/// A text whose baseline begins at `x`, `y`.
#[derive(Debug, Clone)]
struct Text {
    x: i32,
    y: i32,
    size: i32,
    bold: bool,
    text: String,
    /// What it is part of; nothing where it only helps those who look, as page
    /// numbers and headings that are repeated do.
    part: Option<Part>,
}

impl From<PdfError> for crate::platform::ApiError {
    fn from(error: PdfError) -> Self {
        Self::internal(error)
    }
}
