//! What the rows of a book of members say, and who they are: pure decisions.
//!
//! Source: house rule, ADR-0026: what is certain is taken, what could mean two
//! things is a fault with its cell, a blank erases nothing; R5, R6, R10 to R14.

pub mod cells;
pub mod columns;
pub mod identity;
pub mod totals;

use crate::kernel::fault::Fault;
use crate::platform::tabular::Severity;

/// Something found in a cell, or in the row (no column).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Place of the column, counted from 0.
    pub column: Option<usize>,
    /// How grave.
    pub severity: Severity,
    /// What.
    pub fault: Fault,
    /// The cell, where a report may show it.
    pub value: Option<String>,
}

impl Found {
    /// What refuses the row.
    #[must_use]
    pub fn fault(column: Option<usize>, fault: Fault) -> Self {
        Self { column, severity: Severity::Fault, fault, value: None }
    }

    /// What should be looked at.
    #[must_use]
    pub fn warning(column: Option<usize>, fault: Fault) -> Self {
        Self { severity: Severity::Warning, ..Self::fault(column, fault) }
    }
}

#[cfg(test)]
mod tests;
