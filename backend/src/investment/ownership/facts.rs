//! What is known of holdings at one horizon: rows that the store reads and the
//! rules judge.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::{DeriveActiveEnum, EnumIter, FromQueryResult};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::investment::entity::ledger_account::Line;
use crate::kernel::ids::{DeclaredHoldingId, MemberId, OrganizationId, PersonId};
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;

/// Whose capital it is in the end.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OwnerClass {
    /// People, and what they own together (masyarakat).
    Community,
    /// Village governments (desa).
    Village,
    /// Governments of provinces, regencies and cities (daerah).
    RegionalGovernment,
    /// The central government (pusat).
    CentralGovernment,
    /// Companies whose owners are not known here.
    Company,
    /// Others, what is not declared, and what nobody owns.
    Other,
}

impl OwnerClass {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Community,
        Self::Village,
        Self::RegionalGovernment,
        Self::CentralGovernment,
        Self::Company,
        Self::Other,
    ];

    /// Place in [`Self::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|class| *class == self).unwrap_or_default()
    }

    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// An organization on some way of ownership.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct OrganizationFact {
    /// Which.
    pub id: OrganizationId,
    /// Name.
    pub name: String,
    /// Form.
    pub legal_form: LegalForm,
    /// Region of its seat.
    pub region_code: String,
}

/// What one organization has of another by the ledger, on one line.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct OrganizationHolding {
    /// Who is held.
    pub issuer: OrganizationId,
    /// The holder's entry in the register.
    pub member_id: MemberId,
    /// Who holds.
    pub holder: OrganizationId,
    /// Line of the capital statement.
    pub line: Line,
    /// How much.
    pub amount: Money,
}

/// What all holders together have of an issuer by the ledger, on one line.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct LineCapital {
    /// Who is held.
    pub issuer: OrganizationId,
    /// Line of the capital statement.
    pub line: Line,
    /// How much.
    pub amount: Money,
}

/// How many persons have capital of an issuer.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PersonCount {
    /// Who is held.
    pub issuer: OrganizationId,
    /// How many persons.
    pub persons: i64,
}

/// What belongs to nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct CollectiveCapital {
    /// Whose.
    pub issuer: OrganizationId,
    /// How much; below zero after losses.
    pub amount: Money,
}

/// What one person has of an issuer.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct PersonHolding {
    /// Who is held.
    pub issuer: OrganizationId,
    /// The person's entry in the register.
    pub member_id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// Who.
    pub person: PersonId,
    /// How much.
    pub amount: Money,
}

/// A declared holding that counts at the horizon.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DeclaredFact {
    /// Which.
    pub holding_id: DeclaredHoldingId,
    /// Who is held.
    pub issuer: OrganizationId,
    /// The organization that holds.
    pub holder: Option<OrganizationId>,
    /// Or the outside party.
    pub outside_name: Option<String>,
    /// Class of that party.
    pub outside_class: Option<OwnerClass>,
    /// The share: this many of
    pub numerator: i64,
    /// so many.
    pub denominator: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// Where it stands.
    pub source: String,
}

/// All that is known of the holdings of some organizations and of their
/// holders, up to those whom nobody holds.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The organizations.
    pub organizations: Vec<OrganizationFact>,
    /// What they hold of each other by the ledger.
    pub holdings: Vec<OrganizationHolding>,
    /// What all holders have by the ledger.
    pub lines: Vec<LineCapital>,
    /// How many of them are persons.
    pub counts: Vec<PersonCount>,
    /// What belongs to nobody in particular.
    pub collective: Vec<CollectiveCapital>,
    /// What is declared.
    pub declared: Vec<DeclaredFact>,
    /// The persons one by one, where they are asked for.
    pub persons: Option<Vec<PersonHolding>>,
}
