//! The record of each import of an issuer's existing books, dry runs and
//! refused ones included.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{BooksImportId, OrganizationId, UserId};
use crate::kernel::money::Money;
use crate::registry::import::entity::import_run::ImportOutcome;
use crate::registry::import::mapping::Locale;

/// How a file writes amounts and days. It is stated, never guessed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum BookLocale {
    /// `1.234.567,89` and 31/12/2026.
    Id,
    /// `1,234,567.89`; days as `2026-12-31`, or such as 31/12/2026 that can be
    /// read in one way only.
    En,
    /// `1234567.89` and `2026-12-31`, as machines write them.
    Iso,
}

impl BookLocale {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

impl From<Locale> for BookLocale {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Id => Self::Id,
            Locale::International => Self::En,
        }
    }
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "books_import")]
pub struct Model {
    /// Identity, in order of time; the key of its postings names it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BooksImportId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// Who; absent for the command line.
    pub user_id: Option<UserId>,
    /// How it ended.
    pub outcome: ImportOutcome,
    /// Day of the balances: the cut-over.
    pub effective_on: Date,
    /// The document that shows them.
    pub reason: String,
    /// How amounts and days are written.
    pub locale: BookLocale,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// SHA-256 of the file and of how it was read.
    pub digest: Vec<u8>,
    /// Size of the file in bytes.
    pub bytes: i64,
    /// Rows read, without headings and totals.
    pub rows_read: i64,
    /// Rows with a fault.
    pub rows_refused: i64,
    /// Persons recorded.
    pub persons_created: i64,
    /// Members entered in the register.
    pub members_created: i64,
    /// Members who stood there already.
    pub members_found: i64,
    /// Opening balances booked.
    pub postings: i64,
    /// Their sum.
    pub total_sen: Money,
    /// The answer, kept for whoever sends the same file again.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub report: Option<Json>,
    /// When.
    pub recorded_at: DateTimeUtc,
}

impl Model {
    /// The key that its postings keep.
    #[must_use]
    pub fn posting_key(&self) -> String {
        format!("books-import.{}", self.id)
    }
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
