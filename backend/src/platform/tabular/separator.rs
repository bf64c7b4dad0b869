//! What separates the cells of a file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Records of the head that are looked at.
const RECORDS: usize = 20;

/// A character between cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`, where the comma is the decimal sign.
    Semicolon,
    /// Tabulator.
    Tab,
    /// `|`
    Pipe,
}

impl Separator {
    const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The separator of a file, told from its beginning: the one that cuts
    /// most rows alike, and among equals the one that gives more columns.
    #[must_use]
    pub fn sniff(head: &str) -> Self {
        let score = |separator: &Self| {
            let counts = field_counts(head, separator.byte());
            let most = counts.iter().copied().max_by_key(|count| {
                (counts.iter().filter(|other| *other == count).count(), *count)
            });
            let Some(columns) = most.filter(|columns| *columns > 1) else { return (0, 0) };
            let alike = counts.iter().filter(|count| **count == columns).count();
            // Nine rows of ten alike are as good as all.
            (alike * 10 / counts.len().max(1), columns)
        };
        let tried = Self::ALL.into_iter().map(|separator| (score(&separator), separator));
        let best = tried.fold(
            ((0, 0), Self::Comma),
            |best, tried| {
                if tried.0 > best.0 { tried } else { best }
            },
        );
        best.1
    }
}

fn field_counts(head: &str, separator: u8) -> Vec<usize> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(head.as_bytes());
    let mut counts: Vec<usize> = reader
        .byte_records()
        .map_while(Result::ok)
        .take(RECORDS)
        .map(|record| record.len())
        .collect();
    // The head may end in the middle of a record.
    if counts.len() > 1 && counts.len() < RECORDS && !head.ends_with(['\n', '\r']) {
        counts.pop();
    }
    counts
}
