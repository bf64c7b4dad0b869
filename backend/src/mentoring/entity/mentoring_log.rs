//! Logs of visits.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cluster::entity::cluster::Phase;
use crate::kernel::ids::{MentorId, MentoringLogId, OrganizationId, StageId, UserId};

/// Where a log stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LogStatus {
    /// Its author's alone.
    Draft,
    /// Sent (terkirim).
    Submitted,
    /// Verified by another person (diverifikasi); it stays as it is.
    Verified,
    /// Sent back with a comment (dikembalikan).
    Returned,
}

/// Form of the assistance.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum VisitForm {
    /// Visit (kunjungan).
    Visit,
    /// Consultation (konsultasi).
    Consultation,
    /// Coaching.
    Coaching,
    /// Training (pelatihan).
    Training,
    /// Mentoring.
    Mentoring,
    /// Opening access to market, finance or technology (fasilitasi akses).
    AccessFacilitation,
    /// Advocacy (advokasi).
    Advocacy,
    /// Referral to another institution (rujukan).
    Referral,
    /// At a distance (jarak jauh).
    Remote,
}

/// How the assisted confirmed the visit.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// Not at all.
    #[default]
    None,
    /// By a signature on the attendance list.
    Signature,
    /// By word of mouth.
    Verbal,
    /// By a message.
    Message,
}

/// One visit.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentoring_log")]
pub struct Model {
    /// Identity, mostly the device's own.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MentoringLogId,
    /// Who assisted.
    pub mentor_id: MentorId,
    /// Who wrote the log; absent for the system itself.
    pub author_user_id: Option<UserId>,
    /// Who was assisted.
    pub organization_id: OrganizationId,
    /// At which stage.
    pub stage_id: StageId,
    /// Region of the organization when the log was recorded.
    pub region_code: String,
    /// Phase of the programme.
    pub phase: Phase,
    /// Start, UTC.
    pub started_at: DateTimeUtc,
    /// End, UTC.
    pub ended_at: DateTimeUtc,
    /// Day of the start in the village's zone.
    pub local_date: Date,
    /// Length in whole minutes.
    pub minutes: i64,
    /// Village of the visit; its zone decides the local date.
    pub village_code: String,
    /// Latitude in millionths of a degree; dropped at verification.
    pub latitude_microdegrees: Option<i64>,
    /// Longitude in millionths of a degree; dropped at verification.
    pub longitude_microdegrees: Option<i64>,
    /// Accuracy of the point in metres; dropped at verification.
    pub accuracy_metres: Option<i32>,
    /// Form of the assistance.
    pub form: VisitForm,
    /// Topic.
    pub topic: String,
    /// Unit of competence (SKKNI).
    pub competency_unit: Option<String>,
    /// Who took part, heads.
    pub participants: i32,
    /// Women among them.
    pub women: i32,
    /// Young people among them.
    pub youth: i32,
    /// People with a disability among them.
    pub with_disability: i32,
    /// Problem found.
    pub problem: String,
    /// Advice given.
    pub advice: String,
    /// What stood in the way.
    pub obstacles: Option<String>,
    /// How the assisted confirmed the visit.
    pub confirmation: Confirmation,
    /// References to files: name, SHA-256, media type.
    #[sea_orm(column_type = "JsonBinary")]
    pub attachments: Json,
    /// Where it stands.
    pub status: LogStatus,
    /// When it was first sent, UTC.
    pub submitted_at: Option<DateTimeUtc>,
    /// Whether it was sent in time (R96); absent for a draft.
    pub on_time: Option<bool>,
    /// Whether it overlaps another log of the mentor (R98).
    pub overlaps: bool,
    /// Whether it is too far from another log for the time between (R98).
    pub distance_doubtful: bool,
    /// Whether the mentor's certificate had run out (R107).
    pub certificate_expired: bool,
    /// Who verified or returned it.
    pub reviewed_by: Option<UserId>,
    /// When, UTC.
    pub reviewed_at: Option<DateTimeUtc>,
    /// What the verifier said.
    pub comment: Option<String>,
    /// SHA-256 of the content as it was first sent, without the point: tells a
    /// resend from another log with the same id (R95).
    pub draft_hash: Vec<u8>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
