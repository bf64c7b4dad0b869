//! Yearly meetings.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{AnnualMeetingId, OrganizationId, SurplusRunId};

/// The meeting that decides.
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
pub enum MeetingKind {
    /// Members' annual meeting of a cooperative (rapat anggota tahunan).
    Rat,
    /// Village meeting of a BUM Desa (musyawarah desa).
    Musdes,
    /// Meeting of several villages (musyawarah antar desa).
    Mad,
    /// General meeting of shareholders (rapat umum pemegang saham).
    Rups,
    /// Decision of the region as owner of a Perumda (kuasa pemilik modal).
    Kpm,
}

impl MeetingKind {
    /// The value as it stands on the wire and in the tables.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }

    /// As people write it.
    #[must_use]
    pub const fn display(self) -> &'static str {
        match self {
            Self::Rat => "RAT",
            Self::Musdes => "Musdes",
            Self::Mad => "MAD",
            Self::Rups => "RUPS",
            Self::Kpm => "KPM",
        }
    }
}

/// One meeting on one book year.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "annual_meeting")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnnualMeetingId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Region of its seat when recorded.
    pub region_code: String,
    /// Which meeting.
    pub kind: MeetingKind,
    /// The book year that it was about.
    pub book_year: i64,
    /// Last day of that book year.
    pub book_year_end: Date,
    /// Number of its decision or minutes.
    pub number: String,
    /// When it was held.
    pub held_on: Date,
    /// How many were present, in person or by proxy.
    pub present: i64,
    /// How many were entitled.
    pub entitled: i64,
    /// SHA-256 of the minutes' file, hexadecimal.
    pub minutes_sha256: String,
    /// The sharing of a surplus that it approved.
    pub surplus_run_id: Option<SurplusRunId>,
    /// When the record was withdrawn as wrong.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Why it was.
    pub withdraw_reason: Option<String>,
    /// Counts its changes.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
