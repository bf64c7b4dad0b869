//! What clients give for declared holdings, simulations and exports.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::OwnerClass;
use super::rules::ActKind;
use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::ids::{DeclaredHoldingId, MemberId, OrganizationId};
use crate::kernel::money::Money;

/// A share as a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// This many of
    #[schema(minimum = 1, maximum = 1_000_000_000_000_000_i64)]
    pub numerator: i64,
    /// so many.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_000_i64)]
    pub denominator: i64,
}

/// A declared holding as a client gives it: who holds what part of a company
/// whose books are not kept here.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredHoldingDraft {
    /// The client's own UUID, so that a resend is recognised.
    #[serde(default)]
    pub id: Option<DeclaredHoldingId>,
    /// The organization that holds; or else `outside_name`.
    #[serde(default)]
    pub holder_organization_id: Option<OrganizationId>,
    /// A party that is not in the registry: a company, or a group of persons.
    /// No name of a natural person and no number of one.
    #[serde(default)]
    #[schema(
        min_length = 2,
        max_length = 200,
        pattern = "^[^0-9]*(([0-9][^0-9A-Za-z]*){1,9}[A-Za-z][^0-9]*)*([0-9][^0-9A-Za-z]*){0,9}$"
    )]
    pub outside_name: Option<String>,
    /// Class of that party.
    #[serde(default)]
    pub outside_class: Option<OwnerClass>,
    /// The share as a fraction; or else `amount` and `of_total`.
    #[serde(default)]
    pub share: Option<Ratio>,
    /// The capital held.
    #[serde(default)]
    pub amount: Option<Money>,
    /// The capital of all holders.
    #[serde(default)]
    pub of_total: Option<Money>,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day after it; open if left out.
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    /// Where it stands: deed, register, annual report.
    #[schema(min_length = 3, max_length = 500)]
    pub source: String,
    /// Why it replaces what was declared before; needed when replacing.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Takes a declared holding back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawnDraft {
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}

/// One side of a simulated act, named in one way.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SideDraft {
    /// An organization, in the issuer's register or not.
    #[serde(default)]
    pub organization_id: Option<OrganizationId>,
    /// A person by the entry in the issuer's register.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// Persons who are not in the register yet.
    #[serde(default)]
    pub new_persons: bool,
}

/// One act of a simulation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActDraft {
    /// What is done.
    pub kind: ActKind,
    /// Whose capital.
    pub issuer_id: OrganizationId,
    /// Of what kind; not `simpanan_sukarela`, which is a debt.
    pub instrument_kind: InstrumentKind,
    /// How much, above zero.
    pub amount: Money,
    /// From whom, for withdrawals and transfers.
    #[serde(default)]
    pub from: Option<SideDraft>,
    /// To whom, for contributions and transfers.
    #[serde(default)]
    pub to: Option<SideDraft>,
}

/// A simulation: nothing of it is stored.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationDraft {
    /// Whose owners are asked for.
    pub organization_id: OrganizationId,
    /// The acts, in their order.
    #[schema(min_items = 1, max_items = 50)]
    pub acts: Vec<ActDraft>,
    /// Day before which all counts; today if left out.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// How persons stand in an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportedPersons {
    /// Not one by one: the shares of all persons of an issuer together.
    #[default]
    Withheld,
    /// By name, where the caller may see them; a full read of personal data.
    Named,
}

/// An export of who owns an organization.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnershipExportDraft {
    /// The organization.
    pub organization_id: OrganizationId,
    /// What counts on or before this day; today if left out.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    #[serde(default)]
    pub known_at: Option<DateTime<Utc>>,
    /// Day of an earlier export, before `as_of`: then only what changed since is
    /// stated, as `new`, `updated` or `closed` under the same record ids.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// What was recorded at or before this instant, for `since`: when the earlier
    /// export was made. All if left out: also what was recorded later for a day
    /// before.
    #[serde(default)]
    pub since_known_at: Option<DateTime<Utc>>,
    /// How persons stand in it.
    #[serde(default)]
    pub persons: ExportedPersons,
    /// What for; it stands in the audit log.
    #[schema(min_length = 3, max_length = 500)]
    pub purpose: String,
}
