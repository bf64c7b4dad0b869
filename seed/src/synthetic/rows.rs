//! Rows of the invented data: plain values and indexes.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

/// Legal form of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegalForm {
    /// Village enterprise.
    BumDesa,
    /// Enterprise of several villages.
    BumDesaBersama,
    /// Primary cooperative.
    KoperasiPrimer,
    /// Secondary cooperative.
    KoperasiSekunder,
    /// Regional enterprise without shares.
    Perumda,
    /// Regional company.
    Perseroda,
    /// Business group of people.
    KelompokUsaha,
    /// Company or partnership.
    Perseroan,
}

impl LegalForm {
    /// The form as the registry stores it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BumDesa => "bum_desa",
            Self::BumDesaBersama => "bum_desa_bersama",
            Self::KoperasiPrimer => "koperasi_primer",
            Self::KoperasiSekunder => "koperasi_sekunder",
            Self::Perumda => "perumda",
            Self::Perseroda => "perseroda",
            Self::KelompokUsaha => "kelompok_usaha",
            Self::Perseroan => "perseroan",
        }
    }

    /// One of the less frequent forms; `draw` is 0 to 19.
    pub(super) fn rare(draw: u32) -> Self {
        match draw {
            0..=11 => Self::Perseroan,
            12..=15 => Self::BumDesaBersama,
            16 | 17 => Self::KoperasiSekunder,
            18 => Self::Perseroda,
            _ => Self::Perumda,
        }
    }

    /// Whether a village or region gives the founding capital.
    pub(super) fn is_public(self) -> bool {
        matches!(self, Self::BumDesa | Self::BumDesaBersama | Self::Perumda | Self::Perseroda)
    }

    /// Name of an enterprise of this form; a BUM Desa ends with its village.
    pub(super) fn name(self, word: &str, village: &str) -> String {
        let (before, after) = match self {
            Self::BumDesa => ("BUM Desa", ""),
            Self::BumDesaBersama => ("BUM Desa Bersama", ""),
            Self::KoperasiPrimer => ("Koperasi", ""),
            Self::KoperasiSekunder => ("Koperasi Sekunder", ""),
            Self::Perumda => ("Perumda", ""),
            Self::Perseroda => ("PT", " (Perseroda)"),
            Self::KelompokUsaha => ("Kelompok Usaha", ""),
            Self::Perseroan => ("CV", ""),
        };
        let mut name =
            String::with_capacity(before.len() + word.len() + village.len() + after.len() + 2);
        for part in [before, " ", word, " ", village, after] {
            name.push_str(part);
        }
        name
    }
}

/// Sex as the NIK tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// The day of birth is 40 higher in the NIK.
    Female,
    /// The day of birth stands as it is.
    Male,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization<'a> {
    /// Number of the organization, from 0.
    pub index: u32,
    /// Legal form.
    pub legal_form: LegalForm,
    /// Name; not unique, as in life.
    pub name: String,
    /// Village of its seat.
    pub village_code: &'a str,
    /// Day of founding, 2015 to 2022.
    pub founded_on: NaiveDate,
    /// False for the few that sleep.
    pub is_active: bool,
    /// Sen that the village or region gave at founding; `None` for the forms
    /// that are not public.
    pub founding_capital_sen: Option<i64>,
}

/// A member of a cooperative or of a BUM Desa, a person of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Number of the member over all organizations, from 0.
    pub index: u32,
    /// Number of the organization.
    pub organization: u32,
    /// Given name and family name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth_date: NaiveDate,
    /// NIK with a serial of 9000 and more, which belongs to nobody.
    pub nik: String,
    /// First day; the day of founding for the founders.
    pub joined_on: NaiveDate,
}

/// Kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// Simpanan pokok.
    PrincipalSavings,
    /// Simpanan wajib.
    MandatorySavings,
    /// Simpanan sukarela.
    VoluntarySavings,
    /// Penyertaan modal masyarakat desa.
    CommunityEquity,
}

impl EntryKind {
    /// The kind as the ledger stores it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrincipalSavings => "principal_savings",
            Self::MandatorySavings => "mandatory_savings",
            Self::VoluntarySavings => "voluntary_savings",
            Self::CommunityEquity => "community_equity",
        }
    }
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the member to the organization.
    Contribution,
    /// Back to the member.
    Withdrawal,
}

/// A ledger entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Number of the entry, from 0.
    pub index: u32,
    /// Number of the member.
    pub member: u32,
    /// Number of the organization.
    pub organization: u32,
    /// What is paid.
    pub kind: EntryKind,
    /// In or out.
    pub direction: Direction,
    /// Amount in sen, above zero.
    pub amount_sen: i64,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
}

/// A mentoring log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log<'a> {
    /// Number of the log, from 0.
    pub index: u32,
    /// Number of the mentor, from 0.
    pub mentor: u32,
    /// Number of the organization.
    pub organization: u32,
    /// Village of the visit.
    pub village_code: &'a str,
    /// Stage of the organization's chain, 0 to 5.
    pub stage: u32,
    /// Start by the clock of the village, no zone.
    pub started_at: NaiveDateTime,
    /// Length in minutes, 30 to 110.
    pub minutes: u32,
    /// Who came, at least one.
    pub participants: u32,
    /// Women among them.
    pub women: u32,
    /// Whether another person verified it.
    pub is_verified: bool,
}

/// NIK of a person registered in the district of a village.
///
/// `serial`: 0 to 9999.
///
/// Source: layout of the NIK as rule R10 tells it: district, day (women 40
/// more), month, year, serial.
pub(super) fn nik(village_code: &str, sex: Sex, birth_date: NaiveDate, serial: u32) -> String {
    let shift = match sex {
        Sex::Female => 40,
        Sex::Male => 0,
    };
    let mut nik = String::with_capacity(16);
    nik.extend(village_code.chars().filter(|c| *c != '.').take(6));
    for number in [
        birth_date.day() + shift,
        birth_date.month(),
        birth_date.year().unsigned_abs() % 100,
        serial / 100,
        serial % 100,
    ] {
        nik.push(digit(number / 10));
        nik.push(digit(number));
    }
    nik
}

/// Last digit of a number.
fn digit(number: u32) -> char {
    char::from_digit(number % 10, 10).unwrap_or('0')
}
