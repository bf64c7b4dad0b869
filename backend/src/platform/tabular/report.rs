//! What was found in a file: the first findings of each kind, counts of all,
//! and, where asked for, every one as a line of CSV.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TabularError;
use super::cell::shown;
use crate::kernel::fault::{Fault, Language};
use crate::platform::csv_answer::neutral;

/// Findings of one code that are kept.
const KEPT_PER_CODE: u64 = 20;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row is refused.
    Fault,
    /// The row is taken; somebody should look at it.
    Warning,
    /// How the cell was read.
    Note,
}

impl Severity {
    /// The severity as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding. Holds no personal data: the value is shortened and masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How grave.
    pub severity: Severity,
    /// Row, the first being 1; 0 for the file as a whole.
    pub row: u64,
    /// Column, the first being 1; absent for the row as a whole.
    pub column: Option<usize>,
    /// Heading of the column.
    pub heading: Option<String>,
    /// The cell, shortened; absent where it may be personal.
    pub value: Option<String>,
    /// What was found.
    pub fault: Fault,
    /// What could be meant.
    pub suggestion: Option<String>,
}

impl Remark {
    /// A finding about a row as a whole, or the file (row 0).
    #[must_use]
    pub fn of_row(severity: Severity, row: u64, fault: Fault) -> Self {
        let (column, heading, value, suggestion) = (None, None, None, None);
        Self { severity, row, column, heading, value, fault, suggestion }
    }

    /// The same with what could be meant.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// How often something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    /// Code of the finding.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// How often.
    pub count: u64,
}

/// Gathers findings in bounded memory.
pub struct Report<'a> {
    counts: BTreeMap<(Severity, &'static str), u64>,
    kept: Vec<Remark>,
    sink: Option<csv::Writer<Box<dyn Write + Send + 'a>>>,
    language: Language,
}

impl std::fmt::Debug for Report<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Report").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl<'a> Report<'a> {
    /// An empty report; every finding also goes to `sink` as CSV.
    ///
    /// # Errors
    /// When the sink refuses the heading.
    pub fn new(
        language: Language,
        sink: Option<Box<dyn Write + Send + 'a>>,
    ) -> Result<Self, TabularError> {
        let mut sink = sink.map(|sink| {
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(sink)
        });
        if let Some(sink) = &mut sink {
            let heading =
                ["row", "column", "heading", "value", "severity", "code", "detail", "suggestion"];
            sink.write_record(heading).map_err(io::Error::from)?;
        }
        Ok(Self { counts: BTreeMap::new(), kept: Vec::new(), sink, language })
    }

    /// Adds one finding.
    ///
    /// # Errors
    /// When the sink refuses it.
    pub fn add(&mut self, remark: Remark) -> Result<(), TabularError> {
        let count = self.counts.entry((remark.severity, remark.fault.code.name)).or_default();
        *count += 1;
        let keep = *count <= KEPT_PER_CODE;
        if let Some(sink) = &mut self.sink {
            let number = |value: Option<String>| value.unwrap_or_default();
            let line = [
                remark.row.to_string(),
                number(remark.column.map(|column| column.to_string())),
                neutral(remark.heading.as_deref().unwrap_or_default()),
                neutral(remark.value.as_deref().unwrap_or_default()),
                remark.severity.as_str().to_owned(),
                remark.fault.code.name.to_owned(),
                neutral(&remark.fault.detail(self.language)),
                neutral(remark.suggestion.as_deref().unwrap_or_default()),
            ];
            sink.write_record(line).map_err(io::Error::from)?;
        }
        if keep {
            self.kept.push(remark);
        }
        Ok(())
    }

    /// Ends the report: the findings kept, and how often each was made.
    ///
    /// # Errors
    /// When the sink cannot be written out.
    pub fn finish(mut self) -> Result<(Vec<Remark>, Vec<Tally>), TabularError> {
        if let Some(sink) = &mut self.sink {
            sink.flush()?;
        }
        let tally = self.counts.iter().map(|((severity, code), count)| Tally {
            code: (*code).to_owned(),
            severity: *severity,
            count: *count,
        });
        Ok((self.kept, tally.collect()))
    }
}

/// A cell as [`shown`], or nothing for a blank one.
#[must_use]
pub(super) fn shown_or_none(text: &str) -> Option<String> {
    let shown = shown(text);
    (!shown.is_empty()).then_some(shown)
}

impl Remark {
    /// A finding in one cell; `column` counts from 0, `text` is masked here.
    #[must_use]
    pub fn of_cell(
        severity: Severity,
        row: u64,
        column: usize,
        heading: Option<&str>,
        text: Option<&str>,
        fault: Fault,
    ) -> Self {
        Self {
            severity,
            row,
            column: Some(column + 1),
            heading: heading.and_then(shown_or_none),
            value: text.and_then(shown_or_none),
            fault,
            suggestion: None,
        }
    }
}
