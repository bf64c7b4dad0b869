//! Figures that somebody published about a cluster's places.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ClusterId, PublishedFigureId};

/// One figure, as it was published.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "published_figure")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublishedFigureId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// What is told, `snake_case`.
    pub metric: String,
    /// Of whom or what, as the publication names it.
    pub subject: Option<String>,
    /// Where.
    pub region_code: String,
    /// When: a year, or a span as the publication has it.
    pub period: String,
    /// The number as published, `.` as the decimal point.
    pub value: String,
    /// Unit of the number.
    pub unit: String,
    /// The publication.
    pub source: String,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
