//! Stages of a chain.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::ids::{ChainId, StageId};

/// Kind of stage.
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
pub enum StageKind {
    /// Seed, tools, materials (penyediaan sarana).
    InputSupply,
    /// Growing, catching, making (produksi).
    Production,
    /// Drying, cleaning, sorting (pascapanen).
    PrimaryProcessing,
    /// Gathering from many makers (pengumpulan).
    Collection,
    /// Turning into a product (pengolahan).
    Processing,
    /// Buying and selling on (perdagangan).
    Trade,
    /// Storing and moving (logistik).
    Logistics,
    /// Brand, promotion, shops (pemasaran).
    Marketing,
    /// The last buyer (pasar akhir).
    EndMarket,
}

impl StageKind {
    /// The value as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> String {
        self.to_value()
    }
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stage")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StageId,
    /// The chain.
    pub chain_id: ChainId,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: StageKind,
    /// Place along the chain from 1; stages of one position run side by side.
    pub position: i32,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
