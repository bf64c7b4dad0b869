//! The sharing of one book year's surplus.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{OrganizationId, SurplusRunId, SurplusSchemeId};
use crate::kernel::money::Money;

/// Where a run stands (R36).
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
pub enum RunStatus {
    /// Being worked out; simulated as often as wanted.
    Draft,
    /// Submitted to the meeting; nothing changes any more.
    Diajukan,
    /// Approved by the meeting.
    Disahkan,
    /// Paid.
    Dibagikan,
}

impl RunStatus {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// Whereto the holders' shares are paid.
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
pub enum PaidTo {
    /// Credited to the holders' voluntary savings.
    Savings,
    /// Owed to them, and paid later.
    Payable,
}

impl PaidTo {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "surplus_run")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SurplusRunId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Region of the issuer when recorded.
    pub region_code: String,
    /// The scheme.
    pub scheme_id: SurplusSchemeId,
    /// Book year.
    pub book_year: i64,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period.
    pub period_end: Date,
    /// Surplus from business with members.
    pub member_surplus_sen: Money,
    /// Surplus from business with others.
    pub non_member_surplus_sen: Money,
    /// Retained earnings before the year; negative for losses carried on.
    pub retained_before_sen: Money,
    /// Where it stands.
    pub status: RunStatus,
    /// What each part gets, as worked out last.
    #[sea_orm(column_type = "JsonBinary")]
    pub result: Option<Json>,
    /// SHA-256 of the canonical text, hexadecimal.
    pub digest: Option<String>,
    /// When it was worked out last.
    pub computed_at: Option<DateTimeUtc>,
    /// The meeting's decision.
    #[sea_orm(column_type = "JsonBinary")]
    pub decision: Option<Json>,
    /// Day on which the payment counts.
    pub paid_on: Option<Date>,
    /// Whereto the holders' shares went.
    pub paid_to: Option<PaidTo>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
