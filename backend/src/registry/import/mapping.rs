//! Which column of a file is which field of an organization.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::ImportProfileId;
use crate::kernel::money::NumberLocale;
use crate::kernel::region_code::CodeSystem;
use crate::platform::tabular::{Charset, Separator};
use crate::registry::entity::organization::LegalForm;

/// A field of an organization that a column can hold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The number by which the source knows the organization.
    ExternalId,
    /// Name.
    Name,
    /// Legal form.
    LegalForm,
    /// Status.
    Status,
    /// Code of the region of the seat.
    RegionCode,
    /// Name of the province.
    Province,
    /// Name of the regency or city.
    Regency,
    /// Name of the district.
    District,
    /// Name of the village.
    Village,
    /// Street address.
    Address,
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
    /// Day of founding.
    FoundedOn,
    /// Founders.
    FounderCount,
    /// Tax number.
    Npwp,
    /// Business number.
    Nib,
    /// Cooperative's registration number.
    NikKoperasi,
    /// Number of the deed of legal personality.
    LegalNumber,
    /// Business class.
    KbliCode,
    /// Edition of the business class.
    KbliVersion,
    /// Phone of the office.
    Phone,
    /// Nothing: the column is left out on purpose.
    Ignore,
}

impl Field {
    /// The field as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        wire_name(&self)
    }

    /// Whether a value of this field may point at a person, so that no report shows it.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Npwp | Self::Phone)
    }
}

fn wire_name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl BookField {
    /// The field as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        wire_name(&self)
    }
}

/// How a file writes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// `1.234,56` and 31/12/2026.
    #[default]
    Id,
    /// `1,234.56` and 12/31/2026 or 31/12/2026.
    International,
}

impl From<Locale> for NumberLocale {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Id => Self::Indonesian,
            Locale::International => Self::International,
        }
    }
}

/// One column: named by its heading or its position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading; capitals, blanks and punctuation do not matter.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub heading: Option<String>,
    /// Its position, the first being 1.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 512)]
    pub position: Option<u16>,
    /// The field that it holds.
    pub field: Field,
}

/// What a column of a book of members holds (`POST …/books/imports`).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum BookField {
    /// Name of the person.
    Name,
    /// Identity number of the person.
    Nik,
    /// Number of an organization that is a holder: NIB, NPWP, number as a
    /// cooperative or as a legal entity.
    OrganizationNumber,
    /// Number in the register.
    RegisterNumber,
    /// Sex of the person.
    Sex,
    /// Day of entry.
    JoinedOn,
    /// Principal savings.
    SimpananPokok,
    /// Mandatory savings.
    SimpananWajib,
    /// Voluntary savings.
    SimpananSukarela,
    /// Village government's stake in a village enterprise.
    PenyertaanModalDesa,
    /// Community's stake in a village enterprise.
    PenyertaanModalMasyarakat,
    /// Shares, as their nominal value.
    Saham,
    /// Participating capital of a cooperative.
    ModalPenyertaan,
    /// Nothing: the column is left out on purpose.
    Ignore,
}

/// One column of a book of members: named by its heading or its position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookColumn {
    /// Its heading; capitals, blanks and punctuation do not matter.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub heading: Option<String>,
    /// Its position, the first being 1.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 512)]
    pub position: Option<u16>,
    /// What it holds.
    pub field: BookField,
    /// Name of the issuer's instrument, where it has several of that kind.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub instrument: Option<String>,
}

impl BookColumn {
    /// A column by its position, where the name is a number, else by its heading.
    #[must_use]
    pub fn named(name: &str, field: BookField) -> Self {
        let (heading, position) = match name.parse::<u16>() {
            Ok(position) => (None, Some(position)),
            Err(_) => (Some(name.to_owned()), None),
        };
        Self { heading, position, field, instrument: None }
    }
}

/// A value that every row has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// The field.
    pub field: Field,
    /// Its value, as a cell would hold it.
    #[schema(min_length = 1, max_length = 500)]
    pub value: String,
}

/// How a kind of file is read. What is left out is told from the file itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Whether the first row holds headings.
    #[serde(default)]
    pub has_header: Option<bool>,
    /// Encoding of the file.
    #[serde(default)]
    pub encoding: Option<Charset>,
    /// What separates its cells.
    #[serde(default)]
    pub separator: Option<Separator>,
    /// Columns; those not named are told by their headings.
    #[serde(default)]
    #[schema(max_items = 512)]
    pub columns: Vec<Column>,
    /// Columns of a book of members, for profiles of such books.
    #[serde(default)]
    #[schema(max_items = 64)]
    pub books: Vec<BookColumn>,
    /// Values that every row has.
    #[serde(default)]
    #[schema(max_items = 32)]
    pub constants: Vec<Constant>,
    /// Where such files come from; part of the natural key.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60)]
    pub source: Option<String>,
    /// Legal form of rows that name none.
    #[serde(default)]
    pub legal_form: Option<LegalForm>,
    /// How numbers are written.
    #[serde(default)]
    pub locale: Option<Locale>,
    /// Who numbered the regions.
    #[serde(default)]
    pub code_system: Option<CodeSystem>,
}

impl Mapping {
    /// The same with columns of a book that whoever imports names: they go
    /// before what the profile says of the same field.
    #[must_use]
    pub fn with_books(mut self, columns: Vec<BookColumn>) -> Self {
        self.books.retain(|known| columns.iter().all(|column| column.field != known.field));
        self.books.extend(columns);
        self
    }
}

/// A named mapping as a client gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportProfileDraft {
    /// The client's own UUID, so that a resend is recognised; only at creation.
    #[serde(default)]
    pub id: Option<ImportProfileId>,
    /// Name under which imports ask for it.
    #[schema(min_length = 1, max_length = 60, pattern = r"^[a-z0-9][a-z0-9_-]*$")]
    pub name: String,
    /// The mapping.
    pub mapping: Mapping,
}
