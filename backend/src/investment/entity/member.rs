//! The register of an issuer: its members and other holders.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{MemberId, OrganizationId, PersonId};

/// Whose capital it is, for the figures of regions.
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
pub enum HolderClass {
    /// Persons and their own organizations: cooperatives, village enterprises, groups, communities.
    Community,
    /// Village, regional and central government.
    Government,
    /// Companies, banks and all others.
    Company,
}

impl HolderClass {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// In what capacity a holder stands in the register.
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
pub enum Standing {
    /// Member of a cooperative: owns, saves and votes.
    Member,
    /// Holds capital without being a member: shareholder, investor.
    Holder,
}

impl Standing {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Where a membership stands.
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
pub enum MemberStatus {
    /// Applied; principal savings not fully paid (calon).
    Applicant,
    /// In force.
    Active,
    /// Ended.
    Former,
}

impl MemberStatus {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Why a membership ended.
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
pub enum ExitReason {
    /// By the member's own wish.
    Sukarela,
    /// By death.
    Meninggal,
    /// By decision of the issuer.
    Diberhentikan,
}

impl ExitReason {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One member or other holder.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region in whose figures this member counts: that of the issuer's seat.
    pub region_code: String,
    /// Number in the issuer's register, from 1, without gaps.
    pub register_number: i64,
    /// The person who holds.
    pub holder_person_id: Option<PersonId>,
    /// The organization that holds.
    pub holder_organization_id: Option<OrganizationId>,
    /// Whose capital it is.
    pub holder_class: HolderClass,
    /// Sex of the person, as counted.
    pub sex: Option<Sex>,
    /// In what capacity.
    pub standing: Standing,
    /// Where it stands.
    pub status: MemberStatus,
    /// Day of application; no posting counts before it.
    pub applied_on: Date,
    /// First day in force.
    pub joined_on: Option<Date>,
    /// First day no longer in force.
    pub left_on: Option<Date>,
    /// Why it ended.
    pub exit_reason: Option<ExitReason>,
    /// When the exit was recorded.
    pub left_recorded_at: Option<DateTimeUtc>,
    /// Version.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
