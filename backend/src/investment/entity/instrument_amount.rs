//! Fixed amounts of instruments, effective-dated (R26).

use sea_orm::entity::prelude::*;

use crate::kernel::ids::InstrumentId;
use crate::kernel::money::Money;

/// The amount of one instrument from a day on, until the next row's day.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_amount")]
pub struct Model {
    /// The instrument.
    #[sea_orm(primary_key, auto_increment = false)]
    pub instrument_id: InstrumentId,
    /// First day on which it holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: Date,
    /// The amount.
    pub amount_sen: Money,
    /// The decision behind it.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
