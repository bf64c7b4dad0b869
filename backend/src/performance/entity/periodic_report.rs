//! Periodic reports of village enterprises.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{OrganizationId, PeriodicReportId};

/// One report that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "periodic_report")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PeriodicReportId,
    /// The enterprise.
    pub organization_id: OrganizationId,
    /// Region of its seat when it was recorded.
    pub region_code: String,
    /// The calendar year reported on.
    pub year: i64,
    /// 0 for the whole year, 1 and 2 for its halves.
    pub part: i64,
    /// Day on which it was handed in.
    pub submitted_on: Date,
    /// Whether it was recorded after its day, as handed in before.
    pub recorded_late: bool,
    /// SHA-256 of its file, hexadecimal.
    pub document_sha256: String,
    /// Its number or where it is kept.
    pub reference: Option<String>,
    /// When the supervisors (pengawas) reviewed it.
    pub supervisor_reviewed_on: Option<Date>,
    /// When the advisor (penasihat) reviewed it.
    pub advisor_reviewed_on: Option<Date>,
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
