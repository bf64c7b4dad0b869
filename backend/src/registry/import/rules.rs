//! How a row of somebody's file becomes a draft of an organization: pure decisions.
//!
//! Source: house rule "never guess silently": what is certain is normalised and
//! noted, the rest is a fault that the person decides; RULES R5, R6, R19 to R24.

pub mod cells;
pub mod columns;
pub mod gazetteer;
pub mod merge;
pub mod place;

use super::mapping::Field;
use crate::kernel::fault::Fault;
use crate::platform::tabular::Severity;

/// Something found in the cell of a field, or in the row (no field).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The field.
    pub field: Option<Field>,
    /// How grave.
    pub severity: Severity,
    /// What.
    pub fault: Fault,
    /// What could be meant.
    pub suggestion: Option<String>,
}

impl Found {
    /// What refuses the row.
    #[must_use]
    pub fn fault(field: impl Into<Option<Field>>, fault: Fault) -> Self {
        Self { field: field.into(), severity: Severity::Fault, fault, suggestion: None }
    }

    /// What should be looked at.
    #[must_use]
    pub fn warning(field: impl Into<Option<Field>>, fault: Fault) -> Self {
        Self { severity: Severity::Warning, ..Self::fault(field, fault) }
    }

    /// How a cell was read.
    #[must_use]
    pub fn note(field: impl Into<Option<Field>>, fault: Fault) -> Self {
        Self { severity: Severity::Note, ..Self::fault(field, fault) }
    }

    /// The same with what could be meant.
    #[must_use]
    pub fn suggest(self, suggestion: impl Into<String>) -> Self {
        let suggestion = suggestion.into();
        Self { suggestion: (!suggestion.is_empty()).then_some(suggestion), ..self }
    }
}

#[cfg(test)]
mod tests;
