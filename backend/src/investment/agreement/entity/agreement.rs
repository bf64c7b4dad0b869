//! Agreements, append-only.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{AgreementId, OrganizationId};

/// What kind of agreement.
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
pub enum AgreementKind {
    /// One brings the capital, the other the work (R73).
    Mudharabah,
    /// All bring capital (R74).
    Musyarakah,
    /// Owner and crew of a fishing vessel (R75).
    Fisheries,
    /// Nucleus and plasma (R77).
    IntiPlasma,
}

impl AgreementKind {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One agreement.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgreementId,
    /// The organization that keeps it.
    pub organization_id: OrganizationId,
    /// Region of that organization when recorded.
    pub region_code: String,
    /// Kind.
    pub kind: AgreementKind,
    /// Number of the contract.
    pub number: String,
    /// When it was signed.
    pub signed_on: Date,
    /// Its terms, as [`crate::investment::agreement::drafts::AgreementTerms`].
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
