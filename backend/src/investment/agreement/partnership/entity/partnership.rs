//! Partnership contracts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{OrganizationId, PartnershipId};

/// The pattern of a partnership.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PartnershipPattern {
    /// A nucleus provides for its plasma and buys from it.
    IntiPlasma,
    /// One makes parts of the other's product.
    Subkontrak,
    /// Franchise.
    Waralaba,
    /// One supplies or markets what the other makes.
    PerdaganganUmum,
    /// Distribution and agency.
    DistribusiKeagenan,
    /// Sharing of the result.
    BagiHasil,
    /// Joint operation (KSO).
    KerjaSamaOperasional,
    /// Joint venture.
    UsahaPatungan,
    /// Supply chain.
    RantaiPasok,
}

impl PartnershipPattern {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Which party is the larger business.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LargerParty {
    /// The organization that keeps the contract.
    Keeper,
    /// Its partner.
    Partner,
    /// Neither: both are of one class of business.
    Neither,
}

/// How the larger party holds the smaller one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// Not at all, as far as is known.
    None,
    /// By capital of its own in it.
    Direct,
    /// Through others that hold it.
    Indirect,
}

impl Holding {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Where a contract stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnershipStatus {
    /// Being agreed on: it can be changed and deleted.
    Draft,
    /// Signed, and its term is not over.
    Aktif,
    /// Its term is over, or it was ended before.
    Berakhir,
}

impl PartnershipStatus {
    /// The status as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Aktif => "aktif",
            Self::Berakhir => "berakhir",
        }
    }
}

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "partnership")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PartnershipId,
    /// The organization that keeps it.
    pub organization_id: OrganizationId,
    /// Region of that organization when recorded.
    pub region_code: String,
    /// Number of the contract.
    pub number: String,
    /// Pattern.
    pub pattern: PartnershipPattern,
    /// The partner, if it is in the registry.
    pub partner_organization_id: Option<OrganizationId>,
    /// Or its name.
    pub partner_name: Option<String>,
    /// Which party is the larger one.
    pub larger_party: LargerParty,
    /// Whether the larger party has a seat among the directors of the smaller
    /// one, as declared.
    pub larger_has_director: bool,
    /// How the larger party held the smaller one when that was last looked at.
    pub larger_holding: Holding,
    /// The day on which it was looked at.
    pub larger_holding_on: Date,
    /// Business activity.
    pub activity: Option<String>,
    /// Rights and duties of the keeper.
    pub keeper_duties: Option<String>,
    /// Rights and duties of the partner.
    pub partner_duties: Option<String>,
    /// Form of development.
    pub development: Option<String>,
    /// How disputes are settled.
    pub dispute_clause: Option<String>,
    /// First day of the term.
    pub valid_from: Option<Date>,
    /// First day after the term.
    pub valid_to: Option<Date>,
    /// Where the text in Indonesian is kept.
    pub document_reference: Option<String>,
    /// SHA-256 of that text, hexadecimal.
    pub document_sha256: Option<String>,
    /// When it was signed; a draft is not.
    pub signed_on: Option<Date>,
    /// First day on which it no longer binds, if it ended before its term.
    pub ended_on: Option<Date>,
    /// Why it ended then.
    pub end_reason: Option<String>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
