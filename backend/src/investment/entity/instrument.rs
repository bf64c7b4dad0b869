//! What an issuer offers to holders of its capital.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{InstrumentId, OrganizationId};
use crate::kernel::money::Money;

/// Kinds of instruments, in the terms of the law.
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
pub enum InstrumentKind {
    /// Principal savings: one amount for all members, paid on entry (UU 25/1992).
    SimpananPokok,
    /// Mandatory savings: periodic, kept while a member (UU 25/1992).
    SimpananWajib,
    /// Voluntary savings: a liability, paid back on demand.
    SimpananSukarela,
    /// Village government's stake in a village enterprise (PP 11/2021).
    PenyertaanModalDesa,
    /// Community's stake in a village enterprise (PP 11/2021).
    PenyertaanModalMasyarakat,
    /// Shares of a company (UU 40/2007).
    Saham,
    /// Participating capital of a cooperative, by agreement, open to others than members (PP 33/1998).
    ModalPenyertaan,
}

impl InstrumentKind {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One instrument of one issuer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstrumentId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Number among the issuer's instruments, from 1; part of account codes.
    pub number: i64,
    /// Kind.
    pub kind: InstrumentKind,
    /// Name.
    pub name: String,
    /// Nominal of one share; shares alone have it.
    pub nominal_sen: Option<Money>,
    /// The written agreement; participating capital alone has it.
    pub agreement_number: Option<String>,
    /// Whether principal savings may be paid in parts (R26).
    pub instalments: bool,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
