//! Instruments, members and postings of the demonstration.

use chrono::NaiveDate;
use serde::Deserialize;

use super::Origin;

/// Content of `investment.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvestmentData {
    /// What issuers offer.
    pub instruments: Vec<Instrument>,
    /// Who takes part in which issuer.
    pub memberships: Vec<Membership>,
    /// Movements by day; a reversal stands after what it reverses.
    pub postings: Vec<Posting>,
    /// Results of book years and how they are shared, by day.
    pub sharings: Vec<Sharing>,
}

/// The result of one book year, shared by the starting scheme of its issuer's
/// legal form, as far as it has come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sharing {
    /// Key of the issuing organization.
    pub issuer: String,
    /// First day of the scheme.
    pub scheme_valid_from: NaiveDate,
    /// The decision that sets it.
    pub scheme_decision: String,
    /// Book year, a calendar year.
    pub book_year: i64,
    /// Result of business with members in rupiah.
    pub member_surplus: String,
    /// Result of business with others in rupiah.
    pub other_surplus: String,
    /// `purchases`, `deliveries` or `interest`, where members share by business.
    pub patronage_kind: Option<String>,
    /// Business of each member in the year.
    pub patronage: Vec<Patronage>,
    /// Day on which the draft was worked out.
    pub drafted_on: NaiveDate,
    /// The meeting that approved it, if one has.
    pub meeting: Option<Meeting>,
    /// Day on which it was paid as debts to the members, if it was.
    pub paid_on: Option<NaiveDate>,
    /// Always invented.
    pub origin: Origin,
}

impl Sharing {
    /// The day of its last step.
    #[must_use]
    pub fn last_step_on(&self) -> NaiveDate {
        let held_on = self.meeting.as_ref().map(|meeting| meeting.held_on);
        self.paid_on.or(held_on).unwrap_or(self.drafted_on)
    }
}

/// Business of one member in one year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patronage {
    /// Key of the membership.
    pub membership: String,
    /// Rupiah with two decimals.
    pub amount: String,
}

/// The meeting that approves a sharing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    /// `rat`, `musdes`, `mad`, `rups` or `kpm`.
    pub kind: String,
    /// Number of its decision.
    pub number: String,
    /// When it was held.
    pub held_on: NaiveDate,
    /// How many were present.
    pub present: i64,
    /// How many were entitled.
    pub entitled: i64,
    /// SHA-256 of the minutes, hexadecimal.
    pub minutes_sha256: String,
}

/// A way to put capital into an issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Key within the demonstration.
    pub key: String,
    /// Key of the issuing organization.
    pub issuer: String,
    /// `principal_savings` (simpanan pokok), `mandatory_savings` (wajib),
    /// `voluntary_savings` (sukarela), `participating_capital` (modal
    /// penyertaan), `village_equity` (penyertaan modal desa),
    /// `community_equity` (penyertaan modal masyarakat) or `shares` (saham).
    pub kind: String,
    /// Indonesian name.
    pub name: String,
    /// Amount of one payment in rupiah, where it is the same for all.
    #[serde(default)]
    pub amount: Option<String>,
    /// First day of that amount.
    #[serde(default)]
    pub amount_from: Option<NaiveDate>,
    /// Nominal of one share in rupiah.
    #[serde(default)]
    pub nominal: Option<String>,
    /// The written agreement behind participating capital.
    #[serde(default)]
    pub agreement_number: Option<String>,
    /// Always invented.
    pub origin: Origin,
}

/// One holder's relation to an issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// Key within the demonstration, `issuer/holder`.
    pub key: String,
    /// Key of the issuing organization.
    pub issuer: String,
    /// Number in the issuer's register, from 1.
    pub number: u32,
    /// Who holds.
    pub holder: Holder,
    /// First day.
    pub joined_on: NaiveDate,
    /// True for members of a cooperative; false for who holds capital alone.
    pub is_member: bool,
    /// Always invented.
    pub origin: Origin,
}

/// A person or an organization.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Which of the two.
    pub kind: HolderKind,
    /// Key of the person or organization.
    pub key: String,
}

/// Kinds of holders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A person.
    Person,
    /// An organization.
    Organization,
}

/// One movement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// Key within the demonstration; serves as idempotency key too.
    pub key: String,
    /// `contribution`, `withdrawal` or `reversal`.
    pub kind: String,
    /// Key of the instrument.
    pub instrument: String,
    /// Key of the membership.
    pub membership: String,
    /// Rupiah with two decimals, `"150000.00"`, always positive.
    pub amount: String,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// Key of the posting that a reversal takes back.
    #[serde(default)]
    pub reverses: Option<String>,
    /// Reason of a withdrawal or reversal.
    #[serde(default)]
    pub reason: Option<String>,
    /// Decision behind capital: regulation, minutes or contract.
    #[serde(default)]
    pub decision: Option<String>,
    /// Source of a village enterprise's capital: `desa` or `masyarakat`.
    #[serde(default)]
    pub source_class: Option<String>,
    /// Number of shares.
    #[serde(default)]
    pub shares: Option<u32>,
    /// Always invented.
    pub origin: Origin,
}
