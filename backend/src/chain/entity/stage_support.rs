//! Support functions that a stage needs.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::StageId;

/// What a support institution does for a stage.
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
pub enum SupportFunction {
    /// Credit, savings, insurance (pembiayaan).
    Finance,
    /// Testing and certification (jaminan mutu).
    QualityAssurance,
    /// Extension, training, mentoring (penyuluhan, pelatihan).
    Extension,
    /// Roads, ports, stores open to all (logistik).
    Logistics,
    /// Prices and buyers (informasi pasar).
    MarketInformation,
    /// Research and technology (riset, teknologi).
    Research,
    /// Permits and rules (perizinan, regulasi).
    Regulation,
    /// Book-keeping, legal help, organization (pengembangan usaha).
    BusinessDevelopment,
    /// Power, water, sites (prasarana).
    Infrastructure,
}

impl SupportFunction {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One need.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stage_support")]
pub struct Model {
    /// The stage.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stage_id: StageId,
    /// What it needs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub support_function: SupportFunction,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
