//! How a book is to be imported, as a query says it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::actions::{Settings, Totals};
use super::super::entity::books_import::BookLocale;
use super::problems;
use crate::investment::entity::instrument::InstrumentKind as Kind;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::money::Money;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::platform::query::bad_parameter;
use crate::platform::reasons::Reason;
use crate::registry::import::mapping::{BookColumn, BookField, Mapping};

/// Whose numbers a register gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegisterNumbers {
    /// Those of the file, where it has a column of them.
    Given,
    /// The next ones, in the order of the rows.
    Assigned,
}

/// How a book is to be imported. A column is named by its heading, or by its
/// position from 1; one that is not named is told by its heading.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BooksImportQuery {
    /// Day of the balances: the cut-over. Not in the future.
    pub on: NaiveDate,
    /// The document that shows the balances, such as the balance sheet and the
    /// meeting that accepted it.
    #[param(min_length = 1, max_length = 100)]
    pub reason: String,
    /// How amounts and days are written; needed, unless the profile says it.
    pub locale: Option<BookLocale>,
    /// Do everything and take it back; nothing is kept but the record of the run.
    pub dry_run: Option<bool>,
    /// Name of an import profile with `books`.
    #[param(max_length = 60)]
    pub profile: Option<String>,
    /// Sheet of a workbook; the only one with cells if left out.
    #[param(min_length = 1, max_length = 31)]
    pub sheet: Option<String>,
    /// Whose numbers the register gets; `given` if left out.
    #[param(inline)]
    pub register_numbers: Option<RegisterNumbers>,
    /// Decision behind capital; needed for village enterprises and regional capital.
    #[param(max_length = 100)]
    pub decision_number: Option<String>,
    /// Members that the file should have.
    #[param(minimum = 1, maximum = 50_000)]
    pub members: Option<i64>,
    /// What all amounts should add up to.
    pub total: Option<Money>,
    /// What principal savings should add up to.
    pub total_simpanan_pokok: Option<Money>,
    /// What mandatory savings should add up to.
    pub total_simpanan_wajib: Option<Money>,
    /// What voluntary savings should add up to.
    pub total_simpanan_sukarela: Option<Money>,
    /// What the village's stake should add up to.
    pub total_penyertaan_modal_desa: Option<Money>,
    /// What the community's stake should add up to.
    pub total_penyertaan_modal_masyarakat: Option<Money>,
    /// What the nominal value of shares should add up to.
    pub total_saham: Option<Money>,
    /// What participating capital should add up to.
    pub total_modal_penyertaan: Option<Money>,
    /// What single instruments should add up to, by their names:
    /// `Simpanan hari raya=5000000.00; Simpanan pendidikan=1200000.00`.
    #[param(min_length = 3, max_length = 4_000)]
    pub total_instruments: Option<String>,
    /// Column of names.
    #[param(min_length = 1, max_length = 100)]
    pub column_name: Option<String>,
    /// Column of NIK.
    #[param(min_length = 1, max_length = 100)]
    pub column_nik: Option<String>,
    /// Column of numbers of organizations: NIB, NPWP, number as a cooperative or
    /// as a legal entity.
    #[param(min_length = 1, max_length = 100)]
    pub column_organization_number: Option<String>,
    /// Column of numbers in the register.
    #[param(min_length = 1, max_length = 100)]
    pub column_register_number: Option<String>,
    /// Column of sexes.
    #[param(min_length = 1, max_length = 100)]
    pub column_sex: Option<String>,
    /// Column of days of entry.
    #[param(min_length = 1, max_length = 100)]
    pub column_joined_on: Option<String>,
    /// Column of principal savings.
    #[param(min_length = 1, max_length = 100)]
    pub column_simpanan_pokok: Option<String>,
    /// Column of mandatory savings.
    #[param(min_length = 1, max_length = 100)]
    pub column_simpanan_wajib: Option<String>,
    /// Column of voluntary savings.
    #[param(min_length = 1, max_length = 100)]
    pub column_simpanan_sukarela: Option<String>,
    /// Column of the village's stake.
    #[param(min_length = 1, max_length = 100)]
    pub column_penyertaan_modal_desa: Option<String>,
    /// Column of the community's stake.
    #[param(min_length = 1, max_length = 100)]
    pub column_penyertaan_modal_masyarakat: Option<String>,
    /// Column of shares.
    #[param(min_length = 1, max_length = 100)]
    pub column_saham: Option<String>,
    /// Column of participating capital.
    #[param(min_length = 1, max_length = 100)]
    pub column_modal_penyertaan: Option<String>,
}

impl BooksImportQuery {
    /// The settings of an import with what a profile says.
    ///
    /// # Errors
    /// 400 for a text beyond its bounds; 422 where the locale is not stated.
    pub fn settings(self, mapping: Mapping, language: Language) -> ApiResult<Settings> {
        let reason = plain("reason", Some(&self.reason))?.unwrap_or_default();
        let decision_number = plain("decision_number", self.decision_number.as_deref())?;
        let locale = self.locale.or(mapping.locale.map(BookLocale::from));
        let locale = locale.ok_or_else(|| Fault::at(&problems::LOCALE_NOT_STATED, "?locale"))?;
        let mapping = mapping.with_books(self.columns()?);
        Ok(Settings {
            dry_run: self.dry_run.unwrap_or(false),
            effective_on: self.on,
            reason,
            decision_number,
            locale,
            mapping,
            assigned: self.register_numbers == Some(RegisterNumbers::Assigned),
            totals: self.totals()?,
            profile: self.profile,
            sheet: self.sheet,
            language,
        })
    }

    fn columns(&self) -> ApiResult<Vec<BookColumn>> {
        let named = [
            ("column_name", &self.column_name, BookField::Name),
            ("column_nik", &self.column_nik, BookField::Nik),
            (
                "column_organization_number",
                &self.column_organization_number,
                BookField::OrganizationNumber,
            ),
            ("column_register_number", &self.column_register_number, BookField::RegisterNumber),
            ("column_sex", &self.column_sex, BookField::Sex),
            ("column_joined_on", &self.column_joined_on, BookField::JoinedOn),
            ("column_simpanan_pokok", &self.column_simpanan_pokok, BookField::SimpananPokok),
            ("column_simpanan_wajib", &self.column_simpanan_wajib, BookField::SimpananWajib),
            (
                "column_simpanan_sukarela",
                &self.column_simpanan_sukarela,
                BookField::SimpananSukarela,
            ),
            (
                "column_penyertaan_modal_desa",
                &self.column_penyertaan_modal_desa,
                BookField::PenyertaanModalDesa,
            ),
            (
                "column_penyertaan_modal_masyarakat",
                &self.column_penyertaan_modal_masyarakat,
                BookField::PenyertaanModalMasyarakat,
            ),
            ("column_saham", &self.column_saham, BookField::Saham),
            ("column_modal_penyertaan", &self.column_modal_penyertaan, BookField::ModalPenyertaan),
        ];
        let mut columns = Vec::new();
        for (parameter, name, field) in named {
            columns.extend(
                plain(parameter, name.as_deref())?.map(|name| BookColumn::named(&name, field)),
            );
        }
        Ok(columns)
    }

    fn totals(&self) -> ApiResult<Totals> {
        let kinds = [
            (Kind::SimpananPokok, self.total_simpanan_pokok),
            (Kind::SimpananWajib, self.total_simpanan_wajib),
            (Kind::SimpananSukarela, self.total_simpanan_sukarela),
            (Kind::PenyertaanModalDesa, self.total_penyertaan_modal_desa),
            (Kind::PenyertaanModalMasyarakat, self.total_penyertaan_modal_masyarakat),
            (Kind::Saham, self.total_saham),
            (Kind::ModalPenyertaan, self.total_modal_penyertaan),
        ];
        let stated = kinds.into_iter().filter_map(|(kind, sum)| Some((kind, sum?)));
        let kinds: BTreeMap<Kind, Money> = stated.collect();
        let named = named_totals(self.total_instruments.as_deref())?;
        Ok(Totals { members: self.members, all: self.total, kinds, named })
    }
}

/// Names of instruments, each with a sum: `name=sum; name=sum`.
fn named_totals(text: Option<&str>) -> ApiResult<Vec<(String, Money)>> {
    let malformed = || bad_parameter("total_instruments", &Reason::written("name=sum; name=sum"));
    let one = |part: &str| {
        let (name, sum) = part.rsplit_once('=').ok_or_else(malformed)?;
        let sum = sum.trim().parse().map_err(|_| malformed())?;
        Ok((name.trim().to_owned(), sum))
    };
    let parts = text.unwrap_or_default().split(';').filter(|part| !part.trim().is_empty());
    parts.map(one).collect()
}

/// A text of a query without blanks around it: not blank, nothing unprintable.
fn plain(parameter: &str, text: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(text) = text.map(str::trim) else { return Ok(None) };
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(bad_parameter(parameter, &Reason::length(&(1..=100))).into());
    }
    Ok(Some(text.to_owned()))
}
