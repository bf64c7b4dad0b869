//! What the parts of a paper are, for who listens to it instead of looking:
//! headings, paragraphs, lists of facts, tables by rows and cells.
//!
//! Source: ISO 14289-1 (PDF/UA-1); ISO 32000-1, 14.8 (tagged PDF).

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The title of the paper.
    Heading,
    /// A paragraph.
    Paragraph,
    /// Facts.
    List,
    /// One fact.
    Item,
    /// The label of a fact.
    Label,
    /// What the fact is.
    Body,
    /// A table.
    Table,
    /// The row of headings.
    Head,
    /// The rows.
    Rows,
    /// The rows that are set apart.
    Foot,
    /// A row.
    Row,
    /// The heading of a column.
    HeadCell,
    /// A cell.
    Cell,
}

impl Role {
    /// Whether it holds text; the others hold parts.
    pub(super) fn holds_text(self) -> bool {
        match self {
            Self::Heading
            | Self::Paragraph
            | Self::Label
            | Self::Body
            | Self::HeadCell
            | Self::Cell => true,
            Self::List
            | Self::Item
            | Self::Table
            | Self::Head
            | Self::Rows
            | Self::Foot
            | Self::Row => false,
        }
    }
}

/// A part, by its place in the order of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part(pub(super) usize);

/// The parts of a paper in the order of reading; each comes after the one that
/// it stands within.
#[derive(Debug, Clone, Default)]
pub(super) struct Structure {
    /// Role, and the part that holds it.
    pub(super) parts: Vec<(Role, Option<Part>)>,
}

impl Structure {
    /// Adds a part on its own.
    pub(super) fn add(&mut self, role: Role) -> Part {
        self.put(role, None)
    }

    /// Adds a part within another.
    pub(super) fn within(&mut self, holder: Part, role: Role) -> Part {
        self.put(role, Some(holder))
    }

    fn put(&mut self, role: Role, holder: Option<Part>) -> Part {
        self.parts.push((role, holder));
        Part(self.parts.len() - 1)
    }
}
