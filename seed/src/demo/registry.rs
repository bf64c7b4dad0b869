//! Organizations, persons and users of the demonstration.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Origin;

/// Content of `registry.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryData {
    /// Enterprises and their partners.
    pub organizations: Vec<Organization>,
    /// Members, mentors and officers.
    pub persons: Vec<Person>,
    /// One user for each role.
    pub users: Vec<User>,
}

/// An organization. Its register numbers pass the checks of form and belong to
/// nobody: they carry 99 where a real one has its class or office.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Key within the demonstration.
    pub key: String,
    /// Legal form, `koperasi_primer`, `bum_desa`, `kelompok_usaha` ...
    pub legal_form: String,
    /// Full name.
    pub name: String,
    /// Kemendagri code of its seat; a regency's for its government.
    pub region_code: String,
    /// `active`.
    pub status: String,
    /// Day of founding; `None` for village and regional governments.
    pub founded_on: Option<NaiveDate>,
    /// Business classes.
    pub kbli: Vec<KbliRef>,
    /// Phone as people write it.
    pub phone: String,
    /// NPWP of 16 digits: 0 and the NPWP of 15 digits.
    pub npwp: Option<String>,
    /// NIB of 13 digits.
    pub nib: Option<String>,
    /// Number of the cooperative's certificate (NIK koperasi).
    pub nik_koperasi: Option<String>,
    /// Number of the decree that made it a legal person.
    pub legal_number: Option<String>,
    /// Always invented.
    pub origin: Origin,
}

/// A business class and the edition its code belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KbliRef {
    /// `2020` or `2025`.
    pub edition: String,
    /// Five digits.
    pub code: String,
}

/// A person. The NIK is well-formed; its serial of 9900 and more belongs to
/// nobody, because registrations of a day and district count from 0001.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Key within the demonstration.
    pub key: String,
    /// Full name.
    pub name: String,
    /// `female` or `male`, the same as the NIK says.
    pub sex: String,
    /// Day of birth, the same as the NIK says.
    pub birth_date: NaiveDate,
    /// Village of residence.
    pub village_code: String,
    /// Key of the organization that keeps the record.
    pub organization: String,
    /// NIK of 16 digits.
    pub nik: String,
    /// Phone as people write it.
    pub phone: String,
    /// Always invented.
    pub origin: Origin,
}

/// A user with a password that everybody may know: for local demonstrations.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Login name; ends in `.demo`.
    pub username: String,
    /// Password in the clear, at least 12 characters; starts `kibm-demo-`.
    pub password: String,
    /// `administrator`, `coordinator`, `regional_officer`, `mentor`,
    /// `enterprise_officer` or `auditor`.
    pub role: String,
    /// Where the role holds.
    pub reach: Reach,
    /// Key of the person behind the user.
    pub person: Option<String>,
    /// Always invented.
    pub origin: Origin,
}

/// Where a role holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", content = "target", rename_all = "snake_case")]
pub enum Reach {
    /// Everywhere.
    National,
    /// A region, by code, and what lies in it.
    Region(String),
    /// One organization, by key.
    Organization(String),
    /// What is assigned to the user's person.
    Own,
}
