//! What the service tells of imports of books.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::actions::{Finished, Sum};
use super::super::entity::books_import::{self, BookLocale};
use super::super::rules::columns::Target;
use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::fault::Language;
use crate::kernel::ids::{BooksImportId, InstrumentId, OrganizationId, UserId};
use crate::kernel::money::Money;
use crate::platform::tabular::{Tally, cell};
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::routes::RemarkView;

/// The record of one import.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BooksImportView {
    /// Identity; the keys of its postings name it (`books-import.<id>`).
    pub id: BooksImportId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who; absent for the command line.
    pub user_id: Option<UserId>,
    /// How it ended.
    pub outcome: ImportOutcome,
    /// Day of the balances.
    pub effective_on: NaiveDate,
    /// The document that shows them.
    pub reason: String,
    /// How amounts and days were read.
    pub locale: BookLocale,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: i64,
    /// Members in the file.
    pub rows_read: i64,
    /// Rows with a fault.
    pub rows_refused: i64,
    /// Persons recorded; where nothing was kept, that would be.
    pub persons_created: i64,
    /// Members entered in the register.
    pub members_created: i64,
    /// Members who stood there already.
    pub members_found: i64,
    /// Opening balances booked.
    pub postings: i64,
    /// Their sum.
    pub total: Money,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl From<books_import::Model> for BooksImportView {
    fn from(row: books_import::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            user_id: row.user_id,
            outcome: row.outcome,
            effective_on: row.effective_on,
            reason: row.reason,
            locale: row.locale,
            profile: row.profile,
            sha256: row.sha256,
            bytes: row.bytes,
            rows_read: row.rows_read,
            rows_refused: row.rows_refused,
            persons_created: row.persons_created,
            members_created: row.members_created,
            members_found: row.members_found,
            postings: row.postings,
            total: row.total_sen,
            recorded_at: row.recorded_at,
        }
    }
}

/// A column of the file and what it was read as.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BookColumnView {
    /// Its position, the first being 1.
    pub position: usize,
    /// Its heading.
    pub heading: Option<String>,
    /// What it holds; absent where nothing was taken from it.
    pub field: Option<String>,
    /// The instrument whose balances it holds.
    pub instrument_id: Option<InstrumentId>,
}

/// The sums of one instrument.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BookSumView {
    /// The instrument.
    pub instrument_id: InstrumentId,
    /// Its kind.
    pub kind: InstrumentKind,
    /// Its name.
    pub name: String,
    /// What the file adds up to.
    pub file: Money,
    /// What was booked; where nothing was kept, what would be.
    pub booked: Money,
}

impl From<&Sum> for BookSumView {
    fn from(sum: &Sum) -> Self {
        Self {
            instrument_id: sum.instrument,
            kind: sum.kind,
            name: sum.name.clone(),
            file: sum.file,
            booked: sum.booked,
        }
    }
}

/// What came of an import.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BooksImportReport {
    /// Its record.
    pub import: BooksImportView,
    /// The columns of the file.
    pub columns: Vec<BookColumnView>,
    /// Sums by instrument: of the file, and booked.
    pub sums: Vec<BookSumView>,
    /// How often each finding was made.
    pub tallies: Vec<Tally>,
    /// The first findings of each code; all of them as CSV by `Accept: text/csv`.
    pub remarks: Vec<RemarkView>,
}

impl BooksImportReport {
    /// The report of a finished import in one language.
    #[must_use]
    pub fn of(finished: &Finished, language: Language) -> Self {
        let plan = &finished.plan;
        let column = |(place, target): (usize, &Option<Target>)| {
            let (field, instrument_id) = match target {
                None => (None, None),
                Some(Target::Field(field)) => (Some(field.as_str()), None),
                Some(Target::Amount(id, kind)) => (Some(kind.as_str()), Some(*id)),
            };
            let heading = plan.heading(place).map(cell::shown).filter(|it| !it.is_empty());
            BookColumnView { position: place + 1, heading, field, instrument_id }
        };
        let remarks = finished.remarks.iter().cloned();
        Self {
            import: finished.run.clone().into(),
            columns: plan.targets.iter().enumerate().map(column).collect(),
            sums: finished.sums.iter().map(BookSumView::from).collect(),
            tallies: finished.tallies.clone(),
            remarks: remarks.map(|remark| RemarkView::of(remark, language)).collect(),
        }
    }
}
