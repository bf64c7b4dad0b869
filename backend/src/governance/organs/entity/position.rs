//! Positions in organs.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{BoardId, OrganPositionId, OrganizationId, PersonId};

/// An organ of an organization.
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
pub enum Organ {
    /// Management board of a cooperative or group (pengurus).
    Pengurus,
    /// Supervisors of a cooperative or BUM Desa (pengawas).
    Pengawas,
    /// Adviser of a BUM Desa (penasihat).
    Penasihat,
    /// Operational management of a BUM Desa (pelaksana operasional).
    PelaksanaOperasional,
    /// Village government (pemerintah desa).
    PemerintahDesa,
}

/// What somebody is in an organ.
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
pub enum OrganRole {
    /// Chair.
    Ketua,
    /// Deputy chair.
    WakilKetua,
    /// Secretary.
    Sekretaris,
    /// Treasurer.
    Bendahara,
    /// Member of the organ.
    Anggota,
    /// Adviser of a BUM Desa.
    Penasihat,
    /// Director of a BUM Desa.
    Direktur,
    /// Village head.
    KepalaDesa,
    /// Village official.
    PerangkatDesa,
}

/// Why a position ended.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The term was over.
    TermEnded,
    /// They stepped down.
    Resigned,
    /// They were dismissed.
    Dismissed,
    /// They died.
    Deceased,
    /// Somebody else was put in their place.
    Replaced,
    /// The record was wrong; the position was never held.
    RecordedInError,
}

impl Organ {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

impl OrganRole {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One position of one person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organ_position")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganPositionId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Region of its seat when recorded.
    pub region_code: String,
    /// The organ.
    pub organ: Organ,
    /// What the person is in it.
    pub role: OrganRole,
    /// Who.
    pub person_id: PersonId,
    /// First day.
    pub held_from: Date,
    /// First day on which it is no longer held.
    pub held_to: Option<Date>,
    /// Number of the decision that appointed them.
    pub decision_number: String,
    /// When that was decided.
    pub decided_on: Date,
    /// The board that it was recorded with.
    pub board_id: Option<BoardId>,
    /// Why it ended, once the end is recorded.
    pub end_reason: Option<EndReason>,
    /// Counts its changes.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
